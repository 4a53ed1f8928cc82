import { CircleAlert } from 'lucide-react'
import type { Cite, Entry, MarkResult, Score, ViolationResult } from '#shared/practice/run.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { duration } from '../../workstation/app/duration.ts'
import { GotIcon, gotOf } from './Lines.tsx'
import { buyerOf, bySkill, pointsOf } from './talk.ts'
import { useWords } from './words.ts'

interface CiteProps {
  readonly entries: readonly Entry[]
  readonly names: ReadonlyMap<string, string>
  /** Shows the lines; the one that was pressed first. */
  readonly onCite: (cites: readonly Cite[], first: Cite) => void
}

export function Violations({
  violations,
  ...rest
}: { readonly violations: readonly ViolationResult[] } & CiteProps) {
  const { t } = useTranslation()
  const words = useWords()
  if (violations.length === 0) return null
  return (
    <section className="run-violations" aria-label={t('practiceRun:violations.title')}>
      <h2>
        <CircleAlert size={16} aria-hidden="true" />
        {t('practiceRun:violations.count', { count: violations.length })}
      </h2>
      <p>{t('practiceRun:violations.text')}</p>
      <ul>
        {violations.map((one) => (
          <li key={`${one.id} ${one.cites.join()}`}>
            <span>{words.violation(one)}</span>
            <Cites cites={one.cites} {...rest} />
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Each skill with its marks, what was lost first. */
export function Marks({
  score,
  looked,
  ...rest
}: {
  readonly score: Pick<Score, 'marks' | 'skills'>
  /** Id of the mark that is looked at. */
  readonly looked: string | null
} & CiteProps) {
  const { t } = useTranslation()
  return (
    <>
      {bySkill(score.marks).map(({ skill, marks }) => (
        <section key={skill} className="run-skill" aria-label={t(`practice:skill.${skill}`)}>
          <h2>
            {t(`practice:skill.${skill}`)}
            <span className="tabular">
              {t('practiceRun:skillScore', { score: score.skills[skill] ?? 0 })}
            </span>
          </h2>
          <ul>
            {marks.map((mark) => (
              <MarkRow
                key={mark.id}
                mark={mark}
                of={score.marks}
                isLooked={mark.id === looked}
                {...rest}
              />
            ))}
          </ul>
        </section>
      ))}
    </>
  )
}

export function markId(mark: string): string {
  return `run-mark-${mark}`
}

function MarkRow({
  mark,
  of,
  isLooked,
  ...rest
}: {
  readonly mark: MarkResult
  readonly of: readonly MarkResult[]
  readonly isLooked: boolean
} & CiteProps) {
  const { t } = useTranslation()
  const words = useWords()
  return (
    <li
      id={markId(mark.id)}
      tabIndex={-1}
      className={`run-mark ${gotOf(mark.got)}${isLooked ? ' looked' : ''}`}
    >
      <span className="run-got">
        <GotIcon got={mark.got} size={14} />
      </span>
      <div>
        <p>{words.mark(mark)}</p>
        <Cites cites={mark.cites} {...rest} />
      </div>
      <span className="run-points tabular">{t('practiceRun:points', pointsOf(mark, of))}</span>
    </li>
  )
}

const SHOWN = 6

/** The lines it is about, by their times. */
function Cites({ cites, entries, names, onCite }: { readonly cites: readonly Cite[] } & CiteProps) {
  const { t } = useTranslation()
  const several = new Set(cites.map((cite) => buyerOf(entries[cite]))).size > 1
  return (
    <span className="run-cites">
      {cites.slice(0, SHOWN).map((cite) => {
        const entry = entries[cite]
        if (!entry) return null
        const at = duration(entry.at / 1000)
        const buyer = buyerOf(entry)
        const name = buyer === null ? '' : (names.get(buyer) ?? buyer)
        return (
          <button
            key={cite}
            type="button"
            className="link-button tabular"
            onClick={() => onCite(cites, cite)}
          >
            <span className="visually-hidden">{t('practiceRun:cite')} </span>
            {several && name !== '' ? `${name} ${at}` : at}
          </button>
        )
      })}
      {cites.length > SHOWN && (
        <span className="dim">{t('practiceRun:more', { count: cites.length - SHOWN })}</span>
      )}
    </span>
  )
}
