/** One line of a transcript, oldest first. */
export interface Line {
  /** Unix ms. */
  readonly at: number
  /** `shop`: automatic words, which nobody answers for. */
  readonly from: 'buyer' | 'agent' | 'shop'
  readonly text: string
}

/** What is known of a transcript besides its lines. Empty strings are passed over. */
export interface Known {
  /** The same seed invents the same values for the same transcript. */
  readonly seed: number
  /** The buyer's name as the shop has it, receivers of its orders, whoever else is known by name. */
  readonly people: readonly string[]
  /** Nicks of the agents. */
  readonly agents: readonly string[]
  readonly orders: readonly string[]
  readonly trackings: readonly string[]
  readonly phones: readonly string[]
  readonly addresses: readonly string[]
  /** Ids and titles of products: a number or a place in them tells of nobody. */
  readonly products: readonly string[]
}

export type DrillKind =
  | 'name'
  | 'agent'
  | 'phone'
  | 'identity'
  | 'card'
  | 'email'
  | 'address'
  | 'order'
  | 'tracking'
  | 'wechat'
  | 'qq'
  | 'plate'
  | 'company'
  | 'link'
  /** A number that may tell of somebody: long, or behind «account», «code» or a mask. */
  | 'number'

/** [start, end) in UTF-16 units. */
export interface Stretch {
  readonly start: number
  readonly end: number
}

export interface Place {
  /** Index of the line. */
  readonly message: number
  /** In the original text. */
  readonly was: Stretch
  /** In the text that was made of it. */
  readonly now: Stretch
  /** Only a part of the value stood here: a surname, the last four digits, a city. */
  readonly part: boolean
  /** A person should look at it: it may be no personal data. */
  readonly doubtful: boolean
}

/** One value and what stands for it. The original is nowhere in it but for its mask. */
export interface Replacement {
  readonly kind: DrillKind
  /** For the review: a few signs of the original, the rest as `*`. Belongs into no file. */
  readonly mask: string
  readonly replacement: string
  readonly doubtful: boolean
  readonly places: readonly Place[]
}

export interface Anonymised {
  readonly messages: readonly Line[]
  /** By their first place. */
  readonly replacements: readonly Replacement[]
}

/** resources/practice/drill.json: words in a language that this code holds none of. */
export interface DrillWords {
  readonly persons: {
    readonly surnames: string
    readonly compoundSurnames: readonly string[]
    readonly titles: readonly string[]
    readonly doubtfulTitles: readonly string[]
    readonly little: string
    readonly nickStarts: readonly string[]
    readonly nickEnds: readonly string[]
    readonly labels: readonly string[]
    readonly said: readonly string[]
    readonly maybe: readonly string[]
    readonly surnameSaid: readonly string[]
    readonly notNames: readonly string[]
    /** Signs that end a name of two signs rather than being its third. */
    readonly ends: string
    readonly inventedSurnames: string
    readonly inventedCompound: readonly string[]
    readonly inventedGiven: string
    readonly inventedNicks: readonly string[]
  }
  readonly numbers: {
    readonly order: readonly string[]
    readonly tracking: readonly string[]
    readonly tail: readonly string[]
    readonly code: readonly string[]
    readonly account: readonly string[]
    readonly wechat: readonly string[]
    readonly qq: readonly string[]
    readonly other: readonly string[]
    readonly plates: string
    readonly companies: readonly string[]
    readonly titlesOfInvoice: readonly string[]
  }
  readonly places: {
    /** Each stands for another of its own list: far ones for far ones. */
    readonly provinces: readonly (readonly string[])[]
    readonly ends: readonly string[]
    /** Before an address and none of it. */
    readonly leads: readonly string[]
    /** With one of them what stands before is no part of it, either. */
    readonly prepositions: string
    readonly generic: readonly string[]
    readonly names: readonly string[]
  }
}

/** Something of the known originals is left: the drill must not be shown to trainees. */
export class LeftOver extends Error {
  readonly left: readonly { readonly message: number; readonly kind: DrillKind }[]

  constructor(left: LeftOver['left']) {
    super(`personal data left in lines ${left.map(({ message }) => message + 1).join(', ')}`)
    this.name = 'LeftOver'
    this.left = left
  }
}
