import { Button, Modal } from 'antd'
import { Play } from 'lucide-react'
import { useStore } from 'zustand'
import type { ScenarioView } from '#shared/practice/api.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions } from '../../workstation/app/context.ts'
import type { Best } from '../runs/progress.ts'
import { runState } from '../run/run-state.ts'
import { useStart } from '../run/useStart.ts'
import { BestScore } from './BestScore.tsx'

/** What one is told before it begins, and the button that begins. */
export function Brief({
  scenario,
  best,
  onClose,
  onLeave,
}: {
  /** Null: closed. */
  readonly scenario: ScenarioView | null
  readonly best: Best | undefined
  readonly onClose: () => void
  /** Closed, since the chats are in front now. */
  readonly onLeave: () => void
}) {
  const { t } = useTranslation()
  const { chats } = useActions()
  const { start, busy } = useStart()
  const going = useStore(runState, (state) => state.live?.run ?? null)
  async function begin() {
    if (scenario && (await start({ scenario: scenario.id }))) onLeave()
  }
  return (
    <Modal
      open={scenario !== null}
      title={scenario?.title}
      width={560}
      className="brief-window"
      onCancel={onClose}
      destroyOnHidden
      footer={
        going ? (
          <>
            <Button onClick={onClose}>{t('common:close')}</Button>
            <Button
              type="primary"
              onClick={() => {
                onLeave()
                chats.show('chats')
              }}
            >
              {t('practiceRun:bar.toChats')}
            </Button>
          </>
        ) : (
          <>
            <Button onClick={onClose}>{t('common:cancel')}</Button>
            <Button
              type="primary"
              autoFocus
              disabled={busy}
              icon={<Play size={16} aria-hidden="true" />}
              onClick={() => void begin()}
            >
              {t('practiceRun:brief.start')}
            </Button>
          </>
        )
      }
    >
      {scenario && (
        <div className="brief">
          <p className="brief-summary">{scenario.summary}</p>
          {scenario.briefing !== '' && (
            <section aria-label={t('practiceRun:bar.briefing')}>
              <h3>{t('practiceRun:bar.briefing')}</h3>
              <p className="brief-text">{scenario.briefing}</p>
            </section>
          )}
          <dl>
            <div>
              <dt>{t('practiceRun:brief.buyers')}</dt>
              <dd>{t('practiceRun:scenarios.buyers', { count: scenario.buyers })}</dd>
            </div>
            <div>
              <dt>{t('practiceRun:brief.minutes')}</dt>
              <dd>{t('practiceRun:scenarios.minutes', { count: scenario.minutes })}</dd>
            </div>
            <div>
              <dt>{t('practiceRun:brief.best')}</dt>
              <dd>
                <BestScore best={best} />
              </dd>
            </div>
          </dl>
          <p className="dim">
            {t('practiceRun:brief.scored', {
              skills: scenario.skills
                .map((skill) => t(`practice:skill.${skill}`))
                .join(t('practiceRun:brief.and')),
            })}
          </p>
          {going && <p role="status">{t('practiceRun:start.running')}</p>}
        </div>
      )}
    </Modal>
  )
}
