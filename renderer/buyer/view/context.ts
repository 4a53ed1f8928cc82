import type { Language, Translate } from '../language.ts'
import type { Pictures } from '../io/pictures.ts'

/** What the parts of the page share. A change of language builds the page anew with another one. */
export interface ViewContext {
  readonly t: Translate
  readonly language: Language
  readonly pictures: Pictures
  /** 14:05 */
  time(at: number): string
  /** Today, yesterday, or the date. */
  day(at: number): string
  retry(cid: string): void
  discard(cid: string): void
  /** Shows a picture in full; `from` gets the focus back. */
  enlarge(url: string, name: string, from: HTMLElement): void
}
