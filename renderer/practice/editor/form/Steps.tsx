import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from '../../../ui/i18n.ts'
import type { EditPath } from '../text/edits.ts'
import { ConditionFields } from './Condition.tsx'
import { Control } from './Control.tsx'
import { useForm } from './context.ts'
import { fieldsOf, freeName, listOf, textOf } from './names.ts'
import { Add, Beyond, Fold, Gone, ItemActs, Record } from './parts.tsx'
import { LEAVES, NUDGE, REACTION, REACTION_ORDER, STEP_ORDER } from './spec.ts'

/** What a buyer does, step by step. */
export function Steps({
  path,
  value,
  start,
}: {
  readonly path: EditPath
  readonly value: unknown
  readonly start: string
}) {
  const { t } = useTranslation()
  const { edit } = useForm()
  const steps = Object.entries(fieldsOf(value))
  const names = steps.map(([name]) => name)
  return (
    <section className="form-list" aria-label={t('practiceEditor:steps')}>
      <h3>{t('practiceEditor:steps')}</h3>
      {steps.map(([name, step]) => (
        <Fold
          key={name}
          path={[...path, name]}
          title={name}
          about={sayOf(step)}
          open={name === start}
          acts={<Gone path={[...path, name]} name={name} />}
        >
          {() => <StepFields path={path} name={name} value={step} />}
        </Fold>
      ))}
      <Add
        label={t('practiceEditor:addStep')}
        onAdd={() =>
          edit({
            do: 'set',
            path: [...path, freeName('step', names)],
            value: { say: [t('practiceEditor:newLine')], leaves: { after: 300, outcome: 'lost' } },
          })
        }
      />
    </section>
  )
}

const sayOf = (step: unknown): string => textOf(listOf(fieldsOf(step)['say'])[0])

function StepFields({
  path: steps,
  name,
  value,
}: {
  readonly path: EditPath
  readonly name: string
  readonly value: unknown
}) {
  const { t } = useTranslation()
  const { edit, locked } = useForm()
  const path = [...steps, name]
  const { say, on, otherwise, nudges, leaves } = fieldsOf(value)
  const reactions = listOf(on)
  const waits = listOf(nudges)
  return (
    <>
      <Name path={steps} name={name} />
      <Control spec={{ key: 'say', as: 'lines' }} path={path} value={say} order={STEP_ORDER} />
      <h4>{t('practiceEditor:reactions')}</h4>
      {reactions.map((reaction, index) => {
        const title = t('practiceEditor:reaction', { number: index + 1 })
        return (
          <Fold
            // oxlint-disable-next-line react/no-array-index-key -- the place is what it is known by
            key={index}
            path={[...path, 'on', index]}
            title={title}
            about={aboutOf(reaction)}
            acts={
              <ItemActs
                path={[...path, 'on']}
                index={index}
                count={reactions.length}
                name={title}
              />
            }
          >
            {() => (
              <>
                <ConditionFields
                  path={[...path, 'on', index, 'when']}
                  value={fieldsOf(reaction)['when']}
                />
                <Record
                  specs={REACTION}
                  path={[...path, 'on', index]}
                  value={reaction}
                  order={REACTION_ORDER}
                />
              </>
            )}
          </Fold>
        )
      })}
      <Add
        label={t('practiceEditor:addReaction')}
        onAdd={() =>
          edit({
            do: 'insert',
            path: [...path, 'on'],
            at: reactions.length,
            value: { when: { says: ['…'] }, say: [t('practiceEditor:newLine')] },
          })
        }
      />
      <h4>{t('practiceEditor:otherwise')}</h4>
      {otherwise === undefined ? (
        <Add
          label={t('practiceEditor:addOtherwise')}
          onAdd={() =>
            edit({
              do: 'set',
              path: [...path, 'otherwise'],
              value: { say: [t('practiceEditor:newLine')], mood: -5 },
              order: STEP_ORDER,
            })
          }
        />
      ) : (
        <div className="form-item">
          <Record
            specs={REACTION}
            path={[...path, 'otherwise']}
            value={otherwise}
            order={REACTION_ORDER}
          />
          <Button
            size="small"
            type="text"
            disabled={locked}
            onClick={() => edit({ do: 'set', path: [...path, 'otherwise'], value: undefined })}
          >
            {t('practiceEditor:takeAway', { name: t('practiceEditor:otherwise') })}
          </Button>
        </div>
      )}
      <h4>{t('practiceEditor:patience')}</h4>
      {waits.map((nudge, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- the place is what it is known by
        <div className="form-item" key={index}>
          <Record specs={NUDGE} path={[...path, 'nudges', index]} value={nudge} />
          <Gone
            path={[...path, 'nudges', index]}
            name={t('practiceEditor:nudge', { number: index + 1 })}
          />
        </div>
      ))}
      <Add
        label={t('practiceEditor:addNudge')}
        onAdd={() =>
          edit({
            do: 'insert',
            path: [...path, 'nudges'],
            at: waits.length,
            value: {
              after: 60 * (waits.length + 1),
              say: [t('practiceEditor:newNudge')],
              mood: -5,
            },
          })
        }
      />
      {leaves === undefined ? (
        <Add
          label={t('practiceEditor:addLeaves')}
          onAdd={() =>
            edit({
              do: 'set',
              path: [...path, 'leaves'],
              value: { after: 300, outcome: 'lost' },
              order: STEP_ORDER,
            })
          }
        />
      ) : (
        <div className="form-item">
          <span className="form-item-title">{t('practiceEditor:leaves')}</span>
          <Record specs={LEAVES} path={[...path, 'leaves']} value={leaves} />
        </div>
      )}
      <Beyond path={path} value={value} known={STEP_ORDER} />
    </>
  )
}

/** Its name; what leads to it is renamed along. */
function Name({ path, name }: { readonly path: EditPath; readonly name: string }) {
  const { t } = useTranslation()
  const { edit, locked, names } = useForm()
  const [typed, setTyped] = useState<string | null>(null)
  const rename = () => {
    const to = typed?.trim() ?? name
    setTyped(null)
    if (to !== '' && to !== name && !names.steps.includes(to))
      edit({ do: 'rename', path, from: name, to })
  }
  const label = t('practiceEditor:stepName')
  return (
    <div className="ef">
      <span className="ef-label" aria-hidden="true">
        {label}
      </span>
      <Input
        aria-label={label}
        value={typed ?? name}
        disabled={locked}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={rename}
        onPressEnter={rename}
      />
    </div>
  )
}

function aboutOf(reaction: unknown): string {
  const { when, say } = fieldsOf(reaction)
  const keys = Object.entries(fieldsOf(when)).map(([key, value]) =>
    typeof value === 'object' && !Array.isArray(value)
      ? key
      : `${key}: ${listOf(value).map(textOf).join(', ') || textOf(value)}`,
  )
  const words = textOf(listOf(say)[0])
  return [keys.join(' · '), words].filter(Boolean).join(' → ')
}
