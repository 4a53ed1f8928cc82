import { Input, Select } from 'antd'
import { useState } from 'react'
import { fits, routeOf } from '#shared/dispatch/routes.ts'
import type { Source } from '#shared/protocol/model.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { Fields } from '../parts/Field.tsx'
import type { Plan } from './plan.ts'

const PARTS = ['page', 'product', 'category'] as const

/** Where a buyer would go by the routes as they stand on the screen, saved or not. */
export function TryRoutes({ plan }: { readonly plan: Plan }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState<Readonly<Record<(typeof PARTS)[number] | 'choice', string>>>({
    page: '',
    product: '',
    category: '',
    choice: '',
  })
  const source: Source = Object.fromEntries(
    Object.entries(typed).filter(([, text]) => text.trim() !== ''),
  )
  const empty = Object.keys(source).length === 0
  const group = routeOf(source, plan)
  const number = plan.routes.findIndex((route) => route.group === group?.id && fits(route, source))
  return (
    <Fields title={t('manage:groups.try')} lead={t('manage:groups.tryLead')}>
      <div className="try-row">
        {PARTS.map((part) => (
          <Input
            key={part}
            value={typed[part]}
            aria-label={t(`manage:groups.by.${part}`)}
            placeholder={t(`manage:groups.by.${part}`)}
            onChange={(event) => setTyped({ ...typed, [part]: event.target.value })}
          />
        ))}
        {plan.choices.length > 0 && (
          <Select
            allowClear
            value={typed.choice === '' ? null : typed.choice}
            aria-label={t('manage:groups.by.choice')}
            placeholder={t('manage:groups.by.choice')}
            options={plan.choices.map(({ id, label }) => ({ value: id, label }))}
            onChange={(choice) => setTyped({ ...typed, choice: choice ?? '' })}
          />
        )}
      </div>
      <p className="try-result" role="status">
        {empty
          ? t('manage:groups.tryEmpty')
          : group
            ? t('manage:groups.tryGroup', { group: group.name, number: number + 1 })
            : t('manage:groups.tryShop')}
      </p>
    </Fields>
  )
}
