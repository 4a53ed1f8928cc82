import { useWork } from '../../workstation/app/context.ts'
import { useTranslation } from '../../ui/i18n.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { addManagementTexts } from '../texts.ts'
import { Findings } from './Findings.tsx'
import { Sessions } from './Sessions.tsx'
import { useDoctor } from './useDoctor.ts'
import '../monitor/shared.css'
import './doctor.css'

addManagementTexts()

/** The doctor for whoever is signed in, as a dialog of the desk: «why do I get no messages». */
export function DoctorForMe({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const me = useWork((state) => state.view?.me)
  const live = useWork((state) => state.connection.kind === 'live')
  return (
    <Dialog title={t('monitor:doctor.mine')} wide onClose={onClose}>
      {!live && <p className="doctor-offline">{t('monitor:doctor.offline')}</p>}
      {me !== undefined && <Mine account={me} />}
    </Dialog>
  )
}

function Mine({ account: id }: { readonly account: string }) {
  const { t } = useTranslation()
  const account = useWork((state) => state.view?.accounts[id])
  const { examined, busy, again } = useDoctor(id)
  if (!account) return null
  if (examined.kind === 'running')
    return (
      <p className="quiet" role="status">
        {t('monitor:doctor.running')}
      </p>
    )
  return (
    <div className="examination">
      {examined.kind === 'failed' ? (
        <p role="alert">{t(`error:${examined.code}`)}</p>
      ) : (
        <>
          <Findings account={account} findings={examined.report.findings} onMended={again} />
          <h2>{t('monitor:doctor.sessions.title')}</h2>
          <Sessions report={examined.report} />
        </>
      )}
      <div>
        <Button disabled={busy} onClick={again}>
          {t('monitor:doctor.again')}
        </Button>
      </div>
    </div>
  )
}
