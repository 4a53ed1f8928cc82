import { randomBytes, timingSafeEqual } from 'node:crypto'
import { chmod, lstat, readFile, rm, writeFile } from 'node:fs/promises'
import { createConnection, createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import type { ErrorCode } from '#shared/protocol/codes.ts'
import type { Backups } from '../backups/service.ts'
import { Refusal, type Control } from '../control.ts'
import { systemCode } from '../failure.ts'
import type { Places } from '../places.ts'

/**
 * The running gateway's door for its own command line: a Unix socket (0600, in a folder of 0700) or a
 * named pipe, one line of JSON each way. The database has one writer, so commands that write ask it.
 * The token in the data folder proves that the caller may read that folder, where pipes can't.
 */
const request = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('shops'), token: z.string() }),
  z.strictObject({
    op: z.literal('createShop'),
    token: z.string(),
    shop: z.strictObject({
      id: z.string().optional(),
      name: z.string(),
      main: z.string(),
      nick: z.string(),
      password: z.string(),
    }),
  }),
  z.strictObject({
    op: z.literal('createAccount'),
    token: z.string(),
    account: z.strictObject({
      name: z.string(),
      nick: z.string(),
      role: z.enum(['supervisor', 'senior', 'junior']),
      password: z.string(),
    }),
  }),
  z.strictObject({
    op: z.literal('resetPassword'),
    token: z.string(),
    name: z.string(),
    password: z.string(),
  }),
  z.strictObject({ op: z.literal('accounts'), token: z.string(), shop: z.string().optional() }),
  z.strictObject({ op: z.literal('levels'), token: z.string() }),
  z.strictObject({
    op: z.literal('setLevel'),
    token: z.string(),
    shop: z.string(),
    level: z.string(),
  }),
  z.strictObject({
    op: z.literal('identity'),
    token: z.string(),
    shop: z.string(),
    renew: z.boolean(),
  }),
  z.strictObject({
    op: z.literal('setDisabled'),
    token: z.string(),
    name: z.string(),
    disabled: z.boolean(),
  }),
  z.strictObject({ op: z.literal('deleteAccount'), token: z.string(), name: z.string() }),
  z.strictObject({ op: z.literal('secondFactorOff'), token: z.string(), name: z.string() }),
  z.strictObject({ op: z.literal('backup'), token: z.string(), folder: z.string() }),
  z.strictObject({ op: z.literal('backupNow'), token: z.string(), fresh: z.boolean() }),
  z.strictObject({ op: z.literal('backups'), token: z.string() }),
  z.strictObject({ op: z.literal('exported'), token: z.string(), shop: z.string() }),
  z.strictObject({ op: z.literal('recoveryKey'), token: z.string() }),
  z.strictObject({ op: z.literal('invitation'), token: z.string(), shop: z.string().optional() }),
])
type Request = z.infer<typeof request>
type WithoutToken<T> = T extends unknown ? Omit<T, 'token'> : never
export type ChannelRequest = WithoutToken<Request>

type Reply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string }

export interface ChannelServed {
  readonly control: Control
  readonly backups: Backups
  /** Of the named shop, or of the only one. */
  invitation(shop: string | undefined): Promise<string>
}

const LINE_MAX = 64 * 1024

export async function serveChannel(
  places: Places,
  served: ChannelServed,
): Promise<{ close(): Promise<void> }> {
  const token = randomBytes(32).toString('base64url')
  await rm(places.adminToken, { force: true })
  await writeFile(places.adminToken, token, { mode: 0o600 })
  // We hold the data lock: a socket that lies there is a dead gateway's.
  if (process.platform !== 'win32') await rm(places.admin, { force: true })
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('error', () => socket.destroy())
    socket.setTimeout(10 * 60_000, () => socket.destroy())
    let seen = 0
    socket.on('data', (chunk: Buffer) => {
      seen += chunk.length
      if (seen > LINE_MAX) socket.destroy()
    })
    createInterface({ input: socket }).once('line', (line) => {
      void answer(line, token, served).then((reply) => socket.end(`${JSON.stringify(reply)}\n`))
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(places.admin, () => resolve())
  })
  if (process.platform !== 'win32') await chmod(places.admin, 0o600)
  return {
    async close() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
      await rm(places.adminToken, { force: true })
    },
  }
}

async function answer(line: string, token: string, served: ChannelServed): Promise<Reply> {
  try {
    const parsed = request.safeParse(JSON.parse(line))
    if (!parsed.success) return no('bad_request', 'the request is not of the schema')
    const asked = parsed.data
    const given = Buffer.from(asked.token)
    const wanted = Buffer.from(token)
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
      return no('token_invalid', 'the token is wrong')
    return { ok: true, value: await perform(asked, served) }
  } catch (error) {
    if (error instanceof Refusal) return no(error.code, error.message)
    return no('internal', `the gateway could not do it (${systemCode(error) ?? 'fault'})`)
  }
}

function perform(asked: Request, { control, backups, invitation }: ChannelServed): unknown {
  switch (asked.op) {
    case 'shops':
      return control.shops()
    case 'createShop':
      return control.createShop(asked.shop)
    case 'createAccount':
      return control.createAccount(asked.account)
    case 'resetPassword':
      return control.resetPassword(asked.name, asked.password)
    case 'accounts':
      return control.accounts(asked.shop)
    case 'levels':
      return control.levels()
    case 'setLevel':
      return control.setLevel(asked.shop, asked.level)
    case 'identity':
      return control.identity(asked.shop, asked.renew)
    case 'setDisabled':
      return control.setDisabled(asked.name, asked.disabled)
    case 'deleteAccount':
      return control.deleteAccount(asked.name)
    case 'secondFactorOff':
      return control.secondFactorOff(asked.name)
    case 'backup':
      return control.backup(asked.folder)
    case 'backupNow':
      // Longer than a line is waited for: its progress is asked by `backups`.
      backups.now({ fresh: asked.fresh }).catch(() => undefined)
      return backups.status()
    case 'backups':
      return backups.status()
    case 'exported':
      return control.exported(asked.shop)
    case 'recoveryKey':
      return backups.newRecovery()
    case 'invitation':
      return invitation(asked.shop)
  }
}

function no(code: ErrorCode, message: string): Reply {
  return { ok: false, code, message }
}

/** null: no gateway runs on this data. Throws `Refusal` where it refuses. */
export async function askRunning(
  places: Places,
  asked: ChannelRequest,
): Promise<{ readonly value: unknown } | null> {
  const token = await readFile(places.adminToken, 'utf8').catch(() => null)
  if (token === null) return null
  // A long path puts the socket where others may have put theirs: nothing is told to a stranger's.
  if (process.platform !== 'win32') {
    const [socket, file] = await Promise.all(
      [places.admin, places.adminToken].map((path) => lstat(path).catch(() => null)),
    )
    if (socket && socket.uid !== file?.uid)
      throw new Refusal('not_allowed', `it is another user's: ${places.admin}`)
  }
  const line = await new Promise<string | null>((resolve, reject) => {
    const socket = createConnection(places.admin)
    let text = ''
    socket.setEncoding('utf8')
    socket.on('connect', () => socket.write(`${JSON.stringify({ ...asked, token })}\n`))
    socket.on('data', (chunk: string) => {
      text += chunk
    })
    socket.on('end', () => resolve(text))
    socket.on('error', (error) => {
      const code = systemCode(error)
      // Left behind by a gateway that was killed.
      if (code === 'ENOENT' || code === 'ECONNREFUSED') resolve(null)
      else reject(error)
    })
  })
  if (line === null) return null
  const reply = JSON.parse(line) as Reply
  if (!reply.ok) throw new Refusal(reply.code, reply.message)
  return { value: reply.value }
}
