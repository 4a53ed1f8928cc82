import { describe, expect, it } from 'vitest'
import { isSpoken, keepsFacts } from './facts.ts'

const NAMES = ['雾蓝保温杯 480ml', '雾蓝']

describe('a line in other words', () => {
  it('keeps its numbers, order numbers, amounts, times and sizes, in whatever width', () => {
    const line = '订单 NH20268860117 退 39.9 元，要 XL2 的，明天 10:30 前'
    const right = '麻烦把 ＮＨ20268860117 那单的 39.9 元退我，我要 xl2，最晚明天 10:30'
    expect(keepsFacts(line, right, [])).toBe(true)
    for (const [from, to] of [
      ['NH20268860117', 'NH20268860118'],
      ['39.9', '39'],
      ['10:30', '11:30'],
      ['XL2', ''],
    ] as const)
      expect(keepsFacts(line, line.replace(from, to), []), `${from} ${to}`).toBe(false)
  })
  it('comes with no number, page or product of its own', () => {
    expect(keepsFacts('快递到哪了', '快递到哪了，都 3 天了', NAMES)).toBe(false)
    expect(keepsFacts('快递到哪了', '快递到哪了 https://example.com', NAMES)).toBe(false)
    expect(keepsFacts('快递到哪了', '我的雾蓝到哪了', NAMES)).toBe(false)
    expect(keepsFacts('快递到哪了', '哎我那包裹现在到哪儿啦', NAMES)).toBe(true)
  })
  it('keeps what is counted in Chinese, and the names of products', () => {
    expect(keepsFacts('两个雾蓝的', '我要雾蓝的，两个', NAMES)).toBe(true)
    expect(keepsFacts('两个雾蓝的', '我要雾蓝的，三个', NAMES)).toBe(false)
    expect(keepsFacts('两个雾蓝的', '我要蓝的，两个', NAMES)).toBe(false)
  })
  it('is one message of about its length', () => {
    expect(isSpoken('在吗', '在不在呀')).toBe(true)
    expect(isSpoken('在吗', '')).toBe(false)
    expect(isSpoken('在吗', '在'.repeat(61))).toBe(false)
    expect(isSpoken('在吗', '**在吗**')).toBe(false)
  })
})
