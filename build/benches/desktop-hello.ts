import { join } from 'node:path'
import { launchDesktop, type Desktop } from '#tests/support/desktop.ts'
import { root } from '../root.ts'

/** The least of a window that can be typed in: a bare textarea that has the focus. */
export async function openBareTextarea(args: readonly string[] = []): Promise<Desktop> {
  const hello = await launchDesktop({
    app: join(root, 'build/benches/hello'),
    args: ['--bare-textarea', ...args],
  })
  await hello.page.locator('textarea').click()
  return hello
}
