// First, so that what a screen says of itself comes after.
import '../ui/tokens.css'
import '../ui/base.css'
import '../ui/ui.css'
import { TextsProvider } from '../ui/i18n.ts'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import type { XiaoerBridge } from '#shared/bridge/contract.ts'
import { createWorkstation, type Workstation } from '../state/workstation.ts'
import { App } from './app/App.tsx'
import { WorkstationContext } from './app/context.ts'
import { createTexts } from './texts.ts'

/** Puts the workstation into the page; the bridge is the window's, or the dev page's stand-in. */
export function mount(bridge: XiaoerBridge): Workstation {
  const root = document.getElementById('root')
  if (!root) throw new Error('the page has no #root')
  const workstation = createWorkstation(bridge)
  createTexts(workstation.store)
  workstation.start()
  createRoot(root).render(
    <StrictMode>
      <WorkstationContext value={workstation}>
        <TextsProvider>
          <App />
        </TextsProvider>
      </WorkstationContext>
    </StrictMode>,
  )
  return workstation
}
