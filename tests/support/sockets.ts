import { readdir, readFile, readlink } from 'node:fs/promises'
import { processTree } from './processes.ts'

const TABLES = ['tcp', 'tcp6', 'udp', 'udp6'] as const
/** 127.0.0.0/8, ::1, the mapped form of the first, and nobody (listening), as /proc/net writes them. */
const LOCAL = /^(?:[0-9A-F]{6}7F|0{24}01000000|0{16}FFFF0000[0-9A-F]{6}7F|0+)$/

export interface Peers {
  /** Connections to this computer: that there are any shows that the eye is open. */
  readonly local: ReadonlySet<string>
  readonly foreign: ReadonlySet<string>
  stop(): Promise<void>
}

/** Whom a process and its children talk to over the network, looked at over and over; Linux only. */
export function watchPeers(pid: number): Peers {
  const local = new Set<string>()
  const foreign = new Set<string>()
  let over = false
  const look = async () => {
    const inodes = new Set<string>()
    for (const one of await processTree(pid))
      for (const fd of await readdir(`/proc/${one}/fd`).catch(() => [])) {
        const target = await readlink(`/proc/${one}/fd/${fd}`).catch(() => '')
        const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1]
        if (inode !== undefined) inodes.add(inode)
      }
    for (const table of TABLES) {
      const text = await readFile(`/proc/net/${table}`, 'utf8').catch(() => '')
      for (const line of text.split('\n').slice(1)) {
        const [, , remote = '', , , , , , , inode = ''] = line.trim().split(/\s+/)
        if (!inodes.has(inode)) continue
        const [address = '', port = ''] = remote.split(':')
        if (!LOCAL.test(address)) foreign.add(`${table} ${remote}`)
        else if (Number.parseInt(port, 16) > 0) local.add(`${table} ${remote}`)
      }
    }
  }
  const looking = (async () => {
    while (!over) {
      await look()
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  })()
  return {
    local,
    foreign,
    async stop() {
      over = true
      await looking
    },
  }
}
