/// <reference types="vite/client" />
import type { XiaoerBridge } from '#shared/bridge/contract.ts'

declare global {
  interface Window {
    readonly xiaoer: XiaoerBridge
  }
}
