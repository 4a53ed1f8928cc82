import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { describe, expect, it, test } from 'vitest'
import { edited, spliceOf, type EditPath } from './edits.ts'

const folder = join(import.meta.dirname, '../../../../resources/practice/scenarios')
const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'))
const read = (file: string) => readFileSync(join(folder, file), 'utf8')

const TEXT = `# the head
xiaoer: 1 # version
title: 查物流
skills: [logistics] # what
buyers:
  # the only one
  - id: lin # who
    name: 林林
    steps:
      opening:
        say: [快递呢？, 我的快递呢]
        on:
          # kind words
          - when: { intent: apologise }
            say: [嗯]
          # the answer
          - when: { tells: [carrier] } # told
            end: solved
        # impatience
        nudges: [{ after: 60, say: [人呢？] }]
  - id: wang
    name: 王五
`
const comments = (text: string) => text.match(/#.*$/gmu) ?? []

function leaves(value: unknown, path: EditPath = []): { path: EditPath; value: unknown }[] {
  if (typeof value !== 'object' || value === null) return [{ path, value }]
  return Object.entries(value).flatMap(([key, each]) =>
    leaves(each, [...path, Array.isArray(value) ? Number(key) : key]),
  )
}

describe('a form over the text', () => {
  test.each(files)('%s: what is set to what it is changes nothing', (file) => {
    const text = read(file)
    for (const { path, value } of leaves(parse(text)).slice(0, 12))
      expect(edited(text, { do: 'set', path, value })?.text).toBe(text)
  })

  test.each(files)('%s: any one value is changed alone, comments and layout stay', (file) => {
    const text = read(file)
    const all = leaves(parse(text))
    // Every 37th, and those of the first kinds: all of 25 files would take minutes.
    for (const { path, value } of all.filter((_, index) => index % 37 === 0)) {
      const next = typeof value === 'number' ? value + 1 : `${String(value)} x: [y], #z`
      const done = edited(text, { do: 'set', path, value: next })
      expect(done?.rewritten, path.join('.')).toBe(false)
      const { from, to, insert } = spliceOf(text, done?.text ?? '')
      expect(to - from, path.join('.')).toBeLessThan(String(value).length * 2 + 40)
      expect(insert.length).toBeLessThan(String(next).length * 2 + 40)
    }
  })

  it('a word is put in the place of another, in brackets and out of them', () => {
    const one = edited(TEXT, { do: 'set', path: ['title'], value: '运费: 谁付？' })
    expect(one?.text).toBe(TEXT.replace('查物流', "'运费: 谁付？'"))
    const two = edited(TEXT, {
      do: 'set',
      path: ['buyers', 0, 'steps', 'opening', 'say', 1],
      value: '到哪了, 亲',
    })
    expect(two?.text).toBe(TEXT.replace('我的快递呢]', "'到哪了, 亲' ]".replace(' ]', ']')))
  })

  it('a new key stands where it belongs, and its map is made where there is none', () => {
    const order = ['id', 'name', 'persona', 'goal', 'steps']
    const done = edited(TEXT, {
      do: 'set',
      path: ['buyers', 0, 'goal'],
      value: '想知道到哪了',
      order,
    })
    expect(done?.text).toContain('name: 林林\n    goal: 想知道到哪了\n    steps:')
    const leaves = edited(TEXT, {
      do: 'set',
      path: ['buyers', 0, 'steps', 'opening', 'leaves', 'after'],
      value: 300,
    })
    expect(leaves?.text).toContain('leaves: { after: 300 }')
    expect(leaves?.rewritten).toBe(false)
    expect(comments(leaves?.text ?? '')).toEqual(comments(TEXT))
  })

  it('items come, go and change places with the comments above them', () => {
    const path = ['buyers', 0, 'steps', 'opening', 'on']
    const more = edited(TEXT, {
      do: 'insert',
      path,
      at: 1,
      value: { when: { says: ['你好'] }, say: ['你好'] },
    })
    expect(more?.rewritten).toBe(false)
    expect(comments(more?.text ?? '')).toEqual(comments(TEXT))
    const less = edited(more?.text ?? '', { do: 'set', path: [...path, 1], value: undefined })
    expect(less?.text).toBe(TEXT)
    const turned = edited(TEXT, { do: 'move', path, from: 1, to: 0 })
    expect(turned?.rewritten).toBe(false)
    expect(turned?.text).toMatch(/# the answer\n[^]*# kind words/)
    expect(edited(turned?.text ?? '', { do: 'move', path, from: 0, to: 1 })?.text).toBe(TEXT)
    const buyers = edited(TEXT, { do: 'set', path: ['buyers', 1], value: undefined })
    expect(buyers?.text).not.toContain('wang')
    expect(comments(buyers?.text ?? '')).toEqual(comments(TEXT))
  })

  it('keys go, also the first of an item, and the last of a map', () => {
    const name = edited(TEXT, { do: 'set', path: ['buyers', 1, 'id'], value: undefined })
    expect(name?.raw).toMatchObject({ buyers: [{}, { name: '王五' }] })
    expect(name?.rewritten).toBe(false)
    const step = edited(TEXT, {
      do: 'set',
      path: ['buyers', 0, 'steps', 'opening'],
      value: undefined,
    })
    expect(step?.raw).toMatchObject({ buyers: [{ steps: {} }, {}] })
  })

  it('a text of several lines is a block of its own', () => {
    const value = '第一行\n\n第二行：要点\n第三行'
    const done = edited(TEXT, { do: 'set', path: ['briefing'], value })
    expect(done?.text).toContain('briefing: |-\n')
    expect(done?.raw).toMatchObject({ briefing: value })
    expect(done?.rewritten).toBe(false)
    const again = edited(done?.text ?? '', { do: 'set', path: ['briefing'], value: '一行' })
    expect(again?.raw).toMatchObject({ briefing: '一行' })
    expect(comments(again?.text ?? '')).toEqual(comments(TEXT))
  })

  it('a step is renamed in its place', () => {
    const path = ['buyers', 0, 'steps']
    const done = edited(TEXT, { do: 'rename', path, from: 'opening', to: '开场' })
    expect(done?.text).toBe(TEXT.replace('opening:', '开场:'))
    expect(edited(TEXT, { do: 'rename', path, from: 'none', to: 'x' })).toBeNull()
  })

  it('a text that is no YAML is left alone', () => {
    expect(edited('a: [', { do: 'set', path: ['a'], value: 1 })).toBeNull()
  })

  it('the smallest difference of two texts', () => {
    expect(spliceOf('abcabc', 'abxabc')).toEqual({ from: 2, to: 3, insert: 'x' })
    expect(spliceOf('aa', 'aaa')).toEqual({ from: 2, to: 2, insert: 'a' })
  })
})
