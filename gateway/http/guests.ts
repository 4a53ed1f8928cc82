import { randomInt } from 'node:crypto'
import en from '#resources/locales/en/gateway.json' with { type: 'json' }
import zhCN from '#resources/locales/zh-CN/gateway.json' with { type: 'json' }
import zhTW from '#resources/locales/zh-TW/gateway.json' with { type: 'json' }

/** Letters and digits that aren't mistaken for each other when read aloud. */
const SIGNS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/** What agents read for a buyer without a name, in the language of the buyer's browser. */
export function guestName(acceptLanguage: string | undefined): string {
  const first = /^\s*([A-Za-z-]+)/.exec(acceptLanguage ?? '')?.[1]?.toLowerCase() ?? ''
  const words = /^zh-(?:tw|hk|mo|hant)/.test(first)
    ? zhTW
    : first.startsWith('zh') || first === ''
      ? zhCN
      : en
  const code = Array.from({ length: 4 }, () => SIGNS[randomInt(SIGNS.length)]).join('')
  return words.guest.replace('{{code}}', code)
}
