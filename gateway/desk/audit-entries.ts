import type { AuditEntry, AuditRecord } from '#shared/audit/model.ts'
import type { ShopEvent } from '#shared/protocol/events.ts'
import type { Row } from './row.ts'

type Values = AuditEntry['values']

/** T6: what the main account can look up of an event, from its row alone; null: it is none of that. */
export function auditOf(event: ShopEvent): AuditEntry | null {
  switch (event.type) {
    case 'audit.noted':
      return event.entry
    case 'shop.settings':
      return entry('settings', event.by, {}, list('sections', event.sections))
    case 'account.opened':
      // The main account itself is opened with its shop.
      return event.account.role === 'main'
        ? null
        : entry(
            'account_opened',
            event.by ?? null,
            { account: event.account.id },
            { role: event.account.role },
          )
    case 'account.changed': {
      const { account, by = null, changes } = event
      return changes.deleted === true
        ? entry('account_deleted', by, { account })
        : entry('account_changed', by, { account }, list('changes', Object.keys(changes)))
    }
    case 'buyer.marked': {
      const { buyer, by, changed } = event
      if (changed?.includes('evidence'))
        return entry(buyer.evidence ? 'held' : 'released', by, { buyer: buyer.id })
      return entry('marked', by, { buyer: buyer.id }, list('changes', changed))
    }
    case 'order.acted': {
      const { account, buyer, conversation, order } = event
      const { name, outcome } = order
      return entry('order_acted', account, { buyer, conversation }, { name, outcome })
    }
    case 'transcript.erased':
      return event.buyer === null
        ? entry('expired', event.by, {}, { rows: event.rows })
        : entry('erased', event.by, { buyer: event.buyer }, { rows: event.rows })
    default:
      return null
  }
}

export function auditRecord(row: Row): AuditRecord | null {
  const found = auditOf(row.event)
  return found && { ...found, pos: row.pos, at: row.at }
}

function entry(
  kind: AuditEntry['kind'],
  by: AuditEntry['by'],
  about: AuditEntry['about'],
  values: Values = {},
): AuditEntry {
  return { kind, by, about, values, alert: false }
}

function list(name: string, words: readonly string[] | undefined): Values {
  return words === undefined || words.length === 0 ? {} : { [name]: words.join(',') }
}
