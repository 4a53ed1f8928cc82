import { readFileSync } from 'node:fs'
import { Converter } from 'opencc-js'
import { pinyin } from 'pinyin-pro'
import { WORD_KINDS, type WordKind } from '#shared/protocol/settings.ts'
import { makeGuard } from '#shared/words/guard/guard.ts'
import type { BundledLists, Guard, OwnWord } from '#shared/words/guard/model.ts'
import { guardReadings } from '#shared/words/guard/readings.ts'
import { seeded } from '#gateway/demo/random.ts'

const at = (path: string) => new URL(`../../${path}`, import.meta.url)
const read = (path: string) => readFileSync(at(path), 'utf8')

export const bundledLists = (): BundledLists =>
  Object.fromEntries(
    WORD_KINDS.filter((kind) => kind !== 'own').map((kind) => [
      kind,
      JSON.parse(read(`resources/words/${kind}.json`)) as string[],
    ]),
  ) as unknown as BundledLists

export const readings = guardReadings(pinyin)

export const bundledGuard = (own: readonly OwnWord[] = []): Guard =>
  makeGuard({ bundled: bundledLists(), own }, readings)

export function linesOf(name: string): readonly string[] {
  return read(`tests/words/${name}.txt`)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
}

export interface Violation {
  readonly kind: WordKind
  readonly text: string
  readonly dodge: string
}

const traditional = Converter({ from: 'cn', to: 't' })
const LOOKS: Readonly<Record<string, string>> = {
  a: 'а',
  e: 'е',
  o: 'о',
  c: 'с',
  p: 'р',
  x: 'х',
  y: 'у',
  i: 'і',
  k: 'к',
  t: 'т',
  v: 'ν',
  w: 'ԝ',
  q: '𝐪',
  u: 'υ',
  d: 'ԁ',
  h: 'һ',
  m: 'м',
  s: 'ѕ',
}

/** How people hide a word; null: it does not change this one. */
const DODGES: Readonly<Record<string, (word: string) => string | null>> = {
  plain: (word) => word,
  spaces: (word) => Array.from(word).join(' '),
  dots: (word) => Array.from(word).join('.'),
  invisible: (word) => Array.from(word).join('\u200b'),
  emoji: (word) => Array.from(word).join('🌸'),
  marks: (word) => (Array.from(word).length < 3 ? null : Array.from(word).join('、')),
  'full width': (word) =>
    word.replaceAll(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0)),
  capitals: (word) => word.replaceAll(/[a-z]/g, (char) => char.toUpperCase()),
  traditional: (word) => traditional(word),
  'look-alikes': (word) => word.replaceAll(/[a-z]/gi, (char) => LOOKS[char.toLowerCase()] ?? char),
  'mathematical letters': (word) =>
    word.replaceAll(/[a-z]/g, (char) => String.fromCodePoint(0x1d41a + char.charCodeAt(0) - 97)),
  pinyin: (word) => said(word, ''),
  'pinyin with spaces': (word) => said(word, ' '),
  'pinyin with tones': (word) =>
    /^\p{Script=Han}{3,}$/u.test(word) ? pinyin(word, { toneType: 'symbol' }) : null,
  'one in pinyin': (word) =>
    /^\p{Script=Han}{2,4}$/u.test(word)
      ? Array.from(word)
          .map((char, place) => (place === 0 ? pinyin(char, { toneType: 'none' }) : char))
          .join('')
      : null,
}

function said(word: string, between: string): string | null {
  // One character or two short syllables in pinyin are no word any more.
  if (!/^\p{Script=Han}{3,}$/u.test(word)) return null
  return pinyin(word, { toneType: 'none', type: 'array' }).join(between)
}

/** Every line with its bracketed part as it is and in every dodge that changes it. */
export function violations(name: string): readonly Violation[] {
  const found: Violation[] = []
  for (const line of linesOf(name)) {
    const [kind = '', raw = ''] = line.split('\t')
    const plain = raw.replaceAll(/[[\]]/g, '')
    for (const [dodge, change] of Object.entries(DODGES)) {
      let unchanged = false
      const text = raw.replaceAll(/\[(.+?)\]/g, (_, word: string) => {
        const changed = change(word)
        if (changed === null) unchanged = true
        return changed ?? word
      })
      if (unchanged || (dodge !== 'plain' && text === plain)) continue
      found.push({ kind: kind as WordKind, text, dodge })
    }
  }
  return found
}

/** Ordinary lines put together of what shops say; the same at each run. */
export function ordinaryByPattern(): readonly string[] {
  const things =
    '这款羽绒被|枕套|四件套|保温杯|运动鞋|V领毛衣|滚筒刷|垃圾袋|QQ糖|二维码贴纸|最大号的收纳箱|第一批货|顶灯|微波炉|口红999号|手机壳'
  const states =
    '今天发货|明天到货|有现货|缺货了，下周补|已经备注了|可以换|支持七天无理由|卖完了|正在打包|已经签收|还在路上|需要预订'
  const heads = '亲，|您好，|在的，|好的，|不好意思，|抱歉让您久等了，|查到了，|'
  const tails = '哦|呢|，您看可以吗|，请放心|，还有别的需要吗|'
  const acts =
    '退款会原路退回微信|请用支付宝付款|第一次购买有新人券|最快明天发出|最晚周五到|最多拍三件|您最好先看尺码表|微信支付失败可以换一张卡|收到货再确认收货|请不要相信加微信的陌生人|平台不允许私下交易|运费我们打到您的支付宝|快递员电话13800138000|快递单号SF1234567890123|最后一件了|转账需要一到两天到账|红包可以叠加使用|客服不会要您的验证码'
  const parts = (text: string) => text.split('|')
  const found: string[] = []
  for (const head of parts(heads))
    for (const tail of parts(tails)) {
      for (const thing of parts(things))
        for (const state of parts(states)) found.push(`${head}${thing}${state}${tail}`)
      for (const act of parts(acts)) found.push(`${head}${act}${tail}`)
    }
  return found
}

/** Numbers of orders, parcels, models, sizes and prices with whatever figures; the same at each run. */
export function numbered(count: number): readonly string[] {
  const heads =
    '订单号 |单号SF|YT|JD00|货号 S|型号 A|S|尺码 |编号 xs|M 码 |平时穿 165/88A，拍了 |v|B|TB|款号 CN|No.|C|NMD_R1 |Mate |¥'
  const tails = '|号|元|件|，已发出'
  const figures = seeded(20_261_122)
  const parts = (text: string) => text.split('|')
  return Array.from({ length: count }, (_, index) => {
    const head = parts(heads)[index % parts(heads).length] ?? ''
    const tail = parts(tails)[index % parts(tails).length] ?? ''
    const number = Array.from({ length: 1 + (index % 13) }, () => Math.floor(figures() * 10))
    return `您好，${head}${number.join('')}${tail}`
  })
}

/** What the demo shop, its buyers and its order system say. */
export function demoTexts(): readonly string[] {
  const found: string[] = []
  const walk = (value: unknown): void => {
    if (typeof value === 'string') {
      if (/\p{Script=Han}/u.test(value) && value.length >= 5 && value.length <= 120)
        found.push(value)
    } else if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk)
  }
  for (const name of ['buyers', 'orders', 'catalog', 'shop', 'phrases'])
    walk(JSON.parse(read(`resources/demo/${name}.json`)))
  return found
}
