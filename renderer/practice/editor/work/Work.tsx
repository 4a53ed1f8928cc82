import { Alert, Button, Segmented, Tooltip } from 'antd'
import { ArrowLeft, Download, Redo2, Save, Undo2 } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import type { Problem } from '#shared/practice/problems.ts'
import { useTranslation } from '../../../ui/i18n.ts'
import { useActions, useWorkstation } from '../../../workstation/app/context.ts'
import { Form } from '../form/Form.tsx'
import type { Drafts } from '../store/drafts.ts'
import { TestTalk } from '../talk/TestTalk.tsx'
import { idIn } from '../text/title.ts'
import { Changed } from './Changed.tsx'
import { Problems } from './Problems.tsx'
import { sessionOf } from './session.ts'
import { TextPane } from './TextPane.tsx'
import { useSave } from './useSave.ts'

type Side = 'form' | 'talk' | 'none'

/** A scenario being written: its text, beside it the form or a talk with its buyers. */
export function Work({ id, drafts }: { readonly id: string; readonly drafts: Drafts }) {
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const { desk } = useActions()
  const draft = useStore(drafts.store, (state) => state.drafts.find(({ key }) => key === id))
  const session = useMemo(
    () =>
      sessionOf(id, drafts.of(id)?.text ?? '', (text, title) => drafts.change(id, { text, title })),
    [id, drafts],
  )
  useEffect(() => {
    const settle = () => session.settle()
    drafts.settling.add(settle)
    return () => {
      settle()
      drafts.settling.delete(settle)
    }
  }, [drafts, session])
  const [side, setSide] = useState<Side>('form')
  const problems = useStore(session.store, (state) => state.problems)
  const current = useStore(session.store, (state) => state.current)
  const canUndo = useStore(session.store, (state) => state.canUndo)
  const canRedo = useStore(session.store, (state) => state.canRedo)
  const saving = useSave(session, drafts, id)
  const sentence = useSentence()
  const root = useRef<HTMLElement>(null)
  if (!draft) return null
  const dirty = draft.text !== draft.base
  const title = draft.title === '' ? t('practiceEditor:untitled') : draft.title
  const fresh = draft.origin === null
  const state = !current
    ? 'checking'
    : problems.length > 0
      ? 'wrong'
      : fresh
        ? dirty
          ? 'freshUnsaved'
          : 'fresh'
        : dirty
          ? 'unsaved'
          : 'saved'
  const exportIt = async () => {
    const { text } = session
    const result = await call('files.saveBytes', {
      name: `${idIn(text) || 'scenario'}.yaml`,
      bytes: new TextEncoder().encode(text),
    })
    if (!result.ok) desk.toast('error', `error:${result.error.code}`)
  }
  return (
    <section
      className="screen work"
      aria-label={title}
      ref={root}
      onKeyDown={(event) => {
        if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return
        if (event.key.toLowerCase() !== 's') return
        event.preventDefault()
        void saving.save()
      }}
    >
      <header className="work-head">
        <Button
          type="text"
          icon={<ArrowLeft size={18} />}
          aria-label={t('practiceEditor:back')}
          onClick={() => {
            session.settle()
            drafts.leave()
          }}
        />
        <div className="work-title">
          <h1 className="clip">{title}</h1>
          <span className={state === 'wrong' ? 'save-problem clip' : 'dim clip'} role="status">
            {t(`practiceEditor:state.${state}`, { count: problems.length })}
          </span>
        </div>
        <Tooltip title={`${t('practiceEditor:undo')} Ctrl+Z`}>
          <Button
            type="text"
            icon={<Undo2 size={16} />}
            disabled={!canUndo}
            aria-label={t('practiceEditor:undo')}
            onClick={() => session.undo()}
          />
        </Tooltip>
        <Tooltip title={`${t('practiceEditor:redo')} Ctrl+Y`}>
          <Button
            type="text"
            icon={<Redo2 size={16} />}
            disabled={!canRedo}
            aria-label={t('practiceEditor:redo')}
            onClick={() => session.redo()}
          />
        </Tooltip>
        <Segmented
          value={side}
          aria-label={t('practiceEditor:side.label')}
          onChange={setSide}
          options={(['form', 'talk', 'none'] as const).map((one) => ({
            value: one,
            label: t(`practiceEditor:side.${one}`),
          }))}
        />
        <Button icon={<Download size={16} />} onClick={() => void exportIt()}>
          <span className="work-wide">{t('practiceEditor:export')}</span>
        </Button>
        <Button
          type="primary"
          icon={<Save size={16} />}
          disabled={saving.busy || !current || problems.length > 0 || !(dirty || fresh)}
          onClick={() => void saving.save()}
        >
          {t('practiceEditor:save')}
        </Button>
      </header>
      {saving.error !== null && (
        <Alert
          className="work-alert"
          type="error"
          showIcon
          closable={{ onClose: saving.forget }}
          title={
            saving.error === 'name_taken'
              ? t('practiceEditor:idTaken', { id: idIn(session.text) })
              : t(`error:${saving.error}`)
          }
        />
      )}
      <div className="work-panes" data-side={side}>
        <TextPane session={session} sentence={sentence} />
        {side === 'form' && <Form session={session} sentence={sentence} />}
        {side === 'talk' && <TestTalk session={session} />}
      </div>
      <Problems session={session} problems={problems} sentence={sentence} />
      {saving.theirs && (
        <Changed
          mine={session.text}
          theirs={saving.theirs}
          onMine={() => void saving.mine()}
          onTheirs={saving.takeTheirs}
          onCopy={() => void saving.copy()}
          onClose={saving.forget}
        />
      )}
    </section>
  )
}

/** What is wrong, in the person's language. */
function useSentence(): (problem: Problem) => string {
  const { t } = useTranslation()
  return useMemo(
    () =>
      ({ code, values }: Problem) =>
        t(`practice:problem.${code}`, values),
    [t],
  )
}
