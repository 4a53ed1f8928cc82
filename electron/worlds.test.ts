import { expect, test } from 'vitest'
import { type Turning, Worlds } from './worlds.ts'

/** What happened, in order, as `<world> <step>`. */
type Steps = string[]

interface Trouble {
  readonly close?: () => Promise<void>
  readonly stop?: () => Promise<void>
  readonly saved?: () => Promise<void>
  readonly resume?: () => Promise<void>
}

function world(practice: boolean, steps: Steps, trouble: Trouble = {}): Turning {
  const name = practice ? 'practice' : 'real'
  const step = (what: string, fails?: () => Promise<void>) => async () => {
    steps.push(`${name} ${what}`)
    await fails?.()
  }
  return {
    practice,
    own: { stop: step('stop', trouble.stop) },
    accounts: {
      close: step('close', trouble.close),
      refreshSaved: step('saved', trouble.saved),
      resume: step('resume', trouble.resume),
      rest: () => steps.push(`${name} rest`),
    },
  }
}

function made(real: Trouble = {}, practice: Trouble = {}) {
  const steps: Steps = []
  let worldsMade = 0
  const worlds = new Worlds<Turning>({
    real: world(false, steps, real),
    practice: () => {
      worldsMade++
      return world(true, steps, practice)
    },
    turned: ({ practice: into }) => void steps.push(`in front: ${into ? 'practice' : 'real'}`),
    patience: { close: 20, stop: 20 },
  })
  return { worlds, steps, made: () => worldsMade }
}

const fail = () => Promise.reject(new Error('no'))
const never = () => new Promise<void>(() => {})
const INTO = ['real close', 'in front: practice', 'practice saved', 'practice resume']
const BACK = ['practice close', 'practice stop', 'in front: real', 'real saved', 'real resume']

test('in and out: nobody is signed in when the other comes, only the practice gateway ends', async () => {
  const { worlds, steps, made: count } = made()
  expect(worlds.all.length).toBe(1)
  await worlds.enter()
  expect(worlds.current.practice).toBe(true)
  await worlds.leave()
  expect(worlds.current.practice).toBe(false)
  expect(steps).toEqual([...INTO, ...BACK])
  await worlds.enter()
  // The same one again, with all that is open in it.
  expect(count()).toBe(1)
  expect(worlds.all.length).toBe(2)
})

test('entering twice, and leaving where one is, changes nothing', async () => {
  const { worlds, steps } = made()
  await Promise.all([worlds.enter(), worlds.enter()])
  expect(steps).toEqual(INTO)
  await Promise.all([worlds.leave(), worlds.leave()])
  await worlds.leave()
  expect(steps).toEqual([...INTO, ...BACK])
})

test('leaving does not wait for what comes up slowly in practice', async () => {
  const comesUp = Promise.withResolvers<void>()
  const { worlds, steps } = made(
    {},
    {
      resume: () => {
        comesUp.resolve()
        return never()
      },
    },
  )
  void worlds.enter()
  await comesUp.promise
  await worlds.leave()
  expect(worlds.current.practice).toBe(false)
  expect(steps).toEqual([...INTO, ...BACK])
})

test('who leaves before anyone has come up comes to work nowhere on the way', async () => {
  const accepted: boolean[] = []
  const { worlds, steps } = made({}, { close: async () => void accepted.push(accepts()) })
  const accepts = () => worlds.accepts(worlds.current)
  const entering = worlds.enter()
  const leaving = worlds.leave()
  await Promise.all([entering, leaving])
  const turns = steps.filter((step) => !INTO.slice(2).includes(step))
  expect(turns).toEqual([...INTO.slice(0, 2), ...BACK])
  expect(accepted).toEqual([false])
  expect(accepts()).toBe(true)
})

test('what hangs in practice does not hold anyone back', async () => {
  const { worlds } = made({}, { close: never })
  await worlds.enter()
  await worlds.leave()
  expect(worlds.current.practice).toBe(false)
})

test('a close and a stop that fail are no reason to stay', async () => {
  const { worlds, steps } = made({ close: fail }, { close: fail, stop: fail })
  await worlds.enter()
  await worlds.leave()
  expect(worlds.current.practice).toBe(false)
  expect(steps).toEqual([...INTO, ...BACK])
})

test('where nobody can go on, the screen that helps is shown, and leaving works', async () => {
  const { worlds, steps } = made({}, { resume: fail })
  await worlds.enter()
  expect(steps).toEqual([...INTO, 'practice rest'])
  await worlds.leave()
  expect(steps.slice(-5)).toEqual(BACK)
})

test('a keychain that fails leads to that screen, too', async () => {
  const { worlds, steps } = made({}, { saved: fail })
  await worlds.enter()
  expect(steps.at(-1)).toBe('practice rest')
})

test('where practice can not be made, the real shop stays as it is, and the next try may do', async () => {
  const steps: Steps = []
  let full = true
  const worlds = new Worlds<Turning>({
    real: world(false, steps),
    practice: () => {
      if (full) throw new Error('ENOSPC')
      return world(true, steps)
    },
    turned: () => {},
  })
  await expect(worlds.enter()).rejects.toThrow('ENOSPC')
  expect(worlds.current.practice).toBe(false)
  expect(steps).toEqual([])
  full = false
  await worlds.enter()
  expect(worlds.current.practice).toBe(true)
})

test('what fails while the worlds turn leaves one where work can be come to, and the way back open', async () => {
  const steps: Steps = []
  let fails = true
  const worlds = new Worlds<Turning>({
    real: world(false, steps),
    practice: () => world(true, steps),
    turned: () => (fails ? fail() : undefined),
    patience: { close: 20, stop: 20 },
  })
  await expect(worlds.enter()).rejects.toThrow('no')
  expect(worlds.accepts(worlds.current)).toBe(true)
  fails = false
  await worlds.leave()
  expect(worlds.current.practice).toBe(false)
  expect(worlds.accepts(worlds.current)).toBe(true)
})
