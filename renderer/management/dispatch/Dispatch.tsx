import { useTranslation } from '../../ui/i18n.ts'
import { Screen } from '../parts/Screen.tsx'

export function Dispatch() {
  const { t } = useTranslation()
  return <Screen title={t('manage:section.dispatch')}>{null}</Screen>
}
