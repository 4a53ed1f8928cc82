import { describe, expect, test } from 'vitest'
import { xauthority } from './display.ts'
import { parseDefines } from './sqlite.ts'
import {
  findProgram,
  lacksDisplay,
  namespacesForbidden,
  parseLdconfig,
  parseLdd,
  parsePolicy,
} from './system.ts'

describe('missing system parts', () => {
  test('ldd: each library that was not found, once', () => {
    const output = [
      '\tlinux-vdso.so.1 (0x00007ffd)',
      '\tlibgtk-3.so.0 => not found',
      '\tlibnss3.so => /lib/x86_64-linux-gnu/libnss3.so (0x00007f)',
      '\tlibgbm.so.1 => not found',
      '\tlibgtk-3.so.0 => not found',
    ].join('\n')
    expect(parseLdd(output)).toEqual(['libgbm.so.1', 'libgtk-3.so.0'])
  })

  test('ldconfig: sonames', () => {
    const output = [
      "310 libs found in cache `/etc/ld.so.cache'",
      '\tlibnss3.so (libc6,x86-64) => /lib/x86_64-linux-gnu/libnss3.so',
      '\tlibgtk-3.so.0 (libc6,x86-64, OS ABI: Linux 3.2.0) => /lib/libgtk-3.so.0',
    ].join('\n')
    expect(parseLdconfig(output)).toEqual(new Set(['libnss3.so', 'libgtk-3.so.0']))
  })

  test('apt: a package without a candidate is not known, as on releases that renamed it', () => {
    const output = [
      'libgtk-3-0:',
      '  Installed: (none)',
      '  Candidate: (none)',
      '  Version table:',
      'libgtk-3-0t64:',
      '  Installed: (none)',
      '  Candidate: 3.24.41-4',
      '  Version table:',
      '     3.24.41-4 500',
      '        500 mirror trixie/main amd64 Packages',
    ].join('\n')
    expect(parsePolicy(output)).toEqual(new Set(['libgtk-3-0t64']))
  })

  test('a program is found in PATH only when it can be run', () => {
    expect(findProgram('sh', '/usr/bin:/bin')).toMatch(/\/sh$/)
    expect(findProgram('passwd', '/etc:/nowhere')).toBeUndefined()
  })

  test('Wayland alone is a display', () => {
    expect(lacksDisplay({ WAYLAND_DISPLAY: 'wayland-0' })).toBe(false)
    expect(lacksDisplay({ DISPLAY: '' })).toBe(process.platform === 'linux')
  })

  test('any of the three switches keeps the sandbox from working', () => {
    const kernel = (values: Readonly<Record<string, string>>) => (file: string) => {
      const value = values[file.split('/').at(-1) ?? '']
      if (value === undefined) throw new Error('ENOENT')
      return `${value}\n`
    }
    expect(namespacesForbidden(kernel({}))).toBe(false)
    expect(namespacesForbidden(kernel({ max_user_namespaces: '95955' }))).toBe(false)
    expect(namespacesForbidden(kernel({ max_user_namespaces: '0' }))).toBe(true)
    expect(namespacesForbidden(kernel({ unprivileged_userns_clone: '0' }))).toBe(true)
    expect(namespacesForbidden(kernel({ apparmor_restrict_unprivileged_userns: '1' }))).toBe(true)
  })
})

describe('the encrypted SQLite', () => {
  test('its flags are those of the package', () => {
    const gypi =
      "# made by a script\n{\n  'defines': [\n    'A=1',\n    'B',\n    'C=-16000',\n  ],\n}\n"
    expect(parseDefines(gypi)).toEqual(['A=1', 'B', 'C=-16000'])
  })

  test('a changed format is an error, not a build without flags', () => {
    expect(() => parseDefines("{ 'other': [] }")).toThrow('no defines')
    expect(() => parseDefines("{ 'defines': [] }")).toThrow('no defines')
  })
})

test('the X cookie is one wildcard record', () => {
  const record = xauthority(Buffer.alloc(16, 7))
  expect(record.subarray(0, 8).toString('hex')).toBe('ffff000000000012')
  expect(record.subarray(8, 26).toString()).toBe('MIT-MAGIC-COOKIE-1')
  expect(record.length).toBe(8 + 18 + 2 + 16)
})
