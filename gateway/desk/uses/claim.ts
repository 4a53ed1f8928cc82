import type { Deciding, Done } from '../decision.ts'
import type { OnOpen } from '../gate.ts'
import { takeUp, tellPlaces } from '../serve.ts'

/** Anyone may take a buyer out of the queue; from a holder only those who see all conversations. */
export function claim(
  deciding: Deciding,
  { account: { view: me }, conversation: { view } }: OnOpen,
): Done {
  if (view.holder === me.id) {
    if (view.state === 'waiting_main') takeUp(deciding, view.id)
    return { conversation: view.id }
  }
  const from = view.holder
  deciding.assign(view.id, me.id, {
    rule: 'claim',
    sentence: from === null ? 'claimed' : 'taken_over',
    values: { nick: me.nick, ...(from === null ? {} : { from: deciding.nickOf(from) }) },
    candidates: [],
  })
  const code = from === null ? 'served_by' : 'forwarded'
  deciding.notice(view.id, { code, nick: me.nick })
  // The places behind a claimed one move up.
  tellPlaces(deciding)
  return { conversation: view.id }
}
