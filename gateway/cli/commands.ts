import { existsSync } from 'node:fs'
import type { Role } from '#shared/protocol/model.ts'
import { dataFailure } from '../data.ts'
import { GatewayFailure } from '../failure.ts'
import { checkFiles } from '../files/check.ts'
import { placesOf } from '../places.ts'
import { verify } from '../store/verify.ts'
import { askRunning } from './channel.ts'
import { keyFor, perform, type DataArguments } from './open.ts'
import { readPassword, type Terminal } from './terminal.ts'

/** Values of parseArgs: every option a string or a switch. */
export type Values = Readonly<Record<string, string | boolean | string[] | undefined>>

export interface Command {
  /** Such as `shop create`. */
  readonly name: string
  readonly summary: string
  /** Lines of the help; also what parseArgs takes. */
  readonly options: Readonly<
    Record<string, { type: 'string' | 'boolean'; help: string; multiple?: true }>
  >
  readonly positionals?: string
  run(term: Terminal, values: Values, positionals: readonly string[]): Promise<number>
}

export const DATA = {
  data: { type: 'string', help: 'folder of the data (default ./xiaoer-data)' },
  'key-file': { type: 'string', help: 'file with the key (default <data>/gateway.key)' },
} as const
export const JSON_OPTION = {
  json: { type: 'boolean', help: 'one JSON value on standard output' },
} as const
const PASSWORD = {
  'password-stdin': { type: 'boolean', help: 'read the password from standard input' },
  'generate-password': { type: 'boolean', help: 'make one and print it' },
} as const

export function text(values: Values, name: string): string | undefined {
  const value = values[name]
  return typeof value === 'string' ? value : undefined
}

export function dataOf(values: Values): DataArguments {
  return { data: text(values, 'data') ?? 'xiaoer-data', keyFile: text(values, 'key-file') }
}

export function needed(values: Values, name: string): string {
  const value = text(values, name)
  if (value === undefined || value === '')
    throw new GatewayFailure('usage', `--${name} is needed; see --help`)
  return value
}

function password(term: Terminal, values: Values) {
  return readPassword(term, {
    fromStdin: values['password-stdin'] === true,
    generate: values['generate-password'] === true,
  })
}

const ROLES: readonly string[] = ['junior', 'senior', 'supervisor']
function isSubRole(role: string): role is Exclude<Role, 'main'> {
  return ROLES.includes(role)
}

const shopCreate: Command = {
  name: 'shop create',
  summary: 'open a shop with its main account',
  options: {
    ...DATA,
    name: { type: 'string', help: "the shop's name, as buyers read it" },
    main: { type: 'string', help: "the main account's sign-in name" },
    nick: { type: 'string', help: 'what buyers call it (default: the sign-in name)' },
    id: { type: 'string', help: "the shop's part of its page's address (default: from the name)" },
    ...PASSWORD,
    ...JSON_OPTION,
  },
  async run(term, values) {
    const main = needed(values, 'main')
    const name = needed(values, 'name')
    const { password: secret, generated } = await password(term, values)
    const id = text(values, 'id')
    const shop = {
      ...(id === undefined ? {} : { id }),
      name,
      main,
      nick: text(values, 'nick') ?? main,
      password: secret,
    }
    const made = await perform(
      term,
      dataOf(values),
      { op: 'createShop', shop },
      (control) => control.createShop(shop),
      { mayMake: true },
    )
    if (values['json'])
      term.out(JSON.stringify({ ...made, ...(generated ? { password: secret } : {}) }))
    else {
      term.out(`shop ${made.shop.id}: buyers write at /s/${made.shop.id}, sign in as ${main}`)
      if (generated) term.out(`password: ${secret}`)
    }
    return 0
  },
}

const accountCreate: Command = {
  name: 'account create',
  summary: 'open a sub-account',
  options: {
    ...DATA,
    name: { type: 'string', help: 'sign-in name, main:sub' },
    nick: { type: 'string', help: 'what buyers and colleagues read (default: the sub part)' },
    role: { type: 'string', help: 'junior (default), senior or supervisor' },
    ...PASSWORD,
    ...JSON_OPTION,
  },
  async run(term, values) {
    const name = needed(values, 'name')
    const role = text(values, 'role') ?? 'junior'
    if (!isSubRole(role)) throw new GatewayFailure('usage', `no such role: ${role}`)
    const { password: secret, generated } = await password(term, values)
    const account = {
      name,
      nick: text(values, 'nick') ?? name.split(':').at(-1) ?? name,
      role,
      password: secret,
    }
    const made = await perform(term, dataOf(values), { op: 'createAccount', account }, (control) =>
      control.createAccount(account),
    )
    if (values['json'])
      term.out(JSON.stringify({ account: made, ...(generated ? { password: secret } : {}) }))
    else {
      term.out(`account ${made.name} (${made.role})`)
      if (generated) term.out(`password: ${secret}`)
    }
    return 0
  },
}

const accountReset: Command = {
  name: 'account reset',
  summary: "set an account's password; ends its sessions at once",
  options: {
    ...DATA,
    name: { type: 'string', help: 'sign-in name' },
    ...PASSWORD,
    ...JSON_OPTION,
  },
  async run(term, values) {
    const name = needed(values, 'name')
    const { password: secret, generated } = await password(term, values)
    await perform(
      term,
      dataOf(values),
      { op: 'resetPassword', name, password: secret },
      (control) => control.resetPassword(name, secret),
    )
    if (values['json'])
      term.out(JSON.stringify({ name, ...(generated ? { password: secret } : {}) }))
    else {
      term.out(`the password of ${name} is set; it is signed out everywhere`)
      if (generated) term.out(`password: ${secret}`)
    }
    return 0
  },
}

const accountList: Command = {
  name: 'account list',
  summary: 'list accounts',
  options: { ...DATA, shop: { type: 'string', help: 'only of this shop' }, ...JSON_OPTION },
  async run(term, values) {
    const shop = text(values, 'shop')
    const accounts = await perform(
      term,
      dataOf(values),
      { op: 'accounts', ...(shop === undefined ? {} : { shop }) },
      (control) => control.accounts(shop),
    )
    if (values['json']) term.out(JSON.stringify(accounts))
    else
      for (const account of accounts) {
        const { name, nick, role, online, disabled, deleted } = account
        const state = deleted ? 'deleted' : disabled ? 'disabled' : online ? 'online' : 'offline'
        term.out([name, nick, role, state].join('\t'))
      }
    return 0
  },
}

const verifyCommand: Command = {
  name: 'verify',
  summary: 'check the log, its hash chain, snapshots, projections and files; changes nothing',
  options: { ...DATA, ...JSON_OPTION },
  async run(term, values) {
    const { places, key } = keyFor(term, dataOf(values), { mayMake: false })
    const report = await verify(places.database, key).catch((error: unknown) => {
      throw dataFailure(error)
    })
    const files = await checkFiles(places.files, Buffer.from(key, 'hex'))
    const ok = report.ok && files.damaged.length === 0
    if (values['json']) term.out(JSON.stringify({ ...report, ok, files }))
    else {
      for (const { shop, rows, messages, erased, seals, problems } of report.shops) {
        term.out(
          `shop ${shop}: ${rows} rows, ${messages} messages, ${erased} rows erased, ${seals} seals`,
        )
        for (const problem of problems) term.out(`  ${problem}`)
      }
      if (report.fingerprint !== null) term.out(`key of the seals: ${report.fingerprint}`)
      term.out(`files: ${files.checked} checked`)
      for (const file of files.damaged) term.out(`  damaged: ${file}`)
      term.out(ok ? 'all is well' : 'something is wrong: restore from a backup')
    }
    return ok ? 0 : 1
  },
}

const invitation: Command = {
  name: 'invitation',
  summary: 'print the code by which a colleague joins; the gateway must be running',
  options: { ...DATA, shop: { type: 'string', help: 'which shop, where there are several' } },
  async run(term, values) {
    const shop = text(values, 'shop')
    const places = placesOf(dataOf(values).data)
    const running = await askRunning(places, {
      op: 'invitation',
      ...(shop === undefined ? {} : { shop }),
    })
    if (!running) {
      term.say(
        existsSync(places.database)
          ? 'the gateway does not run; start it by `serve` first'
          : `there is no gateway's data in ${places.folder}`,
      )
      return 1
    }
    term.out(String(running.value))
    return 0
  },
}

export const COMMANDS: readonly Command[] = [
  shopCreate,
  accountCreate,
  accountReset,
  accountList,
  verifyCommand,
  invitation,
]
