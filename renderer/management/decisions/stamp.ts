import { useTranslation } from '../../ui/i18n.ts'

const made = new Map<string, (at: number) => string>()

/** Month, day and time to the second: two decisions of one minute must be told apart. */
export function useStamp(): (at: number) => string {
  const { language } = useTranslation().i18n
  let format = made.get(language)
  if (!format) {
    const one = new Intl.DateTimeFormat(language, {
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    })
    format = (at) => one.format(at)
    made.set(language, format)
  }
  return format
}
