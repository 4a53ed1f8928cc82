import type { Reach } from '#shared/rights/reach.ts'
import { RIGHTS, type FrameAction } from '#shared/rights/table.ts'
import type { Signed } from './session-host.ts'

/** How far a frame goes for who sends it, by its role of now; of sends and commands the desk asks. */
export function reachOfFrame({ viewer, hub }: Signed, frame: FrameAction): Reach {
  const row = RIGHTS.frames[frame]
  if (viewer.kind === 'buyer') return row.buyer
  const account = hub.shop.account(viewer.account)
  return account && !account.disabled ? row[account.role] : 'no'
}
