import { useStore } from 'zustand'
import { openPractice, practicePlace } from '../store.ts'
import './class.css'
import { ClassScreen } from './ClassScreen.tsx'
import { Trainee } from './Trainee.tsx'
import { useClass } from './useClass.ts'

/** The class, or the one of it that was chosen. */
export function Class() {
  const account = useStore(practicePlace, (state) => state.argument)
  const { trainees, error, again } = useClass()
  return account === null ? (
    <ClassScreen trainees={trainees} error={error} again={again} />
  ) : (
    <Trainee
      key={account}
      account={account}
      trainees={trainees}
      error={error}
      again={again}
      onBack={() => openPractice('class')}
    />
  )
}
