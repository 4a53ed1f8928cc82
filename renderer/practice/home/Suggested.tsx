import { Button } from 'antd'
import { Clock3, Users } from 'lucide-react'
import { useCallback } from 'react'
import type { RunView } from '#shared/practice/courses.ts'
import { useAsked } from '../../management/parts/useAsked.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useAsk } from '../ask.ts'
import { bestOf, skillsOf, WEAK } from '../runs/progress.ts'
import { openPractice } from '../store.ts'

const SHOWN = 4

/** A few scenarios to go on with: not passed yet, of weak skills first, then the easy ones. */
export function Suggested({ runs }: { readonly runs: readonly RunView[] }) {
  const { t } = useTranslation()
  const ask = useAsk()
  const { state } = useAsked(useCallback(() => ask('scenarios.list'), [ask]))
  const best = bestOf(runs)
  const weak = skillsOf(runs).flatMap(({ skill, mean }) => (mean < WEAK ? [skill] : []))
  const open = (state?.scenarios ?? [])
    .filter(({ id }) => best.get(id)?.passed !== true)
    .toSorted(
      (a, b) =>
        Number(b.skills.some((skill) => weak.includes(skill))) -
          Number(a.skills.some((skill) => weak.includes(skill))) || a.level - b.level,
    )
    .slice(0, SHOWN)
  return (
    <>
      {open.length > 0 && (
        <ul className="home-suggested" aria-label={t('practiceRun:suggest.title')}>
          {open.map(({ id, title, level, minutes, buyers }) => (
            <li key={id}>
              <button
                type="button"
                className="link-button clip"
                onClick={() => openPractice('scenarios', id)}
              >
                {title}
              </button>
              <span className="dim">{t(`practiceRun:level.${level}`)}</span>
              <span className="dim">
                <Clock3 size={14} aria-hidden="true" />
                {t('practiceRun:scenarios.minutes', { count: minutes })}
              </span>
              <span className="dim">
                <Users size={14} aria-hidden="true" />
                {t('practiceRun:scenarios.buyers', { count: buyers })}
              </span>
            </li>
          ))}
        </ul>
      )}
      <Button type="primary" onClick={() => openPractice('scenarios')}>
        {t('practiceRun:suggest.more')}
      </Button>
    </>
  )
}
