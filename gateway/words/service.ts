import { WORD_KINDS, type ShopSettings } from '#shared/protocol/settings.ts'
import type { AuditSubject } from '#shared/audit/model.ts'
import { makeGuardSlowly } from '#shared/words/guard/guard.ts'
import {
  verdictOf,
  WORD_VERDICTS,
  type Finding,
  type Guard,
  type Readings,
  type WordVerdict,
} from '#shared/words/guard/model.ts'
import { hostsOf } from '#shared/words/hosts.ts'
import type { SendNote, Shop } from '../desk/contract.ts'
import type { BesideStore } from '../store/beside/contract.ts'
import { BUNDLED } from './bundled.ts'
import { Hearing } from './hearing.ts'

type Watched = Pick<Shop, 'id' | 'settings'>

export interface Words {
  /**
   * What an account's words come to by the shop's policy; null: nothing. A promise only while the
   * lists are still being made ready: nothing goes out unlooked at.
   */
  judge(shop: Watched, text: string): SendNote | null | Promise<SendNote | null>
  /**
   * Whether the policy stops what the shop would say by itself. Answered at once: in the moments in
   * which the lists are being made ready it goes out as it was saved, when it was looked at.
   */
  stops(shop: string, settings: ShopSettings, text: string): boolean
  /** The shop's own list is another now. */
  changed(shop: string): void
  /** Makes the lists ready, when there is time. */
  warm(shop: string): void
  /** A buyer's words, which went through: abuse is noted later. */
  hear(shop: Shop, text: string, about: AuditSubject): void
  close(): void
}

interface Known {
  guard: Guard | null
  making: Promise<Guard>
}

/** The bundled lists are compiled once for all shops, a shop's own once for each of its revisions. */
export function openWords(options: {
  readonly beside: Pick<BesideStore, 'words'>
  readonly fault: (error: unknown) => void
}): Words {
  let readings: Promise<Readings> | null = null
  let bundled: Promise<Guard> | null = null
  const own = new Map<string, Known>()
  const hearing = new Hearing(({ id }) => known(id).guard, options.fault)

  // The dictionary of sounds is large: loaded when the first shop has something to look for.
  const loadReadings = () =>
    (readings ??= Promise.all([
      import('pinyin-pro'),
      import('#shared/words/guard/readings.ts'),
    ]).then(([{ pinyin }, { guardReadings }]) => guardReadings(pinyin)))
  const pause = () => new Promise<void>((resolve) => setImmediate(resolve))
  const loadBundled = () =>
    (bundled ??= loadReadings().then((read) =>
      makeGuardSlowly({ bundled: BUNDLED, own: [] }, read, pause),
    ))

  async function make(shop: string): Promise<Guard> {
    const [all, { words }] = await Promise.all([loadBundled(), options.beside.words(shop)])
    if (words.length === 0) return all
    const mine = await makeGuardSlowly({ bundled: null, own: words }, await loadReadings(), pause)
    return {
      look: (text, hosts) => [...all.look(text, hosts), ...mine.look(text)],
    }
  }

  function known(shop: string): Known {
    const before = own.get(shop)
    if (before) return before
    const making = make(shop)
    const made: Known = { guard: null, making }
    own.set(shop, made)
    making.then(
      (guard) => {
        made.guard = guard
      },
      (error: unknown) => {
        // Asked again at the next message; meanwhile that one fails and can be sent again.
        if (own.get(shop) === made) own.delete(shop)
        options.fault(error)
      },
    )
    return made
  }

  return {
    judge(shop, text) {
      const settings = shop.settings()
      if (isOff(settings)) return null
      const { guard, making } = known(shop.id)
      return guard
        ? noteOf(guard, settings, text)
        : making.then((made) => noteOf(made, settings, text))
    },
    stops(shop, settings, text) {
      if (!blocks(settings)) return false
      const { guard } = known(shop)
      return guard !== null && noteOf(guard, settings, text)?.verdict === 'block'
    },
    changed(shop) {
      own.delete(shop)
      known(shop)
    },
    warm(shop) {
      known(shop)
    },
    hear(shop, text, about) {
      if (shop.settings().words.policy.abuse !== 'off') hearing.hear({ shop, text, about })
    },
    close: () => hearing.close(),
  }
}

function isOff({ words: { policy } }: ShopSettings): boolean {
  return WORD_KINDS.every((kind) => policy[kind] === 'off')
}

/** Whether anything can be stopped: the policy is the most that can happen. */
function blocks({ words: { policy } }: ShopSettings): boolean {
  return WORD_KINDS.some((kind) => policy[kind] === 'block')
}

/** Of the weightiest finding; the others of the message are told by their number. */
function noteOf(guard: Guard, settings: ShopSettings, text: string): SendNote | null {
  const findings = guard.look(text, hostsOf(settings))
  if (findings.length === 0) return null
  let worst: { readonly finding: Finding; readonly verdict: WordVerdict } | null = null
  for (const finding of findings) {
    const verdict = verdictOf(finding, settings.words.policy)
    if (verdict === null) continue
    if (worst === null || WORD_VERDICTS.indexOf(verdict) > WORD_VERDICTS.indexOf(worst.verdict))
      worst = { finding, verdict }
  }
  if (worst === null) return null
  const { finding, verdict } = worst
  return { kind: finding.kind, rule: finding.rule.slice(0, 80), verdict, count: findings.length }
}
