import { z } from 'zod'
import type { BridgeArgument, BridgeCallName } from '#shared/bridge/contract.ts'
import { LIMITS } from '#shared/protocol/limits.ts'

export const id = z.string().min(1).max(80)
export const none = z.undefined()

/**
 * Of the calls that a page makes before its first paint. All others are in `schemas.ts`, which with
 * the models behind it takes longer to load than the rest of a start: it comes behind the paint.
 */
export const firstSchemas = {
  'app.state': none,
  'app.kept': none,
  'chats.start': none,
  'chats.page': z.strictObject({
    conversation: id,
    before: z.int().min(0).optional(),
    limit: z.int().min(1).max(LIMITS.historyPage),
  }),
  'chats.inFront': z.strictObject({ conversation: id.nullable() }),
  'orders.of': z.strictObject({
    buyer: id.optional(),
    number: z.string().min(1).max(80).optional(),
    fresh: z.boolean().optional(),
  }),
} satisfies { [N in BridgeCallName]?: z.ZodType<BridgeArgument<N>> }

export type FirstCall = keyof typeof firstSchemas
