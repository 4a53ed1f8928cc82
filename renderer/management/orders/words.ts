import i18next from 'i18next'
import { ORDER_STATES, type OrderState } from '#shared/orders/model.ts'
import { LANGUAGES } from '../../workstation/entry/EntryTools.tsx'
import { IMPORT_FIELDS, type ImportField } from './fields.ts'
import type { Words } from './rows.ts'

/** In all our languages: the table may come from another one than the window's. */
export function importWords(): Words {
  const columns = Object.fromEntries(
    IMPORT_FIELDS.map((field) => [
      field,
      LANGUAGES.flatMap(({ id }) => [
        i18next.t(`manage:orderSystem.column.${field}`, { lng: id }),
        ...i18next.t(`manage:orderSystem.alias.${field}`, { lng: id }).split('|'),
      ]),
    ]),
  ) as Record<ImportField, string[]>
  const states = new Map<string, OrderState>()
  for (const state of ORDER_STATES)
    for (const { id } of LANGUAGES)
      states.set(i18next.t(`chats:orderState.${state}`, { lng: id }).toLowerCase(), state)
  return { columns, states }
}
