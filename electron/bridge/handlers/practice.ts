import { app, dialog } from 'electron/main'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DEMO_PASSWORD, PRACTICE_TRAINEE } from '#shared/bridge/embedded.ts'
import { Failure } from '../../failure.ts'
import { safeFileName } from '../../security/file-name.ts'
import type { Handlers } from '../door.ts'
import type { Parts } from '../parts.ts'

/** Practice mode: the way in and out, and what its screens ask the practice gateway. */
export function practiceHandlers(
  parts: Parts,
): Handlers<
  | 'practice.enter'
  | 'practice.start'
  | 'practice.renew'
  | 'practice.leave'
  | 'practice.ask'
  | 'practice.bring'
  | 'practice.brought'
  | 'practice.certificate'
> {
  const { worlds, leaving, state } = parts
  /** Beginning and beginning anew go one after the other. */
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = async (run: () => Promise<void>): Promise<null> => {
    const done = turn.then(run)
    turn = done.catch(() => undefined)
    await done
    return null
  }
  let brought: string | null = null

  const inPractice = () => {
    const { current } = worlds
    if (!current.practice || !worlds.accepts(current))
      throw new Failure('bad_call', 'this is no practice')
    return current
  }
  return {
    'practice.enter': async () => {
      await leaving.ask()
      await worlds.enter()
      return null
    },
    'practice.leave': async () => {
      await leaving.ask()
      await worlds.leave()
      return null
    },
    'practice.start': ({ as }) =>
      inTurn(async () => {
        const { own, accounts } = inPractice()
        try {
          await own.tryDemo()
          const name = as === 'trainer' ? own.main : `${own.main}:${PRACTICE_TRAINEE}`
          await accounts.signIn({ gateway: null, name, password: DEMO_PASSWORD, remember: true })
        } catch (error) {
          accounts.rest()
          throw error
        }
      }),
    'practice.renew': () =>
      inTurn(async () => {
        const { own, accounts } = inPractice()
        await accounts.forgetOwn()
        await own.setAside()
        state.patch({ refused: null })
        accounts.rest()
      }),
    'practice.ask': async ({ call, argument }) => {
      const session = inPractice().accounts.current?.session
      if (!session) throw new Failure('bad_call', 'nobody is signed in')
      const { practiceRequest } = await import('#shared/practice/calls.ts')
      const asked = practiceRequest(call, argument)
      if (!asked) throw new Failure('bad_call', `no such call, or a bad argument: ${call}`)
      const { shopSide } = session.http
      const token = await session.token()
      return asked.method === 'GET'
        ? shopSide.asking.get<unknown>(token, asked.path)
        : shopSide.asking.post<unknown>(token, asked.path, asked.json)
    },
    'practice.certificate': async (one, { window }) => {
      if (!inPractice().accounts.current) throw new Failure('bad_call', 'nobody is signed in')
      const { certificateHtml, certificateName } = await import('../../practice/certificate.ts')
      const { canceled, filePath } = await dialog.showSaveDialog(window, {
        defaultPath: join(app.getPath('downloads'), safeFileName(`${certificateName(one)}.pdf`)),
      })
      if (canceled || !filePath) return { saved: false }
      const { printed } = await import('../../desktop/print-page.ts')
      const page = new TextEncoder().encode(certificateHtml(one))
      await writeFile(filePath, await printed(page, { across: true }))
      return { saved: true }
    },
    'practice.bring': ({ text }) => {
      brought = text
      return null
    },
    'practice.brought': () => {
      inPractice()
      const text = brought
      brought = null
      return text === null ? null : { text }
    },
  }
}
