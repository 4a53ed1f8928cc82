import { describe, expect, test } from 'vitest'
import { DEFAULT_PREFERENCES, type SoundKind } from '#shared/bridge/preferences.ts'
import {
  type Attention,
  type ToldKind,
  type Verdict,
  verdictOf,
  type Wishes,
} from './notification-verdict.ts'

const NOW = 1_000_000

const PLACES = {
  'on this chat': { inFront: 'c1', focused: true, locked: false },
  'on another chat': { inFront: 'c2', focused: true, locked: false },
  'on no chat': { inFront: null, focused: true, locked: false },
  minimised: { inFront: null, focused: false, locked: false },
  'hidden in the tray': { inFront: null, focused: false, locked: false },
  'locked, this chat behind': { inFront: 'c1', focused: true, locked: true },
  'locked, minimised': { inFront: null, focused: false, locked: true },
} as const satisfies Record<string, Attention>
type Place = keyof typeof PLACES

const off = { new_buyer: false, waiting: false, slow: false, forward: false, whisper: false }
const WISHES = {
  usual: {},
  quiet: { quietUntil: NOW + 1 },
  'quiet is over': { quietUntil: NOW },
  'notifications off': { notifications: false },
  'preview off': { preview: false },
  'flash off': { flash: false },
  'sounds off': { sounds: { ...off, sent: true } },
  'volume 0': { volume: 0 },
} as const satisfies Record<string, Partial<Wishes>>
type Wish = keyof typeof WISHES

const SOUND_OF: Readonly<Record<ToldKind, SoundKind | null>> = {
  new_buyer: 'new_buyer',
  again: 'new_buyer',
  forward: 'forward',
  handover: 'forward',
  offer: 'forward',
  returned: 'forward',
  whisper: 'whisper',
  waiting: 'waiting',
  slow: 'slow',
  alert: null,
}
const KINDS = Object.keys(SOUND_OF) as ToldKind[]

/** shown or why not · heard · flash · words may be read. */
type Cell = `${'shown' | NonNullable<Verdict['why']>} ${string}`
const away = {
  usual: 'shown sound flash words',
  quiet: 'do_not_disturb - - words',
  'quiet is over': 'shown sound flash words',
  'notifications off': 'off sound flash words',
  'preview off': 'shown sound flash -',
  'flash off': 'shown sound - words',
  'sounds off': 'shown - flash words',
  'volume 0': 'shown - flash words',
} as const satisfies Record<Wish, Cell>
const elsewhere = {
  usual: 'shown sound - words',
  quiet: 'do_not_disturb - - words',
  'quiet is over': 'shown sound - words',
  'notifications off': 'off sound - words',
  'preview off': 'shown sound - -',
  'flash off': 'shown sound - words',
  'sounds off': 'shown - - words',
  'volume 0': 'shown - - words',
} as const satisfies Record<Wish, Cell>
const here = {
  usual: 'in_front - - words',
  quiet: 'in_front - - words',
  'quiet is over': 'in_front - - words',
  'notifications off': 'in_front - - words',
  'preview off': 'in_front - - -',
  'flash off': 'in_front - - words',
  'sounds off': 'in_front - - words',
  'volume 0': 'in_front - - words',
} as const satisfies Record<Wish, Cell>
/** No words on a locked screen, whatever is wished. */
const locked = {
  usual: 'shown sound flash -',
  quiet: 'do_not_disturb - - -',
  'quiet is over': 'shown sound flash -',
  'notifications off': 'off sound flash -',
  'preview off': 'shown sound flash -',
  'flash off': 'shown sound - -',
  'sounds off': 'shown - flash -',
  'volume 0': 'shown - flash -',
} as const satisfies Record<Wish, Cell>
/** The window that is looked at tells it itself. */
const slowElsewhere = {
  usual: 'in_app sound - words',
  quiet: 'do_not_disturb - - words',
  'quiet is over': 'in_app sound - words',
  'notifications off': 'in_app sound - words',
  'preview off': 'in_app sound - -',
  'flash off': 'in_app sound - words',
  'sounds off': 'in_app - - words',
  'volume 0': 'in_app - - words',
} as const satisfies Record<Wish, Cell>

const MATRIX: Readonly<Record<Place, Readonly<Record<Wish, Cell>>>> = {
  'on this chat': here,
  'on another chat': elsewhere,
  'on no chat': elsewhere,
  minimised: away,
  'hidden in the tray': away,
  'locked, this chat behind': locked,
  'locked, minimised': locked,
}
const SLOW: typeof MATRIX = {
  ...MATRIX,
  'on another chat': slowElsewhere,
  'on no chat': slowElsewhere,
}

/** [A6] Nothing of it is heard, and whatever chat is in front, the window in front shows it. */
const silent = (cells: Readonly<Record<Wish, Cell>>) =>
  Object.fromEntries(
    Object.entries(cells).map(([wish, cell]) => [wish, cell.replace(' sound ', ' - ')]),
  ) as Record<Wish, Cell>
const ALERT: typeof MATRIX = {
  'on this chat': silent(slowElsewhere),
  'on another chat': silent(slowElsewhere),
  'on no chat': silent(slowElsewhere),
  minimised: silent(away),
  'hidden in the tray': silent(away),
  'locked, this chat behind': silent(locked),
  'locked, minimised': silent(locked),
}
const matrixOf = (kind: ToldKind) => (kind === 'slow' ? SLOW : kind === 'alert' ? ALERT : MATRIX)

describe.each(KINDS)('%s', (kind) => {
  const rows = (Object.keys(PLACES) as Place[]).flatMap((place) =>
    (Object.keys(WISHES) as Wish[]).map((wish) => {
      const cell = matrixOf(kind)[place][wish]
      return [place, wish, cell] as const
    }),
  )
  test.each(rows)('%s, %s: %s', (place, wish, cell) => {
    const wishes = { ...DEFAULT_PREFERENCES, ...WISHES[wish] }
    const { why, sound, flash, words } = verdictOf(
      { kind, conversation: kind === 'alert' ? null : 'c1' },
      PLACES[place],
      wishes,
      NOW,
    )
    const found = [
      why ?? 'shown',
      sound ? 'sound' : '-',
      flash ? 'flash' : '-',
      words ? 'words' : '-',
    ]
    expect(found.join(' ')).toBe(cell)
    if (sound) expect(sound).toBe(SOUND_OF[kind])
  })
})
