import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Desk, GatewayStore, Outcome, Shop } from '../desk/contract.ts'
import { openGatewayStore } from './open.ts'

export function newKey(): string {
  return randomBytes(32).toString('hex')
}

export function tempFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'xiaoer-store-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

export interface OpenShop {
  readonly store: GatewayStore
  readonly desk: Desk
  readonly shop: Shop
  close(): Promise<void>
}

/** A real store with a shop and one sub-account online; opened again it is the same shop. */
export async function openTestShop(file: string, key: string): Promise<OpenShop> {
  const store = await openGatewayStore({ file, key })
  const desk = await store.openDesk({ now: Date.now })
  let shop = desk.shops.get('shop')
  if (!shop) {
    shop = await desk.createShop({ id: 'shop', name: 'Shop', main: 'papershop', nick: 'Main' })
    await shop.submit({ type: 'account.open', sub: 'hong', nick: 'Hong', role: 'junior' })
    await shop.submit({ type: 'presence', account: 's1', online: true })
  }
  return {
    store,
    desk,
    shop,
    async close() {
      await desk.close()
      await store.close()
    },
  }
}

export function writeAs(
  shop: Shop,
  buyer: string,
  cid: string,
  text: string,
  resend?: true,
): Promise<Outcome> {
  return shop.submit({
    type: 'send',
    by: { kind: 'buyer', buyer },
    cid,
    conversation: null,
    body: { kind: 'text', text },
    resend,
  })
}
