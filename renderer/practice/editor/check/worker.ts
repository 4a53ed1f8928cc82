import { WITS } from '../wits.ts'
import { look, type Answer, type Ask } from './model.ts'

// In a worker `self` is the worker's own scope; the page's types know only windows.
const scope = self as unknown as {
  onmessage: ((event: MessageEvent<Ask>) => void) | null
  postMessage(answer: Answer): void
}

scope.onmessage = ({ data: { id, text } }) => scope.postMessage({ id, ...look(text, WITS) })
