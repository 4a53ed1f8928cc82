/** What a UTF-16 unit can mean to the search for personal data, in one table read once per unit. */
const DIGIT = 1
const AT = 2
const PLACE = 4

const DIGITS: readonly (readonly [signs: string, first: number])[] = [
  ['0123456789', 0],
  ['０１２３４５６７８９', 0],
  ['零一二三四五六七八九', 0],
  ['〇壹贰叁肆伍陆柒捌玖', 0],
  ['○壹貳參肆伍陸柒捌玖', 0],
  ['①②③④⑤⑥⑦⑧⑨', 1],
  ['⑴⑵⑶⑷⑸⑹⑺⑻⑼', 1],
  ['❶❷❸❹❺❻❼❽❾', 1],
]
/** Characters that stand in addresses; one alone says nothing. */
const PLACES =
  '省市区區县縣旗镇鎮乡鄉路街道巷弄段号號栋棟幢楼樓座室户屋层門门单單元院村庄莊屯组組队苑园園厦廈馆館场場里湾社柜站庭府邨寓舍'

const classes = new Uint8Array(0x10000)
const values = new Int8Array(0x10000).fill(-1)
for (const [signs, first] of DIGITS)
  for (let at = 0; at < signs.length; at++) {
    classes[signs.charCodeAt(at)] = DIGIT
    values[signs.charCodeAt(at)] = first + at
  }
// How a one and a two are read aloud in numbers.
values['幺'.charCodeAt(0)] = 1
values['貮'.charCodeAt(0)] = 2
classes['幺'.charCodeAt(0)] = classes['貮'.charCodeAt(0)] = DIGIT
for (const at of '@＠') classes[at.charCodeAt(0)] = AT
for (const place of PLACES) classes[place.charCodeAt(0)] = PLACE

/** 0 to 9, or -1: this UTF-16 unit is no digit in any form people write. */
export function digitOf(unit: number): number {
  return values[unit] ?? -1
}

export interface Hints {
  readonly digits: number
  readonly at: boolean
  readonly places: number
}

/** One pass without allocation but its answer: what is worth looking for. */
export function hintsOf(text: string): Hints {
  let digits = 0
  let at = 0
  let places = 0
  for (let index = 0; index < text.length; index++) {
    const unit = classes[text.charCodeAt(index)] ?? 0
    if (unit === 0) continue
    if (unit === DIGIT) digits++
    else if (unit === PLACE) places++
    else at++
  }
  return { digits, at: at > 0, places }
}

/** Whether there are so many digits at all: the door before storage asks nothing else of most texts. */
export function hasDigits(text: string, atLeast: number): boolean {
  let digits = 0
  for (let index = 0; index < text.length; index++)
    if (classes[text.charCodeAt(index)] === DIGIT && ++digits >= atLeast) return true
  return false
}
