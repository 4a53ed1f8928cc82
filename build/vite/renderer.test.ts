import { expect, test } from 'vitest'
import { inlineParts } from './renderer.ts'

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
