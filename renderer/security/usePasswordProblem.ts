import { useEffect, useState } from 'react'
import { PASSWORD_MIN } from '#shared/protocol/limits.ts'
import { passwordProblem, type PasswordProblem } from '#shared/passwords/rules.ts'
import { useTranslation } from '../ui/i18n.ts'
import { addSecurityTexts } from './texts.ts'

addSecurityTexts()

type Breached = (password: string) => boolean
let coming: Promise<Breached> | null = null

/** Half a megabyte that only someone who sets a password needs. */
function fetchBreached(): Promise<Breached> {
  coming ??= Promise.all([
    import('#resources/passwords/breached.json'),
    import('#shared/passwords/fingerprint.ts'),
  ]).then(([list, { breachedIn }]) => breachedIn(list.default))
  return coming
}

/** What the gateway would refuse, told while it is typed; the gateway looks again. */
export function usePasswordProblem(
  password: string,
  names: readonly string[],
): PasswordProblem | null {
  const [breached, setBreached] = useState<{ readonly test: Breached } | null>(null)
  useEffect(() => {
    let over = false
    void fetchBreached().then((test) => {
      if (!over) setBreached({ test })
    })
    return () => {
      over = true
    }
  }, [])
  return passwordProblem(password, names, breached?.test)
}

/** The hint below a field for a new password; null: nothing is wrong. */
export function usePasswordHint(): (
  problem: PasswordProblem | null,
  password: string,
) => string | null {
  const { t } = useTranslation()
  return (problem, password) => {
    if (problem === null) return null
    const count = Math.max(1, PASSWORD_MIN - Array.from(password.normalize('NFC')).length)
    return t(`security:password.${problem}`, { count })
  }
}
