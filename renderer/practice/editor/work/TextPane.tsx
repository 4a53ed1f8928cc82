import { useEffect, useMemo, useRef } from 'react'
import { EditorState, type Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import type { Problem } from '#shared/practice/problems.ts'
import { useTranslation } from '../../../ui/i18n.ts'
import type { Session } from './session.ts'

/** The editor's own sentences, as CodeMirror names them. */
const PHRASES = {
  Find: 'find',
  Replace: 'replaceField',
  next: 'next',
  previous: 'previous',
  all: 'all',
  'match case': 'matchCase',
  'by word': 'byWord',
  regexp: 'regexp',
  replace: 'replace',
  'replace all': 'replaceAll',
  close: 'close',
  'current match': 'currentMatch',
  'replaced $ matches': 'replaced',
  'replaced match on line $': 'replacedOn',
  'on line': 'onLine',
  'Go to line': 'goToLine',
  go: 'go',
  Diagnostics: 'problems',
  'No diagnostics': 'noProblems',
} as const

export function TextPane({
  session,
  sentence,
}: {
  readonly session: Session
  readonly sentence: (problem: Problem) => string
}) {
  const { t } = useTranslation()
  const place = useRef<HTMLDivElement>(null)
  const words = useMemo<Extension>(
    () => [
      EditorState.phrases.of(
        Object.fromEntries(
          Object.entries(PHRASES).map(([theirs, ours]) => [theirs, t(`practiceEditor:cm.${ours}`)]),
        ),
      ),
      EditorView.contentAttributes.of({ 'aria-label': t('practiceEditor:text'), tabindex: '0' }),
    ],
    [t],
  )
  useEffect(
    () => (place.current ? session.attach(place.current, words, sentence) : undefined),
    [session, words, sentence],
  )
  return <div className="work-text" ref={place} data-pane="text" />
}
