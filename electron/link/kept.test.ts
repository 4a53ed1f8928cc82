import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BridgeEventName, BridgeEvents } from '#shared/bridge/contract.ts'
import type { Answer, Ask, CallName } from '../transcripts/calls.ts'
import type { Cache } from '../transcripts/cache.ts'
import { openCache, testPlace, type TestPlace } from '../transcripts/testing/fixtures.ts'
import { Kept, type KeptOptions } from './kept.ts'

/** What the gateway does with `keep` (S52): the last one stands, everyone is told, its sender, too. */
class Gateway {
  readonly entries: Record<string, string> = {}
  readonly stations: Station[] = []
  readonly heard: string[] = []

  keep(key: string, value: string | null): void {
    this.heard.push(`${key}=${value ?? ''}`)
    if (value === null) delete this.entries[key]
    else this.entries[key] = value
    for (const station of this.stations)
      if (station.live) station.inbox.push({ entries: { [key]: value }, all: false })
  }
}

class Station {
  readonly place: TestPlace = testPlace()
  readonly told: { name: BridgeEventName; payload: BridgeEvents[BridgeEventName] }[] = []
  inbox: { entries: Record<string, string | null>; all: boolean }[] = []
  timers: (() => void)[] = []
  live = false
  cache: Cache = openCache(this.place)
  kept: Kept
  readonly #gateway: Gateway

  constructor(gateway: Gateway) {
    this.#gateway = gateway
    gateway.stations.push(this)
    this.kept = this.#make()
  }

  #make(): Kept {
    const call =
      <N extends CallName>(name: N) =>
      (ask?: Ask<N>): Promise<Answer<N>> =>
        Promise.resolve(this.cache.answer(name, ask as Ask<N>))
    const cache = {
      drafts: call('drafts'),
      dirtyDrafts: call('dirtyDrafts'),
      draftSet: call('draftSet'),
      workspaceGet: call('workspaceGet'),
      workspaceSet: call('workspaceSet'),
    } as KeptOptions['cache']
    return new Kept({
      cache,
      keep: (key, value) => {
        if (this.live) this.#gateway.keep(key, value)
        return this.live
      },
      tell: (name, payload) => this.told.push({ name, payload }),
      later: (run) => {
        this.timers.push(run)
        return () => {
          this.timers = this.timers.filter((one) => one !== run)
        }
      },
    })
  }

  connect(): void {
    this.live = true
    this.inbox = [{ entries: { ...this.#gateway.entries }, all: true }]
    this.kept.connected(true)
  }

  cut(): void {
    this.live = false
    this.inbox = []
    this.kept.connected(false)
  }

  async settle(): Promise<void> {
    for (const run of this.timers.splice(0)) run()
    for (const { entries, all } of this.inbox.splice(0)) this.kept.heard(entries, all)
    await new Promise((resolve) => setImmediate(resolve))
  }

  async restart(): Promise<void> {
    this.cut()
    this.cache.answer('close', undefined)
    this.cache = openCache(this.place)
    this.kept = this.#make()
    await this.kept.load()
  }
}

let gateway: Gateway
let here: Station
let there: Station
beforeEach(() => {
  gateway = new Gateway()
  here = new Station(gateway)
  there = new Station(gateway)
})
afterEach(() => {
  for (const { cache, place } of gateway.stations) {
    cache.answer('close', undefined)
    place.remove()
  }
})

async function settle(): Promise<void> {
  for (let round = 0; round < 3; round++) for (const one of gateway.stations) await one.settle()
}

describe('[S52] drafts', () => {
  it('reach the other workstation, and never come back to the field being typed in', async () => {
    here.connect()
    there.connect()
    await settle()
    await here.kept.setDraft('c', '您')
    await here.kept.setDraft('c', '您好')
    expect(gateway.heard).toEqual([])
    await settle()
    expect(gateway.heard).toEqual(['draft:c=您好'])
    expect(here.told).toEqual([])
    expect(there.told).toEqual([{ name: 'chats.drafts', payload: { drafts: { c: '您好' } } }])
    expect(here.cache.answer('dirtyDrafts', undefined)).toEqual([])
    await there.restart()
    expect(there.kept.drafts()).toEqual({ c: '您好' })
  })

  it('an echo of earlier words changes nothing in later ones', async () => {
    here.connect()
    await settle()
    await here.kept.setDraft('c', '一')
    for (const run of here.timers.splice(0)) run()
    await here.kept.setDraft('c', '一二')
    await settle()
    expect(here.told).toEqual([])
    expect(here.kept.drafts()).toEqual({ c: '一二' })
    expect(gateway.entries).toEqual({ 'draft:c': '一二' })
  })

  it('written while cut off, over a restart: they win over the clean ones of the gateway', async () => {
    here.connect()
    there.connect()
    await settle()
    await here.kept.setDraft('c', '旧')
    await here.kept.setDraft('d', '留')
    await settle()
    here.cut()
    await here.kept.setDraft('c', '新')
    await there.kept.setDraft('c', '别处')
    await there.kept.setDraft('d', '')
    await settle()
    await here.restart()
    here.connect()
    await settle()
    expect(gateway.entries).toEqual({ 'draft:c': '新' })
    expect(here.kept.drafts()).toEqual({ c: '新' })
    expect(there.kept.drafts()).toEqual({ c: '新' })
    expect(here.told).toEqual([{ name: 'chats.drafts', payload: { drafts: { d: '' } } }])
    expect(here.cache.answer('dirtyDrafts', undefined)).toEqual([])
  })

  it('an empty one goes at once; one that was emptied while cut off goes with the next link', async () => {
    here.connect()
    await settle()
    await here.kept.setDraft('c', '词')
    await here.kept.setDraft('d', '词')
    await settle()
    await here.kept.setDraft('c', '')
    expect(gateway.entries).toEqual({ 'draft:d': '词' })
    here.cut()
    await here.kept.setDraft('d', '')
    await here.restart()
    here.connect()
    await settle()
    expect(gateway.entries).toEqual({})
    expect(here.cache.answer('drafts', undefined)).toEqual({})
    expect(here.cache.answer('dirtyDrafts', undefined)).toEqual([])
  })

  it('at leaving nothing gathers any longer', async () => {
    here.connect()
    await settle()
    await here.kept.setDraft('c', '词')
    here.kept.flush()
    expect(gateway.entries).toEqual({ 'draft:c': '词' })
  })

  it('of what is over are dropped everywhere; of what may not be known nothing is written', async () => {
    here.connect()
    await settle()
    await here.kept.setDraft('c', '词')
    await here.kept.setDraft('p', '词')
    await settle()
    await here.kept.drop(['c', 'other'])
    here.kept.forget(['p'])
    await settle()
    expect(gateway.entries).toEqual({})
    expect(here.kept.drafts()).toEqual({})
  })
})

describe('[S52] other entries', () => {
  it('are shared, optimistic, and said again after a cut', async () => {
    here.connect()
    there.connect()
    await settle()
    await here.kept.set('pins', '["c"]')
    await settle()
    expect(there.told).toEqual([{ name: 'chats.kept', payload: { entries: { pins: '["c"]' } } }])
    here.cut()
    await here.kept.set('pins', '[]')
    await here.restart()
    expect(here.kept.entries()).toEqual({ pins: '[]' })
    here.connect()
    await settle()
    expect(there.kept.entries()).toEqual({ pins: '[]' })
    expect(gateway.entries).toEqual({ pins: '[]' })
  })
})
