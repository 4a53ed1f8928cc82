// Not said to people, but looked for in what they say.
/* oxlint-disable xiaoer/no-chinese-text */
import { flat, type Flat } from './flatten.ts'
import type { Finding } from './model.ts'

/** Contact leaks that no list of words tells: links to other hosts, one's own numbers, addresses of mail. */
const LINK =
  /(?:https?:\/\/|www\.)[^\s，。；！）)]+|(?<![a-z0-9@._-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.|。|．|·|\s?点\s?|\s?dot\s?))+(?:com|cn|net|org|cc|top|xyz|vip|shop|club|io|me|tv|ly|site|online|link|info|co|app|wang|ltd|store|hk|tw)(?![a-z0-9])(?:\/[^\s，。；！）)]*)?/gi
const PHONE = /(?<!\d)(?:0?0?86)?1[3-9]\d{9}(?!\d)/g
const OWN_BEFORE =
  /(?:我(?:的|这边的?|本人的?|手机|电话|号码|号|私人)|打我|加我|找我|联系我|打给我|本人|老板|同号|私人|callme|textme|reachme|mynumber|myphone|mycell)(?:个?(?:手机|电话|号码|号|微信|的|是|吧|is|at|on|qq))*$/
const OWN_BEHIND =
  /^(?:是|这个)?(?:就是)?(?:我的?(?:手机|电话|号码|号|微信|qq|支付宝)|打我|加我|找我|联系我|打给我|同号|微信同号|callme|textme)/
const MAIL = /[a-z0-9][a-z0-9._-]*\s?@\s?[a-z0-9-]+(?:\.[a-z0-9-]+)+/gi
const OWN_MAIL =
  /(?:我的?(?:邮箱|邮件|email|mail)|联系我|找我|加我|发我|发到我|mymail|myemail|emailme)/
const DIGITS = /\d/

/** An account's name or number right behind, with or without «is». */
export const ACCOUNT =
  /^(?:号码|账号|同号|号|是|为|叫|搜索|搜|加|就|id|is|me|on|at|no|i5|名){0,4}[a-z0-9]{5,}/

export function contactPatterns(
  text: string,
  flatText: Flat,
  hosts: readonly string[],
): readonly Finding[] {
  const isOwn = (host: string) => hosts.some((one) => host === one || host.endsWith(`.${one}`))
  const found: Finding[] = []
  const add = (rule: string, start: number, end: number) =>
    found.push({ kind: 'contact', rule, start, end, doubtful: false })
  if (/[.点點。．·]|dot/i.test(text)) {
    const [plain, places] = unhidden(text)
    for (const match of plain.matchAll(LINK)) {
      const host = hostOf(match[0])
      if (host === '' || isOwn(host)) continue
      if (/@\s?$/.test(plain.slice(0, match.index))) continue
      const last = places[match.index + match[0].length - 1] ?? text.length - 1
      add('#link', places[match.index] ?? 0, last + 1)
    }
  }
  if (text.includes('@'))
    for (const match of text.matchAll(MAIL))
      if (OWN_MAIL.test(plainBefore(text, match.index)))
        add('#mail', match.index, match.index + match[0].length)
  if (flatText.length >= 11 && DIGITS.test(flatText.text))
    for (const match of flatText.text.matchAll(PHONE)) {
      const end = match.index + match[0].length
      const before = flatText.text.slice(Math.max(0, match.index - 14), match.index)
      const behind = flatText.text.slice(end, end + 10)
      if (OWN_BEFORE.test(before) || OWN_BEHIND.test(behind))
        add('#phone', flatText.starts[match.index] ?? 0, flatText.ends[end - 1] ?? text.length)
    }
  return found
}

function plainBefore(text: string, at: number): string {
  return text
    .slice(Math.max(0, at - 16), at)
    .toLowerCase()
    .replaceAll(/[\s:：]/g, '')
}

function hostOf(link: string): string {
  const bare = link
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replaceAll(/\s?点\s?|\s?dot\s?|[。．·]/g, '.')
  return (/^[^/?#:]+/.exec(bare)?.[0] ?? '').replace(/^www\./, '')
}

/** Look-alikes made Latin, what can't be seen left out, single letters with spaces between joined. */
function unhidden(text: string): readonly [string, readonly number[]] {
  const chars: string[] = []
  const places: number[] = []
  for (let at = 0; at < text.length; at++) {
    const point = text.codePointAt(at) ?? 0
    const char = String.fromCodePoint(point)
    const like = point < 0x80 ? char : flat(char)
    if (/^[a-z0-9点]$/i.test(like)) {
      chars.push(like)
      places.push(at)
    } else if (!/[\p{Cf}\p{M}\p{Extended_Pictographic}]/u.test(char)) {
      chars.push(char.normalize('NFKC').charAt(0))
      places.push(at)
    }
    if (point > 0xffff) at++
  }
  const kept: number[] = []
  const single = (at: number) =>
    /[a-z0-9.点]/i.test(chars[at] ?? '') &&
    !/[a-z0-9]/i.test(chars[at + 1] ?? '') &&
    !/[a-z0-9]/i.test(chars[at - 1] ?? '')
  chars.forEach((char, at) => {
    if (!(char === ' ' && single(at - 1) && single(at + 1))) kept.push(at)
  })
  return [kept.map((at) => chars[at]).join(''), kept.map((at) => places[at] ?? 0)]
}
