'use strict'
// Plain CommonJS, since it is loaded in the place of the driver: nothing here has types.
/* oxlint-disable typescript/no-unsafe-argument, typescript/no-unsafe-assignment, typescript/no-unsafe-call, typescript/no-unsafe-member-access, typescript/no-unsafe-return */
/**
 * The SQLite driver as the gateway loads it, with faults: at a named statement the process dies, or
 * the disk refuses. The same file serves the main thread and the gateway's background thread; what is
 * armed lies in memory that both share (`setEnvironmentData`).
 */
const { getEnvironmentData, isMainThread } = require('node:worker_threads')
const Database = require('better-sqlite3-multiple-ciphers')

const shared = getEnvironmentData('xiaoer.fault')
/** Slots: see POINTS and FAILS in fault-gateway.ts. A slot counts down; at one it happens. */
const slots = shared ? new Int32Array(shared) : null

function due(slot) {
  if (slots === null || slots[slot] === 0) return false
  return Atomics.sub(slots, slot, 1) === 1
}

function dieAt(slot) {
  if (due(slot)) process.kill(process.pid, 'SIGKILL')
}

/** A failing slot goes on failing so often as the slot behind it says. */
function failAt(slot, code, message) {
  if (slots === null || slots[slot] === 0) return
  if (slots[slot] > 1) {
    Atomics.sub(slots, slot, 1)
    return
  }
  if (Atomics.sub(slots, slot + 1, 1) <= 1) {
    slots[slot] = 0
    slots[slot + 1] = 0
  }
  throw new Database.SqliteError(message, code)
}

const WRITES = [
  [/^BEGIN IMMEDIATE/, { before: 0 }],
  [/^INSERT INTO log/, { fail: 32 }],
  [/^COMMIT/, { before: 1, after: 2, fail: 34, failAfter: 36 }],
  [/^INSERT INTO snapshot_part/, { before: 3, fail: 38 }],
  [/^UPDATE snapshot SET parts/, { before: 4 }],
  [/^\s*UPDATE log\b/, { before: 10, after: 11 }],
]
const BEHIND = /^\s*(INSERT|REPLACE|UPDATE|DELETE)/i

function wrap(statement, rule) {
  const run = statement.run
  statement.run = function (...values) {
    if (rule.before !== undefined) dieAt(rule.before)
    if (rule.fail !== undefined) failAt(rule.fail, 'SQLITE_FULL', 'database or disk is full')
    const result = run.apply(statement, values)
    if (rule.after !== undefined) dieAt(rule.after)
    if (rule.failAfter !== undefined) failAt(rule.failAfter, 'SQLITE_IOERR', 'disk I/O error')
    return result
  }
  return statement
}

const { prepare, pragma } = Database.prototype
Database.prototype.prepare = function (sql) {
  const statement = prepare.call(this, sql)
  if (!isMainThread)
    return BEHIND.test(sql)
      ? wrap(statement, { before: this.name.endsWith('.search') ? 6 : 5, fail: 40 })
      : statement
  const found = WRITES.find(([pattern]) => pattern.test(sql))
  return found ? wrap(statement, found[1]) : statement
}
Database.prototype.pragma = function (text, options) {
  const durable = getEnvironmentData('xiaoer.synchronous') === 'NORMAL' ? 'NORMAL' : 'FULL'
  const cache = Number(getEnvironmentData('xiaoer.cache') ?? 0)
  const asked = text
    .replace(/synchronous = FULL/, `synchronous = ${durable}`)
    .replace(/cache_size = .*/, (own) => (cache ? `cache_size = -${cache}` : own))
  // Said of every connection, also of those that leave the cache as the driver has it.
  if (cache && text.startsWith('temp_store')) pragma.call(this, `cache_size = -${cache}`)
  const checkpoint = text.startsWith('wal_checkpoint')
  if (checkpoint) dieAt(7)
  const result = pragma.call(this, asked, options)
  if (checkpoint) dieAt(8)
  return result
}

module.exports = Database
