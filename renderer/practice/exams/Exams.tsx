import { Alert, Button, Skeleton } from 'antd'
import { useCallback, useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { SittingReply } from '#shared/practice/exam/api.ts'
import { useAsked } from '../../management/parts/useAsked.ts'
import { Screen } from '../../management/parts/Screen.tsx'
import { useTranslation } from '../../ui/i18n.ts'
import { useAsk } from '../ask.ts'
import { openPractice, practicePlace } from '../store.ts'
import { ExamHome } from './ExamHome.tsx'
import { Result } from './Result.tsx'
import { SittingScreen } from './SittingScreen.tsx'

/** What the section is opened for: a sitting, or an exam to sit. */
const SITTING = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Exams of the one who is signed in: what there is, the one that runs, and what came of those before. */
export function Exams() {
  const argument = useStore(practicePlace, (state) => state.argument)
  const token = useStore(practicePlace, (state) => state.token)
  const sitting = argument !== null && SITTING.test(argument) ? argument : null
  const [opened, setOpened] = useState<string | null>(sitting)
  /** Who came for an exam and sat is not asked again on the way back. */
  const [asked, setAsked] = useState<number | null>(null)
  // The same may be asked for twice.
  useEffect(() => setOpened(sitting), [sitting, token])
  return opened === null ? (
    <ExamHome
      key={token}
      wanted={sitting === null && asked !== token ? argument : null}
      onOpen={(id) => {
        setAsked(token)
        setOpened(id)
      }}
    />
  ) : (
    <OneSitting key={opened} id={opened} onBack={() => setOpened(null)} />
  )
}

function OneSitting({ id, onBack }: { readonly id: string; readonly onBack: () => void }) {
  const { t } = useTranslation()
  const ask = useAsk()
  const fetch = useCallback(() => ask('exams.sitting', { id }), [ask, id])
  const { state, setState, error, again } = useAsked<SittingReply>(fetch)
  if (!state)
    return (
      <Screen title={t('practice:section.exams')}>
        {error === null ? (
          <Skeleton active className="late" />
        ) : (
          <Alert
            type="error"
            showIcon
            title={t(`error:${error}`)}
            action={
              <span className="button-row">
                <Button size="small" onClick={again}>
                  {t('common:retry')}
                </Button>
                <Button size="small" onClick={onBack}>
                  {t('practiceExam:backToList')}
                </Button>
              </span>
            }
          />
        )}
      </Screen>
    )
  if (state.sitting.state === 'running')
    return <SittingScreen reply={state} onOver={setState} onBack={onBack} />
  return (
    <Result
      reply={state}
      onBack={onBack}
      onAgain={() => openPractice('exams', state.sitting.exam)}
    />
  )
}
