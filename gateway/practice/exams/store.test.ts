import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SittingView } from '#shared/practice/exam/api.ts'
import type { Paper } from '#shared/practice/exam/model.ts'
import { openGatewayStore } from '../../store/open.ts'
import { newKey, tempFolder } from '../../store/store.fixture.ts'
import type { GatewayStore } from '../../desk/contract.ts'
import type { KeptSitting } from './store.ts'

let folder: ReturnType<typeof tempFolder>
let store: GatewayStore
const key = newKey()
const open = () => openGatewayStore({ file: join(folder.path, 'gateway.db'), key })

beforeEach(async () => {
  folder = tempFolder()
  store = await open()
})
afterEach(async () => {
  await store.close()
  folder.remove()
})

const paper: Paper = { exam: 'e', title: '卷', seed: 1, minutes: 1, pass: 60, questions: [] }
function kept(id: string, part: Partial<SittingView> = {}): KeptSitting {
  const view: SittingView = {
    ...{ id, account: 'a', exam: 'e', title: '卷', state: 'running', startedAt: 1, deadline: 2 },
    ...{ endedAt: null, questions: 0, answered: 0, total: null, passed: null },
    ...part,
  }
  const { account, startedAt, endedAt } = view
  return { view, paper, sitting: { account, startedAt, endedAt, answers: [] } }
}

describe('sittings in the database', () => {
  it('are there after it was closed, by state, account, exam and shop', async () => {
    const { exams } = store
    exams.add('s', kept('1'))
    exams.add('s', kept('2', { account: 'b', startedAt: 5 }))
    exams.add('s', kept('3', { exam: 'f', startedAt: 3 }))
    exams.add('other', kept('4'))
    exams.update('s', kept('3', { exam: 'f', startedAt: 3, state: 'timed_out', total: 50 }))
    await store.close()
    store = await open()
    const ids = (views: readonly SittingView[]) => views.map(({ id }) => id)
    const again = store.exams
    expect(ids(again.views('s', null, null))).toEqual(['2', '3', '1'])
    expect(ids(again.views('s', 'a', null))).toEqual(['3', '1'])
    expect(ids(again.views('s', 'a', 'e'))).toEqual(['1'])
    expect(again.running('s').map(({ view }) => view.id)).toEqual(['1', '2'])
    expect(again.over('s', null)).toEqual([
      kept('3', { exam: 'f', startedAt: 3, state: 'timed_out', total: 50 }),
    ])
    expect(again.over('s', 'e')).toEqual([])
    expect([again.sitting('s', '4'), again.sitting('other', '4')?.paper]).toEqual([null, paper])
  })

  it('a bank changes as a whole or not at all', () => {
    const { exams } = store
    const row = (id: string, body: string | null) =>
      ({ kind: 'question', id, body, updatedAt: 1, by: '培' }) as const
    exams.changeBank('s', [], [row('1', '{}'), row('2', null)])
    const broken = { ...row('3', '{}'), updatedAt: null as unknown as number }
    expect(() => exams.changeBank('s', [row('1', null)], [row('2', '{}'), broken])).toThrow(
      /NOT NULL/,
    )
    expect(exams.bank('s')).toEqual([row('1', '{}'), row('2', null)])
    expect(exams.bank('other')).toEqual([])
  })
})
