import { z } from 'zod'

/**
 * What a colleague types to join: `xiaoer:` + base64url JSON. The fingerprint is the SHA-256 of the
 * gateway's certificate (DER, lower-case hex); the client accepts that certificate and no other.
 */
export const invitation = z.strictObject({
  v: z.literal(1),
  urls: z.array(z.url()).min(1).max(8),
  fingerprint: z
    .string()
    .regex(/^[a-f0-9]{64}$/)
    .nullable(),
  shop: z.string(),
})
export type Invitation = z.infer<typeof invitation>
export const INVITATION_PREFIX = 'xiaoer:'
