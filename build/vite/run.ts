import { chmodSync, cpSync, existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { root } from '../root.ts'
import { nodeConfig, preloadConfig } from './node.ts'
import { pageConfig, widgetConfig } from './renderer.ts'
import type { Step } from './targets.ts'

/** Runs one build step; throws what vite throws, with the place in the source. */
export async function runStep(step: Step): Promise<void> {
  switch (step.kind) {
    case 'node':
      removeOld(step.outDir, step.name)
      await build(nodeConfig(step))
      if (step.executable === true) chmodSync(join(root, step.outDir, `${step.name}.js`), 0o755)
      return
    case 'preload':
      removeOld(step.outDir, step.name)
      await build(preloadConfig(step))
      return
    case 'page':
      await build(pageConfig(step))
      return
    case 'widget':
      await build(widgetConfig(step))
      return
    case 'copy':
      rmSync(join(root, step.outDir), { recursive: true, force: true })
      cpSync(join(root, step.entry), join(root, step.outDir), { recursive: true })
  }
}

/** Several bundles share a folder, so each removes only its own earlier files. */
function removeOld(outDir: string, name: string): void {
  const folder = join(root, outDir)
  if (!existsSync(folder)) return
  for (const file of readdirSync(folder)) {
    if (file.startsWith(`${name}.`) || file.startsWith(`${name}--`)) rmSync(join(folder, file))
  }
}
