import { Input, InputNumber, Select, Switch } from 'antd'
import { useId } from 'react'
import { useTranslation } from '../../../ui/i18n.ts'
import type { EditPath } from '../text/edits.ts'
import { useForm } from './context.ts'
import { Lines } from './Lines.tsx'
import { listOf, textOf } from './names.ts'
import type { FieldSpec } from './spec.ts'
import { useTyped } from './useTyped.ts'

/** Left out they mean all there are; the others mean nothing then. */
const ANY: ReadonlySet<string> = new Set(['buyer', 'group', 'order'])

interface ControlProps {
  readonly spec: FieldSpec
  /** Of the record. */
  readonly path: EditPath
  readonly value: unknown
  /** The keys of the record, in the order in which they are written. */
  readonly order?: readonly string[] | undefined
}

/** One key of the text: its name, its control and what is wrong with it. */
export function Control({ spec, path, value, order }: ControlProps) {
  const { t } = useTranslation()
  const { edit, sentenceAt } = useForm()
  const id = useId()
  const here = [...path, spec.key]
  const error = sentenceAt(here)
  const set = (next: unknown) => edit({ do: 'set', path: here, value: next, order })
  const ids = {
    id,
    ...(error === null ? {} : { 'aria-invalid': true as const, 'aria-describedby': `${id}-error` }),
  }
  const label = t(`practiceEditor:field.${spec.label ?? spec.key}`)
  return (
    <div className={spec.wide || spec.as === 'lines' ? 'ef wide' : 'ef'}>
      <label htmlFor={id}>
        {label}
        {spec.needed && <span aria-hidden="true"> *</span>}
      </label>
      <Face spec={spec} ids={ids} label={label} value={value} onSet={set} path={here} />
      {error !== null && (
        <p className="ef-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  )
}

interface FaceProps {
  readonly spec: FieldSpec
  readonly ids: { readonly id: string; readonly 'aria-describedby'?: string }
  readonly label: string
  readonly value: unknown
  readonly path: EditPath
  /** Undefined takes it out of the text. */
  readonly onSet: (value: unknown) => void
}

function Face(props: FaceProps) {
  switch (props.spec.as) {
    case 'text':
    case 'area':
      return <Words {...props} />
    case 'number':
    case 'money':
      return <Figure {...props} />
    case 'switch':
      return <OnOff {...props} />
    case 'choice':
      return <Choice {...props} />
    case 'choices':
    case 'words':
      return <Choices {...props} />
    case 'lines':
      return <Lines {...props} />
  }
}

function Words({ spec, ids, value, onSet }: FaceProps) {
  const { locked } = useForm()
  const typed = useTyped(textOf(value), (text) =>
    onSet(text === '' && spec.needed !== true ? undefined : text),
  )
  return spec.as === 'area' ? (
    <Input.TextArea {...ids} {...typed} autoSize={{ minRows: 1, maxRows: 10 }} disabled={locked} />
  ) : (
    <Input {...ids} {...typed} disabled={locked} />
  )
}

function Figure({ spec, ids, value, onSet }: FaceProps) {
  const { locked } = useForm()
  const size = spec.as === 'money' ? 100 : 1
  const number = typeof value === 'number' ? value / size : null
  return (
    <InputNumber
      {...ids}
      value={number}
      disabled={locked}
      min={spec.min === undefined ? (spec.as === 'money' ? 0 : Number.MIN_SAFE_INTEGER) : spec.min}
      max={spec.max ?? Number.MAX_SAFE_INTEGER}
      {...(spec.as === 'money' ? { precision: 2 } : {})}
      placeholder={spec.usual === undefined ? '' : String(spec.usual)}
      changeOnBlur
      onChange={(next) => {
        if (next === null && spec.needed === true) return
        onSet(next === null ? undefined : Math.round(next * size * 100) / 100)
      }}
    />
  )
}

function OnOff({ spec, ids, label, value, onSet }: FaceProps) {
  const { locked } = useForm()
  return (
    <Switch
      id={ids.id}
      checked={value === true}
      disabled={locked}
      aria-label={label}
      onChange={(on) => onSet(on === spec.usual ? undefined : on)}
    />
  )
}

function useOptions(spec: FieldSpec) {
  const { t } = useTranslation()
  const { names } = useForm()
  const all: readonly (string | number)[] =
    spec.from === undefined ? (spec.options ?? []) : names[spec.from]
  return all.map((value) => ({
    value,
    label:
      spec.text === undefined
        ? String(value)
        : // Deeds on orders have their verb in the name itself.
          t(`${spec.text}${spec.text.endsWith('.order') ? '_' : '.'}${value}`, {
            defaultValue: String(value),
          }),
  }))
}

function Choice({ spec, ids, label, value, onSet }: FaceProps) {
  const { t } = useTranslation()
  const { locked } = useForm()
  const options = useOptions(spec)
  const known = options.some((one) => String(one.value) === textOf(value))
  const usual = options.find((one) => one.value === spec.usual)?.label
  return (
    <Select
      {...ids}
      aria-label={label}
      value={
        value === undefined || value === ''
          ? null
          : known
            ? (value as string | number)
            : textOf(value)
      }
      disabled={locked}
      allowClear={spec.needed !== true}
      showSearch={options.length > 8 ? { optionFilterProp: 'label' } : false}
      popupMatchSelectWidth={false}
      placeholder={
        usual ?? t(`practiceEditor:${spec.needed ? 'choose' : ANY.has(spec.key) ? 'any' : 'none'}`)
      }
      options={options}
      onChange={(next: string | number | null | undefined) => onSet(next ?? undefined)}
    />
  )
}

function Choices({ spec, ids, label, value, onSet }: FaceProps) {
  const { locked } = useForm()
  const options = useOptions(spec)
  const chosen = Array.isArray(value)
    ? listOf(value).map(textOf)
    : value === undefined
      ? []
      : [textOf(value)]
  return (
    <Select
      {...ids}
      aria-label={label}
      mode={spec.as === 'words' ? 'tags' : 'multiple'}
      value={chosen}
      disabled={locked}
      {...(spec.as === 'words' ? { open: false, suffixIcon: null } : {})}
      showSearch={{ optionFilterProp: 'label' }}
      options={spec.as === 'words' ? [] : options}
      onChange={(next: readonly string[]) => {
        const clean = next.map((each) => each.trim()).filter(Boolean)
        if (clean.length === 0 && spec.needed !== true) onSet(undefined)
        else onSet(spec.single && clean.length === 1 ? clean[0] : clean)
      }}
    />
  )
}
