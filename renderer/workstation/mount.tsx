// First, so that what a screen says of itself comes after.
import '../ui/tokens.css'
import '../ui/base.css'
import '../ui/ui.css'
import { Boundary } from '../ui/Boundary.tsx'
import { TextsProvider } from '../ui/i18n.ts'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import type { XiaoerBridge } from '#shared/bridge/contract.ts'
import { preferencesIn } from '../state/model.ts'
import { createWorkstation, type Workstation } from '../state/workstation.ts'
import { App } from './app/App.tsx'
import { Broken } from './app/Broken.tsx'
import { followAppearance } from './app/appearance.ts'
import { ChatWindow } from './app/ChatWindow.tsx'
import { WorkstationContext } from './app/context.ts'
import { handOver, tellFault, watchFaults } from './app/faults.ts'
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
  watchFaults(bridge)
  workstation.start()
  // Not for the first paint: nobody is to be heard before.
  requestIdleCallback(() => {
    void import('./app/cover.ts').then(({ followCover }) => followCover(workstation.store))
    void import('./sounds/sounds.ts').then(({ listenForSounds }) =>
      listenForSounds(bridge, () => preferencesIn(workstation.store.getState())),
    )
  })
  createRoot(root).render(
    <StrictMode>
      <WorkstationContext value={workstation}>
        <TextsProvider>
          <Boundary
            fallback={<Broken />}
            onCaught={(error) => {
              tellFault(bridge, error)
              // What is being typed is kept even if nobody presses anything.
              void handOver()
            }}
          >
            {alone === null ? <App /> : <ChatWindow id={alone} />}
          </Boundary>
        </TextsProvider>
      </WorkstationContext>
    </StrictMode>,
  )
  return workstation
}
