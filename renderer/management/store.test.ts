import { expect, test } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { initialState, type WorkState } from '../state/model.ts'
import { drafts, forgetAtSignOut, management, markUnsaved, openSection } from './store.ts'

test('a section is opened for something, again and again', () => {
  openSection('doctor', 's1')
  const { token } = management.getState()
  expect(management.getState()).toMatchObject({ section: 'doctor', argument: 's1' })
  openSection('doctor', 's1')
  expect(management.getState().token).toBeGreaterThan(token)
  openSection('hours')
  expect(management.getState().argument).toBeNull()
})

test('the next who signs in finds nothing of what the last one typed', () => {
  const store = createStore<WorkState>(() => ({ ...initialState, view: {} as WorkState['view'] }))
  forgetAtSignOut(store)
  openSection('groups')
  markUnsaved('groups', true)
  drafts.set('groups', { value: {}, base: '' })
  store.setState({ screen: 'chats' })
  expect(drafts.size).toBe(1)
  store.setState({ view: null })
  expect(drafts.size).toBe(0)
  expect(management.getState()).toMatchObject({ section: null, unsaved: [] })
})
