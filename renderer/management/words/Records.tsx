import { Alert, Button, Table, Tag } from 'antd'
import { useCallback } from 'react'
import { WORD_KINDS } from '#shared/protocol/settings.ts'
import { WORD_VERDICTS } from '#shared/words/guard/model.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork, useWorkstation } from '../../workstation/app/context.ts'
import { useTimes } from '../../workstation/app/times.ts'
import { Fields } from '../parts/Field.tsx'
import { useAsked } from '../parts/useAsked.ts'
import { VERDICT_COLORS } from './TryOut.tsx'

const SHOWN = 50

/** What was noted last; the words of the messages themselves stand in no record. */
export function Records() {
  const { t } = useTranslation()
  const times = useTimes()
  const { call } = useWorkstation()
  const accounts = useWork((state) => state.view?.accounts) ?? {}
  const { state, error, again } = useAsked(
    useCallback(() => call('manage.audit', { kind: 'words', limit: SHOWN }), [call]),
  )
  const known = <T extends string>(all: readonly T[], value: unknown): T | undefined =>
    all.find((one) => one === value)
  return (
    <Fields title={t('manage:words.records')} lead={t('manage:words.recordsLead')}>
      {error !== null && (
        <Alert
          type="error"
          showIcon
          title={t(`error:${error}`)}
          action={<Button onClick={again}>{t('common:retry')}</Button>}
        />
      )}
      <Table
        size="small"
        rowKey="pos"
        loading={state === null && error === null}
        dataSource={[...(state?.records ?? [])]}
        pagination={{ pageSize: 10, hideOnSinglePage: true }}
        locale={{ emptyText: t('manage:words.noRecords') }}
        scroll={{ x: true }}
        columns={[
          { title: t('manage:words.when'), render: (_, one) => times.full(one.at) },
          {
            title: t('manage:words.who'),
            render: (_, { by }) =>
              by === null ? t('manage:words.buyer') : (accounts[by]?.nick ?? by),
          },
          {
            title: t('manage:words.kind'),
            render: (_, { values }) => {
              const kind = known(WORD_KINDS, values['kind'])
              return kind ? t(`chats:words.kind.${kind}`) : ''
            },
          },
          {
            title: t('manage:words.done'),
            render: (_, { values }) => {
              const verdict = known(WORD_VERDICTS, values['verdict'])
              return verdict ? (
                <Tag color={VERDICT_COLORS[verdict]}>{t(`manage:words.verdict.${verdict}`)}</Tag>
              ) : null
            },
          },
        ]}
      />
    </Fields>
  )
}
