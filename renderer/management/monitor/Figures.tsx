import { useTranslation } from '../../ui/i18n.ts'
import { useSecond } from '../../ui/clock.ts'
import { useWork } from '../../workstation/app/context.ts'
import { duration } from '../../workstation/app/duration.ts'
import { urgency } from '../../workstation/list/urgency.ts'
import type { Board } from './board.ts'

const STATES = ['online', 'suspended', 'invisible', 'offline'] as const

/** What a supervisor looks at first. */
export function Figures({ board }: { readonly board: Board }) {
  const { t } = useTranslation()
  const { figures } = board
  return (
    <div className="figures">
      <dl className="figure-counts">
        <div className={figures.queued > 0 ? 'figure wide alert' : 'figure wide'}>
          <dt>{t('monitor:figures.queued')}</dt>
          <dd className="tabular">{figures.queued}</dd>
          <dd className="figure-note">
            {figures.queued > 0 && figures.free === 0
              ? t('monitor:figures.allFull')
              : t('monitor:figures.free', { count: figures.free })}
          </dd>
        </div>
        <Longest since={figures.longestSince} />
        <div className="figure wide">
          <dt>{t('monitor:figures.open')}</dt>
          <dd className="tabular">{figures.open}</dd>
          <dd className="figure-note">
            {board.left.length > 0
              ? t('monitor:figures.left', { count: board.left.length })
              : t('monitor:figures.unanswered', { count: board.slowest.length })}
          </dd>
        </div>
      </dl>
      <dl className="figure-states">
        {STATES.map((state) => (
          <div key={state} className="figure">
            <dt>
              <span className={`state-dot ${state}`} aria-hidden="true" />
              {t(`monitor:state.${state}`)}
            </dt>
            <dd className="tabular">{figures[state]}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

function Longest({ since }: { readonly since: number | null }) {
  const { t } = useTranslation()
  if (since === null)
    return (
      <div className="figure wide">
        <dt>{t('monitor:figures.longest')}</dt>
        <dd className="tabular">{t('monitor:none')}</dd>
        <dd className="figure-note">{t('monitor:urgency.nobody')}</dd>
      </div>
    )
  return <Running since={since} />
}

function Running({ since }: { readonly since: number }) {
  const { t } = useTranslation()
  const skew = useWork((state) => state.skew)
  const seconds = Math.max(0, Math.floor(useSecond() + (skew - since) / 1000))
  const level = urgency(seconds)
  return (
    <div className={`figure wide ${level}`}>
      <dt>{t('monitor:figures.longest')}</dt>
      <dd className="tabular">{duration(seconds)}</dd>
      <dd className="figure-note">{t(`monitor:urgency.${level}`)}</dd>
    </div>
  )
}
