import { z } from 'zod'
import type {
  AnswerReply,
  BankStatistics,
  BankView,
  ExamList,
  ImportedQuestions,
  KeptExam,
  KeptQuestion,
  SittingList,
  SittingReply,
  SittingView,
} from '../exam/api.ts'
import { answer, exam, EXAM_LIMITS, question } from '../exam/model.ts'
import { call } from './call.ts'

const id = z.string().min(1).max(60)
const ofOne = z.strictObject({ id })
/** The id of the one that it takes the place of, and its `updatedAt` as it was when it was opened. */
const replaces = z.strictObject({ id, updatedAt: z.number().nullable() }).nullable()

/** The bank of questions, the recipes of papers, and who sits at them. */
export const examCalls = {
  /** Trainers. The bundled bank with what this shop has changed of it. */
  'bank.get': call<BankView>()('GET /api/practice/bank', z.undefined()),
  /** Trainers. `bank_changed`: somebody else was quicker; `name_taken`: another has this id. */
  'bank.saveQuestion': call<KeptQuestion>()(
    'POST /api/practice/bank/questions',
    z.strictObject({ question, replaces }),
  ),
  /** Trainers. An own one goes; a bundled one is taken out of this shop's bank. Papers keep theirs. */
  'bank.removeQuestion': call<null>()('POST /api/practice/bank/questions/:id/remove', ofOne),
  /** Trainers. The bundled one as it came, in the place of what this shop made of it. */
  'bank.restoreQuestion': call<null>()('POST /api/practice/bank/questions/:id/restore', ofOne),
  /** Trainers. All of them or none; those of the same id are replaced. */
  'bank.import': call<ImportedQuestions>()(
    'POST /api/practice/bank/import',
    z.strictObject({ questions: z.array(question).min(1).max(EXAM_LIMITS.questions) }),
  ),
  'bank.saveExam': call<KeptExam>()(
    'POST /api/practice/bank/exams',
    z.strictObject({ exam, replaces }),
  ),
  'bank.removeExam': call<null>()('POST /api/practice/bank/exams/:id/remove', ofOne),
  'bank.restoreExam': call<null>()('POST /api/practice/bank/exams/:id/restore', ofOne),
  /** Trainers. Absent: of all exams. */
  'bank.statistics': call<BankStatistics>()(
    'GET /api/practice/bank/statistics',
    z.strictObject({ exam: id.optional() }),
  ),

  'exams.list': call<ExamList>()('GET /api/practice/exams', z.undefined()),
  /**
   * Draws a paper by a new seed; its time runs from now. The one that runs already is given again;
   * `limit_reached`: of another exam; `exam_undrawable`: the bank has too few questions.
   */
  'exams.sit': call<SittingReply>()('POST /api/practice/sittings', z.strictObject({ exam: id })),
  /** One's own; of trainers everyone's. */
  'exams.sittings': call<SittingList>()('GET /api/practice/sittings', z.undefined()),
  'exams.sitting': call<SittingReply>()('GET /api/practice/sittings/:id', ofOne),
  /** By its account alone. Durable when it is answered; the last counts. `exam_over`: it came too late. */
  'exams.answer': call<AnswerReply>()(
    'POST /api/practice/sittings/:id/answers',
    z.strictObject({
      id,
      /** Index on the paper. */
      question: z
        .number()
        .int()
        .min(0)
        .max(EXAM_LIMITS.paper - 1),
      /** Null: taken back. */
      answer: answer.nullable(),
    }),
  ),
  /** By its account alone. What is over stays as it is. */
  'exams.handIn': call<SittingView>()('POST /api/practice/sittings/:id/hand-in', ofOne),
}
