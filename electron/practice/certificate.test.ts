import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { certificate, type Certificate } from '#shared/practice/certificate.ts'
import { certificateHtml, certificateName } from './certificate.ts'

const one: Certificate = {
  language: 'zh-CN',
  name: '林小雨',
  course: '新人上岗',
  items: [
    { kind: 'scenario', title: '查物流', score: 92.5 },
    { kind: 'exam', title: '平台规则', score: 100 },
    { kind: 'rush', title: '20 位买家', score: null },
  ],
  date: '2026-11-22',
  shop: '练习店铺',
  trainer: '王老师',
}
const wordsOf = (page: string) =>
  page
    .replace(/<style>[^]*<\/style>/, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')

test('a certificate tells name, course, items with scores, date, shop and trainer, in three languages', () => {
  const chinese = wordsOf(certificateHtml(one))
  expect(chinese).toContain('结业证书')
  expect(chinese).toContain('已完成课程「新人上岗」的全部内容')
  expect(chinese).toContain('场景 查物流 92.5 分')
  expect(chinese).toContain('考试 平台规则 100 分')
  expect(chinese).toContain('冲刺 20 位买家 已完成')
  expect(chinese).toContain('2026年11月22日')
  expect(chinese).toContain('王老师 培训师 · 练习店铺')
  expect(wordsOf(certificateHtml({ ...one, language: 'zh-TW' }))).toContain('結業證書')
  const english = wordsOf(certificateHtml({ ...one, language: 'en' }))
  expect(english).toContain('Certificate of Completion')
  expect(english).toContain('November 22, 2026')
  expect(certificateName(one)).toBe('结业证书 林小雨 新人上岗')
})

test('whatever is written into it stays words: no element, no attribute, no address', () => {
  const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>'&{{name}}`
  const fields = { name: evil, course: evil, shop: evil, trainer: evil }
  const items = [{ kind: 'scenario' as const, title: evil, score: 1 }]
  const plain = certificateHtml({ ...one, items: [{ kind: 'scenario', title: 'x', score: 1 }] })
  const page = certificateHtml({ ...one, ...fields, items })
  const elements = (text: string) => text.match(/<[a-z/!][^>]*>/gi)?.length
  expect(elements(page)).toBe(elements(plain))
  expect(page).not.toMatch(/<script|<img/i)
})

test('its policy allows its own style to the last sign, and nothing else', () => {
  const page = certificateHtml(one)
  const style = /<style>([^]*)<\/style>/.exec(page)?.[1] ?? ''
  const hash = createHash('sha256').update(style).digest('base64')
  expect(page).toContain(`content="default-src 'none'; style-src 'sha256-${hash}'"`)
  expect(page).not.toMatch(/ style="/)
})

test('what is no certificate is none', () => {
  expect(certificate.safeParse(one).success).toBe(true)
  for (const part of [
    { html: '<b>x</b>' },
    { items: [] },
    { items: Array.from({ length: 61 }, () => one.items[0]) },
    { name: ' ' },
    { course: 'x'.repeat(61) },
    { date: '22.11.2026' },
    { language: 'fr' },
    { items: [{ kind: 'scenario', title: 'x', score: 101 }] },
  ])
    expect(certificate.safeParse({ ...one, ...part }).success, JSON.stringify(part)).toBe(false)
})
