import { Button } from 'antd'
import { FlaskConical, Pencil, Plus, Trash2 } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { BankView, KeptExam } from '#shared/practice/exam/api.ts'
import type { Exam } from '#shared/practice/exam/model.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions } from '../../workstation/app/context.ts'
import { useAsk } from '../ask.ts'
import '../exams/lists.css'
import { Drawable } from './Drawable.tsx'
import { PaperDrawer } from './PaperDrawer.tsx'
import { TryPaper } from './TryPaper.tsx'
import { useBringBack } from './useBringBack.ts'

/** The recipes of papers, whether each can be drawn, and a try of it. */
export function Papers({
  bank,
  onChanged,
}: {
  readonly bank: BankView
  readonly onChanged: () => void
}) {
  const { t } = useTranslation()
  const ask = useAsk()
  const { desk } = useActions()
  const bringBack = useBringBack(onChanged)
  const restore = (id: string) => () => ask('bank.restoreExam', { id })
  const [opened, setOpened] = useState<KeptExam | 'new' | null>(null)
  const [tried, setTried] = useState<Exam | null>(null)
  const questions = useMemo(() => bank.questions.map(({ question }) => question), [bank.questions])

  async function remove({ exam, origin }: KeptExam): Promise<void> {
    const result = await ask('bank.removeExam', { id: exam.id })
    onChanged()
    if (!result.ok) {
      desk.toast('error', `error:${result.error.code}`)
      return
    }
    desk.toast(
      'info',
      'practiceExam:paper.removed',
      { title: exam.title },
      {
        key: 'common:undo',
        run: () =>
          void bringBack(
            origin === 'bundled'
              ? restore(exam.id)
              : () => ask('bank.saveExam', { exam, replaces: null }),
          ),
      },
    )
  }
  return (
    <>
      <div className="tools-row">
        <Button type="primary" icon={<Plus size={14} />} onClick={() => setOpened('new')}>
          {t('practiceExam:paper.add')}
        </Button>
        {bank.removed.exams.length > 0 && (
          <span className="dim">
            {t('practiceExam:bank.removedCount', { count: bank.removed.exams.length })}{' '}
            <button
              type="button"
              className="link-button"
              onClick={() => void bringBack(...bank.removed.exams.map(restore))}
            >
              {t('practiceExam:bank.restoreAll')}
            </button>
          </span>
        )}
      </div>
      {bank.exams.length === 0 && <p className="dim">{t('practiceExam:paper.empty')}</p>}
      <ul className="exam-cards">
        {bank.exams.map((kept) => (
          <li key={kept.exam.id}>
            <div className="exam-card">
              <h2>{kept.exam.title}</h2>
              {kept.exam.summary !== '' && <p className="dim">{kept.exam.summary}</p>}
              <p className="exam-facts">
                <span>
                  {t('practiceExam:count', {
                    count: kept.exam.draws.reduce((sum, { count }) => sum + count, 0),
                  })}
                </span>
                <span>{t('practiceExam:minutes', { minutes: kept.exam.minutes })}</span>
                <span>{t('practiceExam:passAt', { pass: kept.exam.pass })}</span>
                <span className="dim">
                  {[
                    t(`practiceExam:origin.${kept.origin}`),
                    ...(kept.by === '' ? [] : [kept.by]),
                  ].join(' · ')}
                </span>
              </p>
              <Drawable questions={questions} exam={kept.exam} />
            </div>
            <span className="exam-acts">
              <Button
                icon={<FlaskConical size={14} />}
                aria-label={t('practiceExam:paper.tryOf', { title: kept.exam.title })}
                onClick={() => setTried(kept.exam)}
              >
                {t('practiceExam:paper.try')}
              </Button>
              <Button
                icon={<Pencil size={14} />}
                aria-label={t('practiceExam:paper.editOf', { title: kept.exam.title })}
                onClick={() => setOpened(kept)}
              >
                {t('practiceExam:paper.edit')}
              </Button>
              <Button
                type="text"
                icon={<Trash2 size={16} />}
                aria-label={t('practiceExam:paper.removeOf', { title: kept.exam.title })}
                data-tip={t('practiceExam:paper.remove')}
                onClick={() => void remove(kept)}
              />
            </span>
          </li>
        ))}
      </ul>
      <PaperDrawer
        opened={opened}
        bank={bank}
        questions={questions}
        onClose={() => setOpened(null)}
        onSaved={() => {
          setOpened(null)
          onChanged()
        }}
      />
      <TryPaper exam={tried} questions={questions} onClose={() => setTried(null)} />
    </>
  )
}
