import { nameKey, parseSignInName, type NameProblem } from '#shared/names/names.ts'
import type { AccountView } from '#shared/protocol/model.ts'

export type SubCheck =
  | { readonly ok: true; readonly sub: string }
  | {
      readonly ok: false
      readonly problem: NameProblem | 'taken'
      /** The part behind the colon as it was probably meant; valid and free. */
      readonly suggestion: string | null
    }

/**
 * A1, as the main account types the part of a sub-account's name behind the colon. Whoever types the
 * whole name, or a colon of the wrong width, is told so and offered what was meant.
 */
export function checkSub(
  typed: string,
  main: string,
  accounts: readonly AccountView[],
  except: string | null,
): SubCheck {
  const parsed = parseSignInName(`${main}:${typed}`)
  if (parsed.ok)
    return isTaken(parsed.name, accounts, except)
      ? { ok: false, problem: 'taken', suggestion: null }
      : { ok: true, sub: typed }
  const meant = withoutMain(typed.replaceAll('\uFF1A', ':').trim(), main)
  const mended = meant === typed ? null : parseSignInName(`${main}:${meant}`)
  return {
    ok: false,
    problem: parsed.problem,
    suggestion: mended?.ok && !isTaken(mended.name, accounts, except) ? meant : null,
  }
}

function withoutMain(text: string, main: string): string {
  if (nameKey(text).startsWith(`${nameKey(main)}:`)) return text.slice(main.length + 1)
  return text.startsWith(':') ? text.slice(1) : text
}

function isTaken(name: string, accounts: readonly AccountView[], except: string | null): boolean {
  const key = nameKey(name)
  return accounts.some(
    (account) => account.id !== except && !account.deleted && nameKey(account.name) === key,
  )
}

/** Buyers address an account by its nick (D3): it names one. */
export function isNickTaken(
  nick: string,
  accounts: readonly AccountView[],
  except: string | null,
): boolean {
  const key = nameKey(nick.trim())
  return accounts.some(
    (account) => account.id !== except && !account.deleted && nameKey(account.nick) === key,
  )
}

export function subOf(account: Pick<AccountView, 'name'>): string {
  return account.name.slice(account.name.indexOf(':') + 1)
}
