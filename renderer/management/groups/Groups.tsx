import { useTranslation } from '../../ui/i18n.ts'
import { Screen } from '../parts/Screen.tsx'

export function Groups() {
  const { t } = useTranslation()
  return <Screen title={t('manage:section.groups')}>{null}</Screen>
}
