import { z } from 'zod'

/** T7, as the command line and the management screen show it. */
export interface BackupStatus {
  /** False: the gateway was told to make none. */
  readonly enabled: boolean
  /** Where to; null: this shop is not the only one of the gateway, its operator knows. */
  readonly folder: string | null
  /** The folder lies within the gateway's own data: one broken disk takes both. */
  readonly besideData: boolean
  readonly running: BackupProgress | null
  readonly last: BackupDone | null
  /** Unix ms; null: none is planned. */
  readonly next: number | null
  /** Since the last good one. */
  readonly failed: { readonly at: number; readonly reason: BackupFailure } | null
  /** The last good one is older than two days, or what it wrote is not there any more. */
  readonly stale: boolean
  /** When the recovery key was made; null: there is none yet. */
  readonly recoveryAt: number | null
  /** Whoever asks may make one and choose the folder: the only shop of this gateway is its own. */
  readonly ownGateway: boolean
  /** Newest first. */
  readonly sets: readonly BackupSet[]
  /** The gateway's last check of its own record; null: none since it began. */
  readonly checked: { readonly at: number; readonly ok: boolean } | null
}

export interface BackupProgress {
  readonly phase: 'checking' | 'record' | 'files' | 'verifying'
  /** 0 to 1. */
  readonly share: number
  readonly bytes: number
}

export interface BackupDone {
  readonly set: string
  readonly seq: number
  readonly at: number
  readonly ms: number
  /** It began a set. */
  readonly base: boolean
  readonly bytes: number
  readonly rows: number
  readonly files: number
}

export interface BackupSet {
  readonly set: string
  readonly bytes: number
  /** Newest first; each can be restored. */
  readonly points: readonly { readonly seq: number; readonly at: number }[]
}

/** `gone`: what was made before is there no more. `record`: the gateway's own record is damaged. */
export const BACKUP_FAILURES = ['full', 'io', 'damaged', 'gone', 'record', 'fault'] as const
export type BackupFailure = (typeof BACKUP_FAILURES)[number]

export interface RecoveryKey {
  /** Told this once. */
  readonly key: string
}

/** An absolute path on the gateway's computer; '': the gateway's own place. */
export const backupFolderRequest = z.strictObject({
  folder: z.string().max(1000),
  password: z.string().min(1).max(200),
})
