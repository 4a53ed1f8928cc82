import { useEffect } from 'react'
import { useStore } from 'zustand'
import { IN_TIME_MS } from '#shared/practice/rush/live.ts'
import { useSecond } from '../../ui/clock.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { duration } from '../../workstation/app/duration.ts'
import { useAsk } from '../ask.ts'
import { elapsedOf, refreshRun, runState } from '../run/run-state.ts'
import './live.css'
import { useFigures } from './useFigures.ts'

/** Words and answers tell nobody anew of the run: the strip asks itself. */
const ASK_MS = 2000
/** M's alarm: from here on waiting is slow. */
const SLOW_MS = 100_000

/** Docked under the bar of a rush: how it goes, by M. It covers nothing and speaks to nobody by itself. */
export function LiveMeasures() {
  const ask = useAsk()
  const running = useStore(runState, ({ live }) => live?.run?.state === 'running')
  const isRush = useStore(runState, ({ live }) => live?.run?.kind === 'rush')
  useEffect(() => {
    if (!running || !isRush) return
    const timer = setInterval(() => void refreshRun(ask), ASK_MS)
    return () => clearInterval(timer)
  }, [running, isRush, ask])
  return isRush ? <Strip /> : null
}

function Strip() {
  const { t } = useTranslation()
  const { seconds, percent } = useFigures()
  useSecond()
  const state = useStore(runState)
  const live = state.live?.live
  if (!live) return null
  const [longest] = live.waiting
  const waited = longest ? Math.max(0, elapsedOf(state) - longest.since) : null
  const look = waited === null || waited < SLOW_MS ? '' : waited < IN_TIME_MS ? ' soon' : ' late'
  return (
    <dl className="rush-live" aria-label={t('practiceRush:live.label')}>
      <div>
        <dt>{t('practiceRush:live.waiting')}</dt>
        <dd className="tabular">{live.waiting.length}</dd>
      </div>
      <div className={`rush-longest${look}`}>
        <dt>{t('practiceRush:live.longest')}</dt>
        <dd>
          {longest && waited !== null ? (
            <>
              <span className="tabular">{duration(waited / 1000)}</span>
              <span className="clip">{longest.name}</span>
              {look !== '' && <span>{t(`practiceRush:live.${look.trim()}`)}</span>}
            </>
          ) : (
            t('practiceRush:live.nobody')
          )}
        </dd>
      </div>
      <div>
        <dt>{t('practiceRush:live.answered')}</dt>
        <dd className="tabular">{live.answered}</dd>
      </div>
      <div>
        <dt>{t('practiceRun:measure.inTime')}</dt>
        <dd className="tabular">
          {live.rounds === 0
            ? t('practiceRun:measure.none')
            : `${live.inTime} / ${live.rounds} (${percent(live.inTime / live.rounds)})`}
        </dd>
      </div>
      <div>
        <dt>{t('practiceRun:measure.average')}</dt>
        <dd className="tabular">{seconds(live.average)}</dd>
      </div>
      <div className="rush-people">
        <dt>{t('practiceRush:live.buyers')}</dt>
        <dd className="tabular">
          {t('practiceRush:live.people', {
            here: live.here,
            gone: live.gone,
            coming: live.coming,
          })}
        </dd>
      </div>
    </dl>
  )
}
