import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import { ERROR_CODES, type ErrorCode } from '#shared/protocol/codes.ts'
import type { Order, OrderAct, OrderActName } from '#shared/orders/model.ts'
import type { BuyerId, ConversationId, Money, OrderTrace, Role } from '#shared/protocol/model.ts'
import { isWide } from '#shared/rights/reach.ts'
import { RIGHTS } from '#shared/rights/table.ts'
import type { StoreApi } from 'zustand/vanilla'
import type { Deps } from './api.ts'
import type { deskActions } from './desk-actions.ts'
import type { OrdersState } from './orders.ts'
import { without } from './record.ts'

/**
 * A form of an act on an order. `id` is what the gateway does once, however often it is asked: what is
 * asked under it never changes, so a form that went out is not edited any more until the system has
 * refused; then it gets a new one.
 */
export interface FormState {
  readonly id: string
  readonly buyer: BuyerId
  readonly conversation: ConversationId
  readonly number: string
  readonly name: OrderActName
  readonly fields: FormFields
  /**
   * open: being written. asked: the amount is read once more. pending: on its way. refused: not done,
   * for the reason in `why` or `code`. failed: nobody knows whether it arrived; asked again under the
   * same id. unknown: the order system has not said.
   */
  readonly state: 'open' | 'asked' | 'pending' | 'refused' | 'failed' | 'unknown'
  readonly why: string
  readonly code: BridgeErrorCode | null
  readonly act: OrderAct | null
}

export interface FormFields {
  readonly text: string
  readonly amount: string
  readonly reason: string
  readonly name: string
  readonly phone: string
  readonly address: string
  /** Of a return: how many of each line. */
  readonly counts: Readonly<Record<string, number>>
}

const blank: FormFields = {
  text: '',
  amount: '',
  reason: '',
  name: '',
  phone: '',
  address: '',
  counts: {},
}

/** A5: what this account may do; whatever else is not shown. The gateway asks again. */
export function mayAct(name: OrderActName, role: Role | undefined, serves: boolean): boolean {
  if (role === undefined) return false
  if (!serves && !isWide(RIGHTS.routes['POST /api/orders/acts'][role])) return false
  return name === 'remind' || RIGHTS.parts['orders change'][role] !== 'no'
}

/** What may still be paid back, in the smallest unit; 0 before it is paid. */
export function refundable(order: Order): Money {
  const paid = order.state === 'unpaid' || order.state === 'cancelled' ? 0 : order.total.amount
  return {
    amount: Math.max(0, paid - (order.refunded?.amount ?? 0)),
    currency: order.total.currency,
  }
}

/** Money or goods go their way: the button asks once more and says how much. */
export function asksTwice(name: OrderActName): boolean {
  return name === 'price' || name === 'return' || name === 'refund'
}

export function formKey(number: string, name: OrderActName): string {
  return `${number} ${name}`
}

interface FormParts {
  readonly call: Deps['call']
  readonly store: StoreApi<OrdersState>
  readonly desk: ReturnType<typeof deskActions>
  readonly session: () => number
  readonly orders: {
    replace: (order: Order) => void
    refresh: (buyer: BuyerId, fresh: boolean) => void
  }
}

export function orderForms({ call, store, desk, session, orders }: FormParts) {
  function patch(key: string, part: Partial<FormState>): void {
    store.setState(({ forms }) => {
      const form = forms[key]
      return form ? { forms: { ...forms, [key]: { ...form, ...part } } } : {}
    })
  }

  const actions = {
    /** Of one order one form is open; one that went out stays until it is known what became of it. */
    open(
      of: Pick<FormState, 'buyer' | 'conversation' | 'number' | 'name'>,
      fields: Partial<FormFields> = {},
    ): void {
      const key = formKey(of.number, of.name)
      store.setState(({ forms }) => {
        const kept = Object.entries(forms).filter(
          ([, form]) => form.number !== of.number || isOut(form.state),
        )
        const form = forms[key]
        if (form && isOut(form.state)) return { forms: Object.fromEntries(kept) }
        const made: FormState = {
          ...of,
          id: crypto.randomUUID(),
          fields: { ...blank, ...fields },
          state: 'open',
          why: '',
          code: null,
          act: null,
        }
        return { forms: { ...Object.fromEntries(kept), [key]: made } }
      })
    },
    edit(key: string, fields: Partial<FormFields>): void {
      const form = store.getState().forms[key]
      if (!form || isOut(form.state)) return
      patch(key, {
        fields: { ...form.fields, ...fields },
        state: 'open',
        // What was refused is remembered under its id: another wish is another act.
        ...(form.state === 'refused' ? { id: crypto.randomUUID(), why: '', code: null } : {}),
      })
    },
    /** Reads the amount once more before it goes. */
    ask(key: string, act: OrderAct): void {
      const form = store.getState().forms[key]
      if (!form || isOut(form.state)) return
      patch(key, {
        state: 'asked',
        act,
        ...(form.state === 'refused' ? { id: crypto.randomUUID(), why: '', code: null } : {}),
      })
    },
    back(key: string): void {
      if (store.getState().forms[key]?.state === 'asked') patch(key, { state: 'open', act: null })
    },
    close(key: string): void {
      if (store.getState().forms[key]?.state === 'pending') return
      store.setState(({ forms }) => ({ forms: without(forms, key) }))
    },

    /** A second click while the first is on its way does nothing; a retry asks the same under the same id. */
    async submit(key: string, given?: OrderAct): Promise<void> {
      const form = store.getState().forms[key]
      if (!form || form.state === 'pending' || form.state === 'unknown') return
      const act = form.state === 'failed' ? form.act : (given ?? form.act)
      if (!act) return
      const id = form.state === 'refused' ? crypto.randomUUID() : form.id
      patch(key, { id, act, state: 'pending', why: '', code: null })
      const mine = session()
      const { conversation, number, buyer } = form
      const result = await call('orders.act', { id, conversation, number, act })
      if (mine !== session()) return
      if (!result.ok) {
        patch(key, {
          state: isSettled(result.error.code) ? 'refused' : 'failed',
          code: result.error.code,
        })
        if (result.error.code === 'order_changed') orders.refresh(buyer, true)
        return
      }
      const { outcome, why, order } = result.value
      if (order) orders.replace(order)
      if (outcome === 'refused') patch(key, { state: 'refused', why })
      else if (outcome === 'unknown') {
        patch(key, { state: 'unknown' })
        orders.refresh(buyer, false)
      } else {
        store.setState(({ forms }) => ({ forms: without(forms, key) }))
        desk.toast('info', `orders:done.${act.name}`, { number })
        if (!order) orders.refresh(buyer, true)
      }
    },
    /** What the gateway says of an act, of whichever workstation. */
    heard({ act, name, number, outcome }: OrderTrace): void {
      const found = Object.entries(store.getState().forms).find(([, form]) => form.id === act)
      if (!found || found[1].state === 'pending' || outcome === 'unknown') return
      const [key, form] = found
      if (outcome === 'refused') {
        // The answer was here first, with the order system's own words.
        if (form.state !== 'refused') patch(key, { state: 'refused', why: '', code: 'act_refused' })
        return
      }
      store.setState(({ forms }) => ({ forms: without(forms, key) }))
      desk.toast('info', `orders:done.${name}`, { number })
      orders.refresh(form.buyer, false)
    },
  }
  return actions
}

/** It went out, and what became of it is not known. */
export function isOut(state: FormState['state']): boolean {
  return state === 'pending' || state === 'failed' || state === 'unknown'
}

/** The gateway has certainly not done it, and would not if it were asked the same again. */
function isSettled(code: BridgeErrorCode): boolean {
  return code in ERROR_CODES ? !ERROR_CODES[code as ErrorCode].retry : code === 'bad_call'
}
