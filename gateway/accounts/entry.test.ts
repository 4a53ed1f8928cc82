import { expect, it } from 'vitest'
import type { CredentialStore, Desk } from '../desk/contract.ts'
import { createEntry } from './entry.ts'
import { createLockout } from './lockout.ts'
import type { SecondFactors, Tickets } from './second-factors.ts'

it('looks at no more than so many passwords of one address at once; others come in meanwhile', async () => {
  let looked = 0
  let open = (): void => undefined
  const gate = new Promise<void>((resolve) => (open = resolve))
  const known = { devices: new Set(), places: new Set() }
  const entry = createEntry({
    credentials: { knownOrigins: () => Promise.resolve(known) } as unknown as CredentialStore,
    desk: { shopByMain: () => undefined } as unknown as Desk,
    passwords: {
      hash: () => Promise.reject(new Error('no')),
      async verify() {
        looked++
        await gate
        return false
      },
    },
    lockout: createLockout(),
    factors: {} as SecondFactors,
    tickets: {} as Tickets,
    monotonic: () => 0,
  })
  const attempt = (address: string) =>
    entry.prove({ name: 'demoshop', password: 'x', device: { id: 'd', name: 'd' } }, address)
  const flood = Array.from({ length: 1000 }, () => attempt('203.0.113.9'))
  const other = attempt('198.51.100.1')
  const refused = flood.slice(200)
  for (const one of refused) expect(await one).toMatchObject({ error: { code: 'rate_limited' } })
  expect(looked).toBe(201)
  open()
  const codes = (await Promise.all(flood.slice(0, 200))).map((one) => !one.ok && one.error.code)
  expect(new Set(codes)).toEqual(new Set(['credentials_wrong', 'locked_for_a_time']))
  expect(codes.filter((code) => code === 'credentials_wrong')).toHaveLength(5)
  expect(await other).toMatchObject({ error: { code: 'credentials_wrong' } })
})
