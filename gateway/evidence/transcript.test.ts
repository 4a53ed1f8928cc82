import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { transcriptHtml } from './transcript.ts'

test('[T5] the page’s policy allows its own style to the last sign', () => {
  const page = transcriptHtml(
    {
      language: 'zh-CN',
      shop: '店',
      buyer: '买家',
      by: 'a',
      at: 0,
      timeZone: 'UTC',
      key: 'k',
    },
    [],
    new Map(),
  )
  const style = /<style>([^]*)<\/style>/.exec(page)?.[1] ?? ''
  const hash = createHash('sha256').update(style).digest('base64')
  expect(page).toContain(`style-src 'sha256-${hash}'`)
})
