export { Panel as BuyerPanel } from './Panel.tsx'
