import {
  CircleDashed,
  DoorOpen,
  Flag,
  MessagesSquare,
  NotebookText,
  Pause,
  Play,
  UserCheck,
} from 'lucide-react'
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { PracticeState } from '#shared/practice/api.ts'
import type { RunView } from '#shared/practice/courses.ts'
import { Button } from '../../ui/Button.tsx'
import { useSecond } from '../../ui/clock.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { Menu } from '../../ui/Menu.tsx'
import { useActions, useWork, useWorkstation } from '../../workstation/app/context.ts'
import { duration } from '../../workstation/app/duration.ts'
import { useAsk } from '../ask.ts'
import { LiveMeasures } from '../rush/LiveMeasures.tsx'
import { addPracticeTexts } from '../texts.ts'
import { EndCard } from './EndCard.tsx'
import './run.css'
import { changedRun, elapsedOf, runState, watchRun } from './run-state.ts'

addPracticeTexts()

/** Above the chats, while a run goes on; and the card when it is over. */
export function RunBar() {
  const workstation = useWorkstation()
  const ask = useAsk()
  useEffect(() => watchRun(workstation, ask), [workstation, ask])
  const live = useStore(runState, (state) => state.live)
  const over = useStore(runState, (state) => state.over)
  return (
    <>
      {live?.run && <Going live={live} run={live.run} />}
      {over && <EndCard key={over.run.id} reply={over} />}
    </>
  )
}

function Going({ live, run }: { readonly live: PracticeState; readonly run: RunView }) {
  const { t } = useTranslation()
  const ask = useAsk()
  const { desk, chats } = useActions()
  const away = useWork((state) => state.screen !== 'chats')
  const [giving, setGiving] = useState(false)
  const [busy, setBusy] = useState(false)
  const paused = run.state === 'paused'

  async function change(to: 'runs.pause' | 'runs.resume' | 'runs.giveUp') {
    setBusy(true)
    const answer = await ask(to, { id: run.id })
    setBusy(false)
    setGiving(false)
    if (!answer.ok) {
      desk.toast('error', `error:${answer.error.code}`)
      return
    }
    changedRun(ask, answer.value)
    if (to === 'runs.giveUp') desk.toast('info', 'practiceRun:bar.givenUp', { title: run.title })
  }
  if (giving)
    return (
      <section className="run-bar" aria-label={t('practiceRun:bar.label')}>
        <p role="alert">{t('practiceRun:bar.giveUpText', { title: run.title })}</p>
        <Button autoFocus onClick={() => setGiving(false)}>
          {t('practiceRun:bar.keep')}
        </Button>
        <Button look="danger" disabled={busy} onClick={() => void change('runs.giveUp')}>
          {t('practiceRun:bar.giveUpNow')}
        </Button>
      </section>
    )
  return (
    <section className="run-bar" aria-label={t('practiceRun:bar.label')}>
      <strong className="clip">{run.title}</strong>
      <Clock paused={paused} />
      {/* Of a rush the strip below tells how many. */}
      {run.kind !== 'rush' && (
        <ul className="run-buyers" aria-label={t('practiceRun:bar.buyers')}>
          {live.buyers.length > MOST ? (
            <li className="tabular">{t('practiceRun:bar.count', countsOf(live.buyers))}</li>
          ) : (
            live.buyers.map(({ name, state }) => <Buyer key={name} name={name} state={state} />)
          )}
        </ul>
      )}
      <span className="run-bar-acts">
        {away && (
          <Button look="primary" onClick={() => chats.show('chats')}>
            <MessagesSquare size={16} aria-hidden="true" />
            {t('practiceRun:bar.toChats')}
          </Button>
        )}
        {live.briefing !== '' && (
          <Menu
            label={t('practiceRun:bar.briefing')}
            className="button"
            kind="info"
            side="below"
            face={
              <>
                <NotebookText size={16} aria-hidden="true" />
                {t('practiceRun:bar.briefing')}
              </>
            }
          >
            {() => <p className="run-briefing">{live.briefing}</p>}
          </Menu>
        )}
        <Button disabled={busy} onClick={() => void change(paused ? 'runs.resume' : 'runs.pause')}>
          {paused ? <Play size={16} aria-hidden="true" /> : <Pause size={16} aria-hidden="true" />}
          {t(paused ? 'practiceRun:bar.resume' : 'practiceRun:bar.pause')}
        </Button>
        <Button disabled={busy} onClick={() => setGiving(true)}>
          <Flag size={16} aria-hidden="true" />
          {t('practiceRun:bar.giveUp')}
        </Button>
      </span>
      <LiveMeasures />
    </section>
  )
}

/** The only part of the desk that ticks. */
function Clock({ paused }: { readonly paused: boolean }) {
  const { t } = useTranslation()
  return (
    <span className={paused ? 'run-clock tabular paused' : 'run-clock tabular'}>
      {paused ? (
        <>
          <Pause size={14} aria-hidden="true" />
          {t('practiceRun:bar.paused')} <Stood />
        </>
      ) : (
        <Ticking />
      )}
    </span>
  )
}

function Ticking() {
  useSecond()
  return <Stood />
}

function Stood() {
  const { t } = useTranslation()
  const at = duration(elapsedOf(runState.getState()) / 1000)
  return <span aria-label={t('practiceRun:bar.elapsed', { at })}>{at}</span>
}

/** More than these are told in figures. */
const MOST = 5

function countsOf(buyers: PracticeState['buyers']) {
  const count = (wanted: string) => buyers.filter(({ state }) => state === wanted).length
  return { coming: count('coming'), here: count('here'), gone: count('gone') }
}

const ICONS = { coming: CircleDashed, here: UserCheck, gone: DoorOpen } as const

function Buyer({ name, state }: PracticeState['buyers'][number]) {
  const { t } = useTranslation()
  const Icon = ICONS[state]
  return (
    <li className={`run-buyer ${state}`}>
      <Icon size={14} aria-hidden="true" />
      {/* Who has not come yet is nobody the desk knows of. */}
      {state !== 'coming' && <span className="clip">{name}</span>}
      <span>{t(`practiceRun:buyer.${state}`)}</span>
    </li>
  )
}
