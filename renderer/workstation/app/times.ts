import { useTranslation } from '../../ui/i18n.ts'

export interface Times {
  /** 14:05 */
  readonly clock: (at: number) => string
  /** 14:05 today, else 3月2日 or 2025/3/2. */
  readonly short: (at: number) => string
  /** Today, yesterday, or the date with its weekday. */
  readonly day: (at: number) => string
  readonly full: (at: number) => string
  readonly date: (at: number) => string
  readonly bytes: (size: number) => string
}

/** The local day of a time as a key for separators. */
export function dayKey(at: number): string {
  const date = new Date(at)
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`
}

const made = new Map<string, Times>()

/** Texts of times in the language of the window. */
export function useTimes(): Times {
  return timesOf(useTranslation().i18n.language)
}

/** Made once per language: each format costs as much as drawing several lines. */
function timesOf(language: string): Times {
  const known = made.get(language)
  if (known) return known
  const times = makeTimes(language)
  made.set(language, times)
  return times
}

function makeTimes(language: string): Times {
  const format = (options: Intl.DateTimeFormatOptions) => {
    const one = once(() => new Intl.DateTimeFormat(language, options))
    return (at: number) => one().format(at)
  }
  const date = { year: 'numeric', month: 'short', day: 'numeric' } as const
  const clock = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const monthDay = format({ month: 'short', day: 'numeric' })
  const yearDay = format({ year: 'numeric', month: 'numeric', day: 'numeric' })
  const weekday = format({ year: 'numeric', month: 'long', day: 'numeric', weekday: 'long' })
  const relative = once(() => new Intl.RelativeTimeFormat(language, { numeric: 'auto' }))
  const number = once(() => new Intl.NumberFormat(language, { maximumFractionDigits: 1 }))
  const today = () => dayKey(Date.now())
  return {
    clock,
    full: format({ ...date, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    date: format(date),
    short: (at) =>
      dayKey(at) === today()
        ? clock(at)
        : new Date(at).getFullYear() === new Date().getFullYear()
          ? monthDay(at)
          : yearDay(at),
    day: (at) => {
      const key = dayKey(at)
      if (key === today()) return capital(relative().format(0, 'day'))
      if (key === dayKey(Date.now() - 86_400_000)) return capital(relative().format(-1, 'day'))
      return weekday(at)
    },
    bytes: (size) =>
      size < 1024
        ? `${size} B`
        : size < 1024 * 1024
          ? `${number().format(size / 1024)} KB`
          : `${number().format(size / 1024 / 1024)} MB`,
  }
}

/** Made when it is first asked for: the first frame needs one or two of them. */
function once<T>(make: () => T): () => T {
  let value: T | undefined
  return () => (value ??= make())
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
