import type { XiaoerBridge } from '#shared/bridge/contract.ts'
import type { Preferences, SoundKind } from '#shared/bridge/preferences.ts'
import { SIGNALS } from './signals.ts'

/** Twenty buyers in a second are one signal. */
const APART_MS = 800
/** The loudest that a signal may be, of what the computer gives out. */
const FULL = 0.35
const ATTACK_S = 0.008
/** An exponential fall never reaches nothing. */
const SILENT = 0.0001

/** After the last tone: a running clock of sound costs two processes 1 % of a core, all day. */
const REST_MS = 500

let context: AudioContext | null = null
let playedAt = -Infinity
let rest: ReturnType<typeof setTimeout> | undefined

function restAfter(device: AudioContext, seconds: number): void {
  clearTimeout(rest)
  rest = setTimeout(() => void device.suspend(), seconds * 1000 + REST_MS)
}

/** False: it was too soon after the one before, or the sound device can't be had. */
function sound(kind: SoundKind, volume: number, now: number): boolean {
  if (volume <= 0 || now - playedAt < APART_MS) return false
  // One's own message must not swallow a buyer.
  if (kind !== 'sent') playedAt = now
  try {
    context ??= new AudioContext({ latencyHint: 'interactive' })
    // At rest; after a sleep, or when a headset came and went.
    if (context.state === 'suspended') void context.resume()
    const start = context.currentTime + 0.02
    const out = new GainNode(context, { gain: volume * FULL })
    out.connect(context.destination)
    let last = start
    for (const { pitch, at, rings, strength } of SIGNALS[kind]) {
      const tone = new OscillatorNode(context, { type: 'sine', frequency: pitch })
      const shape = new GainNode(context, { gain: 0 })
      const from = start + at
      shape.gain.setValueAtTime(SILENT, from)
      shape.gain.exponentialRampToValueAtTime(strength, from + ATTACK_S)
      shape.gain.exponentialRampToValueAtTime(SILENT, from + rings)
      tone.connect(shape).connect(out)
      tone.start(from)
      tone.stop(from + rings)
      last = Math.max(last, from + rings)
      tone.addEventListener('ended', () => {
        shape.disconnect()
        if (from + rings >= last) out.disconnect()
      })
    }
    restAfter(context, last - context.currentTime)
  } catch {
    // No sound device: the screen says it all the same.
    return false
  }
  return true
}

type Wishes = Pick<Preferences, 'sounds' | 'volume' | 'quietUntil'>

/** By what the person wishes; for what the page itself knows first, such as `sent`. */
export function playSound(kind: SoundKind, wishes: Wishes): boolean {
  if (!wishes.sounds[kind] || wishes.quietUntil > Date.now()) return false
  return sound(kind, wishes.volume, performance.now())
}

/** In the settings: how it sounds, whatever else is wished. */
export function trySound(kind: SoundKind, volume: number): boolean {
  playedAt = -Infinity
  return sound(kind, volume, performance.now())
}

/** What the main process says is to be heard; it knows where the person is. Returns what ends it. */
export function listenForSounds(bridge: XiaoerBridge, wishes: () => Wishes): () => void {
  return bridge.on('sounds.play', ({ kind }) => {
    playSound(kind, wishes())
  })
}
