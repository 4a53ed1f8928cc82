import type { MarkResult, RunRecord, Score } from '../run.ts'
import type { RubricMark, Scenario, Skill } from '../scenario.ts'
import type { Wits } from '../wits.ts'
import { averageMark, firstReplyMark, roundsMark } from './clocks.ts'
import { actionMark, labelMark, stepsMark } from './deeds-marks.ts'
import { moodMark, outcomeMark } from './ends-marks.ts'
import type { Case, Judged } from './judged.ts'
import { measuresOf, roundsOf } from './rounds.ts'
import { violationsOf } from './violations.ts'
import { visitsOf } from './visits.ts'
import { factMark, toneMark } from './words-marks.ts'
import { wrongBuyers } from './wrong-buyer.ts'

/**
 * The score of a run. `scenario`: the record's own, read and filled with its seed. The same scenario,
 * record and wits always give the same score. A record without entries has nothing to judge: no marks,
 * total 0. Only a run that was played to its end can pass.
 */
export function score(scenario: Scenario, record: RunRecord, wits: Wits): Score {
  const rounds = roundsOf(record)
  const about: Case = { scenario, record, wits, visits: visitsOf(record), rounds }
  const { pass, marks: lines } = scenario.rubric
  const marks = record.entries.length === 0 ? [] : lines.map((line) => resultOf(line, about))
  const violations = [...violationsOf(about), ...wrongBuyers(about)]
  const total = shareOf(marks)
  return {
    total,
    passed: total >= pass && violations.length === 0 && record.ended === 'done',
    marks,
    violations,
    skills: skillsOf(marks),
    measures: measuresOf(record, rounds),
  }
}

function resultOf(line: RubricMark, about: Case): MarkResult {
  const { id, kind, weight } = line
  // A scenario has at least one skill; a line without its own trains the first.
  const skill = line.skill ?? about.scenario.skills[0] ?? 'presale'
  return { id, kind, skill, weight, ...judge(line, about) }
}

function judge(line: RubricMark, about: Case): Judged {
  switch (line.kind) {
    case 'first_reply':
      return firstReplyMark(line, about)
    case 'average':
      return averageMark(line, about)
    case 'rounds':
      return roundsMark(line, about)
    case 'fact':
      return factMark(line, about)
    case 'label':
      return labelMark(line, about)
    case 'steps':
      return stepsMark(line, about)
    case 'action':
      return actionMark(line, about)
    case 'tone':
      return toneMark(line, about)
    case 'mood':
      return moodMark(line, about)
    case 'outcome':
      return outcomeMark(line, about)
  }
}

/** 0 to 100, one decimal. Weights count by their share of all; all zero: they are equal. */
function shareOf(marks: readonly MarkResult[]): number {
  const sum = marks.reduce((all, { weight }) => all + weight, 0)
  const weightOf = ({ weight }: MarkResult) => (sum > 0 ? weight / sum : 1 / marks.length)
  const share = marks.reduce((all, mark) => all + mark.got * weightOf(mark), 0)
  // Sums of thirds and tenths must not miss the half that is rounded up.
  return Math.round(Number((share * 1000).toFixed(6))) / 10
}

function skillsOf(marks: readonly MarkResult[]): Score['skills'] {
  const skills: Partial<Record<Skill, number>> = {}
  for (const { skill } of marks)
    skills[skill] ??= shareOf(marks.filter((mark) => mark.skill === skill))
  return skills
}
