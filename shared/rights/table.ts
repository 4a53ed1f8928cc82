import type { ShopEvent } from '../protocol/events.ts'
import type { ClientFrame, Command } from '../protocol/frames.ts'
import { everyone, gatewayAlone, orOperator, row, type Row } from './reach.ts'

/**
 * Who may do, ask and be given what (A4, A5, T1, D6): the only place where it stands. The gateway asks
 * it before each command (desk/rights.ts), frame (http/session.ts) and route (http/gate.ts), and for
 * each event that it gives (desk/audience.ts); screens show and hide by it. Columns: main, supervisor,
 * senior, junior, buyer. A new command, frame, event or route without a row does not compile or does
 * not start; docs/operations/rights.md and tests/integration/rights-*.test.ts follow the table.
 */
const COMMANDS = {
  /** A buyer has one conversation at a time and no other buyer's. */
  send: row('held', 'held', 'held', 'held', 'self'),
  claim: row('shop', 'public', 'queue', 'queue'),
  forward: row('shop', 'public', 'held', 'held'),
  'forward.answer': row('offered', 'offered', 'offered', 'offered'),
  'forward.cancel': row('shop', 'public', 'offering', 'offering'),
  /** By whose conversations: all of the shop's accounts, or one's own. */
  handover: row('shop', 'public', 'self', 'self'),
  close: row('shop', 'public', 'held', 'held'),
  reopen: row('shop', 'public', 'held', 'held'),
  recall: row('own', 'own', 'own', 'own'),
  rate: row('no', 'no', 'no', 'no', 'self'),
  read: row('shop', 'public', 'held', 'held', 'self'),
  whisper: row('shop', 'public', 'held', 'held'),
  suspend: row('self', 'self', 'self', 'self'),
  resume: row('self', 'self', 'self', 'self'),
  invisible: row('self', 'self', 'self', 'self'),
  participate: orOperator(row('shop', 'no', 'no', 'no')),
  'account.change': orOperator(row('shop', 'no', 'no', 'no')),
  'account.delete': orOperator(row('shop', 'no', 'no', 'no')),
  /** VIP; the other marks are parts of it, below. */
  'buyer.mark': row('shop', 'public', 'no', 'no'),
  'buyer.tag': row('shop', 'public', 'served', 'served'),
  'buyer.note': row('shop', 'public', 'served', 'served'),
  'buyer.unnote': row('shop', 'public', 'own', 'own'),
  'buyer.link': row('shop', 'public', 'served', 'served'),
  'buyer.block': row('shop', 'public', 'served', 'no'),
  'settings.set': orOperator(row('shop', 'no', 'no', 'no')),
} satisfies Record<Command['type'] | 'send', Row>

/** What the gateway submits by itself; a test holds it together with `DeskCommand`. */
const DESK = {
  'shop.open': gatewayAlone,
  'shop.level': gatewayAlone,
  'account.open': orOperator(row('shop', 'no', 'no', 'no')),
  'account.change': gatewayAlone,
  'account.delete': gatewayAlone,
  presence: gatewayAlone,
  'buyer.seen': gatewayAlone,
  'order.acted': gatewayAlone,
  'audit.note': gatewayAlone,
  'transcript.close': orOperator(row('shop', 'no', 'no', 'no')),
  'transcript.erase': orOperator(row('shop', 'no', 'no', 'no')),
  tick: gatewayAlone,
} satisfies Record<string, Row>

/** `send` and `cmd` are commands: their rows stand above. */
const FRAMES = {
  hello: everyone('open'),
  ping: row('self', 'self', 'self', 'self', 'self'),
  ack: row('self', 'self', 'self', 'self', 'self'),
  history: row('shop', 'public', 'served', 'served', 'self'),
  typing: row('held', 'held', 'held', 'held', 'self'),
  look: row('no', 'no', 'no', 'no', 'self'),
  keep: row('self', 'self', 'self', 'self'),
} satisfies Record<Exclude<ClientFrame['t'], 'send' | 'cmd'>, Row>

/** Method and path as they are registered. */
const ROUTES = {
  'POST /api/sign-in': everyone('open'),
  'POST /api/sign-in/second-factor': everyone('open'),
  'POST /api/sign-in/second-factor/confirm': everyone('open'),
  'POST /api/refresh': everyone('open'),
  'POST /api/sign-out': row('self', 'self', 'self', 'self', 'self'),
  'POST /api/password': row('self', 'self', 'self', 'self'),
  'GET /api/shops/:shop': everyone('open'),
  'POST /api/buyers': everyone('open'),
  'POST /api/accounts': row('shop', 'no', 'no', 'no'),
  'POST /api/accounts/:id/password': row('shop', 'no', 'no', 'no'),
  'GET /api/second-factor': row('self', 'self', 'self', 'self'),
  'POST /api/second-factor': row('self', 'self', 'self', 'self'),
  'POST /api/second-factor/confirm': row('self', 'self', 'self', 'self'),
  'POST /api/second-factor/off': row('self', 'self', 'self', 'self'),
  'POST /api/second-factor/recovery': row('self', 'self', 'self', 'self'),
  'GET /api/accounts/:id/second-factor': row('shop', 'self', 'self', 'self'),
  'POST /api/accounts/:id/second-factor/off': row('shop', 'no', 'no', 'no'),
  'GET /api/sessions': row('shop', 'self', 'self', 'self'),
  'POST /api/sessions/end': row('shop', 'self', 'self', 'self'),
  'GET /api/accounts/:id/doctor': row('shop', 'shop', 'self', 'self'),
  'GET /api/invitation': row('shop', 'no', 'no', 'no'),
  'GET /api/identity': row('shop', 'no', 'no', 'no'),
  'POST /api/identity': row('shop', 'no', 'no', 'no'),
  /** T7; the recovery key and the folder only where it is the gateway's one shop. */
  'GET /api/backups': row('shop', 'no', 'no', 'no'),
  'POST /api/backups': row('shop', 'no', 'no', 'no'),
  'POST /api/backups/recovery': row('shop', 'no', 'no', 'no'),
  'POST /api/backups/folder': row('shop', 'no', 'no', 'no'),
  'GET /api/decisions': row('shop', 'public', 'no', 'no'),
  'GET /api/days/:date': row('shop', 'public', 'no', 'no'),
  'GET /api/buyers': row('shop', 'public', 'no', 'no'),
  'GET /api/buyers/:id': row('shop', 'public', 'served', 'served'),
  /** T6. */
  'GET /api/audit': row('shop', 'no', 'no', 'no'),
  /** T3. */
  'POST /api/erasures': row('shop', 'no', 'no', 'no'),
  /** T5. */
  'GET /api/evidence/:buyer': row('shop', 'public', 'no', 'no'),
  'GET /api/seals': row('shop', 'no', 'no', 'no'),
  'GET /api/search': row('shop', 'public', 'served', 'served'),
  /** Its own uploads, what a transcript it may read shows; for accounts quick replies and goods, too. */
  'GET /api/files/:id': row('shop', 'public', 'served', 'served', 'self'),
  'POST /api/files': row('self', 'self', 'self', 'self', 'self'),
  /** One's own and the team's. */
  'GET /api/phrases': row('self', 'self', 'self', 'self'),
  'POST /api/phrases': row('self', 'self', 'self', 'self'),
  'POST /api/phrases/uses': row('self', 'self', 'self', 'self'),
  'GET /api/words': row('shop', 'shop', 'shop', 'shop'),
  'POST /api/words': row('shop', 'no', 'no', 'no'),
  'GET /api/orders': row('shop', 'public', 'served', 'served'),
  'POST /api/orders/acts': row('shop', 'public', 'held', 'held'),
  /** Whoever may read it masked; it is noted who did. */
  'POST /api/unmask': row('shop', 'public', 'served', 'served'),
  'POST /api/traces': row('shop', 'public', 'served', 'served'),
  'GET /api/products': row('shop', 'shop', 'shop', 'shop'),
  'GET /api/order-system': row('shop', 'no', 'no', 'no'),
  'POST /api/order-system': row('shop', 'no', 'no', 'no'),
  'POST /api/orders/import': row('shop', 'no', 'no', 'no'),
  'POST /api/hooks/orders/:shop': everyone('signed'),
  'GET /healthz': everyone('open'),
  'GET /metrics': everyone('local'),
  'GET /s/:shop': everyone('open'),
  'GET /s/*': everyone('open'),
  'GET /s/assets/*': everyone('open'),
  'GET /widget.js': everyone('open'),
} satisfies Record<`${'GET' | 'POST'} /${string}`, Row>

/** Of a practice gateway (shared/practice/api.ts); an ordinary one has none of these addresses. */
const PRACTICE = {
  'GET /api/practice/scenarios': row('shop', 'shop', 'shop', 'shop'),
  'GET /api/practice/state': row('self', 'self', 'self', 'self'),
  'POST /api/practice/runs': row('self', 'self', 'self', 'self'),
  'GET /api/practice/runs': row('shop', 'shop', 'self', 'self'),
  'GET /api/practice/runs/:id': row('shop', 'shop', 'self', 'self'),
  'POST /api/practice/rush': row('self', 'self', 'self', 'self'),
  /** It names what is spoken to from the gateway, with a key. */
  'GET /api/practice/voice': row('shop', 'no', 'no', 'no'),
  'POST /api/practice/voice': row('shop', 'no', 'no', 'no'),
  'POST /api/practice/voice/try': row('shop', 'no', 'no', 'no'),
  /** No clock of another's is stopped. */
  'POST /api/practice/runs/:id/pause': row('self', 'self', 'self', 'self'),
  'POST /api/practice/runs/:id/resume': row('self', 'self', 'self', 'self'),
  'POST /api/practice/runs/:id/give-up': row('self', 'self', 'self', 'self'),
  'GET /api/practice/runs/:id/model': row('shop', 'shop', 'self', 'self'),
  'POST /api/practice/runs/:id/model': row('shop', 'shop', 'no', 'no'),
  'GET /api/practice/runs/:id/comments': row('shop', 'shop', 'self', 'self'),
  'POST /api/practice/runs/:id/comments': row('shop', 'shop', 'self', 'self'),
  'POST /api/practice/runs/:id/comments/remove': row('own', 'own', 'own', 'own'),
  /** Main and supervisors are the trainers of a practice shop. */
  'GET /api/practice/scenarios/:id': row('shop', 'shop', 'no', 'no'),
  'POST /api/practice/scenarios': row('shop', 'shop', 'no', 'no'),
  'POST /api/practice/scenarios/:id/remove': row('shop', 'shop', 'no', 'no'),
  'GET /api/practice/courses': row('shop', 'shop', 'no', 'no'),
  'POST /api/practice/courses': row('shop', 'shop', 'no', 'no'),
  'POST /api/practice/courses/:id/remove': row('shop', 'shop', 'no', 'no'),
  'GET /api/practice/assignments': row('shop', 'shop', 'self', 'self'),
  'POST /api/practice/assignments': row('shop', 'shop', 'no', 'no'),
  'POST /api/practice/assignments/:id/remove': row('shop', 'shop', 'no', 'no'),
  'GET /api/practice/class': row('shop', 'shop', 'no', 'no'),
  'GET /api/practice/class/work': row('shop', 'shop', 'no', 'no'),
  'GET /api/practice/class/:account/runs': row('shop', 'shop', 'no', 'no'),
  /** It holds the answers. */
  'GET /api/practice/bank': row('shop', 'shop', 'no', 'no'),
  'POST /api/practice/bank/questions': row('shop', 'shop', 'no', 'no'),
  'POST /api/practice/bank/questions/:id/remove': row('shop', 'shop', 'no', 'no'),
  'POST /api/practice/bank/questions/:id/restore': row('shop', 'shop', 'no', 'no'),
  'POST /api/practice/bank/import': row('shop', 'shop', 'no', 'no'),
  'POST /api/practice/bank/exams': row('shop', 'shop', 'no', 'no'),
  'POST /api/practice/bank/exams/:id/remove': row('shop', 'shop', 'no', 'no'),
  'POST /api/practice/bank/exams/:id/restore': row('shop', 'shop', 'no', 'no'),
  'GET /api/practice/bank/statistics': row('shop', 'shop', 'no', 'no'),
  'GET /api/practice/exams': row('shop', 'shop', 'shop', 'shop'),
  'POST /api/practice/sittings': row('self', 'self', 'self', 'self'),
  'GET /api/practice/sittings': row('shop', 'shop', 'self', 'self'),
  'GET /api/practice/sittings/:id': row('shop', 'shop', 'self', 'self'),
  /** Nobody answers for another. */
  'POST /api/practice/sittings/:id/answers': row('self', 'self', 'self', 'self'),
  'POST /api/practice/sittings/:id/hand-in': row('self', 'self', 'self', 'self'),
} satisfies Record<`${'GET' | 'POST'} /${string}`, Row>

/**
 * What is given of the log by `event` frames (S30), by the rights at its time and those of now.
 * `buyer.withdrawn` is in no log: it is what is given where `buyer.marked` may not be.
 */
const EVENTS = {
  'shop.opened': row('shop', 'shop', 'shop', 'shop'),
  'shop.leveled': row('shop', 'shop', 'shop', 'shop'),
  'shop.settings': row('shop', 'shop', 'shop', 'shop'),
  'account.opened': row('shop', 'shop', 'shop', 'shop'),
  'account.changed': row('shop', 'shop', 'shop', 'shop'),
  'account.suspended': row('shop', 'shop', 'shop', 'shop'),
  /** Of an invisible one those without the right to know are told as if it were offline (S38). */
  'account.presence': row('shop', 'shop', 'shop', 'shop'),
  'account.invisible': row('shop', 'shop', 'self', 'self'),
  'buyer.seen': row('shop', 'public', 'served', 'served'),
  'buyer.marked': row('shop', 'public', 'served', 'served'),
  'buyer.noted': row('shop', 'public', 'served', 'served'),
  'buyer.unnoted': row('shop', 'public', 'served', 'served'),
  'conversation.opened': row('shop', 'public', 'given', 'given', 'self'),
  'conversation.queued': row('shop', 'public', 'given', 'given', 'self'),
  'conversation.assigned': row('shop', 'public', 'given', 'given', 'self'),
  'conversation.offered': row('shop', 'public', 'given', 'given'),
  'conversation.offer_ended': row('shop', 'public', 'given', 'given'),
  'conversation.aside': row('shop', 'public', 'given', 'given'),
  'conversation.closed': row('shop', 'public', 'given', 'given', 'self'),
  'conversation.reopened': row('shop', 'public', 'given', 'given', 'self'),
  'conversation.rated': row('shop', 'public', 'held', 'held', 'self'),
  'message.sent': row('shop', 'public', 'given', 'given', 'self'),
  'message.read': row('shop', 'public', 'given', 'given', 'self'),
  'message.recalled': row('shop', 'public', 'served', 'served', 'self'),
  'order.acted': row('shop', 'public', 'given', 'given'),
  'transcript.erased': row('shop', 'public', 'served', 'served', 'self'),
  'audit.noted': row('shop', 'no', 'no', 'no'),
} satisfies Record<Exclude<ShopEvent['type'], 'buyer.withdrawn'>, Row>

/** What one command, frame or route allows some and not others. */
const PARTS = {
  /** That there are such buyers, and whatever is theirs (D6). */
  'private contacts': row('shop', 'no', 'no', 'no'),
  /** Cards, which buyers can't send. */
  'send card': row('held', 'held', 'held', 'held'),
  'buyer.mark private': row('shop', 'no', 'no', 'no'),
  'buyer.mark evidence': row('shop', 'no', 'no', 'no'),
  /** Anything but a reminder to pay (A5). */
  'orders change': row('shop', 'public', 'held', 'no'),
  /** By a number that is typed in. */
  'orders by number': row('shop', 'public', 'serving', 'serving'),
  'phrases of the team': row('shop', 'shop', 'no', 'no'),
  /** The figures behind a decision: candidates, shares, colleagues' loads (D14). */
  'decision whole': row('shop', 'public', 'no', 'no'),
  /** Where the shop's page shows who is there: invisible colleagues as they are (S38). */
  'colleagues whole': row('shop', 'shop', 'self', 'self'),
  /** The list of chats a workstation starts with, and keeps by the events. */
  chats: row('shop', 'public', 'given', 'given', 'self'),
  /** The shop's management screens. */
  management: row('shop', 'public', 'no', 'no'),
} satisfies Record<string, Row>

export const RIGHTS = {
  commands: COMMANDS,
  desk: DESK,
  frames: FRAMES,
  routes: ROUTES,
  practice: PRACTICE,
  events: EVENTS,
  parts: PARTS,
} as const

export type CommandAction = keyof typeof COMMANDS
export type FrameAction = keyof typeof FRAMES
export type RouteAction = keyof typeof ROUTES
export type PracticeRoute = keyof typeof PRACTICE
export type EventAction = keyof typeof EVENTS
export type PartAction = keyof typeof PARTS
