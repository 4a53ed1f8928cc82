import { Select } from 'antd'
import { useTranslation } from '../../../ui/i18n.ts'
import { flowText } from '../text/write.ts'
import type { EditPath } from '../text/edits.ts'
import { useForm } from './context.ts'
import { fieldsOf, textOf } from './names.ts'
import { Record } from './parts.tsx'
import { ACTION, CONDITION, DEEDS, NESTED } from './spec.ts'

/** What must be true; conditions made of others are shown as they are written. */
export function ConditionFields({
  path,
  value,
}: {
  readonly path: EditPath
  readonly value: unknown
}) {
  const { t } = useTranslation()
  const { goTo } = useForm()
  const fields = fieldsOf(value)
  const nested = NESTED.filter((key) => fields[key] !== undefined)
  const plain = CONDITION.filter(({ key }) => nested.length === 0 || fields[key] !== undefined)
  return (
    <fieldset className="cond">
      <legend>{t('practiceEditor:when')}</legend>
      <Record specs={plain} path={path} value={value} />
      {(nested.length === 0 || fields['action'] !== undefined) && (
        <ActionFields path={[...path, 'action']} value={fields['action']} optional />
      )}
      {nested.length > 0 && (
        <p className="cond-nested">
          <code>{nested.map((key) => `${key}: ${flowText(fields[key])}`).join('\n')}</code>
          <button
            type="button"
            className="link-button"
            onClick={() => goTo([...path, nested[0] ?? ''])}
          >
            {t('practiceEditor:inText')}
          </button>
        </p>
      )}
    </fieldset>
  )
}

/** A deed and what it must be about. */
export function ActionFields({
  path,
  value,
  optional = false,
}: {
  readonly path: EditPath
  readonly value: unknown
  readonly optional?: boolean
}) {
  const { t } = useTranslation()
  const { edit, locked } = useForm()
  const done = DEEDS.find((deed) => deed === textOf(fieldsOf(value)['do']))
  const label = t('practiceEditor:field.action')
  return (
    <div className="ef-grid">
      <div className="ef">
        <span className="ef-label" aria-hidden="true">
          {label}
        </span>
        <Select
          aria-label={label}
          value={done ?? null}
          disabled={locked}
          allowClear={optional}
          placeholder={t('practiceEditor:none')}
          popupMatchSelectWidth={false}
          options={DEEDS.map((deed) => ({ value: deed, label: t(`practiceEditor:deed.${deed}`) }))}
          onChange={(next: (typeof DEEDS)[number] | null | undefined) =>
            edit({
              do: 'set',
              path,
              value: next
                ? next === 'order'
                  ? { do: next, act: 'refund' }
                  : { do: next }
                : undefined,
            })
          }
        />
      </div>
      {done && ACTION[done].length > 0 && <Record specs={ACTION[done]} path={path} value={value} />}
    </div>
  )
}
