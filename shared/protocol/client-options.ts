import type { ErrorCode } from './codes.ts'
import type { BuyerEvent, Delivered, ShopEvent } from './events.ts'
import type { ErrorFrame, OkFrame, ServerFrame, SnapshotFrame, WelcomeFrame } from './frames.ts'
import type { OutboxItem } from './lanes.ts'

/** What a client of the protocol is given by its owner: socket, clock, stores. See client.ts. */
export interface ClientSocket {
  send(text: string): void
  close(): void
}
export interface SocketEvents {
  opened(): void
  received(text: string): void
  /** Once; also when opening failed. */
  closed(code: number): void
}

export interface Cursor {
  readonly epoch: string
  readonly pos: number
}

/** What arrived, in order, to be stored in one transaction together with its cursor. */
export type Batch =
  | { readonly kind: 'snapshot'; readonly cursor: Cursor; readonly view: SnapshotFrame['view'] }
  | {
      readonly kind: 'events'
      readonly cursor: Cursor
      readonly events: readonly Delivered<ShopEvent | BuyerEvent>[]
    }

export type LooseFrame = Extract<
  ServerFrame,
  { t: 'typing' | 'load' | 'kept' | 'figures' | 'changed' }
>

export type LinkState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live'; readonly since: number }
  /** Cut; `retryAt` in the client's own clock. */
  | { readonly kind: 'waiting'; readonly retryAt: number; readonly code: number }
  /** Reconnecting as is can't help: sign in again, update, … */
  | { readonly kind: 'stopped'; readonly code: ErrorCode | 'signed_out' }

export interface ClientOptions {
  readonly open: (events: SocketEvents) => ClientSocket
  /** A valid access token; throws `{code}` when signing in again is needed, anything else to retry. */
  readonly token: (fresh: boolean) => Promise<string>
  readonly device: { readonly id: string; readonly name: string; readonly app: string }
  readonly cursor: Cursor | null
  /** Awaited before the next batch and before `ack`: what it was given is then durable here. */
  readonly store: (batch: Batch) => Promise<void>
  readonly onState: (state: LinkState) => void
  readonly onWelcome?: (welcome: WelcomeFrame) => void
  /** Frames without pos. */
  readonly onLoose?: (frame: LooseFrame) => void
  readonly onOk: (item: OutboxItem, ok: OkFrame) => void | Promise<void>
  readonly onFailed: (item: OutboxItem, error: ErrorFrame) => void | Promise<void>
  readonly onSending?: (item: OutboxItem) => void
  readonly now: () => number
  readonly random: () => number
  readonly setTimer: (run: () => void, ms: number) => unknown
  readonly clearTimer: (timer: unknown) => void
}
