import { describe, expect, test } from 'vitest'
import { isOurs, resolveTarget } from './scheme-path.ts'

const folder = '/opt/xiaoer/renderer/workstation'
const id = 'a'.repeat(64)

describe('addresses of our scheme', () => {
  test.each([
    ['app://xiaoer/', `${folder}/index.html`, 'text/html; charset=utf-8'],
    ['app://xiaoer/index.html?x=1#y', `${folder}/index.html`, 'text/html; charset=utf-8'],
    ['app://xiaoer/assets/a-1b.js', `${folder}/assets/a-1b.js`, 'text/javascript; charset=utf-8'],
    ['app://xiaoer/assets/%E5%9B%BE.PNG', `${folder}/assets/图.PNG`, 'image/png'],
    // The URL parser itself walks these back into the folder.
    ['app://xiaoer/assets/../index.html', `${folder}/index.html`, 'text/html; charset=utf-8'],
  ])('%s is served', (address, file, type) => {
    expect(resolveTarget(address, folder)).toEqual({ kind: 'page', file, type })
  })

  test.each([
    ['another scheme', 'file:///etc/passwd'],
    ['another host', 'app://evil/index.html'],
    ['a port', 'app://xiaoer:1/index.html'],
    ['a user', 'app://a@xiaoer/index.html'],
    ['encoded dots', 'app://xiaoer/assets/%2e%2e%2f%2e%2e%2fsecret.js'],
    ['encoded slashes', 'app://xiaoer/..%2f..%2fsecret.js'],
    ['backslashes', 'app://xiaoer/..%5c..%5csecret.js'],
    ['a drive', 'app://xiaoer/C:/secret.js'],
    ['an alternate stream', 'app://xiaoer/index.html::$DATA'],
    ['NUL', 'app://xiaoer/index.html%00.js'],
    ['broken escapes', 'app://xiaoer/%zz.js'],
    ['an unknown ending', 'app://xiaoer/data.db'],
    ['no ending', 'app://xiaoer/LICENSE'],
    ['no address', 'nonsense'],
  ])('%s is refused', (_what, address) => {
    expect(resolveTarget(address, folder)).toEqual({ kind: 'refused' })
  })

  test('a file of the gateway is named by its content address alone', () => {
    expect(resolveTarget(`app://xiaoer/files/${id}`, folder)).toEqual({ kind: 'gateway-file', id })
    for (const wrong of ['', id.slice(1), id.toUpperCase(), `${id}/x`, '../index.html%2f'])
      expect(resolveTarget(`app://xiaoer/files/${wrong}`, folder)).not.toMatchObject({
        kind: 'gateway-file',
      })
  })

  test('only pages of ours are ours', () => {
    expect(isOurs('app://xiaoer/index.html')).toBe(true)
    for (const other of ['app://evil/', 'https://xiaoer/', 'about:blank', 'data:text/html,x', ''])
      expect(isOurs(other)).toBe(false)
  })
})
