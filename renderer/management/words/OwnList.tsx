import { Alert, Button, Input, Popconfirm, Select, Space, Table } from 'antd'
import { Download, Plus, Trash2, Upload } from 'lucide-react'
import i18next from 'i18next'
import { useCallback, useRef, useState } from 'react'
import { WORD_VERDICTS, type WordVerdict } from '#shared/words/guard/model.ts'
import { WORD_LIMITS, type ListedWord, type WordBook } from '#shared/words/own.ts'
import { importWords, wordTable, type WordTableNames } from '#shared/words/table.ts'
import { readTable, writeTable, type TableFormat } from '../../tables/table.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions, useWorkstation } from '../../workstation/app/context.ts'
import { LANGUAGES } from '../../workstation/entry/EntryTools.tsx'
import { Fields } from '../parts/Field.tsx'
import { useAsked } from '../parts/useAsked.ts'

/** The shop's own words; each change is stored at once. */
export function OwnList() {
  const { t, i18n } = useTranslation()
  const { call } = useWorkstation()
  const { words: actions } = useActions()
  const file = useRef<HTMLInputElement>(null)
  const { state, setState, error, setError, again } = useAsked<WordBook>(
    useCallback(() => call('words.book'), [call]),
  )
  const [busy, setBusy] = useState(false)
  const [told, setTold] = useState<{ readonly good: boolean; readonly text: string } | null>(null)
  const [search, setSearch] = useState('')
  const [word, setWord] = useState('')
  const [verdict, setVerdict] = useState<WordVerdict>('block')
  const [note, setNote] = useState('')
  const words = state?.words ?? []
  const shown = words.filter((one) => `${one.word} ${one.note}`.includes(search.trim()))

  async function save(list: readonly ListedWord[]): Promise<boolean> {
    if (!state) return false
    setBusy(true)
    setTold(null)
    const result = await actions.save({ revision: state.revision, words: [...list] })
    setBusy(false)
    if (result.ok) setState(result.value)
    setError(result.ok ? null : result.error.code)
    return result.ok
  }
  async function add() {
    const plain = word.trim()
    if (plain === '') return
    const list = [{ word: plain, verdict, note: note.trim() }]
    if (await save([...list, ...words.filter((one) => one.word !== plain)])) {
      setWord('')
      setNote('')
    }
  }
  async function load(chosen: File) {
    setTold(null)
    let read = null
    try {
      const table = await readTable(new Uint8Array(await chosen.arrayBuffer()))
      read = importWords(
        table,
        words,
        LANGUAGES.map(({ id }) => namesIn(id)),
        verdict,
      )
    } catch {
      // Told below, as a table without words is.
    }
    if (!read) setTold({ good: false, text: t('manage:words.unreadable') })
    else if (await save(read.words))
      setTold({
        good: read.wrong.length === 0,
        text: t(read.wrong.length === 0 ? 'manage:words.imported' : 'manage:words.importedSome', {
          added: read.added,
          changed: read.changed,
          rows: read.wrong.slice(0, 20).join(', '),
        }),
      })
  }
  async function write(format: TableFormat) {
    const bytes = await writeTable(wordTable(words, namesIn(i18n.language)), format)
    await call('files.saveBytes', { name: `${t('manage:words.fileName')}.${format}`, bytes })
  }
  const verdicts = WORD_VERDICTS.map((value) => ({
    value,
    label: t(`manage:words.verdict.${value}`),
  }))
  return (
    <Fields
      title={t('manage:words.own')}
      lead={t('manage:words.ownLead', { most: WORD_LIMITS.words })}
    >
      {error !== null && (
        <Alert
          type="error"
          showIcon
          title={t(`error:${error}`)}
          action={<Button onClick={again}>{t('common:retry')}</Button>}
        />
      )}
      {told && <Alert type={told.good ? 'success' : 'warning'} showIcon title={told.text} />}
      <form
        className="words-add"
        onSubmit={(event) => {
          event.preventDefault()
          void add()
        }}
      >
        <Input
          value={word}
          maxLength={WORD_LIMITS.length}
          placeholder={t('manage:words.word')}
          aria-label={t('manage:words.word')}
          onChange={(event) => setWord(event.target.value)}
        />
        <Select<WordVerdict>
          value={verdict}
          options={verdicts}
          aria-label={t('manage:words.done')}
          onChange={setVerdict}
        />
        <Input
          value={note}
          maxLength={WORD_LIMITS.note}
          placeholder={t('manage:words.note')}
          aria-label={t('manage:words.note')}
          onChange={(event) => setNote(event.target.value)}
        />
        <Button
          type="primary"
          htmlType="submit"
          icon={<Plus size={16} />}
          loading={busy}
          disabled={!state || word.trim() === '' || words.length >= WORD_LIMITS.words}
        >
          {t('manage:words.add')}
        </Button>
      </form>
      <Space wrap className="words-tools">
        <Input.Search
          allowClear
          value={search}
          placeholder={t('manage:words.search')}
          aria-label={t('manage:words.search')}
          onChange={(event) => setSearch(event.target.value)}
        />
        <Button
          icon={<Upload size={16} />}
          disabled={!state || busy}
          onClick={() => file.current?.click()}
        >
          {t('manage:words.import')}
        </Button>
        <input
          ref={file}
          hidden
          type="file"
          accept=".xlsx,.csv,.txt,text/csv"
          aria-label={t('manage:words.import')}
          onChange={(event) => {
            const chosen = event.target.files?.[0]
            event.target.value = ''
            if (chosen) void load(chosen)
          }}
        />
        {(['xlsx', 'csv'] as const).map((format) => (
          <Button
            key={format}
            icon={<Download size={16} />}
            disabled={words.length === 0}
            onClick={() => void write(format)}
          >
            {t('manage:words.export', { format })}
          </Button>
        ))}
      </Space>
      <Table
        size="small"
        rowKey="word"
        loading={(!state && error === null) || busy}
        dataSource={shown}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        locale={{ emptyText: t('manage:words.noWords') }}
        scroll={{ x: true }}
        columns={[
          { title: t('manage:words.word'), dataIndex: 'word' },
          {
            title: t('manage:words.done'),
            render: (_, one) => (
              <Select<WordVerdict>
                size="small"
                value={one.verdict}
                options={verdicts}
                aria-label={t('manage:words.verdictOf', { word: one.word })}
                onChange={(value) =>
                  void save(
                    words.map((other) => (other === one ? { ...one, verdict: value } : other)),
                  )
                }
              />
            ),
          },
          { title: t('manage:words.note'), dataIndex: 'note' },
          {
            title: '',
            render: (_, one) => (
              <Popconfirm
                title={t('manage:words.removeAsk', { word: one.word })}
                okText={t('manage:words.remove')}
                cancelText={t('common:cancel')}
                onConfirm={() => void save(words.filter((other) => other !== one))}
              >
                <Button
                  type="text"
                  size="small"
                  icon={<Trash2 size={15} />}
                  aria-label={t('manage:words.removeOf', { word: one.word })}
                />
              </Popconfirm>
            ),
          },
        ]}
      />
    </Fields>
  )
}

function namesIn(language: string): WordTableNames {
  const t = i18next.getFixedT(language)
  return {
    columns: {
      word: t('manage:words.word'),
      verdict: t('manage:words.done'),
      note: t('manage:words.note'),
    },
    verdicts: {
      record: t('manage:words.verdict.record'),
      warn: t('manage:words.verdict.warn'),
      block: t('manage:words.verdict.block'),
    },
  }
}
