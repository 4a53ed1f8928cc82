import { Button } from 'antd'
import { PencilLine, Trash2 } from 'lucide-react'
import { useTranslation } from '../../../ui/i18n.ts'
import { useActions } from '../../../workstation/app/context.ts'
import type { Draft, Drafts } from '../store/drafts.ts'

/** What was typed and not saved: it waits here, also over a restart. */
export function Begun({
  drafts,
  begun,
}: {
  readonly drafts: Drafts
  readonly begun: readonly Draft[]
}) {
  const { t } = useTranslation()
  const { desk } = useActions()
  if (begun.length === 0) return null
  return (
    <section className="shelf" aria-labelledby="shelf-begun">
      <h2 id="shelf-begun">
        {t('practiceEditor:begun')} <span className="count tabular">{begun.length}</span>
      </h2>
      <ul className="shelf-rows">
        {begun.map(({ key, title, origin }) => {
          const name = title === '' ? t('practiceEditor:untitled') : title
          return (
            <li key={key}>
              <PencilLine size={16} aria-hidden="true" className="shelf-mark" />
              <button type="button" className="shelf-name" onClick={() => drafts.show(key)}>
                <strong className="clip">{name}</strong>
                <span className="dim clip">
                  {origin === null
                    ? t('practiceEditor:begunNew')
                    : t('practiceEditor:begunOf', { id: origin.id })}
                </span>
              </button>
              <Button size="small" onClick={() => drafts.show(key)}>
                {t('practiceEditor:goOn')}
              </Button>
              <Button
                size="small"
                type="text"
                icon={<Trash2 size={16} />}
                aria-label={t('practiceEditor:discardOf', { title: name })}
                onClick={() => {
                  const run = drafts.discard(key)
                  desk.toast(
                    'info',
                    'practiceEditor:discarded',
                    { title: name },
                    { key: 'common:undo', run },
                  )
                }}
              />
            </li>
          )
        })}
      </ul>
    </section>
  )
}
