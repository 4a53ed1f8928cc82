/**
 * Defects that are planted on purpose, to see that the checker is not blind: texts replaced in the
 * source as a test's own child process loads it. Nothing of this is in the product.
 */
interface Plant {
  /** The end of the file's path. */
  readonly file: string
  readonly from: string
  readonly to: string
  /** Rules of which at least one must find it. */
  readonly caughtBy: readonly string[]
  readonly in: 'gateway' | 'desktop'
}

export const PLANTS = {
  'ack before commit': {
    file: 'gateway/desk/shop.ts',
    from: 'const committed = rows.length === 0 || (await this.#append(rows))',
    to: `for (const [plantedAt, { command, resolve }] of batch.entries())
      if (command.type === 'send') resolve(outcomes[plantedAt])
    if (rows.length > 0) await new Promise((planted) => setTimeout(planted, 40))
    const committed = rows.length === 0 || (await this.#append(rows))`,
    caughtBy: ['I1', 'I3', 'I6', 'I9', 'I4'],
    in: 'gateway',
  },
  'naive claim': {
    file: 'gateway/desk/decision.ts',
    from: 'holderEpoch: view.holder === to ? view.holderEpoch : view.holderEpoch + 1,',
    to: 'holderEpoch: view.holder === null ? view.holderEpoch + 1 : view.holderEpoch,',
    caughtBy: ['I7'],
    in: 'gateway',
  },
  'no fencing of sends': {
    file: 'gateway/desk/gate.ts',
    from: 'if (holderEpoch !== null && holderEpoch !== view.holderEpoch)',
    to: 'if (holderEpoch === -1)',
    caughtBy: ['I7'],
    in: 'gateway',
  },
  'cursor by serial': {
    file: 'gateway/http/hub.ts',
    from: '      if (!this.#deliverAll(rows as readonly LogRow[])) break',
    // What a serial column gives: of two that commit together the later number is seen first.
    to: `      const seen = (rows as readonly LogRow[]).filter((row, index, all) => all.length < 3 || index !== 1)
      if (!this.#deliverAll(seen)) break`,
    caughtBy: ['I4', 'I6'],
    in: 'gateway',
  },
  'resume off by one': {
    file: 'gateway/http/session.ts',
    from: 'hub.detach(this, resume.pos)',
    to: 'hub.detach(this, Math.min(resume.pos + 1, hub.position))',
    caughtBy: ['I4', 'I5', 'I6'],
    in: 'gateway',
  },
  'no dedupe of resends': {
    file: 'gateway/desk/decide.ts',
    from: 'if (recent[index]?.cid === origin.cid) return recent[index]',
    to: 'if (recent[index]?.cid === `${origin.cid}-planted`) return recent[index]',
    caughtBy: ['I2'],
    in: 'gateway',
  },
  'snapshot forgets what was read': {
    file: 'gateway/desk/views.ts',
    from: 'if (visibleTo(own, view)) conversations[id] = all ? view : openView(view)',
    to: 'if (visibleTo(own, view)) conversations[id] = { ...(all ? view : openView(view)), unread: 0 }',
    caughtBy: ['I5', 'I6'],
    in: 'gateway',
  },
  'rights forgotten': {
    file: 'gateway/desk/audience.ts',
    from: "if (reach !== 'public' && !audience.accounts.includes(account.id)) return null",
    to: '',
    caughtBy: ['I12'],
    in: 'gateway',
  },
  'no sweep behind the hints': {
    file: 'gateway/http/sockets.ts',
    from: '      hub.sweep()\n',
    to: '',
    caughtBy: ['I6'],
    in: 'gateway',
  },
  'outbox forgets before the ok': {
    file: 'electron/link/outbox.ts',
    from: "    const entry = this.#entries.get(cid)\n    if (entry) this.#put({ ...entry, view: { ...entry.view, state: 'sending', error: null } })",
    to: "    void this.#options.cache.outboxRemove({ cid })\n    const entry = this.#entries.get(cid)\n    if (entry) this.#put({ ...entry, view: { ...entry.view, state: 'sending', error: null } })",
    caughtBy: ['I9'],
    in: 'desktop',
  },
} as const satisfies Record<string, Plant>
export type PlantName = keyof typeof PLANTS

/** The planted text of a module, or null where it is not the one. */
export function plantedSource(name: PlantName, url: string, read: () => string): string | null {
  const plant: Plant = PLANTS[name]
  if (!url.endsWith(plant.file)) return null
  const source = read()
  // A plant that no longer fits would make the test of the checker a test of nothing.
  if (source.split(plant.from).length !== 2)
    throw new Error(`the plant «${name}» does not fit ${plant.file} any more`)
  return source.replace(plant.from, () => plant.to)
}
