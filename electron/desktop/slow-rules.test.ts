import { expect, test } from 'vitest'
import { aConversation, anAccount, aShop } from '#shared/protocol/fixtures.ts'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings.ts'
import type { ConversationView } from '#shared/protocol/model.ts'
import type { AgentView } from '#shared/protocol/view.ts'
import { lateOf, nextLateAt, waitKey } from './slow-rules.ts'

const view = (...list: ConversationView[]): AgentView => ({
  me: 'me',
  shop: aShop,
  settings: DEFAULT_SETTINGS,
  closed: [],
  accounts: { me: anAccount('me') },
  conversations: Object.fromEntries(list.map((one) => [one.id, one])),
})
const waits = (id: string, waitingSince: number | null, holder = 'me') =>
  aConversation({ id, holder, waitingSince })
const { lateMs } = DEFAULT_SETTINGS.desk

test('late are those held by me and unanswered from the limit on, the longest first', () => {
  const all = view(
    waits('young', 3000),
    waits('old', 1000),
    waits('older', 500),
    waits('answered', null),
    waits('theirs', 0, 'other'),
  )
  expect(lateOf(all, 1000 + lateMs).map((late) => late.conversation)).toEqual(['older', 'old'])
  expect(lateOf(all, 999 + lateMs).map((late) => late.conversation)).toEqual(['older'])
  expect(lateOf(all, 499 + lateMs)).toEqual([])
})

test('a wait has one key, the next wait of the same buyer another', () => {
  const keys = [500, 600].map((since) => lateOf(view(waits('c', since)), 600 + lateMs).map(waitKey))
  expect(new Set(keys.flat()).size).toBe(2)
})

test('the next to be late is the longest waiting of those who are not yet', () => {
  const all = view(waits('late', 0), waits('next', 200), waits('later', 300), waits('x', null))
  expect(nextLateAt(all, lateMs)).toBe(200 + lateMs)
  expect(nextLateAt(view(waits('theirs', 200, 'other'), waits('x', null)), 0)).toBeNull()
})
