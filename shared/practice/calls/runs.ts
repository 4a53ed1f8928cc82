import { z } from 'zod'
import type { PracticeState, RunList, RunReply } from '../api.ts'
import { startRun } from '../api.ts'
import type { ModelRun, RunComment, RunComments, RunView } from '../courses.ts'
import { call } from './call.ts'

const id = z.string().min(1).max(80)
const ofRun = z.strictObject({ id })

/** Runs: played by trainees, read by trainers, too. */
export const runCalls = {
  /** The run that the one who asks is in. Asked again when `changed{practice}` comes. */
  'runs.state': call<PracticeState>()('GET /api/practice/state', z.undefined()),
  'runs.start': call<RunView>()('POST /api/practice/runs', startRun),
  'runs.list': call<RunList>()('GET /api/practice/runs', z.undefined()),
  'runs.get': call<RunReply>()('GET /api/practice/runs/:id', ofRun),
  'runs.pause': call<RunView>()('POST /api/practice/runs/:id/pause', ofRun),
  'runs.resume': call<RunView>()('POST /api/practice/runs/:id/resume', ofRun),
  'runs.giveUp': call<RunView>()('POST /api/practice/runs/:id/give-up', ofRun),
  /**
   * How a good agent plays the scenario of this run, by the same seed where it can be walked, else the
   * run that the trainer chose. To a trainee only of a run of its own that is over.
   */
  'runs.model': call<ModelRun>()('GET /api/practice/runs/:id/model', ofRun),
  /** Trainers: this run is (not) what others are compared with. */
  'runs.setModel': call<null>()(
    'POST /api/practice/runs/:id/model',
    z.strictObject({ id, on: z.boolean() }),
  ),
  'runs.comments': call<RunComments>()('GET /api/practice/runs/:id/comments', ofRun),
  /** Trainers, and the trainee of the run. */
  'runs.comment': call<RunComment>()(
    'POST /api/practice/runs/:id/comments',
    z.strictObject({
      id,
      entry: z.number().int().min(0).nullable(),
      text: z.string().trim().min(1).max(1000),
    }),
  ),
  /** One's own. */
  'runs.uncomment': call<null>()(
    'POST /api/practice/runs/:id/comments/remove',
    z.strictObject({ id, comment: id }),
  ),
}
