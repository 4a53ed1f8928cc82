import { Check, CircleAlert } from 'lucide-react'
import { useTranslation } from '../../../ui/i18n.ts'
import { Button } from '../../../ui/Button.tsx'
import { piecesOf, textOf, type Looked, type Piece, type Review } from './review.ts'

/** What was said beside what takes its place; every doubtful line is confirmed or rewritten. */
export function ReviewTable({
  review,
  looked,
  doubtful,
  left,
  onLooked,
}: {
  readonly review: Review
  readonly looked: Looked
  readonly doubtful: readonly number[]
  readonly left: ReadonlySet<number>
  readonly onLooked: (looked: Looked) => void
}) {
  const { t } = useTranslation()
  const { replacements } = review.made
  const confirm = (line: number) =>
    onLooked({ ...looked, confirmed: new Set([...looked.confirmed, line]) })
  return (
    <>
      <details className="drill-values">
        <summary>
          {t('practiceEditor:drill.replacements')}{' '}
          <span className="dim">{replacements.length}</span>
        </summary>
        {replacements.length === 0 && (
          <p className="dim">{t('practiceEditor:drill.noReplacements')}</p>
        )}
        <ul>
          {replacements.map(({ kind, mask, replacement, doubtful: unsure }, index) => {
            const label = t('practiceEditor:drill.value', {
              kind: t(`practiceEditor:drill.kind.${kind}`),
              mask,
            })
            return (
              // oxlint-disable-next-line react/no-array-index-key -- the place is what it is known by
              <li key={index}>
                <label htmlFor={`drill-value-${index}`}>{label}</label>
                <input
                  id={`drill-value-${index}`}
                  value={looked.values[index] ?? replacement}
                  onChange={(event) =>
                    onLooked({
                      ...looked,
                      values: { ...looked.values, [index]: event.target.value },
                    })
                  }
                />
                {unsure && (
                  <span className="drill-doubt">{t('practiceEditor:drill.doubtful')}</span>
                )}
              </li>
            )
          })}
        </ul>
      </details>
      <ol className="drill-lines">
        <li className="drill-head" aria-hidden="true">
          <span />
          <span>{t('practiceEditor:drill.was')}</span>
          <span>{t('practiceEditor:drill.now')}</span>
        </li>
        {review.lines.map((line, index) => {
          const unsure = doubtful.includes(index)
          const open = unsure && !looked.confirmed.has(index)
          const text = textOf(review, looked, index)
          const wrong = left.has(index)
          const names = [`drill-line ${line.from}`, open ? 'open' : '', wrong ? 'wrong' : '']
          return (
            // oxlint-disable-next-line react/no-array-index-key -- the place is what it is known by
            <li key={index} className={names.filter(Boolean).join(' ')} data-line={index + 1}>
              <span className="drill-who">
                <span className="tabular dim">{index + 1}</span>
                <span>{t(`practiceEditor:drill.${line.from}`)}</span>
              </span>
              <p>
                <Marked pieces={piecesOf(review, index, 'was')} />
              </p>
              <div className="drill-now">
                <textarea
                  rows={Math.min(
                    6,
                    Math.max(1, Math.ceil(text.length / 34), text.split('\n').length),
                  )}
                  value={text}
                  aria-label={t('practiceEditor:drill.lineText', { line: index + 1 })}
                  aria-invalid={wrong ? true : undefined}
                  onChange={(event) =>
                    onLooked({
                      ...looked,
                      texts: { ...looked.texts, [index]: event.target.value },
                    })
                  }
                />
                <p className="drill-marks">
                  {text.trim() === '' && (
                    <span className="dim">{t('practiceEditor:drill.gone')}</span>
                  )}
                  {wrong && (
                    <span className="drill-wrong">
                      <CircleAlert size={14} aria-hidden="true" />
                      {t('practiceEditor:drill.lineLeft', { line: index + 1 })}
                    </span>
                  )}
                  {unsure && !wrong && (
                    <>
                      <span className="drill-doubt">{t('practiceEditor:drill.doubtful')}</span>
                      {open ? (
                        <Button
                          aria-label={`${t('practiceEditor:drill.confirm')} ${index + 1}`}
                          onClick={() => confirm(index)}
                        >
                          <Check size={14} aria-hidden="true" />
                          {t('practiceEditor:drill.confirm')}
                        </Button>
                      ) : (
                        <span className="drill-fine">
                          <Check size={14} aria-hidden="true" />
                          {t('practiceEditor:drill.confirmed')}
                        </span>
                      )}
                    </>
                  )}
                </p>
              </div>
            </li>
          )
        })}
      </ol>
    </>
  )
}

function Marked({ pieces }: { readonly pieces: readonly Piece[] }) {
  return pieces.map(({ text, of, doubtful }, index) =>
    of === null ? (
      // oxlint-disable-next-line react/no-array-index-key -- the place is what it is known by
      <span key={index}>{text}</span>
    ) : (
      // oxlint-disable-next-line react/no-array-index-key -- the place is what it is known by
      <mark key={index} className={doubtful ? 'doubtful' : ''}>
        {text}
      </mark>
    ),
  )
}
