import { startTransition, useEffect, useState } from 'react'

/** A window that is not to be seen paints nothing; what waits for a frame then comes by itself. */
const UNSEEN_MS = 100

/** Runs once the next frame is painted. Returns how to call it off. */
export function afterPaint(run: () => void): () => void {
  const channel = new MessageChannel()
  let done = false
  const once = () => {
    if (done) return
    stop()
    run()
  }
  // Posted within the frame, handled when its style, layout and paint are done.
  channel.port1.onmessage = once
  const frame = requestAnimationFrame(() => channel.port2.postMessage(null))
  const timer = setTimeout(once, UNSEEN_MS)
  const stop = () => {
    done = true
    cancelAnimationFrame(frame)
    clearTimeout(timer)
    channel.port1.close()
  }
  return stop
}

/**
 * The value as it was until the frame that follows its change is painted. Unlike a deferred value,
 * whose work may come before that frame, what hangs on it never holds the frame up.
 */
export function useAfterPaint<T>(value: T): T {
  const [shown, setShown] = useState(value)
  useEffect(() => {
    if (Object.is(shown, value)) return
    return afterPaint(() => startTransition(() => setShown(() => value)))
  }, [shown, value])
  return shown
}
