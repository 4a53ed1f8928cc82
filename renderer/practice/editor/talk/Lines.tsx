import { useTranslation } from '../../../ui/i18n.ts'
import type { Deed } from '#shared/practice/run.ts'
import { clockOf } from './clock.ts'
import type { Taken, Talk, TalkLine } from './talk.ts'

/** Both sides of the talk with one buyer; beneath each answer how it was taken. */
export function Lines({ talk, buyer }: { readonly talk: Talk; readonly buyer: string }) {
  const { t } = useTranslation()
  const lines = talk.lines.flatMap((line, index) => (line.buyer === buyer ? [{ line, index }] : []))
  if (lines.length === 0) return <p className="dim talk-empty">{t('practiceEditor:talk.empty')}</p>
  return lines.map(({ line, index }) => <One key={index} line={line} />)
}

function One({ line }: { readonly line: TalkLine }) {
  const { t } = useTranslation()
  const deed = useDeed()
  const time = <span className="talk-time tabular dim">{clockOf(line.at)}</span>
  switch (line.kind) {
    case 'asked':
      return (
        <div className="talk-line buyer">
          {time}
          <p>{line.text}</p>
        </div>
      )
    case 'answered':
      return (
        <div className="talk-line own">
          {time}
          <p>{line.text === '' ? t(`practiceEditor:talk.body.${line.body}`) : line.text}</p>
          <TakenAs taken={line.taken} />
        </div>
      )
    case 'did':
      return (
        <div className="talk-line own deed">
          {time}
          <p>{deed(line.deed)}</p>
          <TakenAs taken={line.taken} />
        </div>
      )
    case 'left':
      return (
        <div className="talk-line left">
          {time}
          <p>
            {t('practiceEditor:talk.left', {
              outcome: t(`practice:outcome.${line.outcome}`),
              mood: Math.round(line.mood),
            })}
          </p>
        </div>
      )
  }
}

export function useDeed(): (deed: Deed) => string {
  const { t } = useTranslation()
  return (deed) => {
    const name =
      deed.do === 'order' ? t(`practice:deed.order_${deed.act}`) : t(`practice:deed.${deed.do}`)
    const about =
      deed.do === 'order'
        ? deed.order
        : deed.do === 'forward'
          ? (deed.group ?? '')
          : deed.do === 'close'
            ? (deed.topic ?? '')
            : ''
    return about === '' ? name : `${name} · ${about}`
  }
}

function TakenAs({ taken }: { readonly taken: Taken }) {
  const { t } = useTranslation()
  const { intents, says, facts, labels, mood, step, reactions } = taken
  const change = Math.round(mood[1] - mood[0])
  const rows: readonly (readonly [string, string])[] = [
    [
      'intents',
      intents
        .map(
          ({ intent, score }) =>
            `${t(`practiceEditor:intent.${intent}`, { defaultValue: intent })} ${Math.round(score * 100)}%`,
        )
        .join(', '),
    ],
    ['says', says.join(', ')],
    [
      'facts',
      facts
        .map(({ name, told }) => `${name} (${t(`practiceEditor:talk.told.${told}`)})`)
        .join(', '),
    ],
    ['reactions', reactions.map((key) => reactionName(key, t)).join(', ')],
    ['labels', labels.join(', ')],
    [
      'mood',
      `${Math.round(mood[0])} → ${Math.round(mood[1])}${change === 0 ? '' : ` (${change > 0 ? '+' : ''}${change})`}`,
    ],
    ['step', step[0] === step[1] ? step[0] : `${step[0]} → ${step[1]}`],
  ]
  return (
    <dl className="taken">
      {rows.map(([key, value]) =>
        value === '' && key !== 'reactions' ? null : (
          <div key={key}>
            <dt>{t(`practiceEditor:talk.taken.${key}`)}</dt>
            <dd>{value === '' ? t('practiceEditor:talk.noReaction') : value}</dd>
          </div>
        ),
      )}
    </dl>
  )
}

type Translate = ReturnType<typeof useTranslation>['t']

/** `opening/1` is the second reaction of that step. */
function reactionName(key: string, t: Translate): string {
  const cut = key.lastIndexOf('/')
  const step = key.slice(0, cut)
  const which = key.slice(cut + 1)
  if (step === '*knows') return t('practiceEditor:talk.knows', { number: Number(which) + 1 })
  if (which === 'otherwise') return t('practiceEditor:talk.otherwise', { step })
  return t('practiceEditor:talk.reaction', { step, number: Number(which) + 1 })
}
