// First, so that what a screen says of itself comes after.
import '../ui/tokens.css'
import '../ui/base.css'
import '../ui/ui.css'
import { TextsProvider } from '../ui/i18n.ts'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import type { XiaoerBridge } from '#shared/bridge/contract.ts'
import { preferencesIn } from '../state/model.ts'
import { createWorkstation, type Workstation } from '../state/workstation.ts'
import { App } from './app/App.tsx'
import { followAppearance } from './app/appearance.ts'
import { ChatWindow } from './app/ChatWindow.tsx'
import { WorkstationContext } from './app/context.ts'
import { createTexts } from './texts.ts'

/** Puts the workstation into the page; the bridge is the window's, or the dev page's stand-in. */
export function mount(bridge: XiaoerBridge): Workstation {
  const root = document.getElementById('root')
  if (!root) throw new Error('the page has no #root')
  // A window of one conversation is opened with it in its address.
  const alone = new URLSearchParams(location.search).get('chat')
  const workstation = createWorkstation(bridge, Date.now, alone)
  createTexts(workstation.store)
  followAppearance(workstation.store)
  workstation.start()
  // Not for the first paint: nobody is to be heard before.
  requestIdleCallback(() => {
    void import('./sounds/sounds.ts').then(({ listenForSounds }) =>
      listenForSounds(bridge, () => preferencesIn(workstation.store.getState())),
    )
  })
  createRoot(root).render(
    <StrictMode>
      <WorkstationContext value={workstation}>
        <TextsProvider>{alone === null ? <App /> : <ChatWindow id={alone} />}</TextsProvider>
      </WorkstationContext>
    </StrictMode>,
  )
  return workstation
}
