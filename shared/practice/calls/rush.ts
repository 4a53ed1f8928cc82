import type { RunView } from '../courses.ts'
import { startRush } from '../rush/settings.ts'
import { call } from './call.ts'

/** A rush is a run like others (`runs.*`) once it is started: `RunView.kind` tells it from them. */
export const rushCalls = {
  'rush.start': call<RunView>()('POST /api/practice/rush', startRush),
}
