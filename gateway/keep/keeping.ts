import type { ServerFrame } from '#shared/protocol/frames.ts'
import type { AccountId } from '#shared/protocol/model.ts'
import type { BesideStore } from '../store/beside/contract.ts'

/** Someone types: what comes within it is written and told once, ms. */
const GATHER = 80

export interface Keeping {
  /** Told to all sessions of the account once it is durable. */
  keep(shop: string, account: AccountId, key: string, value: string | null): void
  /** The frame behind a welcome. */
  all(shop: string, account: AccountId): Promise<string>
  /** Everything that waits is written. */
  flush(): Promise<void>
}

interface Pending {
  readonly shop: string
  readonly account: AccountId
  readonly entries: Map<string, string | null>
}

/** S52: what an account keeps for all its workstations, such as drafts. Values are in no log. */
export function createKeeping(parts: {
  readonly store: Pick<BesideStore, 'keep' | 'kept'>
  readonly now: () => number
  readonly tell: (shop: string, account: AccountId, text: string) => void
  readonly fault: (error: unknown) => void
}): Keeping {
  const { store, now, tell, fault } = parts
  let pending = new Map<string, Pending>()
  let timer: NodeJS.Timeout | null = null

  async function write({ shop, account, entries }: Pending): Promise<void> {
    const changes = Object.fromEntries(entries)
    try {
      const gone = await store.keep(shop, account, changes, now())
      for (const key of gone) changes[key] = null
      tell(shop, account, textOf(false, changes))
    } catch (error) {
      // Untold is unconfirmed: the workstation says it again when it comes back.
      fault(error)
    }
  }

  async function flush(): Promise<void> {
    if (timer !== null) clearTimeout(timer)
    timer = null
    const batch = pending
    pending = new Map()
    await Promise.all(Array.from(batch.values(), write))
  }

  return {
    keep(shop, account, key, value) {
      const id = `${shop}\n${account}`
      const known = pending.get(id)
      if (known) known.entries.set(key, value)
      else pending.set(id, { shop, account, entries: new Map([[key, value]]) })
      timer ??= setTimeout(() => void flush(), GATHER)
    },
    all: async (shop, account) => textOf(true, await store.kept(shop, account)),
    flush,
  }
}

function textOf(all: boolean, entries: Readonly<Record<string, string | null>>): string {
  return JSON.stringify({ t: 'kept', all, entries } satisfies ServerFrame)
}
