import { readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { join, parse } from 'node:path'
import type { InlineConfig, Plugin } from 'vite'
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
 * An ES module for a Node-like process; for Electron's main process CommonJS, minified: Electron
 * reads an ES module in with Node's asynchronous loader, and waits for that before its own start.
 *
 * Lazily imported parts become files beside the entry, named `<name>--<part>.js`: flat, so that
 * `import.meta.dirname` means the same folder in every part of a bundle.
 */
export function nodeConfig(step: Extract<Step, { kind: 'node' }>): InlineConfig {
  const { build, ...config } = base(step.entry, step.outDir)
  const hashbang = '#!/usr/bin/env node'
  const cjs = step.form === 'cjs'
  const ending = cjs ? 'cjs' : 'js'
  const needsHashbang =
    step.executable === true && !readFileSync(join(root, step.entry), 'utf8').startsWith('#!')
  const entries = step.behind === undefined ? [step.entry] : [step.entry, step.behind]
  return {
    ...config,
    plugins: entries
      .slice(1)
      .map((entry) => loadsLater(`${step.name}.${ending}`, `${parse(entry).name}.${ending}`)),
    build: {
      ...build,
      ssr: true,
      minify: cjs,
      rolldownOptions: {
        external: isExternal,
        input: Object.fromEntries(
          entries.map((entry, at) => [at === 0 ? step.name : parse(entry).name, join(root, entry)]),
        ),
        output: {
          format: cjs ? 'cjs' : 'es',
          entryFileNames: `[name].${ending}`,
          chunkFileNames: `${step.name}--[name].${ending}`,
          ...(needsHashbang ? { banner: (chunk) => (chunk.isEntry ? hashbang : '') } : {}),
        },
      },
    },
  }
}

/**
 * The bundler has the first entry load the second one for a helper that it does not use, and with that
 * all that was to be loaded later. In its place stands as much of nothing: the source map still fits.
 */
function loadsLater(first: string, second: string): Plugin {
  return {
    name: 'loads-later',
    generateBundle(_options, bundle) {
      const chunk = bundle[first]
      const load = `require("./${second}")`
      if (chunk?.type === 'chunk')
        chunk.code = chunk.code.replace(load, () => '0'.padEnd(load.length))
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
