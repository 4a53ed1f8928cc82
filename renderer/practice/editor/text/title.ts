/** The title as the text has it, without reading the whole: for lists. */
export function titleIn(text: string): string {
  const [, title = ''] = /^title:[ \t]*(.+)$/mu.exec(text) ?? []
  return title
    .trim()
    .replace(/^(['"])(.*)\1$/u, '$2')
    .slice(0, 60)
}

export function idIn(text: string): string {
  const [, id = ''] = /^id:[ \t]*(['"]?)([a-z0-9-]+)\1/mu.exec(text)?.slice(1) ?? []
  return id
}

/** The same scenario under another id and title. */
export function renamed(text: string, id: string, title: string): string {
  return text
    .replace(/^id:.*$/mu, () => `id: ${id}`)
    .replace(/^title:.*$/mu, () => `title: ${JSON.stringify(title)}`)
}

/** One that nobody has. */
export function freeId(wanted: string, taken: ReadonlySet<string>): string {
  const base = wanted.slice(0, 34)
  for (let count = 2; ; count++) {
    const id = `${base}-${count}`
    if (!taken.has(id)) return id
  }
}
