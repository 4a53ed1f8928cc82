/** T4. What a text tells of a person; [start, end) in UTF-16 units. */
export type PersonalKind = 'phone' | 'identity' | 'card' | 'email' | 'address'
export interface Span {
  readonly kind: PersonalKind
  readonly start: number
  readonly end: number
}
