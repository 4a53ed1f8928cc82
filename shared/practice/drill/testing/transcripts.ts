import type { Known, Line } from '../model.ts'

/** A talk of `transcripts.txt`, with what must be gone from a drill made of it. */
export interface Talk {
  readonly name: string
  readonly lines: readonly Line[]
  readonly known: Known
  readonly gone: readonly string[]
  readonly stays: readonly string[]
}

const BEGAN = Date.UTC(2026, 2, 16, 2)

export function talksOf(text: string): readonly Talk[] {
  return text
    .split(/^== /m)
    .slice(1)
    .map((block) => talk(block.split('\n')))
}

function talk([name = '', ...rows]: readonly string[]): Talk {
  const list = (key: string, by: string) =>
    (rows.find((row) => row.startsWith(`${key}:`)) ?? '')
      .slice(key.length + 1)
      .split(by)
      .map((value) => value.trim())
      .filter((value) => value !== '')
  const from = { B: 'buyer', A: 'agent', S: 'shop' } as const
  return {
    name,
    lines: rows.flatMap((row): Line[] => {
      const [, seconds, who, text] = /^(\d+) ([BAS]) (.*)$/.exec(row) ?? []
      if (text === undefined) return []
      return [{ at: BEGAN + Number(seconds) * 1000, from: from[who as 'A' | 'B' | 'S'], text }]
    }),
    known: {
      seed: 7,
      people: list('people', ','),
      agents: list('agents', ','),
      orders: list('orders', ','),
      trackings: list('trackings', ','),
      phones: list('phones', ','),
      addresses: list('addresses', ','),
      products: [],
    },
    gone: list('gone', '|'),
    stays: list('stays', '|'),
  }
}
