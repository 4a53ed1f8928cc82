import { useCallback, useEffect, useState } from 'react'
import type { DamageView } from '#shared/bridge/contract.ts'
import type { RescuePoint } from '#shared/bridge/embedded.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { Button } from '../../ui/Button.tsx'
import { FieldError } from '../../ui/TextField.tsx'
import { useWorkstation } from '../app/context.ts'
import { useTimes } from '../app/times.ts'

const LOOK_MS = 400

/** The database of this computer's shop is damaged: what is kept, and the way back. */
export function Damaged({ onRestored }: { readonly onRestored: () => void }) {
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const times = useTimes()
  const [view, setView] = useState<DamageView | null>(null)
  const [chosen, setChosen] = useState<number | null>(null)
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<string | null>(null)
  const [done, setDone] = useState<{ at: number; salvaged: number } | null>(null)

  const look = useCallback(async () => {
    const result = await call('setup.damage')
    if (result.ok) setView(result.value)
    else setFailed(result.error.code)
  }, [call])
  useEffect(() => void look(), [look])
  useEffect(() => {
    if (!busy) return
    const timer = setInterval(() => void look(), LOOK_MS)
    return () => clearInterval(timer)
  }, [busy, look])

  const { restoring = null, points = [], unusable = 0 } = view ?? {}
  const at = chosen ?? points[0]?.at ?? null
  async function restore() {
    if (at === null) return
    setBusy(true)
    setFailed(null)
    const result = await call('setup.restore', { at })
    setBusy(false)
    if (result.ok) setDone(result.value)
    else setFailed(result.error.code)
  }
  if (done !== null)
    return (
      <section className="damaged" aria-label={t('app:damaged.title')}>
        <p role="status">
          {t('app:damaged.done', { at: times.full(done.at), count: done.salvaged })}
        </p>
        <Button look="primary" autoFocus onClick={onRestored}>
          {t('app:damaged.goOn')}
        </Button>
      </section>
    )
  return (
    <section className="damaged" aria-label={t('app:damaged.title')}>
      <p>{t('app:damaged.kept')}</p>
      {view === null && <p role="status">{t('common:loading')}</p>}
      {view !== null && points.length === 0 && <p role="status">{t('app:damaged.none')}</p>}
      {at !== null && <Points {...{ points, at, busy }} onChoose={setChosen} />}
      {unusable > 0 && <p>{t('app:damaged.unusable', { count: unusable })}</p>}
      {busy && restoring !== null && (
        <p role="status" className="damaged-progress">
          <progress max={1} value={restoring.share} />
          {t(`app:damaged.phase.${restoring.phase}`)}
        </p>
      )}
      <div role="alert">{failed !== null && <FieldError>{t(`error:${failed}`)}</FieldError>}</div>
      <div className="damaged-ways">
        <Button look="primary" disabled={busy || at === null} onClick={() => void restore()}>
          {busy ? t('app:damaged.busy') : t('app:damaged.restore')}
        </Button>
        <Button disabled={busy} onClick={() => void call('setup.showData')}>
          {t('app:signIn.showData')}
        </Button>
      </div>
    </section>
  )
}

/** All that can be restored, newest first, each with what it lacks. */
function Points(props: {
  readonly points: readonly RescuePoint[]
  readonly at: number
  readonly busy: boolean
  readonly onChoose: (at: number) => void
}) {
  const { points, at, busy, onChoose } = props
  const { t } = useTranslation()
  const times = useTimes()
  const lacks = ({ since: count, atLeast }: RescuePoint) => {
    if (count === 0) return t(atLeast ? 'app:damaged.sinceUnknown' : 'app:damaged.sinceNone')
    return t(atLeast ? 'app:damaged.sinceAtLeast' : 'app:damaged.since', { count })
  }
  return (
    <fieldset className="damaged-points" disabled={busy}>
      <legend>{t('app:damaged.points')}</legend>
      <div className="damaged-list">
        {points.map((point, index) => (
          <label key={point.at}>
            <input
              type="radio"
              name="point"
              checked={point.at === at}
              onChange={() => onChoose(point.at)}
            />
            <span>
              {times.full(point.at)}
              {index === 0 && <em>{t('app:damaged.newest')}</em>}
              <small>{lacks(point)}</small>
            </span>
          </label>
        ))}
      </div>
      <p>{t('app:damaged.salvage')}</p>
    </fieldset>
  )
}
