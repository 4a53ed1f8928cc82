import { Alert, Button, Input, InputNumber, Segmented } from 'antd'
import { FastForward, Pause, Play as PlayIcon, RotateCcw, Send } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { useTranslation } from '../../../ui/i18n.ts'
import { isComposing } from '../../../workstation/app/composition.ts'
import { WITS } from '../wits.ts'
import type { Session } from '../work/session.ts'
import { clockOf } from './clock.ts'
import { Deeds } from './Deeds.tsx'
import { Lines } from './Lines.tsx'
import { ScoreOf } from './ScoreOf.tsx'
import { here, nextIn, passed, said, startTalk, type Talk } from './talk.ts'

const SECOND = 1000

/** A talk with the buyers, as the text has them now: nothing of it is counted anywhere. */
export function TestTalk({ session }: { readonly session: Session }) {
  const { t } = useTranslation()
  const problems = useStore(session.store, (state) => state.problems.length)
  const version = useStore(session.store, (state) => state.version)
  const [seed, setSeed] = useState(1)
  const [talk, setTalk] = useState<Talk | null>(() => startTalk(session.text, 1, WITS))
  const [begunAt, setBegunAt] = useState(version)
  const restart = (next: number) => {
    setSeed(next)
    setTalk(startTalk(session.text, next, WITS))
    setBegunAt(session.store.getState().version)
  }
  return (
    <section className="work-talk" data-pane="talk" aria-label={t('practiceEditor:side.talk')}>
      <div className="talk-tools">
        <label htmlFor="talk-seed">{t('practiceEditor:talk.seed')}</label>
        <InputNumber
          id="talk-seed"
          size="small"
          min={0}
          max={0xffff_ffff}
          precision={0}
          value={seed}
          onChange={(next) => next !== null && setSeed(next)}
          onPressEnter={() => restart(seed)}
        />
        <Button size="small" icon={<RotateCcw size={14} />} onClick={() => restart(seed)}>
          {t('practiceEditor:talk.restart')}
        </Button>
        <Button size="small" onClick={() => restart(Math.floor(Math.random() * 10_000))}>
          {t('practiceEditor:talk.other')}
        </Button>
      </div>
      {talk === null ? (
        <Alert
          type="warning"
          showIcon
          title={t(problems > 0 ? 'practiceEditor:talk.mend' : 'practiceEditor:talk.ready')}
          action={
            <Button size="small" disabled={problems > 0} onClick={() => restart(seed)}>
              {t('practiceEditor:talk.restart')}
            </Button>
          }
        />
      ) : (
        <>
          {version !== begunAt && (
            <Alert
              type="info"
              showIcon
              title={t('practiceEditor:talk.older')}
              action={
                <Button size="small" onClick={() => restart(seed)}>
                  {t('practiceEditor:talk.restart')}
                </Button>
              }
            />
          )}
          <Desk key={`${talk.seed} ${begunAt}`} talk={talk} onTalk={setTalk} />
        </>
      )}
    </section>
  )
}

function Desk({
  talk,
  onTalk,
}: {
  readonly talk: Talk
  readonly onTalk: (change: (talk: Talk | null) => Talk | null) => void
}) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState(talk.scenario.buyers[0]?.id ?? '')
  const [running, setRunning] = useState(false)
  const [text, setText] = useState('')
  const place = useRef<HTMLDivElement>(null)
  const state = talk.play.buyers[chosen]
  const open = here(state)
  const due = nextIn(talk)
  const change = (to: (talk: Talk) => Talk) => onTalk((before) => before && to(before))
  useEffect(() => {
    if (!running) return undefined
    const timer = setInterval(
      () => onTalk((before) => before && passed(before, before.now + SECOND, WITS)),
      SECOND,
    )
    return () => clearInterval(timer)
  }, [running, onTalk])
  const count = talk.lines.length
  useEffect(() => {
    place.current?.scrollTo({ top: place.current.scrollHeight })
  }, [count, chosen])
  const send = () => {
    if (text.trim() === '' || !open) return
    change((before) => said(before, chosen, text.trim(), WITS))
    setText('')
  }
  return (
    <>
      <div className="talk-clock">
        <strong className="tabular" aria-label={t('practiceEditor:talk.clock')} role="timer">
          {clockOf(talk.now)}
        </strong>
        <Button
          size="small"
          icon={running ? <Pause size={14} /> : <PlayIcon size={14} />}
          disabled={due === null}
          onClick={() => setRunning(!running)}
        >
          {t(running ? 'practiceEditor:talk.stop' : 'practiceEditor:talk.run')}
        </Button>
        <Button
          size="small"
          icon={<FastForward size={14} />}
          disabled={due === null}
          onClick={() =>
            change((before) => passed(before, before.now + (nextIn(before) ?? 0), WITS))
          }
        >
          {due === null
            ? t('practiceEditor:talk.over')
            : t('practiceEditor:talk.next', { seconds: Math.ceil(due / SECOND) })}
        </Button>
      </div>
      {talk.scenario.buyers.length > 1 && (
        <Segmented
          size="small"
          value={chosen}
          aria-label={t('practiceEditor:buyers')}
          onChange={setChosen}
          options={talk.scenario.buyers.map(({ id, name }) => ({
            value: id,
            label: `${name} ${talk.play.buyers[id]?.cameAt === null ? '…' : talk.play.buyers[id]?.ended !== null ? '✓' : ''}`,
          }))}
        />
      )}
      {state && (
        <p className="talk-state dim" role="status">
          {t('practiceEditor:talk.state', { step: state.step, mood: Math.round(state.mood) })}
          {state.labels.length > 0 && ` · ${state.labels.join(', ')}`}
        </p>
      )}
      <div
        className="talk-lines scroll"
        ref={place}
        role="log"
        tabIndex={0}
        aria-label={t('practiceEditor:talk.lines')}
      >
        <Lines talk={talk} buyer={chosen} />
        {due === null && <ScoreOf talk={talk} />}
      </div>
      {due !== null && (
        <>
          <Deeds talk={talk} buyer={chosen} disabled={!open} onTalk={change} />
          <div className="talk-say">
            <Input.TextArea
              value={text}
              autoSize={{ minRows: 1, maxRows: 4 }}
              aria-label={t('practiceEditor:talk.say')}
              placeholder={t(open ? 'practiceEditor:talk.say' : 'practiceEditor:talk.notHere')}
              disabled={!open}
              onChange={(event) => setText(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== 'Enter' || event.shiftKey || isComposing(event.nativeEvent))
                  return
                event.preventDefault()
                send()
              }}
            />
            <Button
              type="primary"
              icon={<Send size={14} />}
              disabled={!open || text.trim() === ''}
              onClick={send}
            >
              {t('practiceEditor:talk.send')}
            </Button>
          </div>
          <details className="talk-so-far">
            <summary>{t('practiceEditor:talk.soFar')}</summary>
            <ScoreOf talk={talk} />
          </details>
        </>
      )}
    </>
  )
}
