import { spawnSync } from 'node:child_process'
import { closeSync, openSync, read, writeSync } from 'node:fs'
import { basename } from 'node:path'
import { DiskError, DiskModel, ERRNO, FOLDER, isFolder, type Node } from './fault-disk-model.ts'
import type { DiskOrder, DiskReply, DiskRule } from './fault-disk.ts'
import { randomOf } from './fault-random.ts'

/**
 * A file system in a process of its own, spoken to by the kernel over /dev/fuse (its protocol 7.31,
 * linux/fuse.h): every write and every sync of whoever works on it passes here. It needs no compiler
 * and no library: the kernel's own mount takes the open device.
 */
const [mountPoint = ''] = process.argv.slice(2)
const OP = {
  lookup: 1,
  forget: 2,
  getattr: 3,
  setattr: 4,
  mknod: 8,
  mkdir: 9,
  unlink: 10,
  rmdir: 11,
  rename: 12,
  open: 14,
  read: 15,
  write: 16,
  statfs: 17,
  release: 18,
  fsync: 20,
  flush: 25,
  init: 26,
  opendir: 27,
  readdir: 28,
  releasedir: 29,
  fsyncdir: 30,
  access: 34,
  create: 35,
  interrupt: 36,
  destroy: 38,
  batchForget: 42,
  rename2: 45,
} as const
const HEADER = 40
const MAX_WRITE = 128 * 1024
const SET_MODE = 1
const SET_SIZE = 8
const BIG_WRITES = 1 << 5
const ONE_BLOCK = 4096

const disk = new DiskModel()
const names = new Map<Node, string>()
let rules: DiskRule[] = []
let off = false

const device = openSync('/dev/fuse', 'r+')
const options = `fd=3,rootmode=40000,user_id=${process.getuid?.() ?? 0},group_id=${process.getgid?.() ?? 0}`
const mounted = spawnSync(
  'mount',
  ['-i', '-t', 'fuse', '-o', options, 'xiaoer-fault-disk', mountPoint],
  { stdio: ['ignore', 'inherit', 'pipe', device] },
)
if (mounted.status !== 0) {
  process.stderr.write(`mount: ${mounted.stderr?.toString() ?? ''}\n`)
  process.exit(1)
}

function reply(unique: bigint, body: Buffer, errno = 0): void {
  const out = Buffer.alloc(16 + body.length)
  out.writeUInt32LE(out.length, 0)
  out.writeInt32LE(-errno, 4)
  out.writeBigUInt64LE(unique, 8)
  body.copy(out, 16)
  try {
    writeSync(device, out)
  } catch {
    // Whoever asked is gone (ENOENT): killed while it waited.
  }
}

const EMPTY = Buffer.alloc(0)

function attributes(node: Node): Buffer {
  const out = Buffer.alloc(88)
  out.writeBigUInt64LE(BigInt(node.id), 0)
  out.writeBigUInt64LE(BigInt(node.size), 8)
  out.writeBigUInt64LE(BigInt(Math.ceil(node.size / 512)), 16)
  out.writeUInt32LE(node.mode, 60)
  out.writeUInt32LE(isFolder(node) ? 2 : 1, 64)
  out.writeUInt32LE(process.getuid?.() ?? 0, 68)
  out.writeUInt32LE(process.getgid?.() ?? 0, 72)
  out.writeUInt32LE(ONE_BLOCK, 80)
  return out
}

/** No time is given for which the kernel may believe it. */
function entry(node: Node): Buffer {
  const out = Buffer.alloc(40)
  out.writeBigUInt64LE(BigInt(node.id), 0)
  return Buffer.concat([out, attributes(node)])
}

function opened(): Buffer {
  return Buffer.alloc(16)
}

function statfs(): Buffer {
  const out = Buffer.alloc(80)
  const total = Math.min(disk.capacity, 1e12)
  out.writeBigUInt64LE(BigInt(Math.floor(total / ONE_BLOCK)), 0)
  const free = BigInt(Math.max(0, Math.floor((total - disk.used) / ONE_BLOCK)))
  out.writeBigUInt64LE(free, 8)
  out.writeBigUInt64LE(free, 16)
  out.writeUInt32LE(ONE_BLOCK, 40)
  out.writeUInt32LE(255, 44)
  out.writeUInt32LE(ONE_BLOCK, 48)
  return out
}

function listing(node: Node, from: number, room: number): Buffer {
  const parts: Buffer[] = []
  let size = 0
  let index = 0
  for (const [name, child] of node.entries ?? []) {
    index++
    if (index <= from) continue
    const text = Buffer.from(name)
    const part = Buffer.alloc(Math.ceil((24 + text.length) / 8) * 8)
    part.writeBigUInt64LE(BigInt(child.id), 0)
    part.writeBigUInt64LE(BigInt(index), 8)
    part.writeUInt32LE(text.length, 16)
    part.writeUInt32LE(child.mode >> 12, 20)
    text.copy(part, 24)
    if (size + part.length > room) break
    size += part.length
    parts.push(part)
  }
  return Buffer.concat(parts)
}

function nameAt(body: Buffer, at = 0): string {
  return body.toString('utf8', at, body.indexOf(0, at))
}

/** The first rule that fits what is asked, used up by one. */
function ruleFor(op: 'write' | 'sync' | 'read', node: Node): DiskRule | undefined {
  const file = names.get(node) ?? ''
  const found = rules.find((rule) => rule.op === op && file.endsWith(rule.file))
  if (!found) return undefined
  if (found.after !== undefined && found.after > 0) {
    rules = rules.map((rule) => (rule === found ? { ...rule, after: rule.after! - 1 } : rule))
    return undefined
  }
  if (found.times !== undefined)
    rules =
      found.times <= 1
        ? rules.filter((rule) => rule !== found)
        : rules.map((rule) => (rule === found ? { ...rule, times: rule.times! - 1 } : rule))
  return found
}

/** Does it, or what the rule says in its place. */
function guarded(unique: bigint, op: 'write' | 'sync' | 'read', node: Node, act: () => Buffer) {
  const rule = ruleFor(op, node)
  const go = () => {
    try {
      if (rule?.does === 'error') throw new DiskError(rule.errno ?? ERRNO.io)
      reply(unique, act())
    } catch (error) {
      reply(unique, EMPTY, errnoOf(error))
    }
  }
  if (rule?.does === 'slow') setTimeout(go, rule.ms ?? 50)
  else if (rule?.does === 'kill') {
    // The write half done, as a crash in the middle leaves it; whoever waits dies before it is told.
    const { pid } = rule
    if (pid !== undefined) process.kill(pid, 'SIGKILL')
    tell({ told: 'killed' })
    go()
  } else go()
}

function errnoOf(error: unknown): number {
  return error instanceof DiskError ? error.errno : ERRNO.io
}

function handle(message: Buffer): void {
  const op = message.readUInt32LE(4)
  const unique = message.readBigUInt64LE(8)
  const id = Number(message.readBigUInt64LE(16))
  const body = message.subarray(HEADER)
  if (op === OP.forget || op === OP.batchForget || op === OP.interrupt) return
  try {
    // The power is gone: nothing is answered but errors.
    if (off && op !== OP.destroy && op !== OP.release && op !== OP.flush)
      throw new DiskError(ERRNO.io)
    answer(op, unique, op === OP.init ? disk.root : disk.node(id === 0 ? 1 : id), body)
  } catch (error) {
    reply(unique, EMPTY, errnoOf(error))
  }
}

function answer(op: number, unique: bigint, node: Node, body: Buffer): void {
  const done = (out: Buffer = EMPTY) => reply(unique, out)
  const add = (name: string, mode: number): Node => {
    const made = disk.create(node, name, mode)
    names.set(made, name)
    return made
  }
  switch (op) {
    case OP.init: {
      const out = Buffer.alloc(64)
      out.writeUInt32LE(7, 0)
      out.writeUInt32LE(31, 4)
      out.writeUInt32LE(body.readUInt32LE(8), 8)
      out.writeUInt32LE(BIG_WRITES, 12)
      out.writeUInt16LE(16, 16)
      out.writeUInt16LE(12, 18)
      out.writeUInt32LE(MAX_WRITE, 20)
      out.writeUInt32LE(1, 24)
      return done(out)
    }
    case OP.lookup:
      return done(entry(disk.lookup(node, nameAt(body))))
    case OP.getattr:
      return done(Buffer.concat([Buffer.alloc(16), attributes(node)]))
    case OP.setattr: {
      const valid = body.readUInt32LE(0)
      if (valid & SET_SIZE) disk.truncate(node, Number(body.readBigUInt64LE(16)))
      if (valid & SET_MODE) node.mode = (node.mode & 0o170000) | (body.readUInt32LE(68) & 0o7777)
      return done(Buffer.concat([Buffer.alloc(16), attributes(node)]))
    }
    case OP.mkdir:
      return done(entry(add(nameAt(body, 8), FOLDER | (body.readUInt32LE(0) & 0o7777))))
    case OP.mknod:
      return done(entry(add(nameAt(body, 16), body.readUInt32LE(0))))
    case OP.create:
      return done(Buffer.concat([entry(add(nameAt(body, 16), body.readUInt32LE(4))), opened()]))
    case OP.unlink:
    case OP.rmdir:
      disk.unlink(node, nameAt(body))
      return done()
    case OP.rename:
    case OP.rename2: {
      const start = op === OP.rename ? 8 : 16
      const name = nameAt(body, start)
      const newName = nameAt(body, start + Buffer.byteLength(name) + 1)
      disk.rename(node, name, disk.node(Number(body.readBigUInt64LE(0))), newName)
      names.set(disk.lookup(disk.node(Number(body.readBigUInt64LE(0))), newName), newName)
      return done()
    }
    case OP.open:
    case OP.opendir:
      return done(opened())
    case OP.read: {
      const at = Number(body.readBigUInt64LE(8))
      return guarded(unique, 'read', node, () => disk.read(node, at, body.readUInt32LE(16)))
    }
    case OP.write: {
      const at = Number(body.readBigUInt64LE(8))
      const size = body.readUInt32LE(16)
      const data = Buffer.from(body.subarray(40, 40 + size))
      return guarded(unique, 'write', node, () => {
        disk.write(node, at, data)
        const out = Buffer.alloc(8)
        out.writeUInt32LE(size, 0)
        return out
      })
    }
    case OP.fsync:
    case OP.fsyncdir:
      return guarded(unique, 'sync', node, () => {
        disk.sync(node)
        return EMPTY
      })
    case OP.statfs:
      return done(statfs())
    case OP.readdir:
      return done(listing(node, Number(body.readBigUInt64LE(8)), body.readUInt32LE(16)))
    case OP.release:
    case OP.releasedir:
    case OP.flush:
    case OP.access:
    case OP.destroy:
      return done()
    default:
      throw new DiskError(ERRNO.noSystemCall)
  }
}

function next(): void {
  const buffer = Buffer.allocUnsafe(MAX_WRITE + 4096)
  read(device, buffer, 0, buffer.length, null, (error, length) => {
    if (error) {
      // ENODEV: unmounted.
      if (error.code === 'EINTR' || error.code === 'EAGAIN' || error.code === 'ENOENT') next()
      else end()
      return
    }
    handle(buffer.subarray(0, length))
    next()
  })
}

function tell(told: DiskReply): void {
  process.send?.(told)
}

function end(): void {
  try {
    closeSync(device)
  } catch {
    // Closed with the mount.
  }
  process.exit(0)
}

function unmount(): void {
  spawnSync('umount', ['-l', mountPoint], { stdio: 'ignore' })
}

process.on('message', (order: DiskOrder) => {
  switch (order.order) {
    case 'rules':
      rules = [...order.rules]
      return tell({ told: 'ruled' })
    case 'capacity':
      disk.capacity = order.bytes ?? Infinity
      return tell({ told: 'ruled' })
    case 'used':
      return tell({ told: 'used', bytes: disk.used })
    case 'power-off': {
      off = true
      const random = order.seed === null ? null : randomOf(order.seed)
      const files = [...disk.afterPowerLoss(random)].map(
        ([path, data]) => [path, data.toString('base64')] as const,
      )
      return tell({ told: 'off', files })
    }
    case 'unmount':
      unmount()
      setTimeout(end, 200)
  }
})
process.on('disconnect', () => {
  unmount()
  setTimeout(end, 200)
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, unmount)
next()
tell({ told: 'mounted', name: basename(mountPoint) })
