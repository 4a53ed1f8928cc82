const MOST = 12
/** `at name (place:1:2)` and `at place:1:2`; a page's as much as Node's. */
const FRAME = /^\s+at (?:(.{0,200}?) \()?([^()]{1,500}?):(\d{1,9}):(\d{1,9})\)?$/

/**
 * Where in the code an error came from, of its stack. The words of the error, which may quote what
 * somebody said, stand before the first frame and can look like anything: so each line is taken apart
 * and put together anew from names in plain letters, the file's own name, and numbers.
 */
export function framesOf(stack: string, message = ''): string[] {
  // A message of several lines could pose as frames.
  const at = message === '' ? -1 : stack.indexOf(message)
  const lines = (at === -1 ? stack : stack.slice(at + message.length)).slice(0, 20_000).split('\n')
  const frames: string[] = []
  for (const line of lines) {
    const [, name = '', place = '', row = '', column = ''] = FRAME.exec(line) ?? []
    if (place === '') continue
    const file = place.split(/[/\\]/).at(-1) ?? ''
    if (!/^[\w.-]{1,60}$/.test(file)) continue
    const known = /^(?:async |new )?[\w$.#<>]{1,60}$/.test(name) ? `${name} ` : ''
    frames.push(`${known}(${file}:${row}:${column})`)
    if (frames.length === MOST) break
  }
  return frames
}

/** An error's class, when it is a name and no sentence. */
export function classOf(name: unknown): string {
  return typeof name === 'string' && /^[A-Za-z][\w ]{0,39}$/.test(name) ? name : 'Error'
}
