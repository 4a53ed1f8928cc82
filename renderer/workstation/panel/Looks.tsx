import { useState } from 'react'
import type { Look } from '#shared/protocol/api.ts'
import { Button } from '../../ui/Button.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useTimes } from '../app/times.ts'
import { Linked } from './Facts.tsx'

const FIRST = 4

/** Pages the buyer looked at, newest first. */
export function Looks({ looks }: { readonly looks: readonly Look[] }) {
  const { t } = useTranslation()
  const times = useTimes()
  const [all, setAll] = useState(false)
  if (looks.length === 0) return null
  return (
    <section className="panel-section" aria-label={t('buyerCard:looks')}>
      <h3 className="panel-head">{t('buyerCard:looks')}</h3>
      <ul className="looks">
        {looks.slice(0, all ? undefined : FIRST).map((look) => (
          <li key={`${look.at} ${look.page}`}>
            <time dateTime={new Date(look.at).toISOString()} data-tip={times.full(look.at)}>
              {times.short(look.at)}
            </time>
            <span className="look-what">
              {look.title ?? look.product}
              {look.title === null && look.product === null && <Linked text={look.page} />}
              {(look.title !== null || look.product !== null) && (
                <span className="look-page">
                  <Linked text={look.page} />
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
      {looks.length > FIRST && !all && (
        <Button look="plain" onClick={() => setAll(true)}>
          {t('buyerCard:moreLooks')}
        </Button>
      )}
    </section>
  )
}
