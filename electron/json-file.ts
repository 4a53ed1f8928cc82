import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { z } from 'zod'

/**
 * A small file of settings without secrets. Written whole beside and renamed, so that a crash leaves
 * the old or the new one. What can't be read or doesn't fit is taken as the fallback and set aside.
 */
export class JsonFile<T> {
  readonly #path: string
  readonly #fallback: T
  readonly #schema: z.ZodType<T>
  #value: T | undefined

  constructor(path: string, schema: z.ZodType<T>, fallback: T) {
    this.#path = path
    this.#schema = schema
    this.#fallback = fallback
  }

  get(): T {
    this.#value ??= this.#read()
    return this.#value
  }

  set(value: T): void {
    this.#value = value
    mkdirSync(dirname(this.#path), { recursive: true })
    const beside = `${this.#path}.new`
    writeFileSync(beside, JSON.stringify(value, null, 1), { mode: 0o600, flush: true })
    renameSync(beside, this.#path)
  }

  update(change: (value: T) => T): T {
    const next = change(this.get())
    this.set(next)
    return next
  }

  #read(): T {
    let text: string
    try {
      text = readFileSync(this.#path, 'utf8')
    } catch {
      return this.#fallback
    }
    try {
      return this.#schema.parse(JSON.parse(text))
    } catch {
      renameSync(this.#path, `${this.#path}.unreadable`)
      return this.#fallback
    }
  }
}
