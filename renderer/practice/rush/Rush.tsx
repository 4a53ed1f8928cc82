import { useStore } from 'zustand'
import { practicePlace } from '../store.ts'
import { rushPlace } from './open.ts'
import { RushResultPage } from './RushResultPage.tsx'
import { RushSetUp } from './RushSetUp.tsx'

/** Speed under load: choosing one, and what came of those before. */
export function Rush() {
  const argument = useStore(practicePlace, (state) => state.argument)
  const token = useStore(practicePlace, (state) => state.token)
  const place = rushPlace(argument)
  return place?.kind === 'run' ? (
    <RushResultPage key={place.run} run={place.run} />
  ) : (
    <RushSetUp key={token} load={place} />
  )
}
