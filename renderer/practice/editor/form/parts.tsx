import { Button } from 'antd'
import { ArrowDown, ArrowUp, FileCode2, Plus, Trash2 } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from '../../../ui/i18n.ts'
import type { EditPath } from '../text/edits.ts'
import { Control } from './Control.tsx'
import { useForm } from './context.ts'
import { fieldsOf } from './names.ts'
import type { FieldSpec } from './spec.ts'

/** The keys of a record that the form knows. */
export function Record({
  specs,
  path,
  value,
  order,
}: {
  readonly specs: readonly FieldSpec[]
  readonly path: EditPath
  readonly value: unknown
  readonly order?: readonly string[] | undefined
}) {
  const fields = fieldsOf(value)
  return (
    <div className="ef-grid">
      {specs.map((spec) => (
        <Control key={spec.key} spec={spec} path={path} value={fields[spec.key]} order={order} />
      ))}
    </div>
  )
}

/** Folds; what is inside is made when it is opened, so that long scenarios open at once. */
export function Fold({
  path,
  title,
  about,
  open = false,
  acts,
  children,
}: {
  readonly path: EditPath
  readonly title: ReactNode
  readonly about?: ReactNode
  readonly open?: boolean
  readonly acts?: ReactNode
  readonly children: () => ReactNode
}) {
  const { t } = useTranslation()
  const { problemsIn } = useForm()
  const [shown, setShown] = useState(open)
  const count = problemsIn(path)
  return (
    <div className="fold-row">
      <details
        className="fold"
        open={shown}
        onToggle={(event) => setShown(event.currentTarget.open)}
      >
        <summary>
          <span className="fold-title clip">{title}</span>
          {about !== undefined && <span className="dim clip fold-about">{about}</span>}
          {count > 0 && (
            <span className="fold-problems">{t('practiceEditor:problemCount', { count })}</span>
          )}
        </summary>
        {shown && <div className="fold-body">{children()}</div>}
      </details>
      {acts !== undefined && <span className="fold-acts">{acts}</span>}
    </div>
  )
}

/** Up, down and away, for an item of a list. */
export function ItemActs({
  path,
  index,
  count,
  name,
}: {
  /** Of the list. */
  readonly path: EditPath
  readonly index: number
  readonly count: number
  readonly name: string
}) {
  const { t } = useTranslation()
  const { edit, locked } = useForm()
  return (
    <>
      <Button
        type="text"
        size="small"
        disabled={locked || index === 0}
        icon={<ArrowUp size={14} />}
        aria-label={t('practiceEditor:up', { name })}
        onClick={() => edit({ do: 'move', path, from: index, to: index - 1 })}
      />
      <Button
        type="text"
        size="small"
        disabled={locked || index === count - 1}
        icon={<ArrowDown size={14} />}
        aria-label={t('practiceEditor:down', { name })}
        onClick={() => edit({ do: 'move', path, from: index, to: index + 1 })}
      />
      <Gone path={[...path, index]} name={name} />
    </>
  )
}

export function Gone({ path, name }: { readonly path: EditPath; readonly name: string }) {
  const { t } = useTranslation()
  const { edit, locked } = useForm()
  return (
    <Button
      type="text"
      size="small"
      disabled={locked}
      icon={<Trash2 size={14} />}
      aria-label={t('practiceEditor:takeAway', { name })}
      onClick={() => edit({ do: 'set', path, value: undefined })}
    />
  )
}

export function Add({ label, onAdd }: { readonly label: string; readonly onAdd: () => void }) {
  const { locked } = useForm()
  return (
    <Button size="small" type="dashed" disabled={locked} icon={<Plus size={14} />} onClick={onAdd}>
      {label}
    </Button>
  )
}

/** What stands in the text and has no place here, each a way to it. */
export function Beyond({
  path,
  value,
  known,
}: {
  readonly path: EditPath
  readonly value: unknown
  readonly known: readonly string[]
}) {
  const { t } = useTranslation()
  const { goTo } = useForm()
  const more = Object.keys(fieldsOf(value)).filter((key) => !known.includes(key))
  if (more.length === 0) return null
  return (
    <p className="beyond dim">
      <FileCode2 size={14} aria-hidden="true" />
      {t('practiceEditor:beyond')}
      {more.map((key) => (
        <button
          key={key}
          type="button"
          className="link-button"
          onClick={() => goTo([...path, key])}
        >
          {key}
        </button>
      ))}
    </p>
  )
}
