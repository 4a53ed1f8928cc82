import { createInstance } from 'i18next'
import { expect, test } from 'vitest'
import { AUDIT_KINDS, type AuditRecord } from '#shared/audit/model.ts'
import { managementTexts } from '../texts.ts'
import { detailsOf, KIND_GROUPS, sentenceOf } from './sentence.ts'

const names = { account: (id: string) => `account ${id}`, buyer: (id: string) => `buyer ${id}` }

function record(part: Partial<AuditRecord>): AuditRecord {
  const usual = { pos: 1, at: 0, kind: 'settings', by: 'a1', about: {}, values: {}, alert: false }
  return { ...(usual as AuditRecord), ...part }
}

test('[T6] every kind can be asked for, once', () => {
  expect(KIND_GROUPS.flatMap(({ kinds }) => kinds).toSorted()).toEqual([...AUDIT_KINDS].toSorted())
})

test.each(['zh-CN', 'zh-TW', 'en'] as const)(
  '[T6] every kind has its name and a sentence without holes in %s',
  async (lng) => {
    const i18n = createInstance()
    await i18n.init({
      lng,
      resources: { [lng]: managementTexts[lng] },
      interpolation: { escapeValue: false },
    })
    for (const kind of AUDIT_KINDS) {
      expect(i18n.exists(`safety:audit.name.${kind}`)).toBe(true)
      const about = { account: 'a2', buyer: 'b1' }
      const sentence = sentenceOf(i18n.t, record({ kind, about }), names)
      expect(sentence).not.toMatch(/audit\.|\{\{/)
    }
    const told = sentenceOf(i18n.t, record({ kind: 'held', about: { buyer: 'b1' } }), names)
    expect(told).toContain('buyer b1')
    expect(sentenceOf(i18n.t, record({ kind: 'held' }), names)).not.toContain('undefined')
    const details = detailsOf(
      i18n.t,
      record({ values: { device: '<b>Mac</b>', verdict: 'block' } }),
    )
    expect(details[0]).toContain('<b>Mac</b>')
    expect(details[1]).not.toContain('block ')
    expect(details).toHaveLength(2)
  },
)
