import { filledParts, type PhraseValues } from '#shared/phrases/fill.ts'

/** A quick reply's words as they will go out: values set off, what is missing marked. */
export function Filled({ text, values }: { readonly text: string; readonly values: PhraseValues }) {
  return filledParts(text, values).map((part) =>
    part.kind === 'text' ? (
      part.text
    ) : part.kind === 'value' ? (
      <span key={part.at} className="filled">
        {part.text}
      </span>
    ) : (
      <mark key={part.at} className="missing">
        {part.text}
      </mark>
    ),
  )
}
