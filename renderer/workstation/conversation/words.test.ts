import { expect, test } from 'vitest'
import { partsOf } from './words.ts'

const shape = (text: string, search = '') =>
  partsOf(text, search).map((part) => `${part.kind}:${part.text}`)

test('links end before the punctuation and the Chinese around them', () => {
  expect(shape('看 https://a.example/x?y=1。谢谢')).toEqual([
    'text:看 ',
    'link:https://a.example/x?y=1',
    'text:。谢谢',
  ])
  expect(shape('(https://a.example/b).')).toEqual(['text:(', 'link:https://a.example/b', 'text:).'])
  expect(shape('https://a.example/tent在吗')).toEqual(['link:https://a.example/tent', 'text:在吗'])
})

test('what is no web address stays text', () => {
  expect(shape('javascript:alert(1) file:///etc http://')).toEqual([
    'text:javascript:alert(1) file:///etc http://',
  ])
})

test('the words searched for are marked, whatever their case', () => {
  expect(shape('Tent TENT', 'tent')).toEqual(['hit:Tent', 'text: ', 'hit:TENT'])
  expect(shape('帐篷防水吗', '防水')).toEqual(['text:帐篷', 'hit:防水', 'text:吗'])
  expect(shape('abc', '  ')).toEqual(['text:abc'])
})
