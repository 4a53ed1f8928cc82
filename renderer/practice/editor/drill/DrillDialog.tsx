import { FileDown, GraduationCap } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import type { BridgeErrorCode } from '#shared/bridge/contract.ts'
import type { DraftWords } from '#shared/practice/drill/draft.ts'
import type { DrillWords } from '#shared/practice/drill/model.ts'
import type { ConversationId } from '#shared/protocol/model.ts'
import data from '#resources/practice/drill.json'
import { Button } from '../../../ui/Button.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { useTranslation } from '../../../ui/i18n.ts'
import { useActions, useWorkstation } from '../../../workstation/app/context.ts'
import { addPracticeTexts } from '../../texts.ts'
import { WITS } from '../wits.ts'
import './drill.css'
import { load, type Loaded } from './load.ts'
import {
  doubtfulLines,
  drillOf,
  leftLines,
  openLines,
  reviewOf,
  untouched,
  type Looked,
} from './review.ts'
import { ReviewTable } from './ReviewTable.tsx'

addPracticeTexts()
const WORDS = data as DrillWords & { readonly draft: DraftWords }

/** A real conversation becomes a drill: replaced, looked over line by line, then taken to practice. */
export function DrillDialog({ conversation }: { readonly conversation: ConversationId }) {
  const { t } = useTranslation()
  const { desk } = useActions()
  const workstation = useWorkstation()
  const [loaded, setLoaded] = useState<Loaded | BridgeErrorCode | null>(null)
  useEffect(() => {
    let over = false
    void load(workstation, conversation).then((result) => {
      if (!over) setLoaded(result)
    })
    return () => {
      over = true
    }
  }, [workstation, conversation])
  const close = () => desk.hide()
  if (loaded !== null && typeof loaded !== 'string')
    return <ReviewDialog conversation={conversation} loaded={loaded} onClose={close} />
  return (
    <Dialog title={t('practiceEditor:drill.title')} wide onClose={close}>
      <p role="status" className={loaded === null ? 'dim' : 'drill-wrong'}>
        {loaded === null
          ? t('practiceEditor:drill.loading')
          : t('practiceEditor:drill.failed', { why: t(`error:${loaded}`) })}
      </p>
    </Dialog>
  )
}

type Done = 'taken' | 'saved' | null

function ReviewDialog({
  conversation,
  loaded,
  onClose,
}: {
  readonly conversation: ConversationId
  readonly loaded: Loaded
  readonly onClose: () => void
}) {
  const { t } = useTranslation()
  const { call } = useWorkstation()
  const [looked, setLooked] = useState<Looked>(untouched)
  const [busy, setBusy] = useState(false)
  const [done, setDone] = useState<Done>(null)
  const [error, setError] = useState<BridgeErrorCode | null>(null)
  const review = useMemo(() => reviewOf(loaded.lines, loaded.known, WORDS), [loaded])
  const doubtful = useMemo(() => doubtfulLines(review, loaded.masked), [review, loaded])
  const open = openLines(review, looked, loaded.masked)
  const left = useMemo(() => leftLines(review, looked, WORDS), [review, looked])
  const speaks = loaded.lines.some(({ from }) => from === 'buyer')
  const ready = speaks && open.length === 0 && left.size === 0

  /** The trace comes first: without it nothing leaves (T6). */
  const give = async (to: (text: string) => Promise<Done | BridgeErrorCode>) => {
    setBusy(true)
    setError(null)
    const text = drillOf(review, looked, WORDS, {
      id: `drill-${Date.now().toString(36)}`,
      words: WORDS.draft,
      wits: WITS,
      products: loaded.products,
    })
    const noted = await call('chats.trace', { traces: [{ kind: 'drill_made', conversation }] })
    const result = noted.ok ? await to(text) : noted.error.code
    setBusy(false)
    if (result === 'taken' || result === 'saved' || result === null) setDone(result)
    else setError(result)
  }
  const take = () =>
    give(async (text) => {
      const result = await call('practice.bring', { text })
      return result.ok ? 'taken' : result.error.code
    })
  const file = () =>
    give(async (text) => {
      const bytes = new TextEncoder().encode(text)
      const result = await call('files.saveBytes', { name: 'drill.yaml', bytes })
      return result.ok ? (result.value.saved ? 'saved' : null) : result.error.code
    })
  if (done === 'taken')
    return (
      <Dialog
        title={t('practiceEditor:drill.title')}
        onClose={onClose}
        foot={
          <>
            <Button onClick={onClose}>{t('practiceEditor:drill.stay')}</Button>
            <Button
              look="primary"
              onClick={() => {
                onClose()
                void call('practice.enter')
              }}
            >
              <GraduationCap size={16} aria-hidden="true" />
              {t('practiceEditor:drill.enter')}
            </Button>
          </>
        }
      >
        <p>{t('practiceEditor:drill.taken')}</p>
        <p className="dim">{t('practiceEditor:drill.takenText')}</p>
      </Dialog>
    )
  const state =
    left.size > 0
      ? t('practiceEditor:drill.leftOver', {
          lines: Array.from(left, (line) => line + 1).join(', '),
        })
      : open.length > 0
        ? t('practiceEditor:drill.open', { count: open.length })
        : t('practiceEditor:drill.ready')
  return (
    <Dialog
      title={t('practiceEditor:drill.title')}
      className="drill"
      onClose={onClose}
      foot={
        <>
          <p className={left.size > 0 ? 'drill-wrong drill-state' : 'drill-state'} role="status">
            {error !== null
              ? t('practiceEditor:drill.savedFailed', { why: t(`error:${error}`) })
              : done === 'saved'
                ? t('practiceEditor:drill.saved')
                : speaks
                  ? state
                  : t('practiceEditor:drill.nothing')}
          </p>
          <Button disabled={!ready || busy} onClick={() => void file()}>
            <FileDown size={16} aria-hidden="true" />
            {t('practiceEditor:drill.file')}
          </Button>
          <Button look="primary" disabled={!ready || busy} onClick={() => void take()}>
            <GraduationCap size={16} aria-hidden="true" />
            {t('practiceEditor:drill.take')}
          </Button>
        </>
      }
    >
      <p className="dim">{t('practiceEditor:drill.lead', { count: doubtful.length })}</p>
      {loaded.masked.size > 0 && <p className="dim">{t('practiceEditor:drill.masked')}</p>}
      {loaded.dropped > 0 && (
        <p className="dim">{t('practiceEditor:drill.pictures', { count: loaded.dropped })}</p>
      )}
      <ReviewTable
        review={review}
        looked={looked}
        doubtful={doubtful}
        left={left}
        onLooked={setLooked}
      />
    </Dialog>
  )
}
