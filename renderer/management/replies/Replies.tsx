import { Button, Input, Select, Switch } from 'antd'
import { X } from 'lucide-react'
import i18next from 'i18next'
import { useState, type ReactNode } from 'react'
import { AUTO_REPLIES } from '#shared/protocol/settings-defaults.ts'
import type { AutoReplies, AutoReply, AutoReplyKind, Group } from '#shared/protocol/settings.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork } from '../../workstation/app/context.ts'
import { KeptWords } from '../../workstation/conversation/KeptWords.tsx'
import { LANGUAGES } from '../../workstation/entry/EntryTools.tsx'
import { Duration } from '../parts/Duration.tsx'
import { Field, Fields } from '../parts/Field.tsx'
import { SaveBar } from '../parts/SaveBar.tsx'
import { Screen } from '../parts/Screen.tsx'
import { useDraft } from '../parts/useDraft.ts'
import './replies.css'

const SECOND = 1000
const HOUR = 3600 * SECOND
const DAY = 24 * HOUR
const LONGEST = 500

/** What the shop says by itself. None of it ever counts as a human's answer. */
export function Replies() {
  const { t } = useTranslation()
  const draft = useDraft<AutoReplies>(
    'replies',
    [],
    (settings) => settings.replies,
    (replies) => ({ replies }),
  )
  const groups = useWork((state) => state.view?.settings.groups) ?? []
  const { value, set } = draft
  return (
    <Screen
      title={t('manage:section.replies')}
      lead={t('manage:replies.lead')}
      footer={<SaveBar draft={draft} />}
    >
      {AUTO_REPLIES.map((kind) => (
        <Reply
          key={kind}
          kind={kind}
          value={value[kind]}
          groups={groups}
          onChange={(reply) => set({ [kind]: reply })}
        >
          {kind === 'busy' && value.busy.on && (
            <Field label={t('manage:replies.busyAfter')}>
              {(ids) => (
                <Duration
                  ids={ids}
                  label={t('manage:replies.busyAfter')}
                  value={value.busyAfterMs}
                  min={10 * SECOND}
                  max={HOUR}
                  units={['seconds', 'minutes']}
                  onChange={(busyAfterMs) => set({ busyAfterMs })}
                />
              )}
            </Field>
          )}
        </Reply>
      ))}
      <Fields title={t('manage:replies.often')}>
        <Field label={t('manage:replies.window')} hint={t('manage:replies.windowHint')}>
          {(ids) => (
            <Duration
              ids={ids}
              label={t('manage:replies.window')}
              value={value.windowMs}
              min={0}
              max={7 * DAY}
              units={['minutes', 'hours', 'days']}
              onChange={(windowMs) => set({ windowMs })}
            />
          )}
        </Field>
      </Fields>
    </Screen>
  )
}

function Reply({
  kind,
  value,
  groups,
  onChange,
  children,
}: {
  readonly kind: AutoReplyKind
  readonly value: AutoReply
  readonly groups: readonly Group[]
  readonly onChange: (reply: AutoReply) => void
  readonly children: ReactNode
}) {
  const { t } = useTranslation()
  // A text that was just begun is still empty, and yet not to disappear.
  const [begun, setBegun] = useState<readonly string[]>([])
  const own = groups.filter(({ id }) => value.byGroup[id] !== undefined || begun.includes(id))
  const free = groups.filter((group) => !own.includes(group))
  const setGroup = (id: string, text: string) =>
    onChange({ ...value, byGroup: { ...value.byGroup, [id]: text } })
  const drop = (id: string) => {
    setBegun(begun.filter((one) => one !== id))
    const { [id]: _gone, ...byGroup } = value.byGroup
    onChange({ ...value, byGroup })
  }
  const title = t(`manage:replies.kind.${kind}`)
  return (
    <Fields title={title} lead={t(`manage:replies.when.${kind}`)}>
      <Field label={t('manage:replies.on')}>
        {({ id }) => (
          <Switch
            id={id}
            checked={value.on}
            aria-label={t('manage:replies.onOf', { kind: title })}
            onChange={(on) => onChange({ ...value, on })}
          />
        )}
      </Field>
      {value.on && (
        <>
          <Field
            label={t('manage:replies.text')}
            hint={value.text.trim() === '' ? <Usual kind={kind} /> : undefined}
          >
            {(ids) => (
              <>
                <Input.TextArea
                  {...ids}
                  rows={2}
                  showCount={value.text.length > LONGEST * 0.8}
                  maxLength={LONGEST}
                  value={value.text}
                  placeholder={t('manage:replies.usual')}
                  onChange={(event) => onChange({ ...value, text: event.target.value })}
                />
                <KeptWords auto text={value.text} />
              </>
            )}
          </Field>
          {own.map((group) => (
            <Field key={group.id} label={t('manage:replies.forGroup', { group: group.name })}>
              {(ids) => (
                <>
                  <div className="group-text">
                    <Input.TextArea
                      {...ids}
                      rows={2}
                      maxLength={LONGEST}
                      value={value.byGroup[group.id] ?? ''}
                      onChange={(event) => setGroup(group.id, event.target.value)}
                    />
                    <Button
                      type="text"
                      icon={<X size={16} />}
                      aria-label={t('manage:replies.dropGroup', { group: group.name })}
                      onClick={() => drop(group.id)}
                    />
                  </div>
                  <KeptWords auto text={value.byGroup[group.id] ?? ''} />
                </>
              )}
            </Field>
          ))}
          {free.length > 0 && (
            <Field label="">
              {({ id }) => (
                <Select
                  id={id}
                  className="add-group"
                  value={null}
                  aria-label={t('manage:replies.addGroupOf', { kind: title })}
                  placeholder={t('manage:replies.addGroup')}
                  options={free.map((group) => ({ value: group.id, label: group.name }))}
                  onChange={(group: string | null) => {
                    if (group !== null) setBegun([...begun, group])
                  }}
                />
              )}
            </Field>
          )}
          {children}
        </>
      )}
    </Fields>
  )
}

/** What buyers read while the text is empty, each in their language. */
function Usual({ kind }: { readonly kind: AutoReplyKind }) {
  return (
    <span className="usual-words">
      {LANGUAGES.map(({ id }) => (
        <span key={id} lang={id}>
          {i18next.t(`chats:autoReply.${kind}`, { lng: id })}
        </span>
      ))}
    </span>
  )
}
