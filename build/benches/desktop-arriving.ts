import type { BenchShop } from './desktop-shop.ts'

/** Messages a second. */
export const RATE = 20

/**
 * Messages from the shop's buyers but the last by turns, open loop: they don't wait for the app. What it gives
 * ends them, resolves when all are answered by the gateway, and says how many a second they were.
 */
export function arriving(shop: BenchShop): () => Promise<number> {
  const start = performance.now()
  const sent: Promise<unknown>[] = []
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - start) / 1000) * RATE)
    for (let number = sent.length; number < due; number++) {
      const buyer = shop.buyers[(number * 7919) % (shop.buyers.length - 1)]
      if (buyer) sent.push(buyer.say(`还在吗？第 ${number} 次问了`))
    }
  }, 10)
  return async () => {
    clearInterval(timer)
    const rate = sent.length / ((performance.now() - start) / 1000)
    await Promise.all(sent)
    if (rate < RATE * 0.9) throw new Error(`only ${rate.toFixed(1)} messages a second were sent`)
    return rate
  }
}
