import { WebSocket } from 'ws'
import type { ClientSocket, SocketEvents } from '#shared/protocol/client.ts'
import type { GatewayHttp } from '../account/gateway-http.ts'
import type { Line } from '../account/line.ts'
import { Failure } from '../failure.ts'

const HANDSHAKE_MS = 15_000
/** A snapshot of a thousand conversations is a few megabytes. */
const MAX_PAYLOAD = 64 * 1024 * 1024
/** A close that the other end doesn't answer is no reason to keep the socket. */
const CLOSE_MS = 2000

/** One websocket to the gateway, under the same certificate rule as its HTTP. */
export function openSocket(
  http: GatewayHttp,
  line: Line,
  events: SocketEvents,
  onMismatch: () => void,
): ClientSocket {
  const base = http.url
  const socket = new WebSocket(`${base.replace(/^http/, 'ws')}/ws`, {
    agent: line.agentFor(base),
    perMessageDeflate: false,
    handshakeTimeout: HANDSHAKE_MS,
    maxPayload: MAX_PAYLOAD,
  })
  let opened = false
  socket.on('open', () => {
    opened = true
    events.opened()
  })
  socket.on('message', (data) => {
    // Text frames come as one Buffer unless asked otherwise.
    events.received((data as Buffer).toString('utf8'))
  })
  socket.on('error', (error) => {
    if (error instanceof Failure && error.code === 'certificate_mismatch') onMismatch()
  })
  socket.on('close', (code) => {
    if (!opened) http.tryNextUrl()
    events.closed(code)
  })
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text)
    },
    close: () => {
      socket.close(1000)
      setTimeout(() => socket.terminate(), CLOSE_MS).unref()
    },
  }
}
