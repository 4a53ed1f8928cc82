import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { JsonFile } from '../json-file.ts'

export interface Device {
  /** Random, made once per user folder: it names no hardware. */
  readonly id: string
  readonly name: string
}

export function loadDevice(folder: string): Device {
  const file = new JsonFile(join(folder, 'device.json'), z.strictObject({ id: z.uuid() }), {
    id: '',
  })
  if (file.get().id === '') file.set({ id: randomUUID() })
  return { id: file.get().id, name: `${hostname()} (${process.platform})`.slice(0, 120) }
}
