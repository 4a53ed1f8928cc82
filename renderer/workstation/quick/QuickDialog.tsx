import { useStore } from 'zustand'
import { Dialog } from '../../ui/Dialog.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions } from '../app/context.ts'
import { PhraseEditor } from './PhraseEditor.tsx'
import './quick.css'

/** Over the chat: the words of a message become a quick reply. */
export function QuickDialog() {
  const { t } = useTranslation()
  const { quick } = useActions()
  const editing = useStore(quick.store, (state) => state.editing)
  const phrases = useStore(quick.store, (state) => state.phrases)
  if (!editing) return null
  const close = () => quick.edit(null)
  return (
    <Dialog title={t('quick:edit.new')} onClose={close}>
      <PhraseEditor
        key={editing.phrase.id}
        editing={editing}
        groups={[...new Set(phrases.map(({ group }) => group))].filter(Boolean)}
        onClose={close}
      />
    </Dialog>
  )
}
