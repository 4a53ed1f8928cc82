import { z } from 'zod'
import { backupFolderRequest } from '#shared/backups/model.ts'
import { auditQuery } from '#shared/audit/model.ts'
import {
  buyersQuery,
  decisionsQuery,
  endSessionsRequest,
  openAccountRequest,
  passwordAgain,
  resetPasswordRequest,
  searchRequest,
  traceRequest,
  unmaskRequest,
} from '#shared/protocol/api.ts'
import { command, sendableBody } from '#shared/protocol/frames.ts'
import { LIMITS } from '#shared/protocol/limits.ts'
import { orderActRequest, ordersImport, orderSystem } from '#shared/orders/model.ts'
import { certificate } from '#shared/practice/certificate.ts'
import { phraseChange } from '#shared/phrases/model.ts'
import { wordChange } from '#shared/words/own.ts'
import { autoSuspend, preferences } from '../settings.ts'
import type { BridgeArgument, BridgeCallName } from '#shared/bridge/contract.ts'
import { type FirstCall, id, none } from './first-schemas.ts'

const cid = z.uuid()
const name = z.string().min(1).max(120)
const password = z.string().min(1).max(200)

/** What a page keeps of its desk: some kilobytes. A size and a depth that nothing honest comes near. */
const smallJson = z
  .unknown()
  .refine((value) => isShallow(value, 24) && (JSON.stringify(value) ?? '').length <= 1_000_000)
  .pipe(z.json())

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return levels > 0 && Object.values(value).every((inner) => isShallow(inner, levels - 1))
}
const gateway = z.string().min(1).max(300).nullable()
const code = z.string().min(1).max(40)

const { shape } = preferences
const preferenceChange = z.strictObject({
  density: shape.density.exactOptional(),
  fontSize: shape.fontSize.exactOptional(),
  font: shape.font.exactOptional(),
  sendKey: shape.sendKey.exactOptional(),
  undoSeconds: shape.undoSeconds.exactOptional(),
  volume: shape.volume.exactOptional(),
  sounds: shape.sounds.exactOptional(),
  notifications: shape.notifications.exactOptional(),
  preview: shape.preview.exactOptional(),
  flash: shape.flash.exactOptional(),
  quietUntil: shape.quietUntil.exactOptional(),
  guard: shape.guard.exactOptional(),
  keys: shape.keys.exactOptional(),
})

/**
 * A schema per call, those of a start's first calls aside: one that is missing or doesn't yield the
 * contract's type doesn't compile.
 */
export const schemas = {
  'app.dismissNotice': z.strictObject({ id }),
  'settings.set': z.strictObject({
    language: z.enum(['zh-CN', 'zh-TW', 'en']).exactOptional(),
    theme: z.enum(['system', 'light', 'dark']).exactOptional(),
    autoSuspend: autoSuspend.exactOptional(),
    preferences: preferenceChange.exactOptional(),
  }),
  'setup.tryDemo': none,
  'setup.openShop': z.strictObject({
    shopName: z.string().trim().min(1).max(60),
    main: name,
    nick: z.string().trim().min(1).max(40),
    password,
  }),
  'setup.joinShop': z.strictObject({ code: z.string().trim().min(1).max(4000) }),
  'setup.invitation': none,
  'account.signIn': z.strictObject({
    gateway,
    name,
    password,
    remember: z.boolean(),
    code: code.optional(),
    ticket: z.string().min(1).max(80).optional(),
  }),
  'account.offerSecondFactor': z.strictObject({ gateway, name, password }),
  'account.confirmSecondFactor': z.strictObject({ gateway, name, password, code }),
  'account.signInSaved': z.strictObject({ id }),
  'account.forgetSaved': z.strictObject({ id }),
  'account.signOut': none,
  'security.state': none,
  'security.offer': z.strictObject({ password }),
  'security.confirm': z.strictObject({ code }),
  'security.off': z.strictObject({ password }),
  'security.recovery': z.strictObject({ password }),
  'security.sessions': z.strictObject({ account: id.optional() }),
  'security.endSessions': endSessionsRequest,
  'security.changePassword': z.strictObject({ old: password, new: password }),
  'security.alerts': z.strictObject({ before: z.int().min(0).optional() }),
  'manage.secondFactor': z.strictObject({ account: id }),
  'manage.secondFactorOff': z.strictObject({ account: id }),
  'chats.send': z.strictObject({
    conversation: id,
    body: sendableBody,
    holderEpoch: z.int().min(0),
  }),
  'chats.retry': z.strictObject({ cid }),
  'chats.discard': z.strictObject({ cid }),
  'chats.command': command,
  'manage.openAccount': openAccountRequest,
  'manage.resetPassword': resetPasswordRequest.extend({ account: id }),
  'manage.doctor': z.strictObject({ account: id }),
  'manage.decisions': decisionsQuery,
  'manage.day': z.strictObject({ date: z.iso.date() }),
  'manage.buyers': buyersQuery,
  'manage.audit': auditQuery,
  'manage.erase': z.strictObject({ buyer: id }),
  'manage.evidence': z.strictObject({
    buyer: id,
    format: z.enum(['zip', 'pdf', 'html', 'json']),
  }),
  'manage.seals': none,
  'chats.unmask': unmaskRequest,
  'chats.trace': traceRequest,
  'chats.typing': z.strictObject({ conversation: id, on: z.boolean() }),
  'chats.probe': none,
  'drafts.set': z.strictObject({ conversation: id, text: z.string().max(20_000) }),
  'workspace.set': z.strictObject({ key: z.string().min(1).max(80), value: smallJson }),
  'search.messages': z.strictObject({
    text: z.string().max(200),
    limit: z.int().min(1).max(500),
    buyer: id.optional(),
    conversation: id.optional(),
  }),
  'search.shop': searchRequest,
  'kept.set': z.strictObject({
    key: z.string().min(1).max(120),
    value: z.string().max(LIMITS.keepLength).nullable(),
  }),
  'phrases.list': none,
  'phrases.change': phraseChange,
  'phrases.used': z.strictObject({ id: z.uuid() }),
  'words.book': none,
  'words.change': wordChange,
  'buyers.card': z.strictObject({ buyer: id }),
  'orders.act': orderActRequest,
  'orders.products': z.strictObject({ ids: z.array(z.string().min(1).max(200)).min(1).max(20) }),
  'orders.system': none,
  'orders.setSystem': orderSystem,
  'orders.import': ordersImport,
  'manage.identity': none,
  'manage.newIdentity': none,
  'manage.backups': none,
  'manage.backUpNow': none,
  'manage.recoveryKey': passwordAgain,
  'manage.backupFolder': backupFolderRequest,
  'windows.tearOff': z.strictObject({ conversation: id }),
  'windows.putBack': z.strictObject({ conversation: id }),
  'files.saveBytes': z.strictObject({
    name: z.string().min(1).max(255),
    bytes: z.instanceof(Uint8Array),
  }),
  'files.screenshot': none,
  'files.upload': z.strictObject({
    name: z.string().min(1).max(255),
    type: z.string().max(100),
    bytes: z.instanceof(Uint8Array),
    id: id.optional(),
  }),
  'files.save': z.strictObject({
    id: z.string().regex(/^[a-f0-9]{64}$/),
    conversation: id,
    name: z.string().min(1).max(255),
  }),
  'links.open': z.strictObject({ url: z.string().max(2000) }),
  'app.crashed': z.strictObject({
    name: z.string().max(200),
    frames: z.array(z.string().max(500)).max(12),
  }),
  'crashes.list': none,
  'crashes.show': none,
  'crashes.clear': none,
  'setup.showData': none,
  'setup.damage': none,
  'setup.restore': z.strictObject({ at: z.int() }),
  'practice.enter': none,
  'practice.start': z.strictObject({ as: z.enum(['trainer', 'trainee']) }),
  'practice.renew': none,
  'practice.leave': none,
  // Its argument is asked for by the call's own schema.
  'practice.ask': z.strictObject({
    call: z.string().min(1).max(60),
    argument: smallJson.optional(),
  }),
  'practice.bring': z.strictObject({
    text: z
      .string()
      .min(1)
      .max(256 * 1024),
  }),
  'practice.brought': none,
  'practice.certificate': certificate,
} satisfies { [N in Exclude<BridgeCallName, FirstCall>]: z.ZodType<BridgeArgument<N>> }
