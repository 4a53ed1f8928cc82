import type { CommandReply } from '#shared/bridge/contract.ts'
import type { ProtocolClient } from '#shared/protocol/client.ts'
import type { Command, ErrorFrame, OkFrame } from '#shared/protocol/frames.ts'
import { Failure } from '../failure.ts'
import { newCid } from './cid.ts'

interface Waiting {
  readonly resolve: (reply: CommandReply) => void
  readonly reject: (failure: Failure) => void
}

const COMMAND_MS = 15_000

/** What was asked of the gateway and not yet answered. Nothing of it outlives the link. */
export class Commands {
  readonly #client: () => ProtocolClient
  readonly #waiting = new Map<string, Waiting>()

  /** `client` throws where there is none. */
  constructor(client: () => ProtocolClient) {
    this.#client = client
  }

  /** Resolves when the gateway has done it; offline it fails at once: nothing is done behind one's back. */
  async send(command: Command): Promise<CommandReply> {
    const client = this.#client()
    if (client.state.kind !== 'live') throw new Failure('offline', 'not connected')
    const cid = newCid(Date.now())
    const { promise, resolve, reject } = Promise.withResolvers<CommandReply>()
    const timer = setTimeout(() => {
      client.remove(cid)
      this.#waiting.delete(cid)
      reject(new Failure('offline', 'the gateway did not answer in time'))
    }, COMMAND_MS)
    const settle = () => {
      clearTimeout(timer)
      this.#waiting.delete(cid)
    }
    this.#waiting.set(cid, {
      resolve: (reply) => {
        settle()
        resolve(reply)
      },
      reject: (failure) => {
        settle()
        reject(failure)
      },
    })
    client.enqueue({ cid, lane: laneOf(command), tried: false, frame: { t: 'cmd', command } })
    return promise
  }

  done(cid: string, ok: OkFrame): void {
    this.#waiting.get(cid)?.resolve(replyOf(ok))
  }

  refused(cid: string, { code }: ErrorFrame): void {
    this.#waiting.get(cid)?.reject(new Failure(code, 'the gateway refused'))
  }

  end(): void {
    for (const command of this.#waiting.values())
      command.reject(new Failure('offline', 'signed out'))
  }
}

/** What the gateway says of a command besides «done». */
function replyOf({ moved, stayed }: OkFrame): CommandReply {
  return {
    ...(moved === undefined ? {} : { moved }),
    ...(stayed === undefined ? {} : { stayed }),
  }
}

/** What changes one conversation goes in order behind what was sent in it; reading waits for nobody. */
function laneOf(command: Command): string {
  switch (command.type) {
    case 'claim':
    case 'forward':
    case 'forward.answer':
    case 'forward.cancel':
    case 'close':
    case 'recall':
    case 'reopen':
    case 'rate':
    case 'whisper':
      return command.conversation
    case 'read':
      return `read ${command.conversation}`
    case 'suspend':
    case 'resume':
    case 'invisible':
    case 'handover':
    case 'participate':
    case 'account.change':
    case 'account.delete':
    case 'buyer.mark':
    case 'buyer.tag':
    case 'buyer.note':
    case 'buyer.unnote':
    case 'buyer.link':
    case 'buyer.block':
    case 'settings.set':
      return 'me'
  }
}
