import { Alert, Button, DatePicker, Drawer, Input, Radio, Select } from 'antd'
import dayjs from 'dayjs'
import { useMemo, useState, type SyntheticEvent } from 'react'
import type {
  Assignment,
  AssignmentView,
  CourseView,
  TraineeView,
} from '#shared/practice/courses.ts'
import { addDays, dateAt, endOfDay } from '#shared/practice/due.ts'
import { Field } from '../../management/parts/Field.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions } from '../../workstation/app/context.ts'
import { useShopClock } from '../class/shop.ts'

interface Opened {
  /** Null: a new one. */
  readonly assignment: AssignmentView | null
  readonly course: string | null
  readonly accounts: readonly string[]
}
interface Parts {
  readonly courses: readonly CourseView[]
  readonly trainees: readonly TraineeView[]
  readonly onSave: (assignment: Assignment) => Promise<string | null>
  readonly onSaved: () => void
  readonly onClose: () => void
}

interface Values {
  readonly course: string | null
  readonly accounts: readonly string[]
  readonly all: boolean
  /** YYYY-MM-DD */
  readonly date: string | null
  readonly note: string
}
/** What was chosen and not saved: Esc loses nothing. */
const held = new Map<string, Values>()
const keyOf = ({ assignment, course, accounts }: Opened) =>
  `${assignment?.id} ${course} ${accounts.join()}`
/** A week, if nobody says otherwise. */
const DAYS = 7

/** A course is given to trainees, until the end of a day of the shop. */
export function AssignmentEditor({
  opened,
  ...rest
}: Parts & {
  readonly opened: Opened | null
}) {
  const { t } = useTranslation()
  return (
    <Drawer
      open={opened !== null}
      size={520}
      rootStyle={{ position: 'absolute' }}
      onClose={rest.onClose}
      mask={{ closable: false }}
      destroyOnHidden
      title={t(
        opened?.assignment ? 'practiceClass:assignment.edit' : 'practiceClass:assignment.new',
      )}
    >
      {opened && <Form key={keyOf(opened)} opened={opened} {...rest} />}
    </Drawer>
  )
}

function Form({
  opened: { assignment, course: chosen, accounts: given },
  courses,
  trainees,
  onSave,
  onSaved,
  onClose,
}: Parts & {
  readonly opened: Opened
}) {
  const { t } = useTranslation()
  const { desk } = useActions()
  const { zone, now } = useShopClock()
  // Supervisors teach; whoever of them wants to learn, too, is chosen by name.
  const everyone = trainees
    .filter(({ role }) => role !== 'supervisor')
    .map(({ account }) => account)
  const key = keyOf({ assignment, course: chosen, accounts: given })
  const [value, setValue] = useState<Values>(
    () =>
      held.get(key) ?? {
        course: chosen,
        accounts: given,
        all: given.length === 0,
        date:
          assignment === null
            ? addDays(dateAt(zone, now()), DAYS)
            : assignment.due === null
              ? null
              : dateAt(zone, assignment.due),
        note: assignment?.note ?? '',
      },
  )
  const { course, accounts, all, date, note } = value
  function set(part: Partial<Values>) {
    held.set(key, { ...value, ...part })
    setValue({ ...value, ...part })
  }
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<string | null>(null)
  const people = all ? everyone : accounts
  const today = dateAt(zone, now())
  const options = useMemo(
    () => trainees.map(({ account, nick, name }) => ({ value: account, label: nick, name })),
    [trainees],
  )
  const empty = courses.find(({ id }) => id === course)?.items.length === 0

  async function save() {
    setTried(true)
    if (course === null || empty || people.length === 0) return
    setBusy(true)
    const code = await onSave({
      id: assignment?.id ?? crypto.randomUUID(),
      course,
      accounts: [...people],
      due: date === null ? null : endOfDay(zone, date),
      note: note.trim(),
    })
    setBusy(false)
    setFailed(code)
    if (code !== null) return
    held.delete(key)
    desk.toast('info', 'practiceClass:assignment.saved', {
      title: courses.find(({ id }) => id === course)?.title ?? '',
      count: people.length,
    })
    onSaved()
    onClose()
  }
  return (
    <form
      className="class-form"
      noValidate
      onSubmit={(event: SyntheticEvent) => {
        event.preventDefault()
        void save()
      }}
    >
      <Field
        label={t('practiceClass:assignment.course')}
        error={
          !tried
            ? null
            : course === null
              ? t('practiceClass:assignment.noCourse')
              : empty
                ? t('practiceClass:assignment.emptyCourse')
                : null
        }
      >
        {({ id, ...told }) => (
          <Select
            id={id}
            {...told}
            value={course}
            placeholder={t('practiceClass:assignment.chooseCourse')}
            showSearch={{ optionFilterProp: 'label' }}
            options={courses.map((one) => ({ value: one.id, label: one.title }))}
            onChange={(next: string) => set({ course: next })}
          />
        )}
      </Field>
      <Field
        label={t('practiceClass:assignment.people')}
        hint={all ? t('practiceClass:assignment.allHint') : undefined}
        error={
          tried && people.length === 0
            ? t(
                everyone.length === 0
                  ? 'practiceClass:assignment.nobodyThere'
                  : 'practiceClass:assignment.nobody',
              )
            : null
        }
      >
        {({ id }) => (
          <div className="class-people">
            <Radio.Group
              id={id}
              aria-label={t('practiceClass:assignment.people')}
              value={all}
              onChange={(event) => set({ all: event.target.value === true })}
            >
              <Radio value>{t('practiceClass:assignment.all', { count: everyone.length })}</Radio>
              <Radio value={false}>{t('practiceClass:assignment.some')}</Radio>
            </Radio.Group>
            {!all && (
              <Select
                mode="multiple"
                aria-label={t('practiceClass:assignment.who')}
                placeholder={t('practiceClass:assignment.who')}
                value={[...accounts]}
                options={options}
                showSearch={{
                  filterOption: (text, option) =>
                    `${option?.label ?? ''} ${option?.name ?? ''}`
                      .toLowerCase()
                      .includes(text.trim().toLowerCase()),
                }}
                optionRender={({ data }) => (
                  <span className="account-option">
                    <span className="clip">{data.label}</span>
                    <span className="clip dim">{data.name}</span>
                  </span>
                )}
                onChange={(next) => set({ accounts: next })}
              />
            )}
          </div>
        )}
      </Field>
      <Field
        label={t('practiceClass:assignment.due')}
        hint={t(
          date === null ? 'practiceClass:assignment.noDueHint' : 'practiceClass:assignment.dueHint',
          { zone },
        )}
      >
        {({ id, ...told }) => (
          <DatePicker
            id={id}
            {...told}
            value={date === null ? null : dayjs(date)}
            minDate={dayjs(date !== null && date < today ? date : today)}
            placeholder={t('practiceClass:due.none')}
            presets={[0, 2, 6, 13].map((days) => ({
              label: t(`practiceClass:assignment.preset.${days}`),
              value: dayjs(addDays(today, days)),
            }))}
            onChange={(next: dayjs.Dayjs | null) =>
              set({ date: next ? next.format('YYYY-MM-DD') : null })
            }
          />
        )}
      </Field>
      <Field label={t('practiceClass:assignment.note')}>
        {(ids) => (
          <Input.TextArea
            {...ids}
            rows={3}
            maxLength={400}
            value={note}
            placeholder={t('practiceClass:assignment.noteExample')}
            onChange={(event) => set({ note: event.target.value })}
          />
        )}
      </Field>
      {failed !== null && (
        <Alert
          type="error"
          showIcon
          className="form-alert"
          title={t(`error:${failed}`)}
          description={t('practiceClass:kept')}
        />
      )}
      <div className="button-row">
        <Button type="primary" htmlType="submit" disabled={busy}>
          {t('practiceClass:assignment.save', { count: people.length })}
        </Button>
        <Button
          onClick={() => {
            held.delete(key)
            onClose()
          }}
        >
          {t('common:cancel')}
        </Button>
      </div>
    </form>
  )
}
