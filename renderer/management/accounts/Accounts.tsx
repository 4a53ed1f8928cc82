import { useTranslation } from '../../ui/i18n.ts'
import { Screen } from '../parts/Screen.tsx'

export function Accounts() {
  const { t } = useTranslation()
  return <Screen title={t('manage:section.accounts')}>{null}</Screen>
}
