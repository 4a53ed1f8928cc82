import { dirname, join } from 'node:path'
import react from '@vitejs/plugin-react'
import type { InlineConfig, Plugin } from 'vite'
import { root } from '../root.ts'
import type { Step } from './targets.ts'

const productionDefine = { 'process.env.NODE_ENV': '"production"' }

/**
 * Fails the build when the finished page holds an inline script, style or handler: our
 * Content-Security-Policy forbids them, and the page would only break when it is opened.
 */
export function refuseInline(): Plugin {
  return {
    name: 'xiaoer:refuse-inline',
    transformIndexHtml: {
      order: 'post',
      handler(html) {
        const found = inlineParts(html)
        if (found.length > 0) {
          throw new Error(`inline code in the page is stopped by our CSP: ${found.join(' · ')}`)
        }
        return html
      },
    },
  }
}

const STYLE_MAKER = /@rc-component[\\/]util[\\/]es[\\/]Dom[\\/]dynamicCSS\.js$/
const NONCE_GIVEN = /if \(csp\?\.nonce\) \{\s*styleNode\.nonce = csp\?\.nonce;\s*\}/

/**
 * Ant Design hands the nonce of its settings to most of the style sheets it makes, but not to those
 * of its helpers (scroll lock, scroll bar's width). Here the one function that makes them all reads
 * the page's own. Fails the build when a newer version has it otherwise.
 */
export function nonceStyles(): Plugin {
  return {
    name: 'xiaoer:nonce-styles',
    transform: {
      filter: { id: STYLE_MAKER },
      handler: (code) => ({ code: withPageNonce(code), map: null }),
    },
  }
}

export function withPageNonce(code: string): string {
  if (!NONCE_GIVEN.test(code)) throw new Error('dynamicCSS.js gives its nonce in another way now')
  return code.replace(
    NONCE_GIVEN,
    `styleNode.nonce = document.querySelector('meta[property="csp-nonce"]')?.nonce ?? '';`,
  )
}

/** The inline scripts, styles and event handlers of a page; empty when the CSP lets it pass. */
export function inlineParts(html: string): string[] {
  const bare = html.replaceAll(/<!--[\s\S]*?-->/g, '')
  const found: string[] = []
  for (const [tag, attributes = ''] of bare.matchAll(/<script\b([^>]*)>/gi)) {
    if (!/\bsrc\s*=/.test(attributes)) found.push(tag)
  }
  for (const [tag] of bare.matchAll(/<style\b[^>]*>/gi)) found.push(tag)
  for (const [attribute] of bare.matchAll(/\s(?:style|on[a-z]+)\s*=\s*["'][^"']*["']/gi)) {
    found.push(attribute.trim())
  }
  return found
}

/**
 * Fails the build when the page's start reads a package in that it must do without: some tens of
 * milliseconds of each start, come back unseen with one import too many.
 */
export function keepFromStart(forbidden: RegExp): Plugin {
  return {
    name: 'xiaoer:keep-from-start',
    generateBundle(_options, bundle) {
      const seen = new Set(
        Object.values(bundle).flatMap((part) =>
          part.type === 'chunk' && part.isEntry ? [part.fileName] : [],
        ),
      )
      for (const file of seen) {
        const chunk = bundle[file]
        if (chunk?.type !== 'chunk') continue
        const found = chunk.moduleIds.find((id) => forbidden.test(id))
        if (found !== undefined) throw new Error(`the page's start reads ${found} in`)
        for (const next of chunk.imports) seen.add(next)
      }
    },
  }
}

const START_PACKAGES =
  /node_modules[\\/](?:react|react-dom|scheduler|zustand|i18next|lucide-react[\\/]dist[\\/]esm[\\/](?:createLucideIcon|Icon|context|shared)(?:\.m?js)?)(?:[\\/]|$)/

/** A React page: split by dynamic imports, every asset a file of its own (no data: URLs). */
export function pageConfig(step: Extract<Step, { kind: 'page' }>): InlineConfig {
  return {
    configFile: false,
    envDir: false,
    root: join(root, dirname(step.entry)),
    // Relative, so that the same files work under app:// and under any path of a web server.
    base: './',
    mode: 'production',
    logLevel: 'warn',
    publicDir: false,
    define: productionDefine,
    plugins: [
      react(),
      nonceStyles(),
      refuseInline(),
      keepFromStart(/node_modules[\\/](?:zod|antd|pinyin-pro)[\\/]/),
    ],
    build: {
      outDir: join(root, step.outDir),
      emptyOutDir: true,
      target: step.target,
      assetsInlineLimit: 0,
      sourcemap: true,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      chunkSizeWarningLimit: 1500,
      rolldownOptions: {
        input: join(root, step.entry),
        // What the start needs of the packages is one file: else it is cut by who else uses it.
        output: { codeSplitting: { groups: [{ name: 'base', test: START_PACKAGES }] } },
      },
    },
  }
}

/** The embeddable widget: one classic script for foreign pages, which adds no global names. */
export function widgetConfig(step: Extract<Step, { kind: 'widget' }>): InlineConfig {
  return {
    configFile: false,
    envDir: false,
    root,
    mode: 'production',
    logLevel: 'warn',
    publicDir: false,
    define: productionDefine,
    plugins: [react()],
    build: {
      outDir: join(root, step.outDir),
      emptyOutDir: false,
      target: 'baseline-widely-available',
      sourcemap: true,
      reportCompressedSize: false,
      lib: {
        entry: join(root, step.entry),
        formats: ['iife'],
        name: 'XiaoerWidget',
        fileName: () => 'widget.js',
      },
    },
  }
}
