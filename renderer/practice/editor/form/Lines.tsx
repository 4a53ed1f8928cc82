import { Button, Input } from 'antd'
import { Plus, X } from 'lucide-react'
import { useTranslation } from '../../../ui/i18n.ts'
import type { EditPath } from '../text/edits.ts'
import { useForm } from './context.ts'
import { listOf, textOf } from './names.ts'
import { useTyped } from './useTyped.ts'

/** Lines of which one is said; each may have breaks of its own. */
export function Lines({
  ids,
  label,
  value,
  path,
  onSet,
}: {
  readonly ids: { readonly id: string }
  readonly label: string
  readonly value: unknown
  readonly path: EditPath
  readonly onSet: (value: unknown) => void
}) {
  const { t } = useTranslation()
  const { edit, locked } = useForm()
  const lines = listOf(value)
  return (
    <div className="lines">
      {lines.map((line, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- the place is what it is known by
        <div className="lines-row" key={index}>
          <One
            id={index === 0 ? ids.id : undefined}
            label={t('practiceEditor:lineOf', { label, number: index + 1 })}
            value={textOf(line)}
            onCommit={(text) => edit({ do: 'set', path: [...path, index], value: text })}
          />
          <Button
            type="text"
            size="small"
            disabled={locked}
            icon={<X size={14} />}
            aria-label={t('practiceEditor:lineGone', { label, number: index + 1 })}
            onClick={() =>
              lines.length === 1
                ? onSet(undefined)
                : edit({ do: 'set', path: [...path, index], value: undefined })
            }
          />
        </div>
      ))}
      <Button
        size="small"
        type="dashed"
        id={lines.length === 0 ? ids.id : undefined}
        disabled={locked}
        icon={<Plus size={14} />}
        onClick={() =>
          edit({ do: 'insert', path, at: lines.length, value: t('practiceEditor:newLine') })
        }
      >
        {t(lines.length === 0 ? 'practiceEditor:firstLine' : 'practiceEditor:anotherLine')}
      </Button>
    </div>
  )
}

function One({
  id,
  label,
  value,
  onCommit,
}: {
  readonly id: string | undefined
  readonly label: string
  readonly value: string
  readonly onCommit: (text: string) => void
}) {
  const { locked } = useForm()
  const typed = useTyped(value, onCommit)
  return (
    <Input.TextArea
      {...(id === undefined ? {} : { id })}
      {...typed}
      aria-label={label}
      disabled={locked}
      autoSize={{ minRows: 1, maxRows: 6 }}
    />
  )
}
