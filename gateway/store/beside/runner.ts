import type { Compilable, Kysely } from 'kysely'
import { explained } from '../sqlite/connection.ts'
import type { Connection, Value } from '../sqlite/driver.ts'
import type { RecordTables } from '../schema.ts'

/**
 * Kysely's queries, run at once: the log is appended to over the same connection, so no transaction
 * of ours may stay open over an await.
 */
export class Runner {
  readonly build: Kysely<RecordTables>
  readonly #db: Connection
  readonly #prepared = new Map<string, ReturnType<Connection['prepare']>>()

  constructor(db: Connection, build: Kysely<RecordTables>) {
    this.#db = db
    this.build = build
  }

  all<R>(query: Compilable<R>): R[] {
    const { sql, parameters } = query.compile()
    return this.#statement(sql).all(...(parameters as Value[])) as R[]
  }

  first<R>(query: Compilable<R>): R | undefined {
    return this.all(query)[0]
  }

  /** How many rows it changed. */
  run(query: Compilable): number {
    const { sql, parameters } = query.compile()
    return this.#statement(sql).run(...(parameters as Value[])).changes
  }

  /** All or nothing; what `work` throws comes out as it is. */
  transaction<R>(work: () => R): R {
    try {
      return this.#db.transaction(work)()
    } catch (error) {
      throw error instanceof Rollback ? error : explained(error, this.#db.name)
    }
  }

  #statement(sql: string): ReturnType<Connection['prepare']> {
    const known = this.#prepared.get(sql)
    if (known) return known
    const made = this.#db.prepare(sql)
    this.#prepared.set(sql, made)
    return made
  }
}

/** Thrown inside a transaction to undo it: the outcome that is answered. */
export class Rollback extends Error {
  readonly outcome: string
  constructor(outcome: string) {
    super(outcome)
    this.outcome = outcome
  }
}
