import type { CredentialStore } from '../desk/contract.ts'
import { GatewayFailure } from '../failure.ts'

export type Purpose = 'shop' | 'practice'

const SETTING = 'purpose'

/**
 * What a data folder is for, fixed at its first start. Folders of before there was practice have
 * shops and no purpose: they are ordinary ones.
 *
 * @throws GatewayFailure purpose_differs; nothing was written then
 */
export async function holdPurpose(
  credentials: CredentialStore,
  wanted: Purpose,
  hasShops: boolean,
): Promise<void> {
  const fixed = (await credentials.setting(SETTING)) ?? (hasShops ? 'shop' : null)
  if (fixed === null) {
    await credentials.setSetting(SETTING, wanted)
    return
  }
  if (fixed === wanted) return
  throw new GatewayFailure(
    'purpose_differs',
    fixed === 'practice'
      ? 'the data folder is of a practice gateway (serve --practice); an ordinary one needs a folder of its own'
      : 'the data folder is of an ordinary gateway; practice needs a folder of its own, begun by serve --practice before a shop is opened in it',
  )
}
