/** In a box of 24, as the other icons are drawn. */
const ONE = 'M20 6 9 17l-5-5'
const TWO = 'M18 6 7 17l-5-5M22 10l-7.5 7.5L13 16'

/**
 * Sent, or read. Not of the icons' library: each line of one's own has one, and of those a dozen
 * components with 180 attributes came with every switch of the chat.
 */
export function Tick({ two }: { readonly two: boolean }) {
  return (
    <svg className="tick" viewBox="0 0 24 24" aria-hidden="true">
      <path d={two ? TWO : ONE} />
    </svg>
  )
}
