import { Select } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork } from '../../workstation/app/context.ts'

interface AccountSelectProps {
  readonly value: string | null
  readonly onChange: (account: string | null) => void
  readonly label: string
  readonly clearable?: boolean
}

/** One account of the shop, found by nick or sign-in name; the deleted ones stand last. */
export function AccountSelect({ value, onChange, label, clearable }: AccountSelectProps) {
  const { t } = useTranslation()
  const accounts = useWork((state) => state.view?.accounts)
  const options = useMemo(
    () =>
      Object.values(accounts ?? {})
        .toSorted((a, b) => Number(a.deleted) - Number(b.deleted) || (a.name < b.name ? -1 : 1))
        .map((account) => ({
          value: account.id,
          label: account.deleted
            ? t('monitor:deletedAccount', { nick: account.nick })
            : account.nick,
          name: account.name,
        })),
    [accounts, t],
  )
  return (
    <Select
      className="account-select"
      aria-label={label}
      placeholder={label}
      value={value}
      onChange={(chosen: string | undefined) => onChange(chosen ?? null)}
      allowClear={clearable === true}
      showSearch={{
        filterOption: (text, option) =>
          `${option?.label ?? ''} ${option?.name ?? ''}`.toLowerCase().includes(text.toLowerCase()),
      }}
      options={options}
      optionRender={({ data }) => (
        <span className="account-option">
          <span className="clip">{data.label}</span>
          <span className="clip quiet">{data.name}</span>
        </span>
      )}
    />
  )
}
