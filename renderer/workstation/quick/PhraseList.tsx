import type { ConversationId } from '#shared/protocol/model.ts'
import { useTranslation } from '../../ui/i18n.ts'

export function PhraseList({ id }: { readonly id: ConversationId }) {
  const { t } = useTranslation()
  return <section aria-label={t('quick:label')} data-chat={id} />
}
