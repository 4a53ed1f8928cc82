import { expect, test } from 'vitest'
import { diagnose, type DoctorInput, type Finding } from '#shared/dispatch/doctor.ts'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings-defaults.ts'
import { managementTexts } from '../texts.ts'
import { wordsOf } from './words.ts'

const NOW = 1_800_000_000_000
const session = {
  device: 'PC',
  app: 'xiaoer 0.2.0',
  connectedSince: NOW - 1000,
  heardAt: NOW - 1000,
  skew: 0,
}
const healthy: DoctorInput = {
  now: NOW,
  account: {
    id: 'a',
    name: 'shop:a',
    nick: 'A',
    role: 'junior',
    online: true,
    since: 0,
    suspended: null,
    participates: true,
    disabled: false,
    deleted: false,
    invisible: false,
    limit: 5,
    weight: 1,
    groups: [],
  },
  settings: DEFAULT_SETTINGS,
  held: 0,
  sessions: [session],
  lastSeenAt: NOW,
  appVersion: '0.2.0',
  lastHour: { shop: 0, got: 0, passed: {} },
}
const account = (patch: Partial<DoctorInput['account']>) => ({
  account: { ...healthy.account, ...patch },
})
const suspended = (by: 'person' | 'lock' | 'idle' | 'load') =>
  account({ suspended: { reason: 'lunch', since: NOW - 5, by, text: null } })
const groups = [
  { id: 'g', name: 'G' },
  { id: 'h', name: 'H' },
]
const routes = [{ id: 'r', by: 'page' as const, match: 'x', group: 'g' }]
const closed = { on: true, timeZone: 'UTC', week: [[], [], [], [], [], [], []], holidays: [] }

/** Each planted cause with what brings it about. */
const PLANTED: readonly [Finding['cause'], Partial<DoctorInput>][] = [
  ['deleted', account({ deleted: true, disabled: true })],
  ['disabled', account({ disabled: true })],
  ['never_signed_in', { sessions: [], lastSeenAt: null, ...account({ online: false }) }],
  ['no_network', { sessions: [], lastSeenAt: NOW - 9, ...account({ online: false }) }],
  ['no_network', { sessions: [{ ...session, heardAt: NOW - 300_000 }] }],
  ['old_client', { appVersion: '0.3.0' }],
  ['clock_wrong', { sessions: [{ ...session, skew: 300_000 }] }],
  ['clock_wrong', { sessions: [{ ...session, skew: -300_000 }] }],
  ['invisible', account({ invisible: true })],
  ['not_participating', account({ participates: false })],
  ['main_is_last', account({ participates: false, role: 'main' })],
  ['no_weight', account({ weight: 0 })],
  ['suspended', suspended('person')],
  ['suspended', suspended('lock')],
  ['suspended', suspended('idle')],
  ['suspended', suspended('load')],
  ['full', { held: 5 }],
  ['outside_hours', { settings: { ...DEFAULT_SETTINGS, hours: closed } }],
  [
    'outside_hours',
    {
      settings: {
        ...DEFAULT_SETTINGS,
        hours: {
          ...closed,
          holidays: [{ date: '2027-02-01', name: '', spans: [{ from: '09:00', to: '10:00' }] }],
        },
      },
    },
  ],
  ['no_group', { settings: { ...DEFAULT_SETTINGS, groups, routes } }],
  [
    'routes_elsewhere',
    { settings: { ...DEFAULT_SETTINGS, groups, routes }, ...account({ groups: ['h'] }) },
  ],
  ['nobody_came', {}],
  ['fair_share', { lastHour: { shop: 4, got: 1, passed: { share: 3 } } }],
]

function text(language: keyof typeof managementTexts, path: string): string | undefined {
  let node: unknown = managementTexts[language].monitor
  for (const step of path.split('.')) node = (node as Record<string, unknown> | undefined)?.[step]
  return typeof node === 'string' ? node : undefined
}

test.each(PLANTED)(
  'the doctor’s %s has its sentence with every value, in three languages',
  (cause, patch) => {
    const finding = diagnose({ ...healthy, ...patch }).find((one) => one.cause === cause)
    expect(finding).toBeDefined()
    if (!finding) return
    const { key, values } = wordsOf(finding, (at) => `at ${at}`)
    const known = new Set(['nick', 'name', ...Object.keys(values)])
    for (const language of ['zh-CN', 'zh-TW', 'en'] as const) {
      const sentence = text(language, `doctor.cause.${key}`)
      const about = text(language, `doctor.about.${cause}`)
      expect(sentence, `${language} ${key}`).toBeDefined()
      expect(about, `${language} ${cause}`).toBeDefined()
      for (const [, name = ''] of `${sentence}${about}`.matchAll(/\{\{(\w+)\}\}/g))
        expect(known.has(name), `${language} ${key} ${name}`).toBe(true)
      if (finding.mend)
        expect(text(language, `doctor.act.${finding.mend.kind}`), finding.mend.kind).toBeDefined()
    }
  },
)
