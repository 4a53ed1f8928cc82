import { useTranslation } from '../../ui/i18n.ts'

/** How measures are written; what there is none of says so. */
export function useFigures() {
  const { t } = useTranslation()
  return {
    /** Of ms. */
    seconds: (ms: number | null) =>
      ms === null
        ? t('practiceRun:measure.none')
        : t('practiceRun:measure.seconds', { seconds: Math.round(ms / 100) / 10 }),
    /** Of 0 to 1. */
    percent: (share: number | null) =>
      share === null ? t('practiceRun:measure.none') : `${Math.round(share * 100)} %`,
  }
}
