#!/usr/bin/env node
// Does the part of fpm's work that electron-builder asks for when it makes a deb, by dpkg-deb.
// Called as `fpm -s dir -t deb [options] <source>=<target> …`; other formats are refused.
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const flags = new Set(['--force', '-f', '--verbose', '--debug'])
const scripts = {
  '--before-install': 'preinst',
  '--after-install': 'postinst',
  '--before-remove': 'prerm',
  '--after-remove': 'postrm',
}

/** Options as a map of lists, and the files to install as pairs. */
function parse(args) {
  const values = new Map()
  const files = []
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index]
    if (flags.has(argument)) continue
    if (!argument.startsWith('-')) {
      const cut = argument.lastIndexOf('=')
      files.push([argument.slice(0, cut), argument.slice(cut + 1)])
      continue
    }
    const [, name, attached] = /^(--[a-z-]+)=(.*)$/s.exec(argument) ?? [undefined, argument]
    if (attached === undefined) index += 1
    values.set(name, [...(values.get(name) ?? []), attached ?? args[index]])
  }
  return { values, files }
}

const { values, files } = parse(process.argv.slice(2))
const one = (name, otherwise = '') => values.get(name)?.at(-1) ?? otherwise
const list = (...names) => names.flatMap((name) => values.get(name) ?? [])
if (one('-t') !== 'deb') {
  process.stderr.write(`this stand-in for fpm makes only deb, not ${one('-t')}: install fpm\n`)
  process.exit(1)
}

const tree = mkdtempSync(join(tmpdir(), 'xiaoer-deb-'))
try {
  chmodSync(tree, 0o755)
  for (const [source, target] of files) {
    const place = join(tree, target)
    mkdirSync(source.endsWith('/') ? place : dirname(place), { recursive: true })
    cpSync(source, place, { recursive: true, verbatimSymlinks: true })
  }
  writeControl()
  const compression = one('--deb-compression', 'xz')
  const program = compression === 'gz' ? 'gzip' : compression
  const result = spawnSync(
    'dpkg-deb',
    ['--root-owner-group', `-Z${program}`, '--build', tree, one('--package')],
    { stdio: 'inherit' },
  )
  process.exitCode = result.status ?? 1
} finally {
  rmSync(tree, { recursive: true, force: true })
}

function writeControl() {
  const control = join(tree, 'DEBIAN')
  mkdirSync(control, { mode: 0o755 })
  const [summary, ...description] = one('--description').trim().split('\n')
  const iteration = one('--iteration')
  const fields = {
    Package: one('--name'),
    Version: one('--version') + (iteration === '' ? '' : `-${iteration}`),
    Architecture: one('--architecture'),
    Maintainer: one('--maintainer'),
    'Installed-Size': String(Math.ceil(sizeOf(tree) / 1024)),
    Section: one('--category', 'default'),
    Priority: one('--deb-priority', 'optional'),
    Depends: list('-d', '--depends').join(', '),
    Recommends: list('--deb-recommends').join(', '),
    Homepage: one('--url'),
    Description: [summary || one('--name'), ...description.map((line) => ` ${line.trim() || '.'}`)]
      .join('\n')
      .trim(),
  }
  const lines = Object.entries(fields).filter(([, value]) => value !== '')
  writeFileSync(
    join(control, 'control'),
    lines.map(([name, value]) => `${name}: ${value}\n`).join(''),
  )
  for (const [option, name] of Object.entries(scripts)) {
    if (one(option) === '') continue
    copyFileSync(one(option), join(control, name))
    chmodSync(join(control, name), 0o755)
  }
}

function sizeOf(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => lstatSync(join(folder, file)))
    .reduce((sum, stat) => sum + (stat.isDirectory() ? 0 : stat.size), 0)
}
