import { spawn, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

const FOLDER = join(import.meta.dirname, '../shop-backend')
const STAMP = join(FOLDER, 'node_modules/.xiaoer-installed')
const LOCK = join(FOLDER, '.installing')

export interface ShopBackend {
  readonly adminUrl: string
  readonly user: string
  readonly secret: string
  /** Gives a customer an order that is paid; its number and the ids of its lines. */
  placeOrder(order: PlacedOrder): Promise<{ number: string; lines: readonly string[] }>
  /** The money has gone: every pending refund of the order is settled, as its keeper does. */
  settleRefunds(number: string): Promise<void>
  /** Its private notes, oldest first. */
  notes(number: string): Promise<readonly string[]>
  /** Whoever is signed in there is no more. */
  endSessions(): Promise<void>
  stop(): Promise<void>
}
export interface PlacedOrder {
  readonly email: string
  readonly name: string
  readonly lines: readonly { readonly sku: string; readonly count: number }[]
}

/** Its packages by its own lock file, once per lock file: some 160 MB, which only its tests need. */
export async function installShopBackend(): Promise<void> {
  const wanted = createHash('sha256')
    .update(readFileSync(join(FOLDER, 'package-lock.json')))
    .digest('hex')
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return
  mkdirSync(LOCK, { recursive: true })
  try {
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'])
    writeFileSync(STAMP, wanted)
  } finally {
    rmSync(LOCK, { recursive: true, force: true })
  }
}

async function run(command: string, args: readonly string[]): Promise<void> {
  const child = spawn(command, args, {
    cwd: FOLDER,
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: process.platform === 'win32',
  })
  let said = ''
  child.stderr.on('data', (data: Buffer) => (said += data.toString()))
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`${command} ${args[0]} failed in tests/shop-backend: ${said}`)
}

/** A real Vendure, empty but for its products. */
export async function startShopBackend(): Promise<ShopBackend> {
  await installShopBackend()
  const child = spawn(process.execPath, [join(FOLDER, 'serve.mjs')], {
    cwd: FOLDER,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const line = listening(child)
  const { port } = JSON.parse(await line('{"port"')) as { port: number }
  const url = `http://127.0.0.1:${port}`
  return {
    adminUrl: `${url}/admin-api`,
    user: 'keeper',
    secret: 'keeper-of-the-shop',
    placeOrder: (order) => placeOrder(`${url}/shop-api`, `${url}/admin-api`, order),
    settleRefunds: (number) => settleRefunds(`${url}/admin-api`, number),
    notes: (number) => notesOf(`${url}/admin-api`, number),
    endSessions: async () => {
      const ended = line('{"ended"')
      child.stdin?.write('end sessions\n')
      await ended
    },
    stop: async () => {
      if (child.exitCode !== null) return
      child.stdin?.end()
      await once(child, 'exit')
    },
  }
}

/** Waits for a line of its output that begins so. */
function listening({ stdout }: ChildProcess): (beginning: string) => Promise<string> {
  if (!stdout) throw new Error('it has no output')
  const lines = createInterface({ input: stdout })
  return (beginning) =>
    new Promise((resolve, reject) => {
      const listen = (line: string) => {
        if (!line.startsWith(beginning)) return
        lines.off('line', listen)
        resolve(line)
      }
      lines.on('line', listen)
      lines.once('close', () => reject(new Error('the shop ended')))
    })
}

const SIGN_IN =
  'mutation { login(username: "keeper", password: "keeper-of-the-shop") { __typename } }'

type Graph = (query: string, variables?: object) => Promise<Record<string, never>>

function talking(url: string): Graph {
  let token: string | null = null
  return async (query, variables = {}) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query, variables }),
    })
    token = response.headers.get('vendure-auth-token') ?? token
    const { data, errors } = (await response.json()) as { data: never; errors?: unknown }
    if (errors) throw new Error(JSON.stringify(errors))
    const failed = Object.values<{ message?: string } | null>(data).find((one) => one?.message)
    if (failed) throw new Error(failed.message)
    return data
  }
}

async function settleRefunds(adminUrl: string, number: string): Promise<void> {
  const admin = talking(adminUrl)
  await admin(SIGN_IN)
  const { orders } = (await admin(
    `query ($code: String!) {
      orders(options: { filter: { code: { eq: $code } } }) {
        items { payments { refunds { id state } } }
      }
    }`,
    { code: number },
  )) as unknown as {
    orders: { items: { payments: { refunds: { id: string; state: string }[] }[] }[] }
  }
  for (const { id, state } of orders.items[0]?.payments.flatMap(({ refunds }) => refunds) ?? [])
    if (state === 'Pending')
      await admin(
        `mutation ($id: ID!) {
          settleRefund(input: { id: $id, transactionId: "by-hand" }) {
            __typename ... on ErrorResult { message }
          }
        }`,
        { id },
      )
}

async function notesOf(adminUrl: string, number: string): Promise<readonly string[]> {
  const admin = talking(adminUrl)
  await admin(SIGN_IN)
  const { orders } = (await admin(
    `query ($code: String!) {
      orders(options: { filter: { code: { eq: $code } } }) {
        items {
          history(options: { filter: { type: { eq: "ORDER_NOTE" } }, sort: { id: ASC } }) {
            items { data }
          }
        }
      }
    }`,
    { code: number },
  )) as unknown as {
    orders: { items: { history: { items: { data: { note: string } }[] } }[] }
  }
  return orders.items[0]?.history.items.map(({ data }) => data.note) ?? []
}

/** As a person does in the shop: basket, address, shipping, payment. */
async function placeOrder(shopUrl: string, adminUrl: string, { email, name, lines }: PlacedOrder) {
  const shop = talking(shopUrl)
  const admin = talking(adminUrl)
  await admin(SIGN_IN)
  for (const { sku, count } of lines) {
    const { productVariants } = (await admin(
      'query ($sku: String!) { productVariants(options: { filter: { sku: { eq: $sku } } }) { items { id } } }',
      { sku },
    )) as unknown as { productVariants: { items: { id: string }[] } }
    await shop(
      `mutation ($id: ID!, $count: Int!) {
        addItemToOrder(productVariantId: $id, quantity: $count) { __typename ... on ErrorResult { message } }
      }`,
      { id: productVariants.items[0]?.id, count },
    )
  }
  await shop(
    `mutation ($input: CreateCustomerInput!) {
      setCustomerForOrder(input: $input) { __typename ... on ErrorResult { message } }
    }`,
    { input: { emailAddress: email, firstName: name, lastName: '' } },
  )
  await shop(
    `mutation ($input: CreateAddressInput!) {
      setOrderShippingAddress(input: $input) { __typename ... on ErrorResult { message } }
    }`,
    {
      input: {
        fullName: name,
        streetLine1: '示例路 1 号',
        city: '杭州市',
        province: '浙江省',
        countryCode: 'CN',
        phoneNumber: '13800001234',
      },
    },
  )
  const { eligibleShippingMethods } = (await shop(
    '{ eligibleShippingMethods { id } }',
  )) as unknown as { eligibleShippingMethods: { id: string }[] }
  await shop(
    `mutation ($id: [ID!]!) {
      setOrderShippingMethod(shippingMethodId: $id) { __typename ... on ErrorResult { message } }
    }`,
    { id: [eligibleShippingMethods[0]?.id] },
  )
  await shop(
    'mutation { transitionOrderToState(state: "ArrangingPayment") { __typename ... on ErrorResult { message } } }',
  )
  const { addPaymentToOrder: paid } = (await shop(
    `mutation {
      addPaymentToOrder(input: { method: "dummy", metadata: {} }) {
        __typename ... on ErrorResult { message } ... on Order { code lines { id } }
      }
    }`,
  )) as unknown as { addPaymentToOrder: { code: string; lines: { id: string }[] } }
  return { number: paid.code, lines: paid.lines.map(({ id }) => id) }
}
