import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { readWalk, walk } from '#shared/practice/walk.ts'
import { WITS } from '../wits.ts'
import { did, nextIn, passed, said, scoreOf, startTalk, type Talk } from './talk.ts'

const folder = join(import.meta.dirname, '../../../../resources/practice')
const text = (name: string) => readFileSync(join(folder, 'scenarios', `${name}.yaml`), 'utf8')
const walks = readdirSync(join(folder, 'walks')).filter((file) => file.endsWith('.good.yaml'))
const template = readFileSync(join(folder, 'templates/zh-CN.yaml'), 'utf8')

/** The same run once more: each deed of a record at its moment. */
function replayed(record: ReturnType<typeof walk>, seed: number): Talk {
  let talk = startTalk(record.scenario, seed, WITS)!
  for (const entry of record.entries) {
    if (entry.kind === 'answered') {
      const { at, buyer, text: words, body, of, quickReply } = entry
      talk = said(passed(talk, at, WITS), buyer, words, WITS, { body, of, quickReply })
    } else if (entry.kind === 'did') {
      const { at, buyer, deed } = entry
      talk = did(passed(talk, at, WITS), buyer ?? talk.scenario.buyers[0]!.id, deed, WITS)
    }
  }
  for (let next = nextIn(talk); next !== null; next = nextIn(talk))
    talk = passed(talk, talk.now + next, WITS)
  return talk
}

describe('a test talk', () => {
  expect(walks.length).toBeGreaterThan(10)

  test.each(walks.slice(0, 12))('%s: gives the very run that the gateway’s code gives', (file) => {
    const read = readWalk(readFileSync(join(folder, 'walks', file), 'utf8'))
    if (!read.ok) throw new Error('the walk does not read')
    const record = walk(text(file.replace('.good.yaml', '')), 3, read.value, WITS)
    const talk = replayed(record, 3)
    expect(talk.entries).toEqual(record.entries)
  })

  it('says how an answer was taken', () => {
    const begun = startTalk(template, 1, WITS)!
    const talk = said(begun, 'lin', '抱歉久等，中通快递，后天到', WITS)
    const line = talk.lines.at(-1)!
    if (line.kind !== 'answered') throw new Error('the answer is not the last line')
    expect(line.taken).toMatchObject({
      facts: [
        { name: 'carrier', told: 'right' },
        { name: 'arrival', told: 'right' },
      ],
      labels: ['answered'],
      reactions: ['opening/0'],
      mood: [55, 75],
      step: ['opening', 'opening'],
    })
    expect(line.taken.intents.map(({ intent }) => intent)).toContain('apologise')
    expect(begun.lines).toHaveLength(1)
    expect(scoreOf(talk, WITS).total).toBe(60)
  })

  it('a buyer whom nobody answers is impatient, then gone; the clock jumps from thing to thing', () => {
    let talk = startTalk(template, 1, WITS)!
    const kinds: string[] = []
    for (let next = nextIn(talk); next !== null; next = nextIn(talk)) {
      talk = passed(talk, talk.now + next, WITS)
      kinds.push(talk.lines.at(-1)!.kind)
    }
    expect(kinds).toEqual(['asked', 'left'])
    expect(talk.now).toBe(300_000)
    expect(said(talk, 'lin', '在', WITS)).toBe(talk)
  })

  it('a text with a problem is none to talk with', () => {
    expect(startTalk(`${template}x: 1\n`, 1, WITS)).toBeNull()
  })
})
