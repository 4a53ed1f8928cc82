import { Alert } from 'antd'
import { useMemo } from 'react'
import { useStore } from 'zustand'
import type { Problem } from '#shared/practice/problems.ts'
import { useTranslation } from '../../../ui/i18n.ts'
import { placeIn } from '../text/place.ts'
import type { FormEdit } from '../text/edits.ts'
import type { Session } from '../work/session.ts'
import { Buyers } from './Buyers.tsx'
import { FormContext, sentencesOf, type FormTools } from './context.ts'
import { Facts } from './Facts.tsx'
import { fieldsOf, namesIn } from './names.ts'
import { Beyond, Record } from './parts.tsx'
import { Rubric } from './Rubric.tsx'
import { BASICS, ROOT_ORDER } from './spec.ts'

const KNOWN = ['xiaoer', ...BASICS.map(({ key }) => key), 'facts', 'buyers', 'rubric']

/** The same text, filled in: each change is a change of a few characters of it. */
export function Form({
  session,
  sentence,
}: {
  readonly session: Session
  readonly sentence: (problem: Problem) => string
}) {
  const { t } = useTranslation()
  const raw = useStore(session.store, (state) => state.raw)
  const broken = useStore(session.store, (state) => state.broken)
  const problems = useStore(session.store, (state) => state.problems)
  const tools = useMemo<FormTools>(
    () => ({
      edit: (edit: FormEdit) => {
        for (const each of withReferences(edit, session)) session.apply(each)
      },
      goTo: (path) => {
        const { line, column } = placeIn(session.text, path)
        session.goTo(line, column)
      },
      ...sentencesOf(problems, sentence),
      names: namesIn(raw),
      locked: broken,
    }),
    [session, raw, broken, problems, sentence],
  )
  const version = fieldsOf(raw)['xiaoer']
  return (
    // The keys of undo are the whole's, wherever the focus is.
    <div
      className="work-form scroll"
      data-pane="form"
      onKeyDown={(event) => {
        if (!(event.ctrlKey || event.metaKey) || event.altKey) return
        const key = event.key.toLowerCase()
        const back = key === 'z' && !event.shiftKey
        if (!back && key !== 'y' && key !== 'z') return
        event.preventDefault()
        const field = document.activeElement
        if (field instanceof HTMLElement) {
          field.blur()
          field.focus()
        }
        if (back) session.undo()
        else session.redo()
      }}
    >
      {broken && <Alert type="warning" showIcon title={t('practiceEditor:broken')} />}
      <FormContext value={tools}>
        <section className="form-list" aria-label={t('practiceEditor:basics')}>
          <h2>{t('practiceEditor:basics')}</h2>
          <Record specs={BASICS} path={[]} value={raw} order={ROOT_ORDER} />
        </section>
        <Buyers raw={raw} />
        <Facts raw={raw} />
        <Rubric raw={raw} />
        <Beyond path={[]} value={raw} known={version === undefined ? KNOWN.slice(1) : KNOWN} />
      </FormContext>
    </div>
  )
}

/** A step that gets another name is still where the others lead to. */
function withReferences(edit: FormEdit, session: Session): readonly FormEdit[] {
  if (edit.do !== 'rename' || edit.path.at(-1) !== 'steps') return [edit]
  const buyer = edit.path.slice(0, -1)
  const { raw } = session.store.getState()
  const whole = buyer.reduce<unknown>(
    (value, part) =>
      Array.isArray(value) ? (value as unknown[])[Number(part)] : fieldsOf(value)[part],
    raw,
  )
  const { start, steps } = fieldsOf(whole)
  const more: FormEdit[] = []
  if (start === edit.from) more.push({ do: 'set', path: [...buyer, 'start'], value: edit.to })
  for (const [name, step] of Object.entries(fieldsOf(steps))) {
    const here = [...edit.path, name === edit.from ? edit.to : name]
    const { on, otherwise } = fieldsOf(step)
    if (fieldsOf(otherwise)['go'] === edit.from)
      more.push({ do: 'set', path: [...here, 'otherwise', 'go'], value: edit.to })
    for (const [index, reaction] of (Array.isArray(on) ? (on as unknown[]) : []).entries())
      if (fieldsOf(reaction)['go'] === edit.from)
        more.push({ do: 'set', path: [...here, 'on', index, 'go'], value: edit.to })
  }
  return [edit, ...more]
}
