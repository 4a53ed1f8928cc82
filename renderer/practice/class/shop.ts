import { deadlineOf } from '#shared/practice/due.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork } from '../../workstation/app/context.ts'

/** The shop's time zone and its clock; days of deadlines are days there. */
export function useShopClock(): { readonly zone: string; readonly now: () => number } {
  const zone = useWork((state) => state.view?.settings.hours.timeZone ?? 'UTC')
  const skew = useWork((state) => state.skew)
  return { zone, now: () => Date.now() + skew }
}

/** A moment's day there, as people write it. */
export function useShopDay(): (at: number) => string {
  const { zone } = useShopClock()
  const { i18n } = useTranslation()
  return (at) => dayIn(i18n.language, zone, at)
}

const formats = new Map<string, Intl.DateTimeFormat>()

function dayIn(language: string, zone: string, at: number): string {
  const key = `${language} ${zone}`
  let format = formats.get(key)
  if (!format) {
    format = new Intl.DateTimeFormat(language, {
      timeZone: zone,
      year: 'numeric',
      month: 'short',
      day: 'numeric',
    })
    formats.set(key, format)
  }
  return format.format(at)
}

export interface DueWords {
  readonly text: string
  readonly tone: 'none' | 'left' | 'soon' | 'over'
}

/** A deadline in words: «over since 2 days», «ends today», «3 days left». */
export function useDueWords(): (due: number | null) => DueWords {
  const { t } = useTranslation()
  const { zone, now } = useShopClock()
  return (due) => {
    const deadline = deadlineOf(zone, due, now())
    if (deadline.kind === 'none') return { text: t('practiceClass:due.none'), tone: 'none' }
    const { days: count } = deadline
    if (deadline.kind === 'over')
      return { text: t('practiceClass:due.over', { count }), tone: 'over' }
    if (count === 0) return { text: t('practiceClass:due.today'), tone: 'soon' }
    if (count === 1) return { text: t('practiceClass:due.tomorrow'), tone: 'soon' }
    return { text: t('practiceClass:due.left', { count }), tone: 'left' }
  }
}
