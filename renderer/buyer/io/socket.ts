import type { ClientSocket, SocketEvents } from '#shared/protocol/client.ts'

/** The browser's websocket behind the protocol client's seam. */
export function openSocket(base: string, events: SocketEvents): ClientSocket {
  const socket = new WebSocket(`${base.replace(/^http/, 'ws')}/ws`)
  socket.onopen = () => events.opened()
  socket.onmessage = (message) => typeof message.data === 'string' && events.received(message.data)
  socket.onclose = (close) => events.closed(close.code)
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text)
    },
    close: () => socket.close(),
  }
}
