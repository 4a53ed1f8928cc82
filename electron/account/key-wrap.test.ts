import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { unwrapKey, wrapKey, wrappedKey } from './key-wrap.ts'

const key = randomBytes(32)
const password = '一个很长的密码 1234'

test('the password opens it, another one does not', async () => {
  const wrapped = await wrapKey(key, password)
  expect(await unwrapKey(wrapped, password)).toEqual(key)
  expect(await unwrapKey(wrapped, `${password} `)).toBeNull()
})

test('[I15] it survives a file, which holds neither key nor password', async () => {
  const text = JSON.stringify(await wrapKey(key, password))
  expect(text).not.toContain(key.toString('hex'))
  expect(text).not.toContain(key.toString('base64'))
  expect(text).not.toContain(password)
  expect(await unwrapKey(wrappedKey.parse(JSON.parse(text)), password)).toEqual(key)
})

test('the same key twice looks different, and a changed byte shows', async () => {
  const [one, two] = [await wrapKey(key, password), await wrapKey(key, password)]
  expect(one.locked).not.toBe(two.locked)
  const bytes = Buffer.from(one.locked, 'base64')
  bytes.writeUInt8(bytes.readUInt8(0) ^ 1, 0)
  expect(await unwrapKey({ ...one, locked: bytes.toString('base64') }, password)).toBeNull()
})

test('a password typed in another form of the same characters opens it', async () => {
  const wrapped = await wrapKey(key, 'caf\u00e9 au lait')
  expect(await unwrapKey(wrapped, 'cafe\u0301 au lait')).toEqual(key)
})
