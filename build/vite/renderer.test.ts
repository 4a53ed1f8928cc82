import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import { inlineParts, withPageNonce } from './renderer.ts'

test('a page with files only passes', () => {
  const html = `<!doctype html><html><head><!-- <script>no</script> -->
    <script type="module" crossorigin src="./assets/a.js"></script>
    <link rel="stylesheet" href="./assets/a.css"></head><body><div id="root"></div></body></html>`
  expect(inlineParts(html)).toEqual([])
})

test.each([
  ['<script>go()</script>', '<script>'],
  ['<script type="module">go()</script>', '<script type="module">'],
  ['<style>p{}</style>', '<style>'],
  ['<p style="color: red">', 'style="color: red"'],
  ["<body onload='go()'>", "onload='go()'"],
])('%s is found', (html, part) => {
  expect(inlineParts(html)).toEqual([part])
})

test('every style sheet that the components make gets the nonce of the page', () => {
  const file = createRequire(import.meta.url).resolve('@rc-component/util/es/Dom/dynamicCSS.js')
  expect(withPageNonce(readFileSync(file, 'utf8'))).toContain('meta[property="csp-nonce"]')
  expect(() => withPageNonce('export function injectCSS() {}')).toThrow('another way')
})
