import { ImagePlus, X } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import { labelOf } from '#shared/phrases/match.ts'
import { phrase as phraseSchema, type Phrase } from '#shared/phrases/model.ts'
import { PHRASE_VARIABLES } from '#shared/phrases/variables.ts'
import { LIMITS } from '#shared/protocol/limits.ts'
import type { Editing } from '../../state/quick.ts'
import { Button, IconButton } from '../../ui/Button.tsx'
import { fileAddress } from '../../ui/files.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { FieldError, TextField } from '../../ui/TextField.tsx'
import { isComposing } from '../app/composition.ts'
import { useActions, useWorkstation } from '../app/context.ts'
import { withCommand } from '../app/keys.ts'
import { KeptWords } from '../conversation/KeptWords.tsx'
import { write } from '../conversation/useEnter.ts'

interface PhraseEditorProps {
  readonly editing: Editing
  readonly groups: readonly string[]
  readonly onClose: () => void
}

const FILES = 9

/** In the place of a quick reply, or in a dialog: its words, variables, pictures, group and code. */
export function PhraseEditor({ editing, groups, onClose }: PhraseEditorProps) {
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const { quick } = useActions()
  const [phrase, setPhrase] = useState<Phrase>(editing.phrase)
  const [revision, setRevision] = useState(editing.revision)
  const [error, setError] = useState<BridgeErrorCode | 'no_text' | 'bad_code' | null>(null)
  const [theirs, setTheirs] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const text = useRef<HTMLTextAreaElement>(null)
  const picker = useRef<HTMLInputElement>(null)
  const id = useId()
  const set = (part: Partial<Phrase>) => {
    setPhrase((before) => ({ ...before, ...part }))
    setError(null)
  }
  const isNew = revision === 0

  async function save(): Promise<void> {
    if (busy) return
    const read = phraseSchema.safeParse(phrase)
    if (phrase.text.trim() === '' && phrase.files.length === 0) {
      setError('no_text')
      return
    }
    if (!read.success) {
      setError(read.error.issues[0]?.path[0] === 'code' ? 'bad_code' : 'bad_request')
      return
    }
    setBusy(true)
    const outcome = await quick.save([{ phrase: read.data, revision }])
    setBusy(false)
    if (outcome.ok) {
      onClose()
      return
    }
    setError(outcome.error.code)
    if (outcome.error.code !== 'phrase_changed') return
    // What the other one wrote is shown; saving once more puts one's own words over it.
    await quick.refresh()
    const now = quick.store.getState().phrases.find((one) => one.id === phrase.id)
    setTheirs(now ? now.text : null)
    setRevision(now?.revision ?? 0)
  }
  async function addPictures(files: readonly File[]): Promise<void> {
    setBusy(true)
    for (const file of files) {
      if (file.size > LIMITS.fileBytes) {
        setError('file_too_large')
        continue
      }
      const bytes = new Uint8Array(await file.arrayBuffer())
      const result = await call('files.upload', { name: file.name, type: file.type, bytes })
      if (!result.ok) setError(result.error.code)
      else
        setPhrase((before) => ({
          ...before,
          files: [...before.files, result.value].slice(0, FILES),
        }))
    }
    setBusy(false)
  }
  return (
    <form
      className="phrase-editor"
      aria-label={isNew ? t('quick:edit.new') : t('quick:edit.title', { name: labelOf(phrase) })}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
      onKeyDown={(event) => {
        if (isComposing(event.nativeEvent)) return
        if (event.key === 'Escape') {
          event.preventDefault()
          event.stopPropagation()
          onClose()
        } else if (event.key === 'Enter' && withCommand(event)) {
          event.preventDefault()
          void save()
        }
      }}
    >
      <div className="phrase-fields">
        <TextField
          label={t('quick:column.title')}
          value={phrase.title}
          maxLength={60}
          onChange={(event) => set({ title: event.target.value })}
        />
        <TextField
          label={t('quick:column.code')}
          value={phrase.code}
          maxLength={20}
          spellCheck={false}
          onChange={(event) => set({ code: event.target.value.replace(/^\//, '') })}
        />
      </div>
      <div className="field">
        <label htmlFor={`${id}-text`}>{t('quick:column.text')}</label>
        <textarea
          ref={text}
          id={`${id}-text`}
          className="input"
          rows={5}
          autoFocus
          maxLength={5000}
          spellCheck={false}
          value={phrase.text}
          onChange={(event) => set({ text: event.target.value })}
          onPaste={(event) => {
            const files = [...event.clipboardData.files]
            if (files.length === 0) return
            event.preventDefault()
            void addPictures(files)
          }}
        />
        <KeptWords text={phrase.text} />
        <div className="phrase-variables" role="group" aria-label={t('quick:edit.variables')}>
          {PHRASE_VARIABLES.map((variable) => (
            <button
              key={variable}
              type="button"
              className="chip"
              onClick={() => {
                if (text.current) write(text.current, `{${variable}}`)
              }}
            >
              {t(`quick:variable.${variable}`)}
            </button>
          ))}
        </div>
      </div>
      <div className="phrase-pictures">
        {phrase.files.map((file) => (
          <span key={file.id} className="phrase-picture">
            <img src={fileAddress(file.id)} alt={file.name} />
            <IconButton
              small
              label={t('quick:edit.removePicture', { name: file.name })}
              onClick={() => set({ files: phrase.files.filter((one) => one.id !== file.id) })}
            >
              <X size={14} />
            </IconButton>
          </span>
        ))}
        {phrase.files.length < FILES && (
          <Button look="plain" onClick={() => picker.current?.click()}>
            <ImagePlus size={15} aria-hidden="true" />
            {t('quick:edit.addPicture')}
          </Button>
        )}
        <input
          ref={picker}
          type="file"
          accept="image/*"
          multiple
          hidden
          onChange={(event) => {
            void addPictures([...(event.target.files ?? [])])
            event.currentTarget.value = ''
          }}
        />
      </div>
      <div className="phrase-fields">
        <TextField
          label={t('quick:column.group')}
          value={phrase.group}
          maxLength={60}
          list={`${id}-groups`}
          placeholder={t('quick:edit.groupHint')}
          onChange={(event) => set({ group: event.target.value })}
        />
        <datalist id={`${id}-groups`}>
          {groups.map((group) => (
            <option key={group} value={group} />
          ))}
        </datalist>
        {isNew && quick.mayEdit('team') && (
          <div className="field">
            <label htmlFor={`${id}-scope`}>{t('quick:column.scope')}</label>
            <select
              id={`${id}-scope`}
              className="input"
              value={phrase.scope}
              onChange={(event) =>
                set({ scope: event.target.value === 'team' ? 'team' : 'personal' })
              }
            >
              <option value="personal">{t('quick:scope.personal')}</option>
              <option value="team">{t('quick:scope.team')}</option>
            </select>
          </div>
        )}
      </div>
      <div role="alert">
        {error && (
          <FieldError>
            {error === 'no_text' || error === 'bad_code'
              ? t(`quick:wrong.${error}`)
              : t(`error:${error}`)}
            {theirs !== null && <div>{t('quick:edit.theirs', { text: theirs })}</div>}
          </FieldError>
        )}
      </div>
      <div className="phrase-buttons">
        <Button onClick={onClose}>{t('common:cancel')}</Button>
        <Button look="primary" type="submit" disabled={busy}>
          {theirs === null ? t('quick:edit.save') : t('quick:edit.saveOver')}
        </Button>
      </div>
    </form>
  )
}
