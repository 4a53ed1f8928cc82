import { useTranslation } from '../../ui/i18n.ts'
import { Screen } from '../parts/Screen.tsx'

export function Hours() {
  const { t } = useTranslation()
  return <Screen title={t('manage:section.hours')}>{null}</Screen>
}
