import { expect, test } from 'vitest'
import { createStore } from 'zustand/vanilla'
import type { SendableBody } from '#shared/protocol/frames.ts'
import type { Deps } from './api.ts'
import { deskActions } from './desk-actions.ts'
import { messageActions } from './message-actions.ts'
import { initialState, type WorkState } from './model.ts'

const FILE = { id: 'f'.repeat(64), name: 'a.png', type: 'image/png', size: 3 }

/** A bridge whose uploads end when the test says so. */
function make() {
  const store = createStore<WorkState>(() => ({ ...initialState, current: 'a' }))
  const sent: string[] = []
  const drafts: string[] = []
  const uploads: ((ok: boolean) => void)[] = []
  const call: Deps['call'] = async (name, ...argument) => {
    const value = argument[0] as never
    if (name === 'files.upload') {
      const ok = await new Promise<boolean>((resolve) => uploads.push(resolve))
      const file = { ...FILE, name: (value as { name: string }).name }
      return (
        ok ? { ok: true, value: file } : { ok: false, error: { code: 'offline', message: '' } }
      ) as never
    }
    if (name === 'drafts.set') drafts.push((value as { text: string }).text)
    if (name === 'chats.send') {
      const { body } = value as { body: SendableBody }
      sent.push(body.kind === 'text' ? body.text : body.kind === 'image' ? body.file.name : '')
    }
    return { ok: true, value: { cid: `c${sent.length}` } } as never
  }
  const deps = { store, call, now: () => Date.now() }
  const actions = messageActions(deps, deskActions(deps))
  const picture = (name: string) => new File([new Uint8Array(3)], name, { type: 'image/png' })
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve))
  return { store, actions, sent, drafts, uploads, picture, settled }
}

test('what is sent behind an upload goes out behind it, and is seen at once', async () => {
  const { store, actions, sent, drafts, uploads, picture, settled } = make()
  actions.attach('a', [picture('1.png'), picture('2.png')])
  actions.setDraft('a', '这两张')
  await settled()
  actions.send('a')
  actions.setDraft('a', '再说一句')
  actions.send('a')
  expect(store.getState().outbox['a']?.map(({ body }) => body)).toMatchObject([
    { text: '这两张' },
    { text: '再说一句' },
  ])
  await settled()
  expect(sent).toEqual([])
  // Until it is handed over a restart finds it in the draft.
  expect(drafts.at(-1)).toBe('这两张\n再说一句')
  uploads[1]?.(true)
  await settled()
  expect(sent).toEqual([])
  uploads[0]?.(true)
  await settled()
  await settled()
  expect(sent).toEqual(['1.png', '2.png', '这两张', '再说一句'])
  expect(drafts.at(-1)).toBe('')
})

test('an upload that fails holds nothing up and stays for another try', async () => {
  const { store, actions, sent, uploads, picture, settled } = make()
  actions.attach('a', [picture('1.png')])
  actions.setDraft('a', '看图')
  await settled()
  actions.send('a')
  uploads[0]?.(false)
  await settled()
  await settled()
  expect(sent).toEqual(['看图'])
  expect(store.getState().attachments['a']).toMatchObject([{ state: 'failed', error: 'offline' }])
})
