import { Alert, Button, Input } from 'antd'
import { Copy, KeyRound } from 'lucide-react'
import { useCallback, useState } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import { useWork, useWorkstation } from '../../workstation/app/context.ts'
import { useTimes } from '../../workstation/app/times.ts'
import { Confirm } from '../parts/Confirm.tsx'
import { Fields } from '../parts/Field.tsx'
import { Screen } from '../parts/Screen.tsx'
import { useAsked } from '../parts/useAsked.ts'
import './identity.css'

/** As it stands in the buyer's page's documentation. */
const SAMPLE = `import { createHmac } from 'node:crypto'

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

export function identityOf(customer, secret) {
  const inAnHour = Math.floor(Date.now() / 1000) + 3600
  const claims = { sub: customer.id, name: customer.name, exp: inAnHour }
  const text = \`\${part({ alg: 'HS256', typ: 'JWT' })}.\${part(claims)}\`
  return \`\${text}.\${createHmac('sha256', secret).update(text).digest('base64url')}\`
}`

/** The secret by which the shop's own site signs who its buyers are. */
export function Identity() {
  const { t } = useTranslation()
  const times = useTimes()
  const { call } = useWorkstation()
  const page = useWork((state) => state.app?.signedIn?.buyerPage)
  const { state, setState, error, setError, again } = useAsked(
    useCallback(() => call('manage.identity'), [call]),
  )
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)

  async function make() {
    setBusy(true)
    const result = await call('manage.newIdentity')
    setBusy(false)
    setAsking(false)
    if (result.ok) setState(result.value)
    setError(result.ok ? null : result.error.code)
  }
  const widget = page === undefined ? '' : widgetOf(page)
  return (
    <Screen title={t('manage:section.identity')} lead={t('manage:identity.lead')}>
      {error !== null && (
        <Alert
          type="error"
          showIcon
          className="screen-alert"
          title={t(`error:${error}`)}
          action={<Button onClick={again}>{t('common:retry')}</Button>}
        />
      )}
      <Fields title={t('manage:identity.secret')} lead={t('manage:identity.secretLead')}>
        {state?.secret != null && (
          <div className="identity-secret">
            <Alert type="warning" showIcon title={t('manage:identity.once')} />
            <Copied label={t('manage:identity.secret')} text={state.secret} />
          </div>
        )}
        <p role="status" className="identity-state">
          {state === null
            ? error === null && t('common:loading')
            : state.since === null
              ? t('manage:identity.none')
              : t('manage:identity.since', { since: times.full(state.since) })}
        </p>
        <Button
          type={state?.since === null ? 'primary' : 'default'}
          icon={<KeyRound size={16} />}
          disabled={state === null}
          loading={busy}
          onClick={() => (state?.since === null ? void make() : setAsking(true))}
        >
          {t(state?.since === null ? 'manage:identity.make' : 'manage:identity.anew')}
        </Button>
      </Fields>
      <Fields title={t('manage:identity.server')} lead={t('manage:identity.serverLead')}>
        <Code text={SAMPLE} label={t('manage:identity.server')} />
        <p className="form-hint">{t('manage:identity.claims')}</p>
      </Fields>
      <Fields title={t('manage:identity.page')} lead={t('manage:identity.pageLead')}>
        <Code text={widget} label={t('manage:identity.page')} />
      </Fields>
      <Confirm
        open={asking}
        danger
        busy={busy}
        title={t('manage:identity.anewTitle')}
        act={t('manage:identity.anew')}
        onConfirm={() => void make()}
        onCancel={() => setAsking(false)}
      >
        <p>{t('manage:identity.anewText')}</p>
      </Confirm>
    </Screen>
  )
}

/** What the site's pages carry: the widget of the same gateway, with the token its server made. */
function widgetOf(page: string): string {
  const address = new URL(page)
  const shop = address.pathname.split('/').findLast((part) => part !== '') ?? ''
  return `<script
  src="${address.origin}/widget.js"
  data-shop="${decodeURIComponent(shop)}"
  data-identity="TOKEN"
  async
></script>`
}

export function Copied({ label, text }: { readonly label: string; readonly text: string }) {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  return (
    <div className="copied">
      <Input
        readOnly
        className="code"
        value={text}
        aria-label={label}
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button
        icon={<Copy size={16} />}
        aria-label={t('manage:identity.copy', { what: label })}
        onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
      >
        <span aria-live="polite">{copied ? t('common:copied') : t('common:copy')}</span>
      </Button>
    </div>
  )
}

function Code({ text, label }: { readonly text: string; readonly label: string }) {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  return (
    <div className="code-sample">
      {/* Reached by Tab: it may be wider than the window. */}
      <pre className="scroll" tabIndex={0} role="region" aria-label={label}>
        <code>{text}</code>
      </pre>
      <Button
        size="small"
        icon={<Copy size={14} />}
        aria-label={t('manage:identity.copy', { what: label })}
        onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
      >
        {copied ? t('common:copied') : t('common:copy')}
      </Button>
    </div>
  )
}
