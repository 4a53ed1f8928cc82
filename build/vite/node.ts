import { readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join } from 'node:path'
import type { InlineConfig } from 'vite'
import { root } from '../root.ts'
import { externals } from './externals.ts'
import type { Step } from './targets.ts'

const builtins = new Set(builtinModules)

function isExternal(id: string): boolean {
  return (
    id.startsWith('node:') ||
    id === 'electron' ||
    id.startsWith('electron/') ||
    builtins.has(id) ||
    externals.some((name) => id === name || id.startsWith(`${name}/`))
  )
}

/** Electron 33 (the test runtime) holds Node 20.18 and Chromium 130, the release runtime newer ones. */
const nodeTarget = 'node20.18'

function base(entry: string, outDir: string): InlineConfig {
  return {
    configFile: false,
    envDir: false,
    root,
    mode: 'production',
    logLevel: 'warn',
    publicDir: false,
    define: { 'process.env.NODE_ENV': '"production"' },
    ssr: { noExternal: true, external: [...externals], target: 'node' },
    build: {
      ssr: join(root, entry),
      outDir: join(root, outDir),
      emptyOutDir: false,
      target: nodeTarget,
      minify: false,
      sourcemap: true,
      reportCompressedSize: false,
    },
  }
}

/**
 * An ES module for a Node-like process.
 *
 * Lazily imported parts become files beside the entry, named `<name>--<part>.js`: flat, so that
 * `import.meta.dirname` means the same folder in every part of a bundle.
 */
export function nodeConfig(step: Extract<Step, { kind: 'node' }>): InlineConfig {
  const { build, ...config } = base(step.entry, step.outDir)
  const hashbang = '#!/usr/bin/env node'
  const needsHashbang =
    step.executable === true && !readFileSync(join(root, step.entry), 'utf8').startsWith('#!')
  return {
    ...config,
    build: {
      ...build,
      rolldownOptions: {
        external: isExternal,
        output: {
          format: 'es',
          entryFileNames: `${step.name}.js`,
          chunkFileNames: `${step.name}--[name].js`,
          ...(needsHashbang ? { banner: (chunk) => (chunk.isEntry ? hashbang : '') } : {}),
        },
      },
    },
  }
}

/** The preload of sandboxed windows: one CommonJS file that may require nothing but electron. */
export function preloadConfig(step: Extract<Step, { kind: 'preload' }>): InlineConfig {
  const { build, ...config } = base(step.entry, step.outDir)
  return {
    ...config,
    build: {
      ...build,
      target: 'chrome130',
      rolldownOptions: {
        external: isExternal,
        output: { format: 'cjs', entryFileNames: `${step.name}.cjs`, codeSplitting: false },
      },
    },
  }
}
