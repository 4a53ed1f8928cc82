import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { describe, expect, it } from 'vitest'
import { INVITATION_PREFIX, invitation } from '#shared/protocol/invitation.ts'
import type { FromEmbedded, ToEmbedded } from '#shared/bridge/embedded.ts'
import { runEmbedded } from '#gateway/embedded.ts'
import { AgentClient } from '../support/client.ts'
import { startTestGateway } from '../support/gateway.ts'

describe('on the network', () => {
  it('serves this computer plainly and colleagues over TLS, by a certificate that stays', async () => {
    const test = await startTestGateway({ lan: { host: '0.0.0.0', port: 0 } })
    const code = test.gateway.invitation(test.shop)
    const text = Buffer.from(code.slice(INVITATION_PREFIX.length), 'base64url').toString()
    const invited = invitation.parse(JSON.parse(text))
    expect(invited.fingerprint).toBe(test.gateway.fingerprint())
    expect(invited.urls.every((url) => url.startsWith('https://'))).toBe(true)
    const lan = test.gateway.lan()
    if (!lan) throw new Error('no LAN address')
    expect(await fingerprintAt(lan.port)).toBe(invited.fingerprint)
    const agent = new AgentClient(
      `wss://127.0.0.1:${lan.port}/ws`,
      test.url,
      await test.signIn('demoshop'),
      { insecureTls: true },
    )
    await agent.live()
    agent.close()
    const again = await test.restart()
    expect(again.gateway.fingerprint()).toBe(invited.fingerprint)
    await again.stop()
    await test.stop()
  })

  it('refuses plain HTTP where others can listen', async () => {
    await expect(startTestGateway({ host: '0.0.0.0' })).rejects.toMatchObject({
      code: 'tls_required',
    })
  })

  it('hosted by the desktop: starts, makes a shop, opens the network, stops', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'xiaoer-embedded-'))
    const heard: FromEmbedded[] = []
    const wake = new Set<() => void>()
    let speak: (message: ToEmbedded) => void = () => {}
    let exit: number | null = null
    const changed = () => {
      for (const look of [...wake]) look()
    }
    runEmbedded({
      post: (message) => {
        heard.push(message)
        changed()
      },
      onMessage: (listener) => {
        speak = listener
      },
      exit: (code) => {
        exit = code
        changed()
      },
    })
    const until = (holds: () => boolean) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (!holds()) return
          wake.delete(look)
          resolve()
        }
        wake.add(look)
        look()
      })
    const answer = async <T extends FromEmbedded['t']>(t: T) => {
      const find = () => heard.find((each): each is Extract<FromEmbedded, { t: T }> => each.t === t)
      await until(() => find() !== undefined)
      const found = find()
      if (!found) throw new Error('unreachable')
      return found
    }
    speak({
      t: 'start',
      folder,
      key: new Uint8Array(32).fill(7),
      port: 0,
      lanPort: null,
      buyerPage: folder,
      resources: folder,
    })
    const ready = await answer('ready')
    expect(ready.lan).toBeNull()
    speak({ t: 'openShop', id: 1, shopName: 'S', main: 'myshop', nick: 'N', password: 'short' })
    expect(await answer('refused')).toMatchObject({ id: 1, code: 'password_too_short' })
    speak({
      t: 'openShop',
      id: 2,
      shopName: 'S',
      main: 'myshop',
      nick: 'N',
      password: 'long enough for it',
    })
    expect(await answer('shop')).toMatchObject({ id: 2, shop: { main: 'myshop', demo: false } })
    expect((await fetch(`${ready.url}/api/shops/myshop`)).status).toBe(200)
    speak({ t: 'openLan', id: 3, port: 0 })
    const { lan } = await answer('lan')
    expect(await fingerprintAt(lan.port)).toBe(lan.fingerprint)
    speak({ t: 'stop', withinMs: 3000 })
    await until(() => exit !== null)
    expect(exit).toBe(0)
    await rm(folder, { recursive: true, force: true })
  })
})

function fingerprintAt(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    request(
      { host: '127.0.0.1', port, path: '/healthz', rejectUnauthorized: false },
      (response) => {
        const socket = response.socket as TLSSocket
        resolve(socket.getPeerCertificate().fingerprint256.replaceAll(':', '').toLowerCase())
        response.resume()
      },
    )
      .on('error', reject)
      .end()
  })
}
