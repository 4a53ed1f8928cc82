import { fileURLToPath } from 'node:url'
import { format } from 'prettier'
import { expect, it } from 'vitest'
import { rightsPage } from '../support/rights-page.ts'

it('[A5] docs/operations/rights.md tells what the table says', async () => {
  const file = fileURLToPath(new URL('../../docs/operations/rights.md', import.meta.url))
  await expect(await format(rightsPage(), { parser: 'markdown' })).toMatchFileSnapshot(file)
})
