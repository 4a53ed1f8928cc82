import { useTranslation } from '../../ui/i18n.ts'
import { Screen } from '../parts/Screen.tsx'

export function Doctor() {
  const { t } = useTranslation()
  return <Screen title={t('manage:section.doctor')}>{null}</Screen>
}
