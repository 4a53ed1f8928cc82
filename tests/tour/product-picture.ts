import { launchChromium } from '../support/buyer-browser.ts'

/** A buyer's photo of a cracked glass server, drawn: no picture of anybody is needed. */
const DRAWING = `<svg xmlns="http://www.w3.org/2000/svg" width="480" height="360" viewBox="0 0 480 360">
  <defs>
    <linearGradient id="wall" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#efe9e1"/><stop offset="1" stop-color="#d8cdbf"/>
    </linearGradient>
    <linearGradient id="table" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#b98f66"/><stop offset="1" stop-color="#93693f"/>
    </linearGradient>
    <linearGradient id="glass" x1="0" y1="0" x2="1" y2="0">
      <stop offset="0" stop-color="#fff" stop-opacity=".55"/><stop offset=".25" stop-color="#cfdcdf" stop-opacity=".35"/>
      <stop offset=".75" stop-color="#aebfc4" stop-opacity=".4"/><stop offset="1" stop-color="#fff" stop-opacity=".6"/>
    </linearGradient>
  </defs>
  <rect width="480" height="250" fill="url(#wall)"/>
  <rect y="235" width="480" height="125" fill="url(#table)"/>
  <g stroke="#7d5833" stroke-opacity=".35"><path d="M0 268H480M0 305H480M0 342H480"/></g>
  <ellipse cx="238" cy="312" rx="120" ry="17" fill="#4a3219" opacity=".38"/>
  <path d="M176 92h120l-14 42c44 30 62 70 62 112 0 44-34 64-108 64s-108-20-108-64c0-42 18-82 62-112z" fill="url(#glass)" stroke="#8fa3a8" stroke-width="3"/>
  <path d="M134 238c24 10 60-8 102 0s80-6 108 4c0 44-34 64-108 64s-104-20-102-68z" fill="#5b3216" opacity=".82"/>
  <rect x="168" y="80" width="136" height="16" rx="8" fill="#2b2b2b"/>
  <path d="M330 160c52-6 70 28 62 66-6 30-26 46-52 50" fill="none" stroke="#2b2b2b" stroke-width="13" stroke-linecap="round"/>
  <path d="M158 178c6 26 8 52 4 86" stroke="#fff" stroke-opacity=".75" stroke-width="7" fill="none" stroke-linecap="round"/>
  <path d="M286 132l-12 26 18 20-22 30 14 22-10 30" fill="none" stroke="#fff" stroke-width="3.4"/>
  <path d="M287 133l-12 26 18 20-22 30 14 22-10 30" fill="none" stroke="#48565a" stroke-width="1.4"/>
  <path d="M274 158l-20 8M292 178l22 6M270 208l-18 12" fill="none" stroke="#59676b" stroke-width="1.4"/>
</svg>`

/** PNG, 480 × 360. */
export async function productPicture(): Promise<Buffer> {
  const browser = await launchChromium()
  try {
    const page = await browser.newPage({ viewport: { width: 480, height: 360 } })
    await page.setContent(`<style>body{margin:0}svg{display:block}</style>${DRAWING}`)
    return await page.screenshot()
  } finally {
    await browser.close()
  }
}
