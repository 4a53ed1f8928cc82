import { createHash } from 'node:crypto'
import en from '#resources/locales/en/gateway.json' with { type: 'json' }
import zhCN from '#resources/locales/zh-CN/gateway.json' with { type: 'json' }
import zhTW from '#resources/locales/zh-TW/gateway.json' with { type: 'json' }
import noticesEn from '#resources/locales/en/notice.json' with { type: 'json' }
import noticesZhCN from '#resources/locales/zh-CN/notice.json' with { type: 'json' }
import noticesZhTW from '#resources/locales/zh-TW/notice.json' with { type: 'json' }
import type { Body, Sender } from '#shared/protocol/model.ts'
import { html, Html } from '#shared/text/html.ts'
import { nickIn } from '../desk/audience.ts'
import type { Row } from '../desk/row.ts'
import { fileOf } from '../desk/skeleton.ts'

/** T5: a buyer's rows as lines that people read; the data beside it has the same lines. */
export const EVIDENCE_LANGUAGES = ['zh-CN', 'zh-TW', 'en'] as const
export type EvidenceLanguage = (typeof EVIDENCE_LANGUAGES)[number]
type Key = keyof typeof zhCN.evidence
type Values = Readonly<Record<string, string | number>>

const WORDS = { 'zh-CN': zhCN.evidence, 'zh-TW': zhTW.evidence, en: en.evidence }
const NOTICES: Record<EvidenceLanguage, Readonly<Record<string, string>>> = {
  'zh-CN': noticesZhCN,
  'zh-TW': noticesZhTW,
  en: noticesEn,
}

export interface TranscriptLine {
  readonly pos: number
  readonly at: number
  readonly conversation: string | null
  readonly cseq: number | null
  readonly from: 'buyer' | 'account' | 'shop' | 'colleagues'
  /** Who says it; empty: nobody in particular. */
  readonly name: string
  readonly text: string
  readonly file: string | null
  /** What is told of the line besides: taken back, erased. */
  readonly mark: string | null
}

export interface TranscriptHead {
  readonly language: EvidenceLanguage
  readonly shop: string
  readonly buyer: string
  readonly by: string
  readonly at: number
  readonly timeZone: string
  readonly key: string
}

/** A picture to be seen, a file by its name, or (null) one that is not there any more. */
export type TranscriptFiles = ReadonlyMap<
  string,
  { readonly type: string; readonly bytes: Buffer } | null
>

export function say(language: EvidenceLanguage, key: Key, values: Values = {}): string {
  return filled(WORDS[language][key], values)
}

function filled(text: string, values: Values): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_all, name: string) => String(values[name] ?? ''))
}

export function linesOf(rows: readonly Row[], language: EvidenceLanguage): TranscriptLine[] {
  const recalled = new Set<string>()
  for (const { event } of rows)
    if (event.type === 'message.recalled') recalled.add(`${event.conversation} ${event.cseq}`)
  return rows.flatMap((row) => lineOf(row, language, recalled) ?? [])
}

function lineOf(
  { pos, at, event }: Row,
  language: EvidenceLanguage,
  recalled: ReadonlySet<string>,
): TranscriptLine | null {
  const t = (key: Key, values?: Values) => say(language, key, values)
  const line = (
    conversation: string | null,
    from: TranscriptLine['from'],
    text: string,
    more: Partial<TranscriptLine> = {},
  ): TranscriptLine => ({
    pos,
    at,
    conversation,
    cseq: null,
    from,
    name: '',
    text,
    file: null,
    mark: null,
    ...more,
  })
  const inside = (conversation: string | null, key: Key, text: string, name: string) =>
    line(conversation, 'colleagues', text === '' ? t(key) : `${t(key)}: ${text}`, { name })
  switch (event.type) {
    case 'message.sent': {
      const { conversation, cseq, sender, body } = event.message
      const mark =
        body.kind === 'erased'
          ? t('erased')
          : recalled.has(`${conversation} ${cseq}`)
            ? t('recalled')
            : null
      return line(conversation, sender.kind, textOf(body, language), {
        cseq,
        name: nameOf(sender, language),
        file: fileOf(body),
        mark,
      })
    }
    case 'buyer.seen':
      return line(null, 'shop', t('named', { name: event.buyer.name }))
    case 'buyer.marked':
      return inside(null, 'marked', event.buyer.tags.join(', '), event.by)
    case 'buyer.noted':
      return inside(null, 'note', event.note.text, event.note.nick)
    case 'conversation.opened': {
      const page = event.view.source?.product ?? event.view.source?.page
      const from = page === undefined ? '' : ` · ${t('source', { page })}`
      return line(event.view.id, 'shop', t('opened') + from)
    }
    case 'conversation.queued':
      return line(event.conversation, 'shop', t('queued'))
    case 'conversation.assigned': {
      const nick = t('assigned', { nick: nickIn(event.decision) ?? event.to })
      const note = event.note ? ` · ${t('forward')}: ${event.note}` : ''
      return line(event.conversation, note === '' ? 'shop' : 'colleagues', nick + note)
    }
    case 'conversation.offered':
      return event.view.offer?.note
        ? inside(event.conversation, 'forward', event.view.offer.note, '')
        : null
    case 'conversation.aside': {
      const { kind, text, nick } = event.aside
      return inside(event.conversation, kind === 'whisper' ? 'whisper' : 'aside', text, nick)
    }
    case 'conversation.closed':
      return event.summary
        ? inside(
            event.conversation,
            'summary',
            [event.summary.topic, event.summary.text].filter(Boolean).join(' · '),
            '',
          )
        : line(event.conversation, 'shop', t('closedBy'))
    case 'conversation.reopened':
      return line(event.conversation, 'shop', t('reopened'))
    case 'conversation.rated': {
      const { score, text } = event.rating
      return line(
        event.conversation,
        'buyer',
        [t('rated', { score }), text].filter(Boolean).join(': '),
      )
    }
    case 'order.acted': {
      const { name, outcome, number } = event.order
      return inside(
        event.conversation,
        'order',
        `${number} · ${t('act', { name, outcome })}`,
        event.nick,
      )
    }
    case 'transcript.erased':
      return line(null, 'shop', t('gone', { rows: event.rows }))
    default:
      return null
  }
}

function nameOf(sender: Sender, language: EvidenceLanguage): string {
  if (sender.kind === 'account') return sender.nick
  return say(language, sender.kind === 'buyer' ? 'buyer' : 'shop')
}

function textOf(body: Body, language: EvidenceLanguage): string {
  switch (body.kind) {
    case 'text':
      return body.text
    case 'auto':
      return body.text === '' ? say(language, 'auto') : body.text
    case 'notice': {
      const { code, ...values } = body.notice
      return filled(NOTICES[language][code] ?? code, values)
    }
    case 'image':
    case 'file':
      return say(language, 'file', { name: body.file.name, size: body.file.size })
    case 'card':
      return body.card.kind === 'product'
        ? `${say(language, 'product')}: ${body.card.title} ${body.card.url ?? body.card.id}`
        : `${say(language, 'order')}: ${body.card.number}`
    case 'recalled':
    case 'erased':
      return ''
  }
}

/** No script, nothing from anywhere: what is shown is in the file. */
const LOOKS = `
  :root { color-scheme: light }
  body { font: 14px/1.5 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; margin: 24px auto;
    max-width: 800px; padding: 0 16px; color: #1f2329; background: #fff; overflow-wrap: anywhere }
  h1 { font-size: 22px; margin: 0 0 4px } h2 { font-size: 16px; margin: 28px 0 8px;
    padding-bottom: 4px; border-bottom: 1px solid #d0d3d9; break-after: avoid }
  p { margin: 4px 0; color: #4e5969 }
  table { width: 100%; border-collapse: collapse } td { vertical-align: top; padding: 4px 8px 4px 0 }
  tr { break-inside: avoid } td.at { white-space: nowrap; color: #4e5969; font-variant-numeric: tabular-nums;
    width: 1% } td.by { white-space: nowrap; width: 1%; max-width: 160px; overflow: hidden; text-overflow: ellipsis;
    font-weight: 600 } tr.colleagues td { background: #f6f4ec } tr.shop td { color: #4e5969 }
  .mark { color: #8a4a00 } .words { white-space: pre-wrap } img { display: block; max-width: 320px;
    max-height: 320px; margin-top: 4px }
  @page { margin: 15mm }
`
/** Put in as a whole: the policy knows it by its hash, to the last space. */
const STYLE = new Html(`<style>${LOOKS}</style>`)
const STYLE_HASH = createHash('sha256').update(LOOKS).digest('base64')
const POLICY = `default-src 'none'; img-src data:; style-src 'sha256-${STYLE_HASH}'`
const SHOWN = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])

export function transcriptHtml(
  head: TranscriptHead,
  lines: readonly TranscriptLine[],
  files: TranscriptFiles,
): string {
  const { language, timeZone } = head
  const clock = new Intl.DateTimeFormat(language, {
    timeZone,
    dateStyle: 'medium',
    timeStyle: 'medium',
    hourCycle: 'h23',
  })
  const title = say(language, 'title', { buyer: head.buyer })
  const parts: Html[] = []
  let current: string | null | undefined
  let n = 0
  let rows: Html[] = []
  const flush = () => {
    if (rows.length > 0)
      parts.push(
        html`<table>
          ${rows}
        </table>`,
      )
    rows = []
  }
  for (const line of lines) {
    if (line.conversation !== null && line.conversation !== current) {
      flush()
      current = line.conversation
      n = Number(current.slice(current.lastIndexOf('.') + 1))
      parts.push(html`<h2>${say(language, 'conversation', { n })}</h2>`)
    }
    rows.push(
      html`<tr class="${line.from}">
        <td class="at">${clock.format(line.at)}</td>
        <td class="by">${line.name}</td>
        <td>
          ${markOf(line, language)}<span class="words">${line.text}</span
          >${pictureOf(line, files, language)}
        </td>
      </tr> `,
    )
  }
  flush()
  const lead = say(language, 'lead', {
    shop: head.shop,
    by: head.by,
    at: clock.format(head.at),
    zone: timeZone,
  })
  return `<!doctype html>\n${
    html`<html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="content-security-policy" content="${new Html(POLICY)}" />
        <title>${title}</title>
        ${STYLE}
      </head>
      <body>
        <h1>${title}</h1>
        <p>${lead}</p>
        <p>${say(language, 'proof')}</p>
        <p>${say(language, 'key', { key: head.key })}</p>
        ${parts}
      </body>
    </html>`.text
  }\n`
}

function markOf(line: TranscriptLine, language: EvidenceLanguage): Html {
  const marks = [line.mark, line.from === 'colleagues' ? say(language, 'only') : null]
  return html`${marks
    .filter((mark) => mark !== null)
    .map((mark) => html`<span class="mark">[${mark}]</span> `)}`
}

function pictureOf(line: TranscriptLine, files: TranscriptFiles, language: EvidenceLanguage): Html {
  const file = line.file === null ? undefined : files.get(line.file)
  if (file === null) return html` <span class="mark">[${say(language, 'missing')}]</span>`
  if (!file || !SHOWN.has(file.type)) return html``
  return html`<img alt="" src="data:${file.type};base64,${file.bytes.toString('base64')}" />`
}
