/**
 * Addresses with gaps in them: spaces between words and digits as phones' keyboards put them, line
 * breaks and commas between the parts. They are looked for in a text without these gaps, and found at
 * their places in the original.
 */
export interface Closed {
  readonly text: string
  /** By index of the closed text, where the unit stands in the original. */
  readonly at: readonly number[]
}

const GAP = /[ \t\u00a0\u3000\r\n,，、]+/g
const COMMA = /[,，、]/
const BREAK = /\n/
const DIGIT = /[0-9０-９]/
const HAN = /[\u3400-\u9fff]/
/** What ends a part of an address. */
const ENDS =
  /[省市区區县縣州旗盟镇鎮乡鄉路街道巷弄段里号號院栋棟幢座楼樓层層室户元村庄屯组組园園苑城厦廈场場附東东西南北中]/
/** A unit behind a number, as a part of an address has it. */
const UNIT = /^(?:号|號|栋|棟|幢|座|单元|楼|樓|层|層|室|房|户|弄|巷|段|院|门|组|組|期|区)/
const NUMBER = /^[0-9０-９A-Za-z]{1,5}/
/** What a part begins with behind a comma or a line break. */
const PART =
  /^(?:[\u3400-\u9fff]{1,8}?(?:自治区|自治州|省|市|区|區|县|縣|镇|鎮|乡|鄉|街道|路|街|大道|巷|弄|村|庄|苑|园|厦|厦|广场|中心)|[0-9０-９]{1,5}[ \u3000]?(?:号|號|弄|栋|棟|幢|座|单元|楼|樓|层|層|室|院)|[0-9]{3,4}(?![0-9元块个件]))/
/** A label of the next line of a form. */
const LABEL = /^[\u3400-\u9fffA-Za-z]{1,8}[ \u3000]?[:：]/
/** Longer ones set things apart. */
const LONGEST = 4

/** null: nothing to close; the text as it is says all. */
export function closed(text: string): Closed | null {
  let out = ''
  const at: number[] = []
  let from = 0
  let shorter = false
  const keep = (until: number) => {
    for (; from < until; from++) {
      out += text[from]
      at.push(from)
    }
  }
  for (const { 0: gap, index } of text.matchAll(GAP)) {
    keep(index)
    const end = index + gap.length
    if (index === 0 || end === text.length) continue
    if (joins(text, index, gap)) shorter = true
    else if (/^[ \t\u00a0\u3000]+$/.test(gap)) {
      out += ' '
      at.push(index)
      if (gap !== ' ') shorter = true
    } else continue
    from = end
  }
  if (!shorter) return null
  keep(text.length)
  return { text: out, at }
}

/** Whether what stands on both sides of the gap may be one address. */
function joins(text: string, index: number, gap: string): boolean {
  if (gap.length > LONGEST) return false
  const left = text[index - 1] ?? ''
  const behind = text.slice(index + gap.length, index + gap.length + 14)
  if (COMMA.test(gap) || BREAK.test(gap))
    return ENDS.test(left) && PART.test(behind) && !LABEL.test(behind)
  const right = behind[0] ?? ''
  if (DIGIT.test(left)) return UNIT.test(behind) || /[-－—]/.test(right)
  if (/[-－—]/.test(left)) return DIGIT.test(right)
  if (!HAN.test(left)) return /[A-Za-z]/.test(left) && /^[座栋幢室区]/.test(behind)
  if (ENDS.test(left) && (HAN.test(right) || DIGIT.test(right))) return true
  const number = NUMBER.exec(behind)?.[0]
  if (number === undefined) return false
  const unit = behind.slice(number.length).replace(/^[ \u3000]/, '')
  return UNIT.test(unit) || /^[-－—]/.test(unit)
}
