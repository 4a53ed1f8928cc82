import { expect, test } from 'vitest'
import { cascaded, visiblePlace } from './window-place.ts'

const screens = [
  { x: 0, y: 0, width: 1920, height: 1080 },
  { x: 1920, y: 0, width: 2560, height: 1440 },
]
const smallest = { width: 1280, height: 720 }
const place = { x: 2000, y: 100, width: 1500, height: 900, maximized: false }

test('a place on a screen that is there is kept', () => {
  expect(visiblePlace(place, screens, smallest)).toEqual(place)
})

test('a screen that is gone does not take the window with it', () => {
  expect(visiblePlace(place, screens.slice(0, 1), smallest)).toEqual({
    width: 1500,
    height: 900,
    maximized: false,
  })
})

test('a title bar above or below every screen is out of reach', () => {
  for (const y of [-200, 1430])
    expect(visiblePlace({ ...place, y }, screens, smallest)).not.toHaveProperty('x')
})

test('never smaller than the workstation works', () => {
  expect(visiblePlace({ ...place, width: 10, height: 10 }, screens, smallest)).toMatchObject(
    smallest,
  )
})

test('a further window lies beside those that are there', () => {
  const one = { x: 100, y: 100, width: 720, height: 760, maximized: false }
  expect(cascaded(one, [], 32)).toEqual(one)
  expect(cascaded(one, [{ x: 400, y: 100 }], 32)).toEqual(one)
  const taken = [
    { x: 102, y: 98 },
    { x: 132, y: 132 },
  ]
  expect(cascaded(one, taken, 32)).toMatchObject({ x: 164, y: 164 })
  const unplaced = { width: 720, height: 760, maximized: false }
  expect(cascaded(unplaced, taken, 32)).toEqual(unplaced)
})
