import { Button, Segmented } from 'antd'
import { Bookmark, ChevronLeft, ChevronRight, CloudOff, Send } from 'lucide-react'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { SittingReply } from '#shared/practice/exam/api.ts'
import { GRACE_MS } from '#shared/practice/exam/grade.ts'
import { Screen } from '../../management/parts/Screen.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useAsk } from '../ask.ts'
import { AskedCard } from './AskedCard.tsx'
import { HandIn } from './HandIn.tsx'
import './sitting.css'
import { liveSitting } from './sitting.ts'
import { Timer, useLeft } from './Timer.tsx'
import { useSittingKeys } from './useSittingKeys.ts'

const POLL_MS = 1500

/** A paper being answered. Each answer goes to the gateway at once; the gateway's clock ends it. */
export function SittingScreen({
  reply,
  onOver,
  onBack,
}: {
  readonly reply: SittingReply
  readonly onOver: (reply: SittingReply) => void
  readonly onBack: () => void
}) {
  const { t } = useTranslation()
  const ask = useAsk()
  const [live] = useState(() => liveSitting(reply, ask))
  const state = useStore(live)
  const [view, setView] = useState<'one' | 'all'>('one')
  const [asking, setAsking] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const page = useRef<HTMLDivElement>(null)
  const { sitting, questions, answers, waiting, trouble, marked, current, offset } = state
  const { id } = sitting
  const left = useLeft(sitting.deadline, offset)
  const over = left <= 0
  const ended = sitting.state !== 'running' || trouble === 'exam_over'

  // What is typed still goes out in the grace; then the gateway's word is waited for.
  useEffect(() => {
    if (!over && !ended) return undefined
    let stopped = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = async () => {
      const result = await ask('exams.sitting', { id })
      if (stopped) return
      if (result.ok && result.value.sitting.state !== 'running') onOver(result.value)
      else timer = setTimeout(() => void look(), POLL_MS)
    }
    void live.flush()
    timer = setTimeout(() => void look(), ended ? 0 : GRACE_MS + 200)
    return () => {
      stopped = true
      clearTimeout(timer)
    }
  }, [over, ended, ask, id, live, onOver])

  /** With the drawing of the new place, so that no later key goes to the old one. */
  const coming = useRef(false)
  function come(): void {
    coming.current = false
    const card = page.current?.querySelector(`[data-question="${live.getState().current}"]`)
    card?.scrollIntoView({ block: 'nearest' })
    card
      ?.querySelector<HTMLElement>('input:checked, input, textarea, .exam-grip')
      ?.focus({ preventScroll: true })
  }
  useLayoutEffect(() => {
    if (coming.current) come()
  })
  function go(question: number): void {
    void live.flush()
    const before = live.getState().current
    coming.current = true
    live.go(question)
    if (live.getState().current === before) come()
  }
  async function handIn(): Promise<void> {
    setBusy(true)
    setProblem(null)
    const all = await live.flush()
    if (!all && live.getState().waiting.size > 0) {
      setBusy(false)
      setProblem(t('practiceExam:handIn.notSent', { count: live.getState().waiting.size }))
      return
    }
    const result = await ask('exams.handIn', { id })
    const reply_ = result.ok ? await ask('exams.sitting', { id }) : result
    setBusy(false)
    if (reply_.ok) onOver(reply_.value)
    else setProblem(t(`error:${reply_.error.code}`))
  }
  useSittingKeys({
    live,
    disabled: over || asking,
    go,
    onHandIn: () => setAsking(true),
  })

  const shown = view === 'all' ? questions.map((_, at) => at) : [current]
  return (
    <Screen
      wide
      title={sitting.title}
      actions={
        <>
          <Timer deadline={sitting.deadline} offset={offset} />
          <Button type="primary" disabled={over} onClick={() => setAsking(true)}>
            <Send size={14} aria-hidden="true" />
            {t('practiceExam:handIn.act')}
          </Button>
        </>
      }
      footer={
        <div className="exam-foot">
          <Button disabled={current === 0} onClick={() => go(current - 1)}>
            <ChevronLeft size={14} aria-hidden="true" />
            {t('practiceExam:previous')}
          </Button>
          <Button disabled={current === questions.length - 1} onClick={() => go(current + 1)}>
            {t('practiceExam:next')}
            <ChevronRight size={14} aria-hidden="true" />
          </Button>
          <span className="grow" />
          <span className="dim exam-keys">
            <kbd>PageUp</kbd> <kbd>PageDown</kbd> {t('practiceExam:keys.go')} <kbd>A</kbd>–
            <kbd>H</kbd> {t('practiceExam:keys.choose')} <kbd>M</kbd> {t('practiceExam:keys.mark')}{' '}
            <kbd>Ctrl+Enter</kbd> {t('practiceExam:handIn.act')}
          </span>
        </div>
      }
    >
      <div className="exam-sitting" ref={page}>
        <nav className="exam-nav" aria-label={t('practiceExam:nav')}>
          <Segmented
            size="small"
            block
            value={view}
            onChange={setView}
            options={(['one', 'all'] as const).map((value) => ({
              value,
              label: t(`practiceExam:view.${value}`),
            }))}
          />
          <ol>
            {questions.map((_, at) => (
              // The place is the question: a paper never changes.
              // oxlint-disable-next-line react/no-array-index-key
              <li key={at}>
                <button
                  type="button"
                  aria-current={at === current ? 'step' : undefined}
                  data-answered={answers.has(at)}
                  aria-label={[
                    t('practiceExam:questionNumber', { number: at + 1 }),
                    t(answers.has(at) ? 'practiceExam:answered' : 'practiceExam:open'),
                    ...(marked.has(at) ? [t('practiceExam:marked')] : []),
                    ...(waiting.has(at) ? [t('practiceExam:waiting')] : []),
                  ].join(t('practiceExam:comma'))}
                  onClick={() => go(at)}
                >
                  {at + 1}
                  {marked.has(at) && <Bookmark size={10} aria-hidden="true" />}
                  {waiting.has(at) && trouble !== null && <CloudOff size={10} aria-hidden="true" />}
                </button>
              </li>
            ))}
          </ol>
          <p className="exam-legend dim">
            <span data-answered="true" /> {t('practiceExam:answered')} {answers.size} <span />{' '}
            {t('practiceExam:open')} {questions.length - answers.size}
          </p>
          <p className="dim" data-testid="kept">
            {t(waiting.size === 0 ? 'practiceExam:kept.all' : 'practiceExam:kept.sending')}
          </p>
          <div role="alert">
            {trouble !== null && !ended && waiting.size > 0 && (
              <p className="exam-trouble">
                <CloudOff size={14} aria-hidden="true" />
                {t('practiceExam:kept.here', { count: waiting.size })}
              </p>
            )}
          </div>
          <button type="button" className="link-button" onClick={onBack}>
            {t('practiceExam:leave')}
          </button>
        </nav>
        <div className="exam-paper">
          {over && <p className="exam-over">{t('practiceExam:overWait')}</p>}
          {shown.map((at) => {
            const asked = questions[at]
            if (!asked) return null
            return (
              <div key={at} onFocusCapture={() => at !== current && live.go(at)}>
                <AskedCard
                  asked={asked}
                  number={at + 1}
                  answer={answers.get(at) ?? null}
                  disabled={over}
                  onAnswer={(answer, soon) => live.give(at, answer, soon)}
                  onLeave={() => void live.flush()}
                  tools={
                    <button
                      type="button"
                      className="exam-mark"
                      aria-pressed={marked.has(at)}
                      onClick={() => live.mark(at)}
                    >
                      <Bookmark size={14} aria-hidden="true" />
                      {t('practiceExam:marked')}
                    </button>
                  }
                />
              </div>
            )
          })}
        </div>
      </div>
      <HandIn
        open={asking && !over}
        state={state}
        busy={busy}
        problem={problem}
        onGo={(at) => {
          setAsking(false)
          go(at)
        }}
        onCancel={() => setAsking(false)}
        onConfirm={() => void handIn()}
      />
    </Screen>
  )
}
