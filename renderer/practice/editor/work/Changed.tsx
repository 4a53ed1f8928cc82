import { Button, Modal } from 'antd'
import { useMemo } from 'react'
import type { ScenarioText } from '#shared/practice/api.ts'
import { useTranslation } from '../../../ui/i18n.ts'
import { useTimes } from '../../../workstation/app/times.ts'

/** Somebody saved the same scenario meanwhile: both side by side, mine is kept until one is chosen. */
export function Changed({
  mine,
  theirs,
  onMine,
  onTheirs,
  onCopy,
  onClose,
}: {
  readonly mine: string
  readonly theirs: ScenarioText
  readonly onMine: () => void
  readonly onTheirs: () => void
  readonly onCopy: () => void
  readonly onClose: () => void
}) {
  const { t } = useTranslation()
  const times = useTimes()
  const { by, updatedAt } = theirs.scenario
  return (
    <Modal
      open
      width={1040}
      title={t('practiceEditor:changed.title')}
      onCancel={onClose}
      footer={
        <>
          <Button autoFocus onClick={onClose}>
            {t('practiceEditor:changed.later')}
          </Button>
          <Button onClick={onTheirs}>{t('practiceEditor:changed.theirs')}</Button>
          <Button onClick={onCopy}>{t('practiceEditor:changed.copy')}</Button>
          <Button type="primary" danger onClick={onMine}>
            {t('practiceEditor:changed.mine')}
          </Button>
        </>
      }
    >
      <p>
        {t('practiceEditor:changed.text', {
          nick: by,
          when: updatedAt === null ? '' : times.short(updatedAt),
        })}
      </p>
      <div className="changed">
        <Lines title={t('practiceEditor:changed.theirsIs')} text={theirs.text} other={mine} />
        <Lines title={t('practiceEditor:changed.mineIs')} text={mine} other={theirs.text} />
      </div>
    </Modal>
  )
}

function Lines({
  title,
  text,
  other,
}: {
  readonly title: string
  readonly text: string
  readonly other: string
}) {
  const { t } = useTranslation()
  const lines = useMemo(() => {
    const there = new Set(other.split('\n').map((line) => line.trim()))
    return text.split('\n').map((line, index) => ({
      number: index + 1,
      line,
      differs: line.trim() !== '' && !there.has(line.trim()),
    }))
  }, [text, other])
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <div className="changed-lines scroll" tabIndex={0} role="group" aria-label={title}>
        {lines.map(({ number, line, differs }) => (
          <div key={number} className={differs ? 'changed-line differs' : 'changed-line'}>
            <span className="tabular dim">{number}</span>
            {differs && (
              <span className="visually-hidden">{t('practiceEditor:changed.differs')}</span>
            )}
            <code>{line}</code>
          </div>
        ))}
      </div>
    </section>
  )
}
