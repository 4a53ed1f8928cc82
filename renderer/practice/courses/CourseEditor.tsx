import { Alert, Button, Drawer, Input } from 'antd'
import { useRef, useState, type SyntheticEvent } from 'react'
import type { Course, CourseView } from '#shared/practice/courses.ts'
import { Field } from '../../management/parts/Field.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions } from '../../workstation/app/context.ts'
import { AddItems } from './AddItems.tsx'
import { ItemList } from './ItemList.tsx'
import type { Catalog } from './items.ts'

const NEW = 'new'
/** What was typed and not saved, by course: closing the drawer loses nothing. */
const drafts = new Map<string, Pick<Course, 'title' | 'summary' | 'items'>>()

interface Opened {
  /** Null: a new one. */
  readonly course: CourseView | null
}

/** One course beside the list: what it is called, and its items in their order. */
export function CourseEditor({
  opened,
  onAssign,
  ...rest
}: {
  readonly opened: Opened | null
  readonly catalog: Catalog
  readonly onSave: (course: Course) => Promise<string | null>
  readonly onClose: () => void
  readonly onAssign: (course: string) => void
}) {
  const { t } = useTranslation()
  const next = useRef<string | null>(null)
  return (
    <Drawer
      open={opened !== null}
      size={620}
      rootStyle={{ position: 'absolute' }}
      onClose={rest.onClose}
      // Once it is gone it gives the focus back to where it came from: out of a drawer that came meanwhile.
      afterOpenChange={(open) => {
        const course = next.current
        next.current = null
        if (!open && course !== null) onAssign(course)
      }}
      destroyOnHidden
      title={opened?.course ? opened.course.title : t('practiceClass:course.new')}
    >
      {opened && (
        <Form
          key={opened.course?.id ?? NEW}
          course={opened.course}
          onAssign={(course) => {
            next.current = course
            rest.onClose()
          }}
          {...rest}
        />
      )}
    </Drawer>
  )
}

function Form({
  course,
  catalog,
  onSave,
  onClose,
  onAssign,
}: {
  readonly course: CourseView | null
  readonly catalog: Catalog
  readonly onSave: (course: Course) => Promise<string | null>
  readonly onClose: () => void
  readonly onAssign: (course: string) => void
}) {
  const { t } = useTranslation()
  const { desk } = useActions()
  const key = course?.id ?? NEW
  const stored = course ?? { title: '', summary: '', items: [] }
  const [value, setValue] = useState(() => drafts.get(key) ?? stored)
  const [restored] = useState(() => drafts.has(key))
  const [id] = useState(() => course?.id ?? crypto.randomUUID())
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<string | null>(null)
  const { title, summary, items } = value
  const unnamed = title.trim() === ''
  function set(part: Partial<typeof value>) {
    const next = { title, summary, items, ...part }
    drafts.set(key, next)
    setValue(next)
    setFailed(null)
  }
  function drop() {
    drafts.delete(key)
    setValue(stored)
  }
  async function save(then?: (course: string) => void) {
    setTried(true)
    if (unnamed) return
    setBusy(true)
    const code = await onSave({ id, title: title.trim(), summary: summary.trim(), items })
    setBusy(false)
    setFailed(code)
    if (code !== null) return
    drafts.delete(key)
    desk.toast('info', 'practiceClass:course.saved', { title: title.trim() })
    if (then) then(id)
    else onClose()
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
      {restored && drafts.has(key) && (
        <Alert
          type="info"
          showIcon
          className="screen-alert"
          title={t('practiceClass:draft')}
          action={<Button onClick={drop}>{t('practiceClass:dropDraft')}</Button>}
        />
      )}
      <Field
        label={t('practiceClass:course.name')}
        error={tried && unnamed ? t('practiceClass:course.untitled') : null}
      >
        {(ids) => (
          <Input
            {...ids}
            value={title}
            maxLength={60}
            autoFocus={course === null}
            status={tried && unnamed ? 'error' : ''}
            placeholder={t('practiceClass:course.titleExample')}
            onChange={(event) => set({ title: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('practiceClass:course.summary')}>
        {(ids) => (
          <Input.TextArea
            {...ids}
            rows={2}
            maxLength={400}
            value={summary}
            placeholder={t('practiceClass:course.summaryExample')}
            onChange={(event) => set({ summary: event.target.value })}
          />
        )}
      </Field>
      <section className="form-field" aria-label={t('practiceClass:course.items')}>
        <h3>{t('practiceClass:course.items')}</h3>
        <p className="form-hint">{t('practiceClass:item.hint')}</p>
        <ItemList items={items} catalog={catalog} onChange={(next) => set({ items: [...next] })} />
        <AddItems
          items={items}
          catalog={catalog}
          onAdd={(item) => set({ items: [...items, item] })}
        />
      </section>
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
          {t('practiceClass:save')}
        </Button>
        <Button disabled={busy || items.length === 0} onClick={() => void save(onAssign)}>
          {t('practiceClass:course.saveAndAssign')}
        </Button>
        <Button
          onClick={() => {
            drafts.delete(key)
            onClose()
          }}
        >
          {t('common:cancel')}
        </Button>
      </div>
    </form>
  )
}
