import { Segmented, Select } from 'antd'
import { useTranslation } from '../../ui/i18n.ts'

/** More names than these do not fit side by side. */
export const SIDE_BY_SIDE = 5

/** Whose lines are shown; nothing to choose where there is one. */
export function BuyerChoice({
  value,
  choices,
  onChange,
}: {
  readonly value: string
  readonly choices: readonly { readonly id: string; readonly name: string }[]
  readonly onChange: (id: string) => void
}) {
  const { t } = useTranslation()
  const label = t('practiceRun:talk.whose')
  const options = choices.map(({ id, name }) => ({ value: id, label: name }))
  return choices.length > SIDE_BY_SIDE + 1 ? (
    <Select
      className="run-whose"
      aria-label={label}
      value={value}
      onChange={onChange}
      options={options}
    />
  ) : (
    <Segmented aria-label={label} value={value} onChange={onChange} options={options} />
  )
}
