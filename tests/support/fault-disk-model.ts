import type { Random } from './fault-random.ts'

/** Errno values of Linux that the disk answers with. */
export const ERRNO = {
  noEntry: 2,
  io: 5,
  exists: 17,
  notDirectory: 20,
  isDirectory: 21,
  invalid: 22,
  noSpace: 28,
  noSystemCall: 38,
  notEmpty: 39,
} as const

export class DiskError extends Error {
  readonly errno: number
  constructor(errno: number) {
    super(`errno ${errno}`)
    this.errno = errno
  }
}

export interface Node {
  readonly id: number
  /** With the type's bits, as in `st_mode`. */
  mode: number
  /** Of a folder: names to nodes. */
  readonly entries: Map<string, Node> | null
  data: Buffer
  size: number
  /** What a sudden loss of power leaves for certain. Null: not even the name. */
  durable: Buffer | null
  /** Since the last sync, in order; `null` data: cut to that length. */
  unsynced: { readonly at: number; readonly data: Buffer | null }[]
}

export const FOLDER = 0o040000
const FILE_TYPE = 0o170000
/** What a disk writes as a whole; a larger write can be torn at these borders. */
const SECTOR = 512

export function isFolder(node: Node): boolean {
  return (node.mode & FILE_TYPE) === FOLDER
}

/**
 * A small file system in memory that knows what was synced: the part of a computer that forgets when
 * the power goes. Names become durable with the first sync of their file or folder, as on ext4.
 */
export class DiskModel {
  readonly root: Node
  /** Bytes that fit; more is answered by ENOSPC. */
  capacity = Infinity
  readonly #nodes = new Map<number, Node>()
  #next = 1
  #used = 0

  constructor() {
    this.root = this.#make(FOLDER | 0o755)
  }

  node(id: number): Node {
    const node = this.#nodes.get(id)
    if (!node) throw new DiskError(ERRNO.noEntry)
    return node
  }

  get used(): number {
    return this.#used
  }

  lookup(parent: Node, name: string): Node {
    const found = entriesOf(parent).get(name)
    if (!found) throw new DiskError(ERRNO.noEntry)
    return found
  }

  create(parent: Node, name: string, mode: number): Node {
    const entries = entriesOf(parent)
    if (entries.has(name)) throw new DiskError(ERRNO.exists)
    const node = this.#make(mode)
    entries.set(name, node)
    return node
  }

  unlink(parent: Node, name: string): void {
    const node = this.lookup(parent, name)
    if (node.entries !== null && node.entries.size > 0) throw new DiskError(ERRNO.notEmpty)
    entriesOf(parent).delete(name)
    this.#used -= node.data.length
    node.durable = null
  }

  rename(from: Node, name: string, to: Node, newName: string): void {
    const node = this.lookup(from, name)
    entriesOf(from).delete(name)
    entriesOf(to).set(newName, node)
  }

  read(node: Node, at: number, size: number): Buffer {
    return node.data.subarray(Math.min(at, node.size), Math.min(at + size, node.size))
  }

  write(node: Node, at: number, data: Buffer): void {
    this.#grow(node, at + data.length)
    data.copy(node.data, at)
    node.size = Math.max(node.size, at + data.length)
    node.unsynced.push({ at, data: Buffer.from(data) })
  }

  truncate(node: Node, size: number): void {
    if (size > node.size) this.#grow(node, size)
    else node.data.fill(0, size, node.size)
    node.size = size
    node.unsynced.push({ at: size, data: null })
  }

  sync(node: Node): void {
    if (node.entries !== null) {
      for (const child of node.entries.values()) child.durable ??= Buffer.alloc(0)
      return
    }
    node.durable = Buffer.from(node.data.subarray(0, node.size))
    node.unsynced = []
  }

  /**
   * What is on the plate when the power goes now: everything synced, and of the rest by `random` some
   * writes whole, some torn, some not at all, in no order; without `random` nothing of it.
   */
  afterPowerLoss(random: Random | null): Map<string, Buffer> {
    const files = new Map<string, Buffer>()
    const walk = (folder: Node, path: string) => {
      for (const [name, node] of folder.entries ?? []) {
        if (node.entries !== null) walk(node, `${path}${name}/`)
        else {
          const left = leftOf(node, random)
          if (left !== null) files.set(`${path}${name}`, left)
        }
      }
    }
    walk(this.root, '')
    return files
  }

  #make(mode: number): Node {
    const folder = (mode & FILE_TYPE) === FOLDER
    const node: Node = {
      id: this.#next++,
      mode,
      entries: folder ? new Map() : null,
      data: Buffer.alloc(0),
      size: 0,
      durable: null,
      unsynced: [],
    }
    this.#nodes.set(node.id, node)
    return node
  }

  #grow(node: Node, size: number): void {
    if (size <= node.data.length) return
    // Doubled, so that a log is not copied with each page; counted as what the blocks would be.
    const room = Math.ceil(Math.max(size, node.size * 1.25) / 4096) * 4096
    const wanted = Math.ceil(size / 4096) * 4096
    if (this.#used + (wanted - node.data.length) > this.capacity) throw new DiskError(ERRNO.noSpace)
    const length = this.#used + (room - node.data.length) > this.capacity ? wanted : room
    const larger = Buffer.alloc(length)
    node.data.copy(larger, 0, 0, node.size)
    this.#used += length - node.data.length
    node.data = larger
  }
}

function entriesOf(node: Node): Map<string, Node> {
  if (node.entries === null) throw new DiskError(ERRNO.notDirectory)
  return node.entries
}

function leftOf(node: Node, random: Random | null): Buffer | null {
  if (random === null || (node.durable === null && random.chance(0.5))) return node.durable
  let left = Buffer.from(node.durable ?? [])
  for (const { at, data } of node.unsynced) {
    if (data === null) {
      if (random.chance(0.5)) left = resized(left, at)
      continue
    }
    const kept = random.pick(['all', 'none', 'torn'])
    if (kept === 'none') continue
    const sectors = Math.ceil(data.length / SECTOR)
    for (let index = 0; index < sectors; index++) {
      if (kept === 'torn' && random.chance(0.5)) continue
      const part = data.subarray(index * SECTOR, (index + 1) * SECTOR)
      const from = at + index * SECTOR
      if (left.length < from + part.length) left = resized(left, from + part.length)
      part.copy(left, from)
    }
  }
  return left
}

function resized(buffer: Buffer<ArrayBuffer>, size: number): Buffer<ArrayBuffer> {
  if (size <= buffer.length) return buffer.subarray(0, size)
  return Buffer.concat([buffer, Buffer.alloc(size - buffer.length)])
}
