import type { AutoReply, ShopSettings, Span } from './settings.ts'

/**
 * Apart from the schemas: the workstation's first code needs these to fill in what an older cache
 * lacks, and would else carry zod with it.
 */
export const AUTO_REPLIES = ['welcome', 'busy', 'queue', 'off_hours', 'suspended'] as const

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const said = (on: boolean): AutoReply => ({ on, text: '', byGroup: {} })
const day: Span[] = [{ from: '09:00', to: '23:00' }]

export const DEFAULT_SETTINGS: ShopSettings = {
  revision: 0,
  security: { secondFactor: 'free', sessionDays: 30, origins: [] },
  privacy: { masking: true, blankWhenLocked: true },
  words: {
    policy: { contact: 'warn', payment: 'warn', claims: 'warn', abuse: 'block', own: 'block' },
  },
  records: { keepMonths: null },
  desk: {
    soonMs: 60_000,
    lateMs: 100_000,
    typingPreview: false,
    evaluation: true,
    topics: [],
    tags: [],
  },
  dispatch: {
    recentMs: 7 * DAY,
    suspendedGets: 'served_and_addressed',
    holderGraceMs: MINUTE,
    silentMs: null,
    forwardAcceptMs: 0,
    autoSuspend: null,
  },
  groups: [],
  routes: [],
  choices: [],
  hours: {
    on: false,
    timeZone: 'Asia/Shanghai',
    week: [day, day, day, day, day, day, day],
    holidays: [],
  },
  replies: {
    welcome: said(true),
    busy: said(false),
    queue: said(false),
    off_hours: said(true),
    suspended: said(true),
    windowMs: HOUR,
    busyAfterMs: MINUTE,
  },
}
