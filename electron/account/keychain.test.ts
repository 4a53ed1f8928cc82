import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openKeychain } from './keychain.ts'

/** The real Secret Service is met in tests/e2e, which run on a bus that has one. */
const bus = process.env['DBUS_SESSION_BUS_ADDRESS']
beforeEach(() => {
  process.env['DBUS_SESSION_BUS_ADDRESS'] = 'unix:path=/nonexistent/bus'
})
afterEach(() => {
  if (bus === undefined) delete process.env['DBUS_SESSION_BUS_ADDRESS']
  else process.env['DBUS_SESSION_BUS_ADDRESS'] = bus
})

test('either it keeps a secret, or there is none: never the forgetful keyring of the kernel', async () => {
  const keychain = await openKeychain(null, `Xiaoer test ${randomUUID()}`)
  // Without a session bus Linux has no Secret Service; macOS and Windows keep theirs elsewhere.
  expect(keychain === null).toBe(process.platform === 'linux')
  await keychain?.set('a', 'secret')
  expect((await keychain?.get('a')) ?? 'secret').toBe('secret')
  await keychain?.delete('a')
})
