import { Alert, Button, Drawer, Input, InputNumber, Select, Switch } from 'antd'
import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { BankView, KeptExam } from '#shared/practice/exam/api.ts'
import {
  exam as examSchema,
  EXAM_LIMITS,
  QUESTION_KINDS,
  type Exam,
  type ExamDraw,
  type Question,
  type QuestionKind,
} from '#shared/practice/exam/model.ts'
import { Field } from '../../management/parts/Field.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useAsk } from '../ask.ts'
import { Drawable } from './Drawable.tsx'
import { chaptersOf } from './parts.ts'
import { useSaving } from './useSaving.ts'

/** The recipe of a paper: how many questions of what, for how long; whether it can be drawn is said at once. */
export function PaperDrawer({
  opened,
  bank,
  questions,
  onClose,
  onSaved,
}: {
  readonly opened: KeptExam | 'new' | null
  readonly bank: BankView
  readonly questions: readonly Question[]
  readonly onClose: () => void
  readonly onSaved: () => void
}) {
  const { t } = useTranslation()
  return (
    <Drawer
      open={opened !== null}
      size={680}
      rootStyle={{ position: 'absolute' }}
      onClose={onClose}
      destroyOnHidden
      title={t(opened === 'new' ? 'practiceExam:paper.new' : 'practiceExam:paper.editTitle')}
    >
      {opened !== null && (
        <PaperForm
          key={opened === 'new' ? 'new' : opened.exam.id}
          kept={opened === 'new' ? null : opened}
          bank={bank}
          questions={questions}
          onSaved={onSaved}
        />
      )}
    </Drawer>
  )
}

function newExam(): Exam {
  return {
    id: `e-${crypto.randomUUID()}`,
    title: '',
    summary: '',
    minutes: 30,
    pass: 60,
    draws: [{ count: 10, points: 10 }],
    shuffle: true,
  }
}

function PaperForm({
  kept,
  bank,
  questions,
  onSaved,
}: {
  readonly kept: KeptExam | null
  readonly bank: BankView
  readonly questions: readonly Question[]
  readonly onSaved: () => void
}) {
  const { t } = useTranslation()
  const ask = useAsk()
  const [draft, setDraft] = useState<Exam>(() => kept?.exam ?? newExam())
  const { busy, failed, keep, restore } = useSaving(onSaved)
  const read = examSchema.safeParse(draft)
  const set = (part: Partial<Exam>) => setDraft({ ...draft, ...part })
  const count = draft.draws.reduce((sum, one) => sum + one.count, 0)
  const points = draft.draws.reduce((sum, one) => sum + one.count * one.points, 0)

  function save(): void {
    if (!read.success) return
    const replaces = kept && { id: kept.exam.id, updatedAt: kept.updatedAt }
    void keep(ask('bank.saveExam', { exam: read.data, replaces }))
  }
  return (
    <form
      className="bank-form"
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <Field label={t('practiceExam:paper.title')}>
        {(ids) => (
          <Input
            {...ids}
            autoFocus
            maxLength={60}
            value={draft.title}
            onChange={(event) => set({ title: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('practiceExam:paper.summary')}>
        {(ids) => (
          <Input.TextArea
            {...ids}
            className="grows"
            rows={2}
            maxLength={400}
            value={draft.summary}
            onChange={(event) => set({ summary: event.target.value })}
          />
        )}
      </Field>
      <div className="bank-pair">
        <Field label={t('practiceExam:paper.minutes')}>
          {(ids) => (
            <InputNumber
              {...ids}
              min={1}
              max={240}
              precision={0}
              value={draft.minutes}
              onChange={(minutes) => minutes !== null && set({ minutes })}
            />
          )}
        </Field>
        <Field label={t('practiceExam:paper.pass')} hint={t('practiceExam:paper.passHint')}>
          {(ids) => (
            <InputNumber
              {...ids}
              min={0}
              max={100}
              value={draft.pass}
              onChange={(pass) => pass !== null && set({ pass })}
            />
          )}
        </Field>
      </div>
      <Draws
        draws={draft.draws}
        chapters={chaptersOf(bank).map(({ chapter }) => chapter)}
        onChange={(draws) => set({ draws: [...draws] })}
      />
      <p className={count > EXAM_LIMITS.paper ? 'save-problem' : 'dim'}>
        {t('practiceExam:paper.sum', { count, points, most: EXAM_LIMITS.paper })}
      </p>
      {count <= EXAM_LIMITS.paper && <Drawable questions={questions} exam={draft} />}
      <label className="switch-row">
        <Switch
          size="small"
          checked={draft.shuffle}
          onChange={(shuffle) => set({ shuffle })}
          aria-label={t('practiceExam:paper.shuffle')}
        />
        {t('practiceExam:paper.shuffle')}
      </label>
      {failed !== null && <Alert type="error" showIcon title={t(`error:${failed}`)} />}
      <div className="button-row">
        <Button type="primary" htmlType="submit" disabled={busy || !read.success}>
          {t('practiceExam:form.save')}
        </Button>
        {kept?.origin === 'changed' && (
          <Button onClick={() => void restore(ask('bank.restoreExam', { id: kept.exam.id }))}>
            {t('practiceExam:form.restore')}
          </Button>
        )}
        {!read.success && (
          <span className="dim" role="status">
            {t(
              draft.title.trim() === ''
                ? 'practiceExam:paper.needsTitle'
                : 'practiceExam:paper.notYet',
            )}
          </span>
        )}
      </div>
    </form>
  )
}

function Draws({
  draws,
  chapters,
  onChange,
}: {
  readonly draws: readonly ExamDraw[]
  readonly chapters: readonly string[]
  readonly onChange: (draws: readonly ExamDraw[]) => void
}) {
  const { t } = useTranslation()
  const set = (index: number, part: Partial<ExamDraw>) => {
    const before = draws[index]
    if (before) onChange(draws.with(index, { ...before, ...part }))
  }
  return (
    <fieldset className="bank-draws">
      <legend>{t('practiceExam:paper.draws')}</legend>
      <ol>
        {draws.map(({ chapter, kind, count, points }, index) => {
          const row = index + 1
          return (
            // oxlint-disable-next-line react/no-array-index-key
            <li key={index}>
              <span className="dim tabular">{row}</span>
              <Select<string>
                allowClear
                showSearch
                aria-label={t('practiceExam:paper.chapterOf', { row })}
                placeholder={t('practiceExam:bank.allChapters')}
                value={chapter ?? null}
                onChange={(value: string | undefined) => set(index, { chapter: value })}
                options={chapters.map((value) => ({ value, label: value }))}
              />
              <Select<QuestionKind>
                allowClear
                aria-label={t('practiceExam:paper.kindOf', { row })}
                placeholder={t('practiceExam:bank.allKinds')}
                value={kind ?? null}
                onChange={(value: QuestionKind | undefined) => set(index, { kind: value })}
                options={QUESTION_KINDS.map((value) => ({
                  value,
                  label: t(`practiceExam:kind.${value}`),
                }))}
              />
              <InputNumber
                min={1}
                max={EXAM_LIMITS.paper}
                precision={0}
                value={count}
                suffix={t('practiceExam:paper.questions')}
                aria-label={t('practiceExam:paper.countOf', { row })}
                onChange={(value) => value !== null && set(index, { count: value })}
              />
              <InputNumber
                min={0.5}
                max={100}
                value={points}
                suffix={t('practiceExam:paper.each')}
                aria-label={t('practiceExam:paper.pointsOf', { row })}
                onChange={(value) => value !== null && set(index, { points: value })}
              />
              <Button
                type="text"
                icon={<Trash2 size={16} />}
                disabled={draws.length <= 1}
                aria-label={t('practiceExam:paper.removeDraw', { row })}
                onClick={() => onChange(draws.toSpliced(index, 1))}
              />
            </li>
          )
        })}
      </ol>
      <Button
        size="small"
        icon={<Plus size={14} />}
        disabled={draws.length >= 40}
        onClick={() => onChange([...draws, { count: 1, points: 5 }])}
      >
        {t('practiceExam:paper.addDraw')}
      </Button>
    </fieldset>
  )
}
