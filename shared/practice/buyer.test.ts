import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import facts from '#resources/practice/facts.json' with { type: 'json' }
import intents from '#resources/practice/intents.json' with { type: 'json' }
import { begin, dueAt, PATIENCE_MS, step } from './buyer.ts'
import type { Play, PlayAct, PlayInput } from './play.ts'
import type { Scenario } from './scenario.ts'
import { small } from './testing/scenario.ts'
import { makeWits } from './wits.ts'

const WITS = makeWits(intents, facts)

/** A play with its clock: `until` lets time pass, event by event, as a gateway does. */
class Stage {
  readonly scenario: Scenario
  play: Play
  readonly said: { at: number; text: string }[] = []
  readonly labels: string[] = []
  outcome: string | null = null

  constructor(scenario: Scenario, seed = 1) {
    this.scenario = scenario
    this.play = begin(scenario, seed)
  }

  take(at: number, input: PlayInput): readonly PlayAct[] {
    const stepped = step(this.scenario, this.play, at, input, WITS)
    this.play = stepped.play
    this.labels.push(...Object.values(stepped.labels).flat())
    for (const act of stepped.acts) {
      if (act.kind === 'say') this.said.push({ at, text: act.text })
      else this.outcome = act.outcome
    }
    return stepped.acts
  }

  until(at: number): this {
    for (let due = dueAt(this.scenario, this.play); due !== null && due <= at;) {
      this.take(due, { kind: 'time' })
      due = dueAt(this.scenario, this.play)
    }
    return this
  }

  say(
    at: number,
    text: string,
    more: Partial<Extract<PlayInput, { kind: 'answered' }>> = {},
  ): this {
    this.until(at)
    const input = {
      kind: 'answered',
      buyer: 'ann',
      text,
      body: 'text',
      of: null,
      quickReply: null,
    } as const
    this.take(at, { ...input, ...more })
    return this
  }

  do(
    at: number,
    deed: Extract<PlayInput, { kind: 'did' }>['deed'],
    buyer: string | null = 'ann',
  ): this {
    this.until(at)
    this.take(at, { kind: 'did', buyer, deed })
    return this
  }

  get texts(): string[] {
    return this.said.map((each) => each.text)
  }
  get ann() {
    const found = this.play.buyers['ann']
    if (found === undefined) throw new Error('no ann')
    return found
  }
}

const start = (more: Record<string, unknown>, buyer: Record<string, unknown> = {}) =>
  new Stage(
    small({ ...buyer, steps: { start: { say: ['在吗'], ...more }, done: { say: ['好'] } } }),
  )

const order = {
  number: '20260001',
  placedHoursAgo: 5,
  state: 'paid',
  lines: [{ product: 'p1' }],
  totalFen: 5900,
}

describe('a buyer', () => {
  it('comes when it is due, and says its opening at once', () => {
    const stage = start({}, { after: 30 })
    expect(dueAt(stage.scenario, stage.play)).toBe(30_000)
    stage.say(10_000, '您好')
    expect(stage.texts).toEqual([])
    expect(stage.until(30_000).said).toEqual([{ at: 30_000, text: '在吗' }])
    expect(stage.ann.waitingSince).toBe(30_000)
  })

  it('reads and types for a while, at most 6 s, and tells the label at once', () => {
    const on = [{ when: { says: '您好' }, say: ['嗯'.repeat(200)], label: 'greeted', mood: 5 }]
    const stage = start({ on }).say(5000, '您好')
    expect(stage.labels).toEqual(['greeted'])
    expect(stage.ann.mood).toBe(65)
    expect(stage.texts).toHaveLength(1)
    const due = dueAt(stage.scenario, stage.play) ?? 0
    expect(due).toBeGreaterThan(5500)
    expect(due).toBeLessThanOrEqual(11_000)
    expect(stage.until(due).texts).toHaveLength(2)
  })

  it('takes the first reaction that is true, else what it knows, else otherwise', () => {
    const more = {
      on: [
        { when: { says: '快递' }, label: 'one' },
        { when: { says: ['快递', '尺码'] }, label: 'two' },
      ],
      otherwise: { label: 'other' },
    }
    const knows = [{ when: { says: ['尺码', '单号'] }, say: ['123'], label: 'known' }]
    const stage = start(more, { knows })
    stage.say(1000, '快递').until(9000).say(60_000, '尺码').say(120_000, '单号').say(180_000, '嗯')
    expect(stage.labels).toEqual(['one', 'two', 'known', 'other'])
    expect(stage.texts).toEqual(['在吗', '123'])
  })

  it('answers a burst once, and better words take the place of worse', () => {
    const more = {
      on: [{ when: { says: '杭州' }, say: ['好'], mood: 10, label: 'told' }],
      otherwise: { say: ['到底到哪了'], mood: -20 },
    }
    const stage = start(more).say(5000, '哦').say(5300, '我看看').say(5600, '到杭州了')
    stage.until(30_000)
    expect(stage.texts).toEqual(['在吗', '好'])
    expect(stage.ann.mood).toBe(70)
    expect(stage.labels).toEqual(['told'])
  })

  it('reads a burst together: what two messages say, each of them alone does not', () => {
    const on = [
      { when: { all: [{ says: '杭州' }, { says: '明天' }] }, say: ['好'], label: 'both' },
      { when: { says: '明天' }, label: 'late' },
    ]
    expect(
      start({ on }).say(5000, '到杭州了').say(5500, '会送到的').say(6000, '在明天').labels,
    ).toEqual(['late'])
    const only = start({ on: on.slice(0, 1) })
      .say(5000, '到杭州了')
      .say(6000, '明天送')
    expect(only.labels).toEqual(['both'])
    // After its own words, a burst is over.
    const later = start({ on: on.slice(0, 1), nudges: [{ after: 20, say: ['?'] }] })
    expect(later.say(5000, '到杭州了').say(60_000, '明天送').labels).toEqual([])
  })

  it('does not earn the same twice in one breath', () => {
    const on = [{ when: { says: '抱歉' }, label: 'sorry', mood: 10, say: ['嗯'] }]
    const stage = start({ on }).say(5000, '抱歉').say(5200, '真抱歉').until(20_000)
    expect(stage.labels).toEqual(['sorry'])
    expect(stage.texts).toEqual(['在吗', '嗯'])
    expect(stage.say(30_000, '抱歉').labels).toEqual(['sorry', 'sorry'])
  })

  it('takes a reaction so many times', () => {
    const on = [{ when: { says: '抱歉' }, label: 'sorry', say: ['嗯'], times: 1 }]
    const stage = start({ on, otherwise: { say: ['又来'], times: 1 } })
    stage.say(10_000, '抱歉').say(30_000, '抱歉').say(50_000, '抱歉').until(70_000)
    expect(stage.texts).toEqual(['在吗', '嗯', '又来'])
  })

  it('nudges while nobody answers, each once a step, then leaves', () => {
    const nudges = [
      { after: 30, say: ['人呢'], mood: -10 },
      { after: 60, say: ['喂'], mood: -10 },
    ]
    const stage = start({ nudges, leaves: { after: 90, say: ['走了'], outcome: 'angry' } })
    expect(stage.until(1_000_000).said).toEqual([
      { at: 0, text: '在吗' },
      { at: 30_000, text: '人呢' },
      { at: 60_000, text: '喂' },
      { at: 90_000, text: '走了' },
    ])
    expect([stage.outcome, stage.ann.mood]).toEqual(['angry', 40])
    expect(dueAt(stage.scenario, stage.play)).toBeNull()
    expect(stage.say(2_000_000, '您好').labels).toEqual([])
  })

  it('begins to wait anew with each answer', () => {
    const stage = start({ nudges: [{ after: 30, say: ['人呢'] }], leaves: { after: 90 } })
    stage.say(29_000, '稍等').until(58_000)
    expect(stage.texts).toEqual(['在吗'])
    expect(stage.until(59_000).texts).toEqual(['在吗', '人呢'])
    expect(stage.until(1_000_000).outcome).toBe('lost')
  })

  it('without a word on patience waits ten minutes and is lost', () => {
    const stage = start({})
    expect(stage.until(PATIENCE_MS - 1).outcome).toBeNull()
    expect(stage.until(PATIENCE_MS).outcome).toBe('lost')
  })

  it('says what there is to say before it goes', () => {
    const on = [{ when: { says: '再见' }, say: ['拜拜'], end: 'solved' }]
    const stage = start({ on }).say(5000, '再见')
    expect(stage.outcome).toBeNull()
    stage.until(20_000)
    expect([stage.texts.at(-1), stage.outcome]).toEqual(['拜拜', 'solved'])
    const silent = start({ on: [{ when: { says: '再见' }, end: 'solved' }] }).say(5000, '再见')
    expect(silent.outcome).toBe('solved')
  })

  it('goes on to the next step and says its words after the reaction', () => {
    const on = [{ when: { says: '到了' }, say: ['哦'], go: 'done' }]
    const stage = start({ on }).say(5000, '到了').until(30_000)
    expect(stage.texts).toEqual(['在吗', '哦', '好'])
    expect(stage.ann.step).toBe('done')
  })

  it('keeps its mood between 0 and 100', () => {
    const on = [
      { when: { says: '好' }, mood: 100 },
      { when: { says: '坏' }, mood: -100 },
    ]
    const stage = start({ on }).say(1000, '好')
    expect(stage.ann.mood).toBe(100)
    expect(stage.say(90_000, '坏').ann.mood).toBe(0)
  })
})

describe('conditions', () => {
  const earned = (when: unknown, play: (stage: Stage) => Stage, buyer = {}): boolean =>
    play(
      new Stage(
        small(
          {
            orders: [order],
            ...buyer,
            steps: {
              start: {
                say: ['在吗'],
                on: [
                  { when, label: 'yes' },
                  { when: { says: '前面' }, label: 'before' },
                ],
              },
            },
          },
          { facts: { total: { order: '20260001', field: 'total' }, slow: { any: ['爆仓'] } } },
        ),
      ),
    ).labels.includes('yes')
  const said = (when: unknown, text: string): boolean =>
    earned(when, (stage) => stage.say(9000, text))

  it('intent, words, pattern, facts', () => {
    expect(said({ intent: 'apologise' }, '非常抱歉')).toBe(true)
    expect(said({ intent: ['greet', 'apologise'] }, '您好')).toBe(true)
    expect(said({ intent: 'offer_refund' }, '不能退款')).toBe(false)
    expect(said({ says: 'VIP' }, '您是ｖｉｐ')).toBe(true)
    expect(said({ matches: '\\d+小时' }, '48小时')).toBe(true)
    expect(said({ tells: 'total' }, '您付了59元')).toBe(true)
    expect(said({ tells: 'total' }, '您付了69元')).toBe(false)
    expect(said({ tells: ['total', 'slow'] }, '您付了59元')).toBe(false)
    expect(said({ tells: ['total', 'slow'] }, '59元这单爆仓了')).toBe(true)
  })

  it('several keys, all, any, not', () => {
    expect(said({ says: 'a', matches: 'b' }, 'a')).toBe(false)
    expect(said({ says: 'a', matches: 'b' }, 'ab')).toBe(true)
    expect(said({ any: [{ says: 'a' }, { says: 'b' }] }, 'b')).toBe(true)
    expect(said({ all: [{ says: 'a' }, { not: { says: 'b' } }] }, 'ab')).toBe(false)
    expect(said({ all: [{ says: 'a' }, { not: { says: 'b' } }] }, 'a')).toBe(true)
  })

  it('mood, labels, time', () => {
    expect(earned({ mood: { under: 60 } }, (stage) => stage.say(9000, 'a'))).toBe(false)
    expect(earned({ mood: { under: 60 } }, (stage) => stage.say(9000, 'a'), { mood: 59 })).toBe(
      true,
    )
    expect(earned({ mood: { over: 60 } }, (stage) => stage.say(9000, 'a'))).toBe(false)
    const late = { labelled: 'before' }
    expect(earned(late, (stage) => stage.say(9000, 'a'))).toBe(false)
    expect(earned(late, (stage) => stage.say(9000, '前面').say(90_000, 'a'))).toBe(true)
    expect(earned({ within: 30 }, (stage) => stage.say(30_000, 'a'))).toBe(true)
    expect(earned({ within: 30 }, (stage) => stage.say(30_001, 'a'))).toBe(false)
    // A late burst is late to its last word.
    expect(
      earned({ within: 30, says: 'b' }, (stage) => stage.say(40_000, 'a').say(40_500, 'b')),
    ).toBe(false)
  })

  it('deeds', () => {
    const did = (when: unknown, deed: Parameters<Stage['do']>[1], buyer: string | null = 'ann') =>
      earned({ action: when }, (stage) => stage.do(9000, deed, buyer))
    const forward = { do: 'forward', group: 'aftersale', note: null } as const
    expect(did({ do: 'forward' }, forward)).toBe(true)
    expect(did({ do: 'forward', group: 'aftersale' }, forward)).toBe(true)
    expect(did({ do: 'forward', group: 'presale' }, forward)).toBe(false)
    expect(did({ do: 'suspend' }, { do: 'suspend' }, null)).toBe(true)
    expect(did({ do: 'resume' }, { do: 'suspend' }, null)).toBe(false)
    expect(did({ do: 'close', topic: 'a' }, { do: 'close', topic: 'b', text: '' })).toBe(false)
    expect(did({ do: 'recall' }, { do: 'recall', cseq: 2 })).toBe(true)
    const refund = {
      do: 'order',
      act: 'refund',
      order: '20260001',
      amount: 5900,
      text: '破损 运费',
      outcome: 'done',
    } as const
    expect(did({ do: 'order', act: 'refund' }, refund)).toBe(true)
    expect(did({ do: 'order', act: 'return' }, refund)).toBe(false)
    expect(did({ do: 'order', act: 'refund', order: '1' }, refund)).toBe(false)
    expect(did({ do: 'order', act: 'refund', amount: 5800 }, refund)).toBe(false)
    expect(
      did({ do: 'order', act: 'refund', amount: 5900, contains: ['破损', '运费'] }, refund),
    ).toBe(true)
    expect(did({ do: 'order', act: 'refund', contains: '少件' }, refund)).toBe(false)
    expect(did({ do: 'order', act: 'refund' }, { ...refund, outcome: 'refused' })).toBe(false)
  })

  it('deeds in messages', () => {
    const sent = (when: unknown, more: Parameters<Stage['say']>[2]) =>
      earned({ action: when }, (stage) => stage.say(9000, '', more))
    expect(sent({ do: 'picture' }, { body: 'image' })).toBe(true)
    expect(sent({ do: 'file' }, { body: 'image' })).toBe(false)
    expect(sent({ do: 'card', of: 'p1' }, { body: 'card', of: 'p1' })).toBe(true)
    expect(sent({ do: 'card', of: 'p1' }, { body: 'card', of: 'p2' })).toBe(false)
    expect(sent({ do: 'quick_reply' }, { text: '好', quickReply: 'hi' })).toBe(true)
    expect(sent({ do: 'quick_reply', code: 'yo' }, { text: '好', quickReply: 'hi' })).toBe(false)
  })

  it('a deed answers only what asks for one, and passes by otherwise', () => {
    const stage = start({
      on: [{ when: { not: { says: 'x' } }, label: 'no' }],
      otherwise: { label: 'other' },
    })
    expect(stage.do(9000, { do: 'suspend' }, null).labels).toEqual([])
    expect(stage.ann.waitingSince).toBe(0)
  })
})

describe('a play', () => {
  const two = small({
    steps: {
      start: {
        say: ['在吗', '你好', '有人吗'],
        on: [{ when: { says: '好' }, say: ['嗯', '哦', '行'], label: 'ok', mood: 1 }],
        otherwise: { say: ['?', '??'], mood: -3 },
        nudges: [{ after: 20, say: ['人呢', '喂'] }],
      },
    },
  })
  const inputs = fc.array(
    fc.record({
      after: fc.integer({ min: 0, max: 40_000 }),
      text: fc.constantFrom('好', '嗯', '稍等', ''),
    }),
    { maxLength: 12 },
  )

  it('is the same to the word for the same seed and inputs, kept and gone on with or not', () => {
    fc.assert(
      fc.property(fc.integer(), inputs, (seed, list) => {
        const one = new Stage(two, seed)
        const other = new Stage(two, seed)
        let at = 0
        for (const { after, text } of list) {
          at += after
          one.say(at, text)
          other.say(at, text)
          other.play = JSON.parse(JSON.stringify(other.play)) as Play
        }
        expect(other.until(10_000_000)).toMatchObject({ said: one.until(10_000_000).said })
        expect(one.outcome).toBe('lost')
      }),
      { numRuns: 60 },
    )
  })

  it('does late what was due, in its order, when a tick comes late', () => {
    const stage = new Stage(two, 3)
    const acts = stage.take(10_000_000, { kind: 'time' })
    expect(acts.map((act) => act.kind)).toEqual(['say', 'say', 'leave'])
  })

  it('differs by seed', () => {
    const openings = new Set(
      Array.from({ length: 30 }, (_, seed) => new Stage(two, seed).until(0).texts[0]),
    )
    expect(openings.size).toBe(3)
  })
})
