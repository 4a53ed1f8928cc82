import { Button, Input } from 'antd'
import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from '../../ui/i18n.ts'
import { isComposing } from '../../workstation/app/composition.ts'

const LONGEST = 40

interface OrderedWordsProps {
  /** Of the whole list, for the names of its fields. */
  readonly label: string
  readonly add: string
  readonly value: readonly string[]
  readonly most: number
  /** Characters of each. */
  readonly longest?: number
  readonly onChange: (value: readonly string[]) => void
}

/** Words in the order in which they are offered. Enter makes the next one. */
export function OrderedWords({
  label,
  add,
  value,
  most,
  longest = LONGEST,
  onChange,
}: OrderedWordsProps) {
  const { t } = useTranslation()
  const list = useRef<HTMLUListElement>(null)
  const wanted = useRef<number | null>(null)
  useEffect(() => {
    if (wanted.current === null) return
    list.current?.querySelectorAll('input')[wanted.current]?.focus()
    wanted.current = null
  })
  const set = (index: number, word: string) => onChange(value.with(index, word))
  function insert(index: number) {
    if (value.length >= most) return
    wanted.current = index
    onChange(value.toSpliced(index, 0, ''))
  }
  function move(index: number, by: -1 | 1) {
    const word = value[index]
    if (word !== undefined) onChange(value.toSpliced(index, 1).toSpliced(index + by, 0, word))
  }
  return (
    <>
      <ul className="ordered-words" ref={list}>
        {value.map((word, index) => {
          const twice = word.trim() !== '' && value.indexOf(word) < index
          return (
            // Each place of the list has its field, whatever word stands there now.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={index}>
              <Input
                value={word}
                maxLength={longest}
                status={twice || word.trim() === '' ? 'error' : ''}
                aria-label={t('manage:deskSettings.wordOf', { list: label, number: index + 1 })}
                onChange={(event) => set(index, event.target.value)}
                onKeyDown={(event) => {
                  if (event.key !== 'Enter' || isComposing(event.nativeEvent)) return
                  event.preventDefault()
                  insert(index + 1)
                }}
              />
              <span className="ordered-tools">
                <Button
                  type="text"
                  icon={<ArrowUp size={16} />}
                  disabled={index === 0}
                  aria-label={t('manage:deskSettings.up', { word })}
                  onClick={() => move(index, -1)}
                />
                <Button
                  type="text"
                  icon={<ArrowDown size={16} />}
                  disabled={index === value.length - 1}
                  aria-label={t('manage:deskSettings.down', { word })}
                  onClick={() => move(index, 1)}
                />
                <Button
                  type="text"
                  icon={<Trash2 size={16} />}
                  aria-label={t('manage:deskSettings.remove', { word })}
                  onClick={() => onChange(value.toSpliced(index, 1))}
                />
              </span>
            </li>
          )
        })}
      </ul>
      <Button
        icon={<Plus size={16} />}
        disabled={value.length >= most}
        onClick={() => insert(value.length)}
      >
        {add}
      </Button>
    </>
  )
}

/** What would be refused or of no use: empty words, and the same one twice. */
export function wordsProblem(words: readonly string[]): 'empty' | 'twice' | null {
  if (words.some((word) => word.trim() === '')) return 'empty'
  return new Set(words.map((word) => word.trim())).size < words.length ? 'twice' : null
}
