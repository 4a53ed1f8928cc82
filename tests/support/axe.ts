import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * Serious and critical findings, or all, by rule and place; by evaluation, since the policy stops script
 * tags.
 */
export async function findings(page: Page, which: 'grave' | 'all' = 'grave'): Promise<string[]> {
  await page.evaluate(axe)
  return page.evaluate(async (every) => {
    // A theme that was just changed fades in, part by part as each is drawn anew: its colours are
    // looked at when nothing has moved for some frames.
    const fading = () =>
      document
        .getAnimations()
        .filter(
          ({ effect, playState }) =>
            playState === 'running' && Number.isFinite(Number(effect?.getComputedTiming().endTime)),
        )
    const frame = () => new Promise((drawn) => requestAnimationFrame(drawn))
    for (let still = 0; still < 3; still++) {
      await frame()
      const moving = fading()
      if (moving.length > 0) still = -1
      await Promise.all(moving.map(({ finished }) => finished.catch(() => null)))
    }
    const { axe: engine } = window as unknown as {
      axe: {
        run(): Promise<{
          violations: { id: string; impact: string; nodes: { target: string[] }[] }[]
        }>
      }
    }
    const { violations } = await engine.run()
    return violations
      .filter(({ impact }) => every || impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
  }, which === 'all')
}
