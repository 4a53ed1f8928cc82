import { createHash } from 'node:crypto'
import en from '#resources/locales/en/certificate.json' with { type: 'json' }
import zhCN from '#resources/locales/zh-CN/certificate.json' with { type: 'json' }
import zhTW from '#resources/locales/zh-TW/certificate.json' with { type: 'json' }
import type { Certificate } from '#shared/practice/certificate.ts'
import { html, Html } from '#shared/text/html.ts'

const WORDS = { 'zh-CN': zhCN, 'zh-TW': zhTW, en }
type Key = keyof typeof zhCN

function say(
  { language }: Certificate,
  key: Key,
  values: Readonly<Record<string, string>> = {},
): string {
  return WORDS[language][key].replace(/\{\{(\w+)\}\}/g, (_all, name: string) => values[name] ?? '')
}

/** Of the file, still to be made safe for one. */
export function certificateName(one: Certificate): string {
  return say(one, 'file', { name: one.name, course: one.course })
}

/** One page, A4 across, whatever its course holds: the more items, the smaller they stand. */
export function certificateHtml(one: Certificate): string {
  const { language, items } = one
  const t = (key: Key, values?: Readonly<Record<string, string>>) => say(one, key, values)
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' })
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 })
  const size =
    items.length <= 6 ? 'few' : items.length <= 18 ? 'some' : items.length <= 36 ? 'many' : 'most'
  const long = Array.from(one.name).length > 16 || Array.from(one.course).length > 30
  const scoreOf = (score: number | null) =>
    score === null ? t('none') : t('score', { score: number.format(score) })
  return `<!doctype html>\n${
    html`<html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="content-security-policy" content="${new Html(POLICY)}" />
        <title>${certificateName(one)}</title>
        ${STYLE}
      </head>
      <body>
        <main>
          <p class="product">${t('product')}</p>
          <h1>${t('title')}</h1>
          ${RULE}
          <p class="over">${t('over')}</p>
          <p class="${long ? 'name long' : 'name'}">${one.name}</p>
          <p class="text">${t('text', { course: one.course })}</p>
          <h2>${t('items')}</h2>
          <ul class="${size}">
            ${items.map(
              ({ kind, title, score }) =>
                html`<li>
                  <span class="kind">${t(kind)}</span>
                  <span class="title">${title}</span>
                  <span class="dots"></span>
                  <span class="score">${scoreOf(score)}</span>
                </li>`,
            )}
          </ul>
          <footer>
            <div>
              <p>${date.format(Date.parse(one.date))}</p>
              <small>${t('date')}</small>
            </div>
            <div class="seal">${SEAL}<span>${t('seal')}</span></div>
            <div>
              <p>${one.trainer}</p>
              <small>${t('trainer')} · ${one.shop}</small>
            </div>
          </footer>
        </main>
      </body>
    </html>`.text
  }\n`
}

const RULE = new Html(
  '<svg class="rule" viewBox="0 0 240 8" aria-hidden="true"><path d="M0 4h108M132 4h108" stroke="currentColor"/><path d="M120 0l5 4-5 4-5-4z" fill="currentColor"/></svg>',
)

/** A rosette of sixteen points. */
const SEAL = new Html(
  `<svg viewBox="-50 -50 100 100" aria-hidden="true"><polygon points="${Array.from(
    { length: 48 },
    (_, at) => {
      const radius = at % 2 === 0 ? 49 : 44
      const angle = (at * Math.PI) / 24
      return `${(radius * Math.cos(angle)).toFixed(2)},${(radius * Math.sin(angle)).toFixed(2)}`
    },
  ).join(
    ' ',
  )}" fill="#fff8e6" stroke="currentColor" stroke-width="1.2"/><circle r="37" fill="none" stroke="currentColor" stroke-width="1.6"/><circle r="33.5" fill="none" stroke="currentColor" stroke-width=".6"/></svg>`,
)

const LOOKS = `
  @page { size: A4 landscape; margin: 0 }
  :root { color-scheme: light }
  * { box-sizing: border-box; margin: 0; padding: 0 }
  body { background: #fffdf7; color: #2b2140; font: 4mm/1.5 system-ui, "Noto Sans CJK SC", "PingFang SC",
    "Microsoft YaHei", sans-serif; height: 209.5mm; overflow: hidden; padding: 9mm; width: 297mm }
  :lang(zh-TW) body { font-family: system-ui, "Noto Sans CJK TC", "PingFang TC", "Microsoft JhengHei", sans-serif }
  main { align-items: center; border: 1.4mm solid #4b2a86; box-shadow: inset 0 0 0 1.6mm #fffdf7, inset 0 0 0 2mm #b1873a;
    display: flex; flex-direction: column; height: 100%; padding: 9mm 18mm 7mm; text-align: center }
  h1, .name { font-family: "Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", SimSun, "Noto Serif", Georgia, serif }
  :lang(zh-TW) h1, :lang(zh-TW) .name { font-family: "Noto Serif CJK TC", "Source Han Serif TC", "Songti TC", PMingLiU, serif }
  :lang(en) h1, :lang(en) .name { font-family: Georgia, "Noto Serif", "Liberation Serif", "DejaVu Serif", "Noto Serif CJK SC", serif }
  .product { color: #6b5b87; font-size: 3.4mm; letter-spacing: .12em }
  h1 { color: #4b2a86; font-size: 14mm; font-weight: 700; letter-spacing: .3em; line-height: 1.25; margin: 1mm -.3em 0 0 }
  :lang(en) h1 { font-size: 12.5mm; letter-spacing: .04em; margin-right: 0 }
  .rule { color: #b1873a; flex: none; height: 3mm; margin: 1mm 0 2mm; width: 90mm }
  .over { color: #6b5b87; font-size: 4.2mm }
  .name { border-bottom: .3mm solid #b1873a; font-size: 10.5mm; font-weight: 600; line-height: 1.35; max-width: 100%;
    min-width: 110mm; overflow: hidden; padding: 0 8mm; text-overflow: ellipsis; white-space: nowrap }
  .name.long { font-size: 7mm }
  .text { font-size: 4.8mm; margin-top: 3mm; max-width: 210mm; overflow-wrap: anywhere; text-wrap: balance }
  h2 { color: #6b5b87; font-size: 3.4mm; font-weight: 600; letter-spacing: .1em; margin: 4mm 0 1.5mm }
  ul { column-gap: 12mm; list-style: none; text-align: left; width: 100% }
  li { align-items: baseline; break-inside: avoid; display: flex; gap: 2mm; line-height: 1.55 }
  .few { font-size: 4.2mm; max-width: 150mm } .some { columns: 2; font-size: 3.6mm }
  main:has(.few) { padding-top: 12mm } :has(> .few) h1 { font-size: 17mm } :has(> .few) .rule { margin: 2mm 0 5mm }
  :has(> .few) .name:not(.long) { font-size: 12.5mm } :has(> .few) .text { font-size: 5.4mm; margin-top: 5mm }
  :has(> .few) h2 { margin: 8mm 0 2mm } .few { font-size: 4.6mm }
  .many { columns: 3; column-gap: 9mm; font-size: 3.2mm } .most { columns: 4; column-gap: 7mm; font-size: 2.6mm }
  .kind { color: #6b5b87; flex: none; font-size: .85em }
  .title { min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
  .dots { border-bottom: .2mm dotted #a99cc0; flex: 1; min-width: 4mm }
  .score { flex: none; font-variant-numeric: tabular-nums; font-weight: 600 }
  footer { align-items: end; display: grid; gap: 10mm; grid-template-columns: 1fr 26mm 1fr; margin-top: auto; width: 100% }
  footer p { border-bottom: .3mm solid #6b5b87; font-size: 4.4mm; overflow: hidden; padding: 0 2mm .6mm;
    text-overflow: ellipsis; white-space: nowrap }
  footer small { color: #6b5b87; display: block; font-size: 3.2mm; margin-top: .8mm; overflow: hidden;
    text-overflow: ellipsis; white-space: nowrap }
  .seal { align-items: center; color: #a2752a; display: grid; height: 26mm; justify-items: center; width: 26mm }
  .seal > * { grid-area: 1 / 1 } .seal svg { height: 26mm; width: 26mm }
  .seal span { font-size: 5mm; font-weight: 700 } :lang(en) .seal span { font-size: 3.4mm; letter-spacing: .04em }
`
/** Put in as a whole: the policy knows it by its hash, to the last space. */
const STYLE = new Html(`<style>${LOOKS}</style>`)
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(LOOKS).digest('base64')}'`
