import { Alert, Button, Input, Skeleton } from 'antd'
import { FilePlus2, FileUp, Search } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { SCENARIO_BYTES, type ScenarioView } from '#shared/practice/api.ts'
import { Screen } from '../../../management/parts/Screen.tsx'
import { useAsked } from '../../../management/parts/useAsked.ts'
import { useTranslation } from '../../../ui/i18n.ts'
import { useActions, useWork, useWorkstation } from '../../../workstation/app/context.ts'
import { useAsk } from '../../ask.ts'
import { practicePlace } from '../../store.ts'
import type { Drafts } from '../store/drafts.ts'
import { freeId, idIn, renamed, titleIn } from '../text/title.ts'
import { templateIn } from '../template.ts'
import { Begun } from './Begun.tsx'
import { Rows } from './Rows.tsx'

/** All scenarios of this shop: those being written, its own, and those that came with the program. */
export function ScenarioShelf({ drafts }: { readonly drafts: Drafts }) {
  const { t } = useTranslation()
  const ask = useAsk()
  const { call } = useWorkstation()
  const { desk } = useActions()
  const language = useWork((state) => state.app?.language ?? 'zh-CN')
  const list = useAsked(useCallback(() => ask('scenarios.list'), [ask]))
  const { again } = list
  const begun = useStore(drafts.store, (state) => state.drafts)
  const [wanted, setWanted] = useState('')
  const file = useRef<HTMLInputElement>(null)
  const scenarios = useMemo(() => list.state?.scenarios ?? [], [list.state])
  const taken = useMemo(
    () => new Set([...scenarios.map(({ id }) => id), ...begun.map(({ text }) => idIn(text))]),
    [scenarios, begun],
  )
  const tell = useCallback(
    (code: string, key = 'error') => desk.toast('error', `${key}:${code}`),
    [desk],
  )

  const open = useCallback(
    async ({ id, own, updatedAt, title }: ScenarioView) => {
      const before = drafts.store.getState().drafts.find((draft) => draft.origin?.id === id)
      if (before) {
        drafts.show(before.key)
        return
      }
      const result = await ask('scenarios.text', { id })
      if (!result.ok) {
        tell(result.error.code)
        return
      }
      const { text } = result.value
      if (own && updatedAt !== null)
        drafts.open(
          text,
          text,
          { id, updatedAt: result.value.scenario.updatedAt ?? updatedAt },
          title,
        )
      else {
        // What came with the program stays as it is: one works on a copy.
        const copy = renamed(text, freeId(id, taken), t('practiceEditor:copyOf', { title }))
        drafts.open(copy, copy, null, titleIn(copy))
      }
    },
    [ask, drafts, taken, tell, t],
  )

  const copy = async (scenario: ScenarioView) => {
    const result = await ask('scenarios.text', { id: scenario.id })
    if (!result.ok) {
      tell(result.error.code)
      return
    }
    const title = t('practiceEditor:copyOf', { title: scenario.title })
    const text = renamed(result.value.text, freeId(scenario.id, taken), title)
    drafts.open(text, text, null, title)
  }

  const save = async (scenario: ScenarioView) => {
    const result = await ask('scenarios.text', { id: scenario.id })
    if (!result.ok) {
      tell(result.error.code)
      return
    }
    const bytes = new TextEncoder().encode(result.value.text)
    const saved = await call('files.saveBytes', { name: `${scenario.id}.yaml`, bytes })
    if (!saved.ok) tell(saved.error.code)
  }

  const remove = async (scenario: ScenarioView) => {
    const { id, title } = scenario
    const kept = await ask('scenarios.text', { id })
    if (!kept.ok) {
      tell(kept.error.code)
      return
    }
    const result = await ask('scenarios.remove', { id })
    if (!result.ok) {
      tell(result.error.code)
      return
    }
    again()
    desk.toast(
      'info',
      'practiceEditor:removed',
      { title },
      {
        key: 'common:undo',
        run: () =>
          void ask('scenarios.save', { text: kept.value.text, replaces: null }).then((back) => {
            if (!back.ok) tell(back.error.code)
            again()
          }),
      },
    )
  }

  const take = async (picked: File) => {
    if (picked.size > SCENARIO_BYTES) {
      tell('tooBig', 'practiceEditor')
      return
    }
    const text = await picked.text()
    drafts.open(text, null, null, titleIn(text) || picked.name)
  }

  // A course or a list asks for one of them by its id.
  const asked = useStore(practicePlace, (state) =>
    state.section === 'editor' ? state.argument : null,
  )
  useEffect(() => {
    const found = asked === null ? undefined : scenarios.find(({ id }) => id === asked)
    if (!found) return
    practicePlace.setState({ argument: null })
    void open(found)
  }, [asked, scenarios, open])

  const begin = () => {
    const text = templateIn(language, freeId('my-scenario', taken))
    drafts.open(text, text, null, titleIn(text))
  }
  const shown = scenarios.filter(({ id, title, summary }) =>
    `${id} ${title} ${summary}`.toLowerCase().includes(wanted.trim().toLowerCase()),
  )
  return (
    <Screen
      wide
      title={t('practice:section.editor')}
      lead={t('practiceEditor:lead')}
      actions={
        <>
          <Button icon={<FileUp size={16} />} onClick={() => file.current?.click()}>
            {t('practiceEditor:import')}
          </Button>
          <Button type="primary" icon={<FilePlus2 size={16} />} onClick={begin}>
            {t('practiceEditor:new')}
          </Button>
          <input
            ref={file}
            type="file"
            accept=".yaml,.yml"
            hidden
            aria-label={t('practiceEditor:import')}
            onChange={(event) => {
              const [picked] = event.target.files ?? []
              event.target.value = ''
              if (picked) void take(picked)
            }}
          />
        </>
      }
    >
      <Begun drafts={drafts} begun={begun} />
      {list.error !== null && (
        <Alert
          className="screen-alert"
          type="error"
          showIcon
          title={t(`error:${list.error}`)}
          action={<Button onClick={again}>{t('common:retry')}</Button>}
        />
      )}
      {list.state === null ? (
        list.error === null && <Skeleton active paragraph={{ rows: 8 }} />
      ) : (
        <>
          <div className="tools-row">
            <Input
              prefix={<Search size={14} aria-hidden="true" />}
              allowClear
              value={wanted}
              aria-label={t('practiceEditor:search')}
              placeholder={t('practiceEditor:search')}
              onChange={(event) => setWanted(event.target.value)}
            />
            <span className="dim" role="status">
              {t('practiceEditor:count', { count: shown.length })}
            </span>
          </div>
          {(['own', 'bundled'] as const).map((kind) => (
            <Rows
              key={kind}
              kind={kind}
              searching={wanted.trim() !== ''}
              scenarios={shown.filter(({ own }) => own === (kind === 'own'))}
              onOpen={(scenario) => void open(scenario)}
              onCopy={(scenario) => void copy(scenario)}
              onSave={(scenario) => void save(scenario)}
              onRemove={(scenario) => void remove(scenario)}
            />
          ))}
        </>
      )}
    </Screen>
  )
}
