import { describe, expect, it } from 'vitest'
import { createLockout, LOCKOUT, type Attempt } from './lockout.ts'

const stranger: Attempt = {
  name: 'shop:anna',
  exists: true,
  address: '203.0.113.7',
  knownDevice: null,
  knownPlace: false,
}
const owner: Attempt = { ...stranger, knownDevice: 'her-laptop' }

describe('[A6] lockout', () => {
  function failing(lockout: ReturnType<typeof createLockout>, attempt: Attempt, times: number) {
    return Array.from({ length: times }, () => lockout.failed(attempt, 0))
  }

  it('locks after the tries, for longer each time, and opens by itself', () => {
    const lockout = createLockout()
    expect(failing(lockout, stranger, LOCKOUT.tries - 1)).not.toContain(true)
    expect(lockout.waitMs(stranger, 0)).toBe(0)
    expect(lockout.failed(stranger, 0)).toBe(true)
    expect(lockout.waitMs(stranger, 0)).toBe(LOCKOUT.firstMs)
    expect(lockout.waitMs(stranger, LOCKOUT.firstMs)).toBe(0)
    lockout.failed(stranger, LOCKOUT.firstMs)
    expect(lockout.waitMs(stranger, LOCKOUT.firstMs)).toBe(2 * LOCKOUT.firstMs)
  })

  it('locks neither the name elsewhere nor other names here', () => {
    const lockout = createLockout()
    failing(lockout, stranger, LOCKOUT.tries)
    expect(lockout.waitMs({ ...stranger, address: '198.51.100.1' }, 0)).toBe(0)
    expect(lockout.waitMs({ ...stranger, name: 'shop:ben' }, 0)).toBe(0)
  })

  it('locks an address that tries many names', () => {
    const lockout = createLockout()
    for (let index = 0; index < LOCKOUT.addressTries; index++)
      lockout.failed({ ...stranger, name: `shop:a${index}` }, 0)
    expect(lockout.waitMs({ ...stranger, name: 'shop:fresh' }, 0)).toBeGreaterThan(0)
  })

  it('slows many addresses that try one name, but not from where the account is known', () => {
    const lockout = createLockout()
    for (let index = 0; index < LOCKOUT.strangerTries; index++)
      lockout.failed({ ...stranger, address: `203.0.${index}.1` }, 0)
    expect(lockout.waitMs({ ...stranger, address: '198.51.100.1' }, 0)).toBe(LOCKOUT.firstMs)
    expect(lockout.waitMs({ ...stranger, address: '192.0.2.1', knownPlace: true }, 0)).toBe(0)
  })

  it('a known device is never locked by the failures of others, from its own address neither', () => {
    const lockout = createLockout()
    for (let index = 0; index < 500; index++)
      lockout.failed({ ...stranger, address: `203.0.${index % 50}.1` }, 0)
    failing(lockout, stranger, 100)
    expect(lockout.waitMs(stranger, 0)).toBeGreaterThan(0)
    expect(lockout.waitMs(owner, 0)).toBe(0)
    // It has a budget, too: a stolen laptop guesses no faster.
    failing(lockout, owner, LOCKOUT.tries)
    expect(lockout.waitMs(owner, 0)).toBe(LOCKOUT.firstMs)
  })

  it('a success forgets the failures of the same place or device alone', () => {
    const lockout = createLockout()
    failing(lockout, stranger, LOCKOUT.tries - 1)
    failing(lockout, owner, LOCKOUT.tries - 1)
    lockout.succeeded(owner)
    expect(lockout.failed(owner, 0)).toBe(false)
    expect(lockout.failed(stranger, 0)).toBe(true)
  })

  it('a reset password forgives its name everywhere', () => {
    const lockout = createLockout()
    failing(lockout, stranger, 30)
    failing(lockout, owner, 30)
    lockout.forgive(stranger.name)
    expect(lockout.waitMs({ ...stranger, address: '198.51.100.1' }, 0)).toBe(0)
    expect(lockout.waitMs(owner, 0)).toBe(0)
  })

  it('a flood of made-up names pushes no real lock out, and memory stays bounded', () => {
    const lockout = createLockout()
    for (let index = 0; index < LOCKOUT.strangerTries; index++)
      lockout.failed({ ...stranger, address: `203.0.${index}.1` }, 0)
    for (let index = 0; index < LOCKOUT.capacity + 10; index++)
      lockout.failed({ ...stranger, name: `shop:x${index}`, exists: false, address: `${index}` }, 0)
    expect(lockout.waitMs({ ...stranger, address: '198.51.100.1' }, 0)).toBe(LOCKOUT.firstMs)
    expect(lockout.size()).toBeLessThanOrEqual(4 * LOCKOUT.capacity)
  })
})
