import type { ToEmbedded } from '#shared/bridge/embedded.ts'
import { runEmbedded } from '#gateway/embedded.ts'

// The utility process in which the desktop hosts the gateway: one file may reach both sides, this one.
const { parentPort } = process
runEmbedded({
  post: (message) => parentPort.postMessage(message),
  onMessage: (listener) => {
    parentPort.on('message', ({ data }: { data: ToEmbedded }) => listener(data))
  },
  exit: (code) => process.exit(code),
})
