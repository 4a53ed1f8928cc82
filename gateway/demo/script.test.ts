import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Persona, PERSONAS } from './data.ts'
import { patienceOf, readingTime, restTime, typingTime, USUAL_PACE } from './pace.ts'
import { seeded, shuffled } from './random.ts'
import { asksBack, BEGIN, intentsOf, react, type ScriptState, type Stimulus } from './script.ts'

const persona = PERSONAS.find(({ id }) => id === 'xiaomi') as Persona
const said = (text: string): Stimulus => ({ type: 'said', text })

function play(stimuli: readonly Stimulus[], who = persona, seed = 1) {
  const random = seeded(seed)
  let state: ScriptState = BEGIN
  return stimuli.map((stimulus) => {
    const reaction = react(who, state, stimulus, random)
    state = reaction.state
    return { ...reaction }
  })
}

test('what an agent says is understood by its words', () => {
  expect(intentsOf('您好亲，在的')).toEqual(['greeting'])
  expect(intentsOf('今天拍明天发货哦')).toContain('delivery')
  expect(intentsOf('稍等，帮您查一下')).toContain('hold')
  expect(intentsOf('麻烦发一下订单号')).toContain('order')
  expect(intentsOf('We will refund you')).toContain('refund')
  expect(intentsOf('嗯')).toEqual([])
  expect(asksBack('您要哪个颜色呢？')).toBe(true)
  expect(asksBack('好的。')).toBe(false)
})

test('a whole conversation: asks on when answered, ends with thanks', () => {
  const turns = play([
    { type: 'begin' },
    said('雾蓝有现货的'),
    said('两件有优惠券，减 10 元'),
    said('今天发货'),
    said('不客气'),
    { type: 'silence' },
  ])
  expect(turns[0]?.lines).toEqual(persona.opening)
  expect(turns[1]?.lines).toContain('买两个有优惠吗')
  expect(turns[2]?.lines.at(-1)).toContain('发货')
  expect(persona.ending).toContain(turns[3]?.lines.at(-1))
  expect(turns[4]).toMatchObject({ lines: [], state: { over: true } })
})

test('a greeting alone answers nothing; a request to wait is granted; an order number is given', () => {
  const greeted = play([{ type: 'begin' }, said('您好，在的'), said('您好')])
  expect(greeted[1]?.lines).toEqual(persona.questions[0]?.lines)
  expect(greeted[2]?.lines).toEqual([])
  expect(greeted[2]?.state.question).toBe(0)
  expect(play([{ type: 'begin' }, said('稍等哈')])[1]?.lines).toEqual(persona.holding)
  expect(play([{ type: 'begin' }, said('订单号发一下')])[1]?.lines).toEqual(persona.facts.order)
})

test('nobody answers: nudges, then it leaves and says nothing more', () => {
  const silence: Stimulus = { type: 'silence' }
  const turns = play([{ type: 'begin' }, ...persona.nudges.map(() => silence), silence, silence])
  expect(turns.slice(1, 1 + persona.nudges.length).flatMap(({ lines }) => lines)).toEqual(
    persona.nudges,
  )
  expect(persona.leaving).toContain(turns.at(-2)?.lines[0])
  expect(turns.at(-1)?.lines).toEqual([])
})

test('whatever is said, in any order: the same seed says the same, and every conversation ends', () => {
  const words = [
    '您好',
    '稍等',
    '订单号？',
    '有货',
    '包邮',
    '退款',
    '今天发货',
    '?',
    '',
    '抱歉',
    'x'.repeat(80),
  ]
  const stimulus = fc.oneof(
    fc.constantFrom(...words).map(said),
    fc.constant<Stimulus>({ type: 'silence' }),
  )
  fc.assert(
    fc.property(
      fc.constantFrom(...PERSONAS),
      fc.array(stimulus, { maxLength: 60 }),
      fc.integer(),
      (who, stimuli, seed) => {
        const all: Stimulus[] = [{ type: 'begin' }, ...stimuli]
        const once = play(all, who, seed)
        expect(play(all, who, seed)).toEqual(once)
        // Never a flood: at most a comment and the next question, or the opening.
        for (const { lines } of once) expect(lines.length).toBeLessThanOrEqual(2)
        const tail = Array.from({ length: who.nudges.length + 2 }, (): Stimulus => ({
          type: 'silence',
        }))
        const ended = play([...all, ...tail], who, seed).at(-1)
        expect(
          ended?.state.over === true || (ended?.state.question ?? 0) >= who.questions.length,
        ).toBe(true)
      },
    ),
    { numRuns: 300 },
  )
})

test('times: bounded, and longer rests while nobody answers', () => {
  const random = seeded(7)
  for (let round = 0; round < 200; round++) {
    expect(typingTime('字'.repeat(500), USUAL_PACE, random)).toBeLessThanOrEqual(
      USUAL_PACE.longestTyping,
    )
    expect(readingTime('字'.repeat(5000), USUAL_PACE, random)).toBeLessThan(12_000)
    expect(restTime(0, USUAL_PACE, random)).toBeLessThanOrEqual(USUAL_PACE.rest[1])
    expect(restTime(3, USUAL_PACE, random)).toBeGreaterThanOrEqual(USUAL_PACE.rest[0] * 8)
    expect(restTime(60, USUAL_PACE, random)).toBe(USUAL_PACE.longestRest)
    expect(patienceOf(2, 0, USUAL_PACE, random)).toBeLessThan(patienceOf(0, 0, USUAL_PACE, random))
  }
  expect(shuffled([1, 2, 3, 4, 5], seeded(3))).toEqual(shuffled([1, 2, 3, 4, 5], seeded(3)))
  expect(shuffled([1, 2, 3, 4, 5], seeded(3)).toSorted()).toEqual([1, 2, 3, 4, 5])
})
