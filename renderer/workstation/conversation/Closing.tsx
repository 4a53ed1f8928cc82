import { lazy, Suspense } from 'react'
import { useWork } from '../app/context.ts'

export const fetchCloseSummary = () => import('./CloseSummary.tsx')
const CloseSummary = lazy(() => fetchCloseSummary().then((m) => ({ default: m.CloseSummary })))

/** The pop-over that asks for the summary, if there is something to be closed. */
export function Closing() {
  const closing = useWork((state) => state.closing)
  if (closing === null) return null
  return (
    <Suspense>
      <CloseSummary key={closing.join()} conversations={closing} />
    </Suspense>
  )
}
