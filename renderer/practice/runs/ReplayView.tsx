import { Segmented } from 'antd'
import { Pause, Play, SkipBack, SkipForward } from 'lucide-react'
import { useEffect, useMemo, useReducer, useRef, type KeyboardEvent, type ReactNode } from 'react'
import type { Cite, RunRecord, Score } from '#shared/practice/run.ts'
import { IconButton } from '../../ui/Button.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { duration } from '../../workstation/app/duration.ts'
import type { Cast } from './cast.ts'
import { GotIcon, gotOf, Lines } from './Lines.tsx'
import { Mood } from './Mood.tsx'
import {
  earnedAt,
  lengthOf,
  replayed,
  shownAt,
  SPEEDS,
  STOPPED,
  type Replay,
  type ReplayAct,
  type Speed,
} from './replay.ts'
import { linesOf, moodsOf, pointsOf, verdictsOf, type Line, type Verdicts } from './talk.ts'
import { useNames } from './Transcript.tsx'
import { useWords } from './words.ts'
import './side.css'

/** So often it moves on while it plays, ms. */
const BEAT = 100
const SKIP = 5000

/** The record as it went, each buyer in a column; marks appear with the line that decided them. */
export function ReplayView({
  record,
  cast,
  score,
}: {
  readonly record: RunRecord
  readonly cast: Cast
  readonly score: Score
}) {
  const { t } = useTranslation()
  const words = useWords()
  const { entries } = record
  const [replay, act] = useReducer(
    (state: Replay, one: ReplayAct) => replayed(state, one, entries),
    STOPPED,
  )
  useBeat(replay.playing, (ms) => act({ kind: 'passed', ms }))
  const shown = shownAt(entries, replay.at)
  const names = useNames(cast)
  const so = useMemo(() => entries.slice(0, shown), [entries, shown])
  const known = useMemo(
    () => ({ marks: earnedAt(score.marks, shown), violations: earnedAt(score.violations, shown) }),
    [score, shown],
  )
  const verdicts = useMemo(() => verdictsOf(known), [known])
  const points = known.marks.reduce((all, mark) => all + pointsOf(mark, score.marks).got, 0)

  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.altKey || event.metaKey) return
    const inside = event.target instanceof HTMLElement ? event.target : null
    const range = inside?.matches('input[type="range"]') === true
    // A button under the keys does its own thing; so do the choices of speed with the arrows.
    if (event.key === ' ' && inside?.matches('button, input:not([type="range"])') === true) return
    if (!range && inside?.matches('input, textarea') === true) return
    const to: Partial<Record<string, ReplayAct>> = {
      ' ': { kind: 'toggle' },
      ArrowLeft: { kind: 'seek', at: replay.at - SKIP },
      ArrowRight: { kind: 'seek', at: replay.at + SKIP },
      ArrowUp: { kind: 'step', by: -1 },
      ArrowDown: { kind: 'step', by: 1 },
      Home: { kind: 'seek', at: 0 },
      End: { kind: 'seek', at: lengthOf(entries) },
    }
    const asked = to[event.key]
    if (!asked) return
    event.preventDefault()
    act(asked)
  }

  return (
    <div className="run-replay" onKeyDown={onKeyDown}>
      <div
        className="run-columns"
        tabIndex={0}
        role="group"
        aria-label={t('practiceRun:replay.talks')}
      >
        {cast.buyers.map(({ id, name, mood }) => (
          <Column key={id} id={id} names={names} lines={linesOf(so, id)} verdicts={verdicts}>
            <Mood
              short
              name={name}
              points={moodsOf(so, id, mood)}
              until={lengthOf(entries)}
              now={replay.at}
            />
          </Column>
        ))}
        <aside className="run-column earned" aria-label={t('practiceRun:replay.earned')}>
          <h2>
            {t('practiceRun:replay.earned')}
            <span className="tabular">
              {t('practiceRun:replay.points', { points: Math.round(points * 10) / 10 })}
            </span>
          </h2>
          <ul className="scroll run-scroll" aria-live="polite">
            {known.violations.map((one) => (
              <li key={`${one.id} ${one.cites.join()}`} className="run-breach">
                {words.violation(one)}
              </li>
            ))}
            {known.marks.map((mark) => (
              <li key={mark.id} className={`run-mark ${gotOf(mark.got)}`}>
                <span className="run-got">
                  <GotIcon got={mark.got} size={14} />
                </span>
                <p>{words.mark(mark)}</p>
                <span className="run-points tabular">
                  {t('practiceRun:points', pointsOf(mark, score.marks))}
                </span>
              </li>
            ))}
            {known.marks.length + known.violations.length === 0 && (
              <li className="run-none">{t('practiceRun:replay.noneYet')}</li>
            )}
          </ul>
        </aside>
      </div>
      <Controls record={record} cites={citesOf(score)} replay={replay} act={act} />
    </div>
  )
}

function citesOf({ violations }: Score): readonly Cite[] {
  return violations.flatMap(({ cites }) => cites)
}

/** One buyer's talk; it keeps its newest line in sight. `children` stands above it. */
function Column({
  id,
  names,
  lines,
  verdicts,
  children,
}: {
  readonly id: string
  readonly names: ReadonlyMap<string, string>
  readonly lines: readonly Line[]
  readonly verdicts: Verdicts
  readonly children: ReactNode
}) {
  const { t } = useTranslation()
  const place = useRef<HTMLDivElement>(null)
  const count = lines.length
  useEffect(() => {
    place.current?.scrollTo({ top: place.current.scrollHeight })
  }, [count])
  return (
    <section className="run-column">
      <h2 className="clip">{names.get(id)}</h2>
      {children}
      <div className="run-scroll scroll" ref={place}>
        {count === 0 && <p className="run-none">{t('practiceRun:replay.notHere')}</p>}
        <Lines id={`replay-${id}`} narrow lines={lines} names={names} verdicts={verdicts} />
      </div>
    </section>
  )
}

function Controls({
  record: { entries },
  cites,
  replay,
  act,
}: {
  readonly record: RunRecord
  readonly cites: readonly Cite[]
  readonly replay: Replay
  readonly act: (act: ReplayAct) => void
}) {
  const { t } = useTranslation()
  const length = lengthOf(entries)
  const now = duration(replay.at / 1000)
  const whole = duration(length / 1000)
  return (
    <div className="run-controls" role="group" aria-label={t('practiceRun:replay.controls')}>
      <IconButton
        label={t('practiceRun:replay.before')}
        keys="↑"
        onClick={() => act({ kind: 'step', by: -1 })}
      >
        <SkipBack size={18} />
      </IconButton>
      <button
        type="button"
        className="button primary"
        autoFocus
        onClick={() => act({ kind: 'toggle' })}
      >
        {replay.playing ? (
          <Pause size={16} aria-hidden="true" />
        ) : (
          <Play size={16} aria-hidden="true" />
        )}
        {t(replay.playing ? 'practiceRun:replay.pause' : 'practiceRun:replay.play')}
      </button>
      <IconButton
        label={t('practiceRun:replay.next')}
        keys="↓"
        onClick={() => act({ kind: 'step', by: 1 })}
      >
        <SkipForward size={18} />
      </IconButton>
      <span className="tabular run-now">
        {now} / {whole}
      </span>
      <div className="run-scrub">
        <input
          type="range"
          min={0}
          max={Math.max(1, length)}
          step={100}
          value={replay.at}
          aria-label={t('practiceRun:replay.place')}
          aria-valuetext={t('practiceRun:replay.at', { now, whole })}
          onChange={(event) => act({ kind: 'seek', at: Number(event.target.value) })}
        />
        {cites.map((cite) => (
          <span
            key={cite}
            aria-hidden="true"
            style={{ left: `${(100 * (entries[cite]?.at ?? 0)) / Math.max(1, length)}%` }}
          />
        ))}
      </div>
      <Segmented<Speed>
        aria-label={t('practiceRun:replay.speed')}
        value={replay.speed}
        onChange={(speed) => act({ kind: 'speed', speed })}
        options={SPEEDS.map((value) => ({ value, label: `×${value}` }))}
      />
    </div>
  )
}

/** Tells what really went by, so that a slow computer does not slow the record down. */
function useBeat(on: boolean, beat: (ms: number) => void): void {
  const latest = useRef(beat)
  useEffect(() => {
    latest.current = beat
  })
  useEffect(() => {
    if (!on) return undefined
    let last = performance.now()
    const timer = setInterval(() => {
      const now = performance.now()
      latest.current(now - last)
      last = now
    }, BEAT)
    return () => clearInterval(timer)
  }, [on])
}
