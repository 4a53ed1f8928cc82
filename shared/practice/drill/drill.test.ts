import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import words from '#resources/practice/drill.json' with { type: 'json' }
import { anonymise } from './anonymise.ts'
import { collect } from './collect.ts'
import { leftIn } from './look.ts'
import { LeftOver, type Known, type Line } from './model.ts'
import { tokeniser } from './places.ts'
import { talksOf } from './testing/transcripts.ts'

const talks = talksOf(readFileSync(new URL('testing/transcripts.txt', import.meta.url), 'utf8'))
const nothing: Known = {
  seed: 1,
  people: [],
  agents: [],
  orders: [],
  trackings: [],
  phones: [],
  addresses: [],
  products: [],
}
const said = (...texts: readonly string[]): Line[] =>
  texts.map((text, at) => ({ at: at * 1000, from: at % 2 === 0 ? 'buyer' : 'agent', text }))
const textsOf = (lines: readonly Line[], known: Partial<Known> = {}) =>
  anonymise(lines, { ...nothing, ...known }, words).messages.map(({ text }) => text)

/** As an unfriendly reader would: width, case, spaces, signs between and numerals aside. */
function bare(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[零〇一二三四五六七八九幺]/g, (sign) =>
      String('零一二三四五六七八九'.indexOf({ 〇: '零', 幺: '一' }[sign] ?? sign)),
    )
    .replaceAll(/[\s·.\-_]/g, '')
}

describe.each(talks)('a talk: $name', ({ lines, known, gone, stays }) => {
  it('tells of nobody any more, and still makes sense', () => {
    const { messages, replacements } = anonymise(lines, known, words)
    const all = messages.map(({ text }) => text).join('\n')
    for (const value of gone) {
      expect(all).not.toContain(value)
      if (bare(value).length > 3) expect(bare(all)).not.toContain(bare(value))
    }
    for (const value of stays) expect(all).toContain(value)
    expect(messages.map(({ at, from }) => [at, from])).toEqual(
      lines.map(({ at, from }) => [at, from]),
    )
    const review = JSON.stringify(replacements)
    for (const value of known.orders.concat(known.phones, known.trackings))
      expect(review).not.toContain(value)
  })

  it('says where what was replaced', () => {
    const { messages, replacements } = anonymise(lines, known, words)
    const rebuilt = lines.map(({ text }) => text)
    const places = replacements
      .flatMap((each) => each.places)
      .toSorted((a, b) => b.was.start - a.was.start)
    for (const { message, was, now } of places) {
      const made = messages[message]!.text.slice(now.start, now.end)
      const text = rebuilt[message]!
      rebuilt[message] = text.slice(0, was.start) + made + text.slice(was.end)
    }
    expect(rebuilt).toEqual(messages.map(({ text }) => text))
    for (const { places: found } of replacements) expect(found.length).toBeGreaterThan(0)
  })

  it('is the same with the same seed, and another with another', () => {
    expect(anonymise(lines, known, words)).toEqual(anonymise(lines, known, words))
    expect(anonymise(lines, { ...known, seed: 8 }, words)).not.toEqual(
      anonymise(lines, known, words),
    )
  })
})

it('has at least fifteen talks', () => {
  expect(talks.length).toBeGreaterThanOrEqual(15)
})

describe('the same value by the same one', () => {
  it('in every spelling, written the same way', () => {
    const [first = '', second = '', third = ''] = textsOf(
      said('电话13812345678', '是 138 1234 5678 吗', '１３８１２３４５６７８'),
    )
    const digits = /\d{11}/.exec(first)?.[0] ?? ''
    expect(digits).toMatch(/^154\d{8}$/)
    expect(second).toBe(`是 ${digits.slice(0, 3)} ${digits.slice(3, 7)} ${digits.slice(7)} 吗`)
    expect(third.normalize('NFKC')).toBe(digits)
    expect(third).toMatch(/^[０-９]{11}$/)
  })

  it('a surname with a title, the given name, the last four digits', () => {
    const [first = '', second = '', third = ''] = textsOf(
      said('王丽娟的订单2026031009058', '王小姐，丽娟您好', '尾号9058'),
      { people: ['王丽娟'], orders: ['2026031009058'] },
    )
    const [, name = '', order = ''] = /^(.{3})的订单(\d{13})$/.exec(first) ?? []
    expect(second).toBe(`${name[0]}小姐，${name.slice(1)}您好`)
    expect(third).toBe(`尾号${order.slice(-4)}`)
  })

  it('a name written with spaces, in traditional signs and in capitals', () => {
    const [first, second, third] = textsOf(said('王 麗', '王·丽', 'LILY'), {
      people: ['王丽', 'Lily'],
    })
    expect(first?.replace(' ', '')).toBe(second?.replace('·', ''))
    expect(third).toMatch(/^[A-Z]{4}$/)
    expect(third).not.toBe('LILY')
  })

  it('a link, and another one by another', () => {
    const [first, second, third] = textsOf(
      said('https://a.example/1', 'https://a.example/2', 'https://a.example/1'),
    )
    expect(first).toBe(third)
    expect(first).not.toBe(second)
    expect(first).toMatch(/^https:\/\/shop\.example\/\w+$/)
  })

  it('a city said alone is the city of the address', () => {
    const [address = '', city] = textsOf(
      said('寄到浙江省杭州市西湖区文三路90号3幢502', '杭州今天下雨'),
    )
    const [, made] = /省(..)市/.exec(address) ?? []
    expect(city).toBe(`${made}今天下雨`)
    expect(address).toMatch(/^寄到..省..市..区..路\d\d号\d幢\d{3}$/)
  })
})

describe('a part of a value', () => {
  it('two signs of a place of four', () => {
    const [address = '', part = ''] = textsOf(said('送到绍兴市望花石井路18号', '就在花石那边'))
    const [, made = ''] = /市(.{4})路/.exec(address) ?? []
    expect(part).toBe(`就在${made.slice(1, 3)}那边`)
  })
  it('is told from the whole', () => {
    const { replacements } = anonymise(
      said('2026031009058', '尾号9058', '里面有3100'),
      { ...nothing, orders: ['2026031009058'] },
      words,
    )
    expect(replacements[0]?.places).toMatchObject([
      { part: false, doubtful: false },
      { part: true, doubtful: false },
      { part: true, doubtful: true },
    ])
  })
})

describe('nobody said who, but it reads like somebody', () => {
  it.each([
    ['李娜 13512345678 北京市朝阳区望京街道阜通东大街6号院3号楼2单元1802', '李娜'],
    ['13512345678，周晓燕', '周晓燕'],
    ['王哥在吗', '王哥'],
    ['姓名：古力娜扎·艾力 电话13812340000', '艾力'],
    ['加V：zx8899001 发图', '8899001'],
    ['收件人:Tom Lee', 'Tom'],
    ['您的验证码是 384726', '384726'],
    ['看https://item.example.org/i?id=12345678901', '12345678901'],
  ])('%s', (text, value) => {
    expect(textsOf(said(text))[0]).not.toContain(value)
  })
})

describe('what is no personal data stays', () => {
  it.each([
    '这个杯子480ml多少钱',
    '满299减30，还有券吗',
    '我叫你们老板来',
    '我是昨天下的单',
    '微信支付可以吗',
    '你们叫什么店',
    '七天无理由退货，运费12元',
    '2026年新款有吗',
    '小姐姐在吗',
    '订单金额1299.00元，满2000减200',
    '黄金价格多少，工资高吗',
    '尺码170/92A 身高175体重70',
    '白色有货吗，南京发货吗',
  ])('%s', (text) => {
    expect(textsOf(said(text))).toEqual([text])
  })

  it('a number in a product’s title', () => {
    expect(
      textsOf(said('型号 8801234567890 的有吗'), { products: ['型号 8801234567890'] }),
    ).toEqual(['型号 8801234567890 的有吗'])
  })
})

describe('doubtful finds are marked', () => {
  it.each([
    ['我是赵国栋', 'name'],
    ['8801234567890', 'number'],
  ])('%s', (text, kind) => {
    const { replacements } = anonymise(said(text), nothing, words)
    expect(replacements).toMatchObject([{ kind, doubtful: true, places: [{ doubtful: true }] }])
  })

  it('not what is known', () => {
    const { replacements } = anonymise(
      said('8801234567890'),
      { ...nothing, orders: ['8801234567890'] },
      words,
    )
    expect(replacements).toMatchObject([{ kind: 'order', doubtful: false }])
  })
})

describe('an address is its names and numbers', () => {
  it.each([
    [
      '广东省深圳市南山区桃源街道留仙大道1088号翠竹园5栋1203',
      '广东 深圳 南山 桃源 留仙 1088 翠竹 5 1203',
    ],
    ['洛阳市涧西区西苑路18号', '洛阳 涧西 西苑 18'],
    ['台州市路桥区', '台州 路桥'],
    ['双溪镇石桥头村三组', '双溪 石桥头 三'],
    ['1号楼二单元 A座', '1 二 a'],
  ])('%s', (address, parts) => {
    const telling = tokeniser(words)(address).filter(({ kind }) => kind !== 'rest')
    expect(telling.map(({ text }) => text).join(' ')).toBe(parts)
  })
})

describe('the second look', () => {
  const originals = collect(
    said(
      '收货人王丽娟 电话13812345678 地址浙江省杭州市西湖区文三路90号3幢502 邮箱lijuan88@example.org',
    ),
    { ...nothing, orders: ['2026031009058'] },
    words,
  )
  it.each([
    ['王丽娟', 'name'],
    ['王 丽 娟', 'name'],
    ['丽娟', 'name'],
    ['王女士', 'name'],
    ['３４５６', 'phone'],
    ['三四五六', 'phone'],
    ['13-81', 'phone'],
    ['9058', 'order'],
    ['去过西湖', 'address'],
    ['LiJuan88@example.org', 'email'],
  ])('sees %s', (text, kind) => {
    expect(leftIn([text], originals, words)).toContainEqual({ message: 0, kind })
  })
  it('sees nothing in other words', () => {
    expect(leftIn(['您好，3幢的快递90元，7070'], originals, words)).toEqual([])
  })
  it('is an error with the lines it is about', () => {
    // Words that can invent nothing but the original.
    const poor = {
      ...words,
      persons: { ...words.persons, inventedSurnames: '王', inventedGiven: '丽' },
    }
    expect(() =>
      anonymise(said('好的', '王丽来了'), { ...nothing, people: ['王丽'] }, poor),
    ).toThrow(LeftOver)
  })
})

it('a talk of hundreds of lines with all of these people', () => {
  const lines = talks.flatMap((each) => each.lines)
  const all = (name: 'people' | 'agents' | 'orders') => talks.flatMap(({ known }) => known[name])
  const known = { people: all('people'), agents: all('agents'), orders: all('orders') }
  const text = textsOf(lines.concat(lines, lines), known).join('\n')
  for (const value of known.orders) expect(text).not.toContain(value)
})

describe('random talks', () => {
  const digit = fc.integer({ min: 0, max: 9 }).map(String)
  const digits = (length: number) =>
    fc.array(digit, { minLength: length, maxLength: length }).map((all) => all.join(''))
  const phone = fc
    .tuple(fc.constantFrom('138', '159', '186', '199'), digits(8))
    .map((p) => p.join(''))
  const order = digits(13).map((rest) => `8${rest}`)
  const person = fc
    .tuple(
      fc.constantFrom('王', '李', '张', '刘', '陈', '杨', '赵', '黄', '周', '吴'),
      fc.constantFrom('伟强', '秀英', '建华', '晓燕', '志明', '玉兰', '海波', '丽'),
    )
    .map(([surname, given]) => ({ surname, given, all: surname + given }))
  const place = fc.record({
    city: fc.constantFrom('绍兴', '洛阳', '柳州', '咸宁', '汕尾'),
    area: fc.constantFrom('越城', '涧西', '鱼峰', '咸安', '蓬江'),
    road: fc.constantFrom('胜利', '延安', '龙门', '温泉', '翠微'),
    number: fc.integer({ min: 1, max: 999 }),
    room: fc.integer({ min: 101, max: 2999 }),
  })
  const talk = fc.record({
    person,
    phone,
    order,
    tracking: digits(12),
    wechat: fc.tuple(fc.constantFrom('abc', 'sunny', 'k_'), digits(5)).map((w) => w.join('')),
    place,
    style: fc.array(fc.nat({ max: 4 }), { minLength: 6, maxLength: 6 }),
    seed: fc.nat({ max: 1e6 }),
    filler: fc.array(
      fc.constantFrom('在吗', '什么时候发货呢', '谢谢', '好的亲', '帮您查一下', '质量怎么样'),
      { maxLength: 5 },
    ),
  })
  const spelled = (text: string, style: number): string => {
    switch (style) {
      case 0:
        return text
      case 1:
        return text.replaceAll(/(?<=^(?:.{3}|.{7}))/gu, ' ').trim()
      case 2:
        return text.replaceAll(/[0-9]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0))
      case 3:
        return text.replaceAll(/[0-9]/g, (sign) => '零一二三四五六七八九'[Number(sign)] ?? '')
      default:
        return Array.from(text).join('-')
    }
  }

  it('leave nothing that was planted, in whole or in part', () => {
    fc.assert(
      fc.property(talk, (t) => {
        const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = t.style
        const { city, area, road, number, room } = t.place
        const lines = said(
          `订单${t.order}什么时候发`,
          `${t.person.surname}${['女士', '先生', '小姐', '老师', '总'][a] ?? ''}您好，尾号${t.order.slice(-4)}的今天发`,
          `收货人${t.person.all}，手机${spelled(t.phone, 0)}，地址${city}市${area}区${road}路${number}号2栋${room}`,
          `${spelled(t.order, b)}，快递单号${spelled(t.tracking, c)}，电话是${spelled(t.phone, d)}`,
          `${city}那边${f > 2 ? `${area}区` : `${road}路`}能到吗，加我微信${t.wechat}`,
          `${spelled(t.person.all, e === 1 ? 4 : 0)} ${t.person.given.length > 1 ? t.person.given : ''}收`,
          `尾号${t.phone.slice(-4)}，编号${t.tracking.slice(2, 8)}`,
          ...t.filler,
        )
        const known = {
          ...nothing,
          seed: t.seed,
          people: [t.person.all],
          orders: [t.order],
          trackings: [t.tracking],
        }
        const out = textsOf(lines, known)
        const all = bare(out.join('\n'))
        const left = [t.order, t.tracking, t.phone, t.wechat, t.person.all, city, area, road]
          .map(bare)
          .filter((value) => all.includes(value))
        for (const value of [t.order, t.tracking, t.phone])
          for (let at = 0; at + 4 <= value.length; at++)
            for (const text of out)
              if (
                (text.normalize('NFKC').match(/\d+/g) ?? []).some((row) =>
                  row.includes(value.slice(at, at + 4)),
                )
              )
                left.push(value.slice(at, at + 4))
        if (t.person.given.length > 1 && all.includes(t.person.given)) left.push(t.person.given)
        expect(left).toEqual([])
      }),
      { numRuns: 60 },
    )
  })
})
