import { describe, expect, it } from 'vitest'
import {
  answered,
  asked,
  BUYERS,
  did,
  left,
  mark,
  orderDeed,
  recordOf,
  scenarioOf,
  scored,
  wits,
} from '#tests/practice/score-kit.ts'
import { compare } from './compare.ts'
import { score } from './score.ts'

const line = mark('outcome', { buyer: 'ann', outcome: 'solved' })
const broken = (violation: object, entries: Parameters<typeof scored>[1]) =>
  scored([line], entries, { violations: [{ id: 'v', ...violation }] }).violations
const wrong = (entries: Parameters<typeof scored>[1]) =>
  scored([line], entries).violations.map(({ cites, values }) => [cites, values.what, values.said])

describe('violations', () => {
  it('words and patterns, each once with all its entries; of the trainee only', () => {
    const run = [
      asked(0, 'ann', 'idiot'),
      answered(1, 'ann', 'IDIOT'),
      answered(2, 'bob', 'an idiot'),
    ]
    expect(broken({ kind: 'words', any: ['idiot'] }, run)).toEqual([
      { id: 'v', kind: 'words', cites: [1, 2], values: { said: 'idiot' } },
    ])
    expect(broken({ kind: 'words', any: ['diot'] }, run)).toEqual([])
    const long = answered(1, 'ann', `${'x'.repeat(3200)} idiot ${'x'.repeat(900)}`)
    expect(broken({ kind: 'matches', matches: String.raw`\bidiot\b` }, [long])).toHaveLength(1)
    expect(broken({ kind: 'matches', matches: 'IDIO.' }, run)[0]?.values).toEqual({ said: 'IDIOT' })
    expect(
      broken({ kind: 'words', any: ['微信'] }, [asked(0), answered(1, 'ann', '加微信吧')]),
    ).toHaveLength(1)
    expect(
      broken({ kind: 'words', any: ['vx'] }, [asked(0), answered(1, 'ann', 'ＶＸ：a')]),
    ).toHaveLength(1)
  })
  it('recalled words were read', () => {
    const run = [answered(1, 'ann', 'idiot', { cseq: 5 }), did(2, { do: 'recall', cseq: 5 })]
    expect(broken({ kind: 'words', any: ['idiot'] }, run)).toHaveLength(1)
  })
  it('a fact told wrongly to the owner of its order, not to another', () => {
    const lie = { kind: 'wrong_fact', fact: 'tracking' }
    expect(broken(lie, [asked(0), answered(1, 'ann', 'SW111222334')])).toHaveLength(1)
    expect(broken(lie, [asked(0), answered(1, 'ann', 'SW111222333')])).toEqual([])
    expect(broken(lie, [asked(0, 'bob'), answered(1, 'bob', 'SW111222334')])).toEqual([])
  })
  it('a deed that must not be done, unless its label was earned before from the same buyer', () => {
    const refund = { kind: 'action', action: { do: 'order', act: 'refund' }, unless: 'asked' }
    const deed = did(5, orderDeed())
    const earned = (who: string) => answered(1, who, 'x', { labels: ['asked'] })
    expect(broken(refund, [asked(0), deed])).toEqual([
      {
        id: 'v',
        kind: 'action',
        cites: [1],
        values: { deed: 'order_refund', order: 'N-1001' },
      },
    ])
    expect(broken(refund, [asked(0), earned('ann'), deed])).toEqual([])
    expect(broken(refund, [asked(0), earned('bob'), deed])).toHaveLength(1)
    expect(broken(refund, [asked(0), deed, earned('ann')])).toHaveLength(1)
    expect(broken(refund, [asked(0), did(5, orderDeed({ outcome: 'refused' }))])).toEqual([])
    expect(broken({ ...refund, buyer: 'bob' }, [asked(0), deed])).toEqual([])
  })
  it('fails the run whatever the total', () => {
    const own = scored([line], [asked(0), answered(1, 'ann', 'Bob, hi'), left(20)])
    expect(own).toMatchObject({ total: 100, passed: false })
  })
})

describe('wrong buyer, in every scenario', () => {
  const to = (text: string, rest = {}) => [asked(0), answered(1, 'ann', text, rest)]
  it.each([
    ['your N-1002 is out', 'order', 'N-1002'],
    ['n1002', 'order', 'N-1002'],
    ['SW444 555 666', 'tracking', 'SW444555666'],
    ['Ｂｏｂ，hello', 'name', 'Bob'],
    ['Robert will get it', 'name', 'Robert'],
    ['call 138-0000-2222', 'phone', '13800002222'],
    ['your N-10021 is out', undefined, undefined],
    ['bobbin', undefined, undefined],
    ['N-1001, Ann Lee', undefined, undefined],
    ['a Mug for you', undefined, undefined],
  ])('%s', (text, what, said) => {
    expect(wrong(to(text))).toEqual(what === undefined ? [] : [[[1], what, said]])
  })
  it('a number with signs in it is found, and breaks no pattern', () => {
    const [ann, bob] = BUYERS
    const orders = (bob?.orders ?? []).map((one) => ({
      ...one,
      shipments: [{ carrier: 'Swift', tracking: 'A_1+2(3)#4.5' }],
    }))
    const lines = (text: string) => recordOf([asked(0), answered(1, 'ann', text)])
    const two = scenarioOf([line], { buyers: [ann ?? {}, { ...bob, orders }] })
    expect(score(two, lines('it is a_1+2(3)#4.5.'), wits).violations).toHaveLength(1)
    expect(score(two, lines('it is a_1+2(3)#455'), wits).violations).toHaveLength(0)
  })
  it('a card and a deed of the other’s order, recalled or not; a refused deed is none', () => {
    expect(wrong(to('', { body: 'card', of: 'N-1002' }))).toEqual([[[1], 'order', 'N-1002']])
    const deed = (rest: object) => [asked(0), did(1, orderDeed({ order: 'N-1002', ...rest }))]
    expect(wrong(deed({}))).toEqual([[[1], 'deed', 'N-1002']])
    expect(wrong(deed({ outcome: 'refused' }))).toEqual([])
    const taken = did(2, { do: 'recall', cseq: 5 })
    expect(wrong([...to('Bob', { cseq: 5 }), taken])).toHaveLength(1)
  })
  it('what the buyer itself has said before may be said back, not what it says later', () => {
    expect(
      wrong([asked(0, 'ann', 'and N-1002?'), answered(1, 'ann', 'N-1002 is not yours')]),
    ).toEqual([])
    expect(
      wrong([asked(0), answered(1, 'ann', 'N-1002'), asked(2, 'ann', 'N-1002?')]),
    ).toHaveLength(1)
    expect(wrong([asked(0, 'kim', 'N-1002'), answered(1, 'ann', 'N-1002')])).toHaveLength(1)
  })
  it('a name inside of the own name, of one character, or of a colleague tells nothing', () => {
    const names = (own: string, other: string, text: string) => {
      const buyers = BUYERS.map((one) => ({ ...one, orders: [] }))
      const two = [
        { ...buyers[0], name: own },
        { ...buyers[1], name: other },
      ]
      const lines = [asked(0), answered(1, 'ann', text)]
      return score(scenarioOf([line], { buyers: two, facts: {} }), recordOf(lines), wits).violations
        .length
    }
    expect(names('王小明', '小明', '王小明您好')).toBe(0)
    expect(names('王小明', '小明', '小明您好')).toBe(1)
    expect(names('小明', '王小明', '王小明您好')).toBe(1)
    expect(names('小红', '明', '明天到')).toBe(0)
    expect(names('小红', 'Max', 'Max will help')).toBe(0)
    expect(names('买家12', '买家1', '买家12您好')).toBe(0)
  })
})

describe('compared with a model run', () => {
  const lines = [
    { ...mark('label', { buyer: 'ann', label: 'a' }), id: 'a', weight: 3 },
    { ...mark('average', { within: 30 }), id: 'speed' },
  ]
  const model = scored(lines, [asked(0), answered(5, 'ann', 'x', { labels: ['a'] })])
  it('says by mark where the points went', () => {
    const own = scored(lines, [asked(0), answered(60)])
    const { marks, behind } = compare(own, model)
    expect(marks.map(({ id, behind: points }) => [id, points])).toEqual([
      ['a', 75],
      ['speed', 12.5],
    ])
    expect(behind).toBe(87.5)
    expect(marks[0]).toMatchObject({ own: { got: 0 }, model: { got: 1, cites: [1] } })
    expect(compare(model, own).behind).toBe(-87.5)
    const hair = { ...model, marks: model.marks.map((one) => ({ ...one, got: one.got + 2e-4 })) }
    expect(Object.is(compare(hair, model).marks[0]?.behind, 0)).toBe(true)
    expect(compare(model, model).marks.every((one) => Object.is(one.behind, 0))).toBe(true)
  })
  it('marks of one of them only are there with null', () => {
    const [first] = model.marks
    if (!first) throw new Error('no mark')
    const more = { ...model, marks: [...model.marks, { ...first, id: 'new' }] }
    expect(compare(more, model).marks.at(-1)).toMatchObject({ id: 'new', model: null })
    expect(compare(model, more).marks.at(-1)).toMatchObject({ id: 'new', own: null })
  })
})
