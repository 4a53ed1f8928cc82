import { lazy, Suspense } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import { useActions, useWork } from '../app/context.ts'
import { Palette } from '../search/Palette.tsx'

const fetchForward = () => import('./Forward.tsx')
const fetchHandover = () => import('./Handover.tsx')
const fetchKeys = () => import('../keys/KeySheet.tsx')
const fetchSettings = () => import('./Settings.tsx')
const fetchSmall = () => import('./small.tsx')
const fetchSuspend = () => import('./Suspend.tsx')
const Forward = lazy(() => fetchForward().then((m) => ({ default: m.Forward })))
const Handover = lazy(() => fetchHandover().then((m) => ({ default: m.Handover })))
const Settings = lazy(() => fetchSettings().then((m) => ({ default: m.Settings })))
const Suspend = lazy(() => fetchSuspend().then((m) => ({ default: m.Suspend })))
// Of the management's part: fetched when it is asked for.
const Doctor = lazy(() =>
  import('../../management/doctor/DoctorForMe.tsx').then((m) => ({ default: m.DoctorForMe })),
)
const Security = lazy(() =>
  import('../../security/SecurityDialog.tsx').then((m) => ({ default: m.SecurityDialog })),
)
const Turn = lazy(() => import('../../practice/entry/Turn.tsx').then((m) => ({ default: m.Turn })))
const Drill = lazy(() =>
  import('../../practice/editor/drill/DrillDialog.tsx').then((m) => ({ default: m.DrillDialog })),
)
const Keys = lazy(() => fetchKeys().then((m) => ({ default: m.KeySheet })))
const Private = lazy(() => fetchSmall().then((m) => ({ default: m.Private })))
const SignOut = lazy(() => fetchSmall().then((m) => ({ default: m.SignOut })))
const Picture = lazy(() => fetchSmall().then((m) => ({ default: m.Picture })))

/** In idle time, so that the first use of a dialog doesn't wait either. */
export function fetchDialogs(): void {
  requestIdleCallback(() => {
    for (const fetch of [
      fetchForward,
      fetchHandover,
      fetchKeys,
      fetchSettings,
      fetchSmall,
      fetchSuspend,
    ])
      void fetch()
  })
}

/** The dialog that is open, if any. */
export function Dialogs() {
  const { t } = useTranslation()
  const open = useWork((state) => state.dialog !== null)
  if (!open) return null
  return (
    <Suspense fallback={<span className="visually-hidden">{t('common:loading')}</span>}>
      <Content />
    </Suspense>
  )
}

function Content() {
  const { desk } = useActions()
  const dialog = useWork((state) => state.dialog)
  switch (dialog?.kind) {
    case undefined:
      return null
    case 'palette':
      return <Palette within={dialog.within} />
    case 'forward':
      return <Forward conversation={dialog.conversation} more={dialog.more} />
    case 'handover':
      return <Handover from={dialog.from} />
    case 'private':
      return <Private conversation={dialog.conversation} />
    case 'drill':
      return <Drill conversation={dialog.conversation} />
    case 'settings':
      return <Settings />
    case 'doctor':
      return <Doctor onClose={() => desk.hide()} />
    case 'security':
      return <Security />
    case 'keys':
      return <Keys />
    case 'suspend':
      return <Suspend />
    case 'sign-out':
      return <SignOut />
    case 'practice':
      return <Turn way={dialog.way} />
    case 'picture':
      return <Picture file={dialog.file} />
  }
}
