import { Alert, Button, Input, Segmented, Select, Skeleton } from 'antd'
import { Clock3, Search, Users } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { ScenarioView } from '#shared/practice/api.ts'
import { SKILLS, type Skill } from '#shared/practice/scenario.ts'
import { Screen } from '../../management/parts/Screen.tsx'
import { useAsked } from '../../management/parts/useAsked.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork } from '../../workstation/app/context.ts'
import { useAsk } from '../ask.ts'
import { bestOf, type Best } from '../runs/progress.ts'
import { useAgain } from '../run/useAgain.ts'
import { practicePlace } from '../store.ts'
import { BestScore } from './BestScore.tsx'
import { Brief } from './Brief.tsx'
import { filtered, LEVELS, type Filter } from './filter.ts'
import '../runs/runs.css'
import './scenarios.css'

const EVERYTHING: Filter = { text: '', level: null, skill: null }

/** All that can be played. With an argument: that scenario's briefing, or `skill:<skill>`. */
export function Scenarios() {
  const { t } = useTranslation()
  const ask = useAsk()
  const me = useWork((state) => state.view?.me)
  const argument = useStore(practicePlace, (state) => state.argument)
  const token = useStore(practicePlace, (state) => state.token)
  const { state, error, again } = useAsked(useCallback(() => ask('scenarios.list'), [ask]))
  const runs = useAsked(useCallback(() => ask('runs.list'), [ask]))
  useAgain(() => {
    again()
    runs.again()
  })
  const [filter, setFilter] = useState<Filter>(EVERYTHING)
  const [open, setOpen] = useState<string | null>(null)
  const [left, setLeft] = useState(0)
  // Shown again behind the chats, it is not asked for again.
  const taken = useRef<number | null>(null)
  useEffect(() => {
    if (argument === null || taken.current === token) return
    taken.current = token
    const skill = SKILLS.find((one) => argument === `skill:${one}`)
    if (skill) setFilter({ ...EVERYTHING, skill })
    else setOpen(argument)
  }, [argument, token])
  const best = useMemo(
    () => bestOf((runs.state?.runs ?? []).filter(({ account }) => account === me)),
    [runs.state, me],
  )
  const list = state?.scenarios ?? []
  const shown = filtered(list, filter, (skill) => t(`practice:skill.${skill}`))
  const chosen = list.find(({ id }) => id === open) ?? null
  return (
    <Screen title={t('practice:section.scenarios')} lead={t('practiceRun:scenarios.lead')} wide>
      {error !== null && (
        <Alert
          className="screen-alert"
          type="error"
          showIcon
          title={t(`error:${error}`)}
          action={<Button onClick={again}>{t('common:retry')}</Button>}
        />
      )}
      {state === null ? (
        error === null && <Skeleton active paragraph={{ rows: 10 }} />
      ) : (
        <>
          <Tools list={list} filter={filter} onFilter={setFilter} />
          {shown.length === 0 && (
            <div className="run-empty">
              <h2>{t('practiceRun:scenarios.none')}</h2>
              <Button onClick={() => setFilter(EVERYTHING)}>
                {t('practiceRun:scenarios.showAll')}
              </Button>
            </div>
          )}
          {LEVELS.map((level) => {
            const scenarios = shown.filter((one) => one.level === level)
            if (scenarios.length === 0) return null
            return (
              <section key={level} className="scenario-level" aria-labelledby={`level-${level}`}>
                <h2 id={`level-${level}`}>
                  {t(`practiceRun:level.${level}`)}
                  <span className="dim tabular">{scenarios.length}</span>
                </h2>
                <ul>
                  {scenarios.map((one) => (
                    <Card
                      key={one.id}
                      scenario={one}
                      best={best.get(one.id)}
                      onOpen={() => setOpen(one.id)}
                    />
                  ))}
                </ul>
              </section>
            )
          })}
        </>
      )}
      <Brief
        key={left}
        scenario={chosen}
        best={chosen ? best.get(chosen.id) : undefined}
        onClose={() => setOpen(null)}
        // Anew, not closed: while it fades out behind the chats, it fails when it is shown again.
        onLeave={() => {
          setOpen(null)
          setLeft((count) => count + 1)
        }}
      />
    </Screen>
  )
}

function Tools({
  list,
  filter,
  onFilter,
}: {
  readonly list: readonly ScenarioView[]
  readonly filter: Filter
  readonly onFilter: (filter: Filter) => void
}) {
  const { t } = useTranslation()
  const skills = SKILLS.flatMap((skill) => {
    const count = list.filter((one) => one.skills.includes(skill)).length
    return count === 0
      ? []
      : [{ value: skill, label: `${t(`practice:skill.${skill}`)} (${count})` }]
  })
  return (
    <div className="tools-row">
      <Input
        allowClear
        value={filter.text}
        maxLength={60}
        prefix={<Search size={14} aria-hidden="true" />}
        placeholder={t('practiceRun:scenarios.search')}
        aria-label={t('practiceRun:scenarios.search')}
        onChange={(event) => onFilter({ ...filter, text: event.target.value })}
      />
      <Segmented
        aria-label={t('practiceRun:scenarios.level')}
        value={filter.level ?? 0}
        onChange={(level) => onFilter({ ...filter, level: level === 0 ? null : level })}
        options={[
          { value: 0, label: t('practiceRun:scenarios.allLevels') },
          ...LEVELS.map((value) => ({ value, label: t(`practiceRun:level.${value}`) })),
        ]}
      />
      <Select<Skill>
        className="run-people"
        aria-label={t('practiceRun:scenarios.skill')}
        placeholder={t('practiceRun:scenarios.allSkills')}
        value={filter.skill}
        allowClear
        onChange={(skill: Skill | undefined) => onFilter({ ...filter, skill: skill ?? null })}
        options={skills}
      />
    </div>
  )
}

function Card({
  scenario,
  best,
  onOpen,
}: {
  readonly scenario: ScenarioView
  readonly best: Best | undefined
  readonly onOpen: () => void
}) {
  const { t } = useTranslation()
  const { title, summary, skills, minutes, buyers, own, by } = scenario
  return (
    <li className="scenario-card">
      <h3>
        <button type="button" onClick={onOpen}>
          {title}
        </button>
      </h3>
      <p className="scenario-summary">{summary}</p>
      <p className="scenario-skills">
        {own && <span className="scenario-own">{t('practiceRun:scenarios.own', { by })}</span>}
        {skills.map((skill) => (
          <span key={skill}>{t(`practice:skill.${skill}`)}</span>
        ))}
      </p>
      <p className="scenario-facts">
        <span>
          <Clock3 size={14} aria-hidden="true" />
          {t('practiceRun:scenarios.minutes', { count: minutes })}
        </span>
        <span>
          <Users size={14} aria-hidden="true" />
          {t('practiceRun:scenarios.buyers', { count: buyers })}
        </span>
        <BestScore best={best} />
      </p>
    </li>
  )
}
