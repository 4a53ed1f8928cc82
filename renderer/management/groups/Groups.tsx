import { Button, Input, Select } from 'antd'
import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react'
import { useTranslation } from '../../ui/i18n.ts'
import type { Route } from '#shared/protocol/settings.ts'
import { useWork } from '../../workstation/app/context.ts'
import { Fields } from '../parts/Field.tsx'
import { SaveBar } from '../parts/SaveBar.tsx'
import { Screen } from '../parts/Screen.tsx'
import { useDraft } from '../parts/useDraft.ts'
import { Members } from './Members.tsx'
import {
  changeOfPlan,
  moved,
  newId,
  planOf,
  problemOf,
  withoutChoice,
  withoutGroup,
  type Plan,
} from './plan.ts'
import { TryRoutes } from './TryRoutes.tsx'
import './groups.css'

const BY = ['page', 'product', 'category', 'choice'] as const

/** D10: skill groups, who is in them, and which buyers they get. */
export function Groups() {
  const { t } = useTranslation()
  const draft = useDraft<Plan>(
    'groups',
    [
      'route_unknown_group',
      'route_unknown_choice',
      'route_hidden',
      'group_empty',
      'group_disabled',
      'group_not_participating',
      'choice_unused',
    ],
    planOf,
    changeOfPlan,
  )
  const plan = draft.value
  const stored = useWork((state) => state.view?.settings.groups) ?? []
  const { groups, routes, choices } = plan
  const problem = problemOf(plan)
  const setRoute = (id: string, part: Partial<Route>) =>
    draft.set({ routes: routes.map((one) => (one.id === id ? { ...one, ...part } : one)) })

  return (
    <Screen
      title={t('manage:section.groups')}
      lead={t('manage:groups.lead')}
      footer={
        <SaveBar
          draft={draft}
          problem={problem === null ? null : t(`manage:groups.problem.${problem}`)}
        />
      }
    >
      <Fields title={t('manage:groups.title')} lead={t('manage:groups.groupsLead')}>
        {groups.length === 0 && <p className="dim">{t('manage:groups.none')}</p>}
        <ul className="edit-list">
          {groups.map((group, index) => (
            <li key={group.id} className="group-row">
              <Input
                value={group.name}
                maxLength={40}
                status={group.name.trim() === '' ? 'error' : ''}
                aria-label={t('manage:groups.nameOf', { number: index + 1 })}
                placeholder={t('manage:groups.name')}
                onChange={(event) =>
                  draft.set({
                    groups: groups.map((one) =>
                      one.id === group.id ? { ...one, name: event.target.value } : one,
                    ),
                  })
                }
              />
              {stored.some(({ id }) => id === group.id) ? (
                <Members group={group} />
              ) : (
                <span className="dim">{t('manage:groups.membersLater')}</span>
              )}
              <Button
                type="text"
                icon={<Trash2 size={16} />}
                aria-label={t('manage:groups.remove', { name: group.name })}
                onClick={() => draft.set(withoutGroup(plan, group.id))}
              />
            </li>
          ))}
        </ul>
        <div className="button-row">
          <Button
            icon={<Plus size={16} />}
            disabled={groups.length >= 50}
            onClick={() => draft.set({ groups: [...groups, { id: newId('g'), name: '' }] })}
          >
            {t('manage:groups.add')}
          </Button>
        </div>
      </Fields>

      <Fields title={t('manage:groups.choices')} lead={t('manage:groups.choicesLead')}>
        <ul className="edit-list">
          {choices.map((choice, index) => (
            <li key={choice.id} className="choice-row">
              <Input
                value={choice.label}
                maxLength={40}
                status={choice.label.trim() === '' ? 'error' : ''}
                aria-label={t('manage:groups.choiceOf', { number: index + 1 })}
                placeholder={t('manage:groups.choice')}
                onChange={(event) =>
                  draft.set({
                    choices: choices.map((one) =>
                      one.id === choice.id ? { ...one, label: event.target.value } : one,
                    ),
                  })
                }
              />
              <Order
                index={index}
                count={choices.length}
                name={choice.label}
                onMove={(to) => draft.set({ choices: moved(choices, index, to) })}
              />
              <Button
                type="text"
                icon={<Trash2 size={16} />}
                aria-label={t('manage:groups.remove', { name: choice.label })}
                onClick={() => draft.set(withoutChoice(plan, choice.id))}
              />
            </li>
          ))}
        </ul>
        <div className="button-row">
          <Button
            icon={<Plus size={16} />}
            disabled={choices.length >= 12}
            onClick={() => draft.set({ choices: [...choices, { id: newId('c'), label: '' }] })}
          >
            {t('manage:groups.addChoice')}
          </Button>
        </div>
      </Fields>

      <Fields title={t('manage:groups.routes')} lead={t('manage:groups.routesLead')}>
        <ol className="edit-list">
          {routes.map((route, index) => (
            <li key={route.id} className="route-row">
              <span className="tabular dim">{index + 1}</span>
              <Select
                value={route.by}
                aria-label={t('manage:groups.byOf', { number: index + 1 })}
                options={BY.map((by) => ({
                  value: by,
                  label: t(`manage:groups.by.${by}`),
                  disabled: by === 'choice' && choices.length === 0,
                }))}
                onChange={(by) =>
                  setRoute(route.id, { by, match: by === 'choice' ? (choices[0]?.id ?? '') : '' })
                }
              />
              {route.by === 'choice' ? (
                <Select
                  value={route.match}
                  aria-label={t('manage:groups.matchOf', { number: index + 1 })}
                  options={choices.map(({ id, label }) => ({
                    value: id,
                    label: label === '' ? t('manage:groups.choice') : label,
                  }))}
                  onChange={(match) => setRoute(route.id, { match })}
                />
              ) : (
                <Input
                  value={route.match}
                  maxLength={200}
                  status={route.match.trim() === '' ? 'error' : ''}
                  aria-label={t('manage:groups.matchOf', { number: index + 1 })}
                  placeholder={t(`manage:groups.match.${route.by}`)}
                  onChange={(event) => setRoute(route.id, { match: event.target.value })}
                />
              )}
              <Select
                value={route.group}
                aria-label={t('manage:groups.targetOf', { number: index + 1 })}
                options={groups.map(({ id, name }) => ({
                  value: id,
                  label: name === '' ? t('manage:groups.name') : name,
                }))}
                onChange={(group) => setRoute(route.id, { group })}
              />
              <Order
                index={index}
                count={routes.length}
                name={t('manage:groups.route', { number: index + 1 })}
                onMove={(to) => draft.set({ routes: moved(routes, index, to) })}
              />
              <Button
                type="text"
                icon={<Trash2 size={16} />}
                aria-label={t('manage:groups.remove', {
                  name: t('manage:groups.route', { number: index + 1 }),
                })}
                onClick={() => draft.set({ routes: routes.filter(({ id }) => id !== route.id) })}
              />
            </li>
          ))}
        </ol>
        <div className="button-row">
          <Button
            icon={<Plus size={16} />}
            disabled={groups.length === 0 || routes.length >= 200}
            onClick={() =>
              draft.set({
                routes: [
                  ...routes,
                  { id: newId('r'), by: 'page', match: '', group: groups[0]?.id ?? '' },
                ],
              })
            }
          >
            {t('manage:groups.addRoute')}
          </Button>
          {groups.length === 0 && <span className="dim">{t('manage:groups.needGroup')}</span>}
        </div>
      </Fields>
      {routes.length > 0 && <TryRoutes plan={plan} />}
    </Screen>
  )
}

function Order({
  index,
  count,
  name,
  onMove,
}: {
  readonly index: number
  readonly count: number
  readonly name: string
  readonly onMove: (to: number) => void
}) {
  const { t } = useTranslation()
  return (
    <span className="order">
      <Button
        type="text"
        icon={<ArrowUp size={16} />}
        disabled={index === 0}
        aria-label={t('manage:groups.up', { name })}
        onClick={() => onMove(index - 1)}
      />
      <Button
        type="text"
        icon={<ArrowDown size={16} />}
        disabled={index === count - 1}
        aria-label={t('manage:groups.down', { name })}
        onClick={() => onMove(index + 1)}
      />
    </span>
  )
}
