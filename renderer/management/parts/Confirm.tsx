import { Button, Modal } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from '../../ui/i18n.ts'

/** Asks before something that can't be taken back; the button says the act. */
export function Confirm({
  open,
  title,
  act,
  danger = false,
  busy = false,
  blocked = false,
  onConfirm,
  onCancel,
  children,
}: {
  readonly open: boolean
  readonly title: string
  readonly act: string
  readonly danger?: boolean
  readonly busy?: boolean
  /** Something must be done first, such as typing a name. */
  readonly blocked?: boolean
  readonly onConfirm: () => void
  readonly onCancel: () => void
  readonly children: ReactNode
}) {
  const { t } = useTranslation()
  return (
    <Modal
      open={open}
      title={title}
      width={460}
      onCancel={onCancel}
      destroyOnHidden
      footer={
        <>
          {/* First in reach of Enter is what changes nothing. */}
          <Button autoFocus onClick={onCancel}>
            {t('common:cancel')}
          </Button>
          <Button
            type="primary"
            danger={danger}
            disabled={blocked}
            loading={busy}
            onClick={onConfirm}
          >
            {act}
          </Button>
        </>
      }
    >
      {children}
    </Modal>
  )
}
