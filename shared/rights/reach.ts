/**
 * How far something goes for somebody. Private contacts (D6) are within `shop` alone, and where the
 * main account asks for what is its own.
 */
export const REACHES = [
  /** Not at all: `not_allowed`, whatever it is about. */
  'no',
  /** The whole shop, private contacts included. */
  'shop',
  /** The whole shop but private contacts: of those it is not even told that they are there. */
  'public',
  /** Buyers whom it serves, served before or is offered (S32, T1). */
  'served',
  /** As `public`, while it holds a conversation at all. */
  'serving',
  /** Conversations it holds, or held when they were closed. */
  'held',
  /** Conversations it holds or is offered (S30). */
  'given',
  /** Conversations it holds, or that wait in the queue. */
  'queue',
  /** Conversations that are offered to it (D12). */
  'offered',
  /** Conversations it holds, or has itself offered to somebody. */
  'offering',
  /** What it wrote itself, of a buyer or a conversation it may know of. */
  'own',
  /** Itself: an account's own settings, sessions, files; a buyer's own conversations. */
  'self',
  /** Whoever asks, signed in or not; what it asks for is a credential of its own, or public. */
  'open',
  /** Whoever has signed the request with the shop's secret. */
  'signed',
  /** This computer alone, unless the gateway was started otherwise. */
  'local',
] as const
export type Reach = (typeof REACHES)[number]

/** `stranger`: not signed in. `operator`: the gateway itself and its command line. */
export const PARTIES = [
  'main',
  'supervisor',
  'senior',
  'junior',
  'buyer',
  'stranger',
  'operator',
] as const
export type Party = (typeof PARTIES)[number]

export type Row = Readonly<Record<Party, Reach>>

/** One line of the table: accounts by role (A5), then a buyer. */
export function row(
  main: Reach,
  supervisor: Reach,
  senior: Reach,
  junior: Reach,
  buyer: Reach = 'no',
): Row {
  return { main, supervisor, senior, junior, buyer, stranger: 'no', operator: 'no' }
}

/** As a row, and the gateway's operator has it, too. */
export function orOperator(line: Row): Row {
  return { ...line, operator: 'shop' }
}

/** Nobody has it but the gateway itself. */
export const gatewayAlone: Row = orOperator(row('no', 'no', 'no', 'no'))

/** The same for whoever asks. */
export function everyone(reach: 'open' | 'signed' | 'local'): Row {
  return { ...row(reach, reach, reach, reach, reach), stranger: reach }
}

/** Not only what it holds, served or wrote: all conversations of the shop, but for private ones perhaps. */
export function isWide(reach: Reach): boolean {
  return reach === 'shop' || reach === 'public'
}

/** Whether a wide reach has this buyer's things in it (D6). */
export function reaches(reach: Reach, buyerPrivate: boolean): boolean {
  return reach === 'shop' || (reach === 'public' && !buyerPrivate)
}
