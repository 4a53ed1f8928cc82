import { describe, expect, test } from 'vitest'
import { setup } from './client.fixture.ts'
import { AskError } from './client.ts'

describe('questions', () => {
  test('[S32] an answer, a refusal, a cut, and no link at all', async () => {
    const { live, client } = setup()
    await expect(client.history('c', undefined, 50)).rejects.toEqual(new AskError('offline'))
    const socket = await live()
    const answered = client.history('c', 7, 50)
    const refused = client.history('d', undefined, 50)
    const cut = client.history('e', undefined, 50)
    expect(socket.of('history').map((frame) => frame.q)).toEqual([1, 2, 3])
    const reply = { conversation: 'c', messages: [], complete: true, previous: null }
    await socket.give({ t: 'history', q: 1, ...reply })
    await socket.give({ t: 'error', q: 2, code: 'not_allowed', retry: false, message: '' })
    await expect(answered).resolves.toMatchObject(reply)
    await expect(refused).rejects.toMatchObject({ code: 'not_allowed' })
    const cutOutcome = cut.then(
      () => 'answered',
      (error: unknown) => (error instanceof AskError ? error.code : 'another error'),
    )
    await socket.cut(1006)
    expect(await cutOutcome).toBe('offline')
    expect(client.state.kind).toBe('waiting')
  })
})
