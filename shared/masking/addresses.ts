import { closed } from './gaps.ts'
import type { Span } from './span.ts'

/**
 * Addresses as they are really written: with or without province, city and district, on the mainland,
 * in Taiwan, Hong Kong and Macau. A line is one when its parts fit together (a road with a number, a
 * building with a room, a village with a group, …): a region alone, or a word with 路 or 号 in it,
 * tells of nobody.
 */
const H = '[\\u3400-\\u9fff]'
/** Of a name: none of the signs that end another part. */
const NAME = '[\\u3400-\\u9fffA-Za-z]'
const CN = '[一二三四五六七八九十百]{1,4}'
const NO = `(?:[甲乙丙丁]?[0-9０-９]{1,5}[A-Za-z甲乙丙丁]?|${CN})`

const PROVINCE =
  '(?:北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|台灣|臺灣|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|澳門)'
const PROVINCE_END = '(?:维吾尔自治区|壮族自治区|回族自治区|特别行政区|特別行政區|自治区|省|市)?'
const REGION_NAME = '[^路街道巷弄号號栋幢座村镇乡省市区區县縣旗盟\\s\\0-\\x7f，。：；、]'
const BETWEEN = '[\\s,，、]{0,4}'
const REGION = new RegExp(
  `^(?:${PROVINCE}${PROVINCE_END})?${BETWEEN}(?:${REGION_NAME}{1,9}(?:自治州|地区|市|州|盟))?${BETWEEN}(?:${REGION_NAME}{1,6}(?:区|區|县|縣|旗|市))?`,
)
const HAS_REGION = new RegExp(`${PROVINCE}|${REGION_NAME}{2,7}(?:自治州|地区|市|盟|区|區|县|縣|旗)`)
const WAY = '(?:大道|大街|胡同|路|街|道|巷|弄|里|馬路)'
const WAY_END = `(?:[东西南北中東]|${CN})?(?:路|街|段|巷|弄)?`
const COMPOUND =
  '(?:小区|社区|花园|花園|家园|佳园|嘉园|公寓|公馆|广场|廣場|大厦|大廈|中心|新村|新城|宿舍|校区|大学|学院|学校|小学|中学|医院|科技园|产业园|工业园|创业园|园区|写字楼|市场|商场|[\\u3400-\\u9fff](?:苑|庭|府|湾|园|城|郡|邸|居|轩|阁|墅|洲|都|街|里|星|汇|村|庄|江南|天下))'
const BUILDING = `(?:${NO}|[A-Za-z]|[东西南北])(?:号楼|號樓|号院|栋|棟|幢|座|舍|号写字楼|宿舍楼)`
const ROOM = `(?:${NO}单元|[0-9]{1,2}(?:楼|樓|层|層|F|f)|[0-9]{3,5}(?:室|房|户)?|${NO}(?:室|户|门|號室))`
const DASHED = '[0-9A-Za-z]{1,3}[-－—][0-9]{1,4}(?:[-－—][0-9]{2,4})?'

/** Parts that are an address by themselves. */
const WHOLE = [
  // A road with a number; a lane behind it.
  `${NAME}{1,12}?${WAY}${WAY_END}\\s?${NO}(?:[-之－][0-9]{1,3})?(?:号|號|弄|巷|院)`,
  // A building with a unit or a room.
  `${BUILDING}\\s?[,，]?\\s?(?:${ROOM}|${DASHED})`,
  `${NO}单元\\s?(?:${NO}[楼层]\\s?)?[0-9]{3,4}(?:室|户)?`,
  // A compound with a building, a floor or «building-unit-room».
  `${NAME}{1,12}?${COMPOUND}(?:[东西南北]?区|${NO}[期街区])?\\s?(?:${BUILDING}|${DASHED}|[0-9]{3,4}室|[0-9]{1,2}[楼樓层]|${NO}号楼)`,
  // A village with a group, a team or a number.
  `${H}{1,6}?(?:村|庄|屯|沟)(?:委会)?${H}{0,4}?${NO}(?:组|组|組|队|隊|社|号|號|排)`,
  `${H}{1,6}?村${H}{0,8}?(?:小组|委会|[东西南北]头|村口)(?:第?${CN}(?:家|排|户))?`,
  `${H}{1,5}?(?:乡|镇)${H}{1,6}?(?:村|庄)`,
  // A stand in a market, an office in a house, a room of a school or a hospital.
  `${NAME}{2,12}?(?:[0-9]{1,2}|${CN})?[楼层]?[A-Z]区[0-9]{1,4}号?(?![0-9栋幢座单楼])`,
  `${NAME}{2,14}?(?:${COMPOUND})[A-Z]?座?[0-9]{1,2}(?:F|层|楼)`,
  `${H}{1,8}?(?:小学|中学|高中|[一二三四五六七八九]中|大学|医院)${H}{0,8}?(?:门卫室?|传达室|办公室|药房|教室|宿舍楼?|图书馆|食堂|前台|住院部|门诊楼)${H}{0,2}`,
  // Where a parcel waits for one person's building.
  `(?:${H}{2,8}?(?:小区|花园|苑|园|公寓|家园|村))?(?:[0-9]{1,2}号|[东西南北正])门(?:口)?的?(?:丰巢|菜鸟|快递柜|驿站)(?:驿站|快递柜|柜)?`,
  `${H}{2,8}?(?:小区|花园|苑|公寓|家园)(?:菜鸟驿站|丰巢柜?|快递柜)`,
]
/** Parts that are one together with a region or with each other. */
const PARTS = [
  `${PROVINCE}${PROVINCE_END}`,
  `${REGION_NAME}{1,9}?(?:自治州|地区|市|州|盟|区|區|县|縣|旗)`,
  `${H}{1,6}?(?:街道|镇|鎮|乡|鄉)`,
  `${NAME}{1,10}?${WAY}${WAY_END}`,
  `${NAME}{1,12}?${COMPOUND}`,
  `${H}{1,6}?(?:村|庄|屯)`,
  BUILDING,
  ROOM,
  `附?${NO}(?:号|號|弄|巷|组|队|社|期|区|层|楼|樓|門|门|之[0-9]+|段|床|排)`,
  '之[0-9]{1,2}',
  // What stands at the number: a base, a bank, a works.
  `${H}{2,12}?(?:基地|邮政|银行|邮局|公司|工厂|集团|校区|院|馆|厂|局|所|座|楼|号楼|城|期)`,
  `${H}{0,6}(?:快递柜|菜鸟驿站|丰巢|驿站|传达室|门卫室|服务台|办公室|超市|图书馆|门口快递柜)`,
  DASHED,
  '(?:[:： ]|详细地址|详细)+',
  `[A-Za-z]${NO}?[座区]?`,
  '[0-9]{2,5}',
]
const whole = new RegExp(WHOLE.join('|'), 'gu')
const part = new RegExp(`\\s?(?:${PARTS.join('|')})`, 'yu')
/** A stretch without punctuation: at most one space or bracket between the parts. */
const STRETCH = /(?:[㐀-鿿A-Za-z0-9０-９\-－—#()（） ]|(?<=地址)[:：]){4,120}/gu
const LEAD =
  /^(?:麻烦|请|帮我?|帮忙|快递|我这?|我们|家|就|把|给我|收货|新|公司|宿舍|详细|户籍|代收点?|代收|楼下|货)*(?:寄到|寄往|寄给|寄|送到|送去|送|发到|发往|发给|放到|放在|放(?!$)|住在|住|在|到|是|改成|改到|改为|改|换成|换到|地址[是为]?[:：]?|代收点)+(?:公司|家里?)?/u
const LONGEST_NAME = 10
const NAMED = /[㐀-鿿A-Za-z]+$/u
/** Codes of parcels, places on a shelf and sizes look like «building-unit-room». */
const NO_PLACE =
  /取件码|取件|货架|库位|储位|柜号|格口|凭|规格|比分|尺寸|型号|货号|色号|链接|店铺|门店/u

/** Without a digit it takes a village, a school, a box, or a road behind a region. */
const UNNUMBERED = /[村乡镇站柜学院中]|[区县市區縣][^，。,]{1,12}[路街道]/u
const COUNTED = /[0-9０-９一二三四五六七八九十百]/

export function findAddresses(text: string): Span[] {
  if (!COUNTED.test(text) && !UNNUMBERED.test(text)) return []
  const { text: shut, at } = closed(text) ?? { text, at: null }
  const found: Span[] = []
  for (const { 0: stretch, index } of shut.matchAll(STRETCH)) {
    const span = inStretch(stretch)
    if (!span) continue
    const start = index + span.start
    const last = index + span.end - 1
    found.push({
      kind: 'address',
      start: at?.[start] ?? start,
      end: (at?.[last] ?? last) + 1,
    })
  }
  return found
}

function inStretch(stretch: string): { start: number; end: number } | null {
  const sure = certain(stretch)
  if (!sure || NO_PLACE.test(stretch.slice(0, sure.start))) return null
  const lead = LEAD.exec(stretch)?.[0].length ?? 0
  let start = Math.min(sure.start, startOfRegion(stretch, sure.start))
  // A building has its compound's name before it.
  const name = NAMED.exec(stretch.slice(Math.max(0, start - LONGEST_NAME), start))
  if (name) start -= name[0].length
  if (lead < sure.end) start = Math.max(start, lead)
  while (/\s/.test(stretch[start] ?? '')) start++
  return { start, end: extended(stretch, sure.end) }
}

/** What makes it an address; null: nothing does. */
function certain(stretch: string): { start: number; end: number } | null {
  const finds = Array.from(stretch.matchAll(whole))
  const first = finds[0]
  const last = finds.at(-1)
  if (first && last) return { start: first.index, end: last.index + last[0].length }
  return detailed(stretch)
}

const DETAIL = new RegExp(
  [
    `(?:街道|镇|乡|鎮|鄉)${H}{1,8}(?:村|社区|小组|庄)`,
    `(?:区|區|县|镇|街道|市)${NAME}{1,10}?${WAY}${WAY_END}${NAME}{0,12}?(?:${COMPOUND}|${NO}(?:号|號))`,
    `(?:区|區|县|市)${NAME}{2,14}?${COMPOUND}${NAME}{0,6}${NO}(?:栋|楼|室|号|座|单元)?`,
    `${PROVINCE}.{2,12}?${WAY}${WAY_END}\\s?${NO}(?:号|號)`,
  ].join('|'),
  'u',
)

/** Without a number: a region with a village, or a road with a building's name. */
function detailed(stretch: string): { start: number; end: number } | null {
  const match = DETAIL.exec(stretch)
  if (!match || !HAS_REGION.test(stretch)) return null
  return { start: match.index, end: match.index + match[0].length }
}

/** The region before the part that is sure. */
function startOfRegion(stretch: string, before: number): number {
  const head = stretch.slice(0, before)
  const province = head.search(new RegExp(PROVINCE, 'u'))
  if (province >= 0) return province
  const found = new RegExp(
    `${NAME}{1,9}?(?:自治州|地区|市|州|区|區|县|縣|旗|街道|镇|乡|街|路|村|苑|园|社区|大学)`,
    'u',
  ).exec(head)
  return found?.index ?? before
}

/** Over the parts behind it, as far as they follow each other. */
function extended(stretch: string, from: number): number {
  let end = from
  for (;;) {
    part.lastIndex = end
    const match = part.exec(stretch)
    if (!match || match[0].trim() === '') return end
    end += match[0].length
  }
}

/** How much of an address stays to be read: province, city and district. */
export function regionLength(address: string): number {
  return REGION.exec(address)?.[0].trimEnd().length ?? 0
}
