import type { WorkState } from './model.ts'
import { asUsual, type Arrangement, type Only } from './order.ts'
import { hiddenOf } from './pending-acts.ts'

/** How the list stands now, apart from what is filtered. */
export function arrangementOf(
  state: Pick<WorkState, 'sort' | 'hand' | 'pins' | 'answered' | 'pending'>,
  only: Only = asUsual.only,
): Arrangement {
  const { sort, hand, pins, answered } = state
  return { sort, hand, pins, answered, hidden: hiddenOf(state), only }
}
