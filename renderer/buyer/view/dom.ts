type Child = Node | string | null
type Props<E> = {
  readonly class?: string
  readonly attrs?: Readonly<Record<string, string | null>>
  readonly on?: Readonly<Record<string, (event: never) => void>>
  readonly set?: Partial<E>
}

/** An element with its children. Strings become text nodes: nothing of a message is ever HTML. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props<HTMLElementTagNameMap[K]> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag)
  if (props.class) node.className = props.class
  for (const [name, value] of Object.entries(props.attrs ?? {})) attr(node, name, value)
  for (const [name, listener] of Object.entries(props.on ?? {}))
    node.addEventListener(name, listener as EventListener)
  if (props.set) Object.assign(node, props.set)
  for (const child of children) if (child !== null) node.append(child)
  return node
}

/** Sets or removes, touching the document only when something changes. */
export function attr(node: Element, name: string, value: string | null): void {
  if (value === null) node.removeAttribute(name)
  else if (node.getAttribute(name) !== value) node.setAttribute(name, value)
}

export function text(node: Element, value: string): void {
  if (node.textContent !== value) node.textContent = value
}

const ICONS = {
  picture: 'M4 5h16v14H4z M4 16l5-5 4 4 3-3 4 4 M15.5 9.5h.01',
  send: 'M12 19V5 M5 12l7-7 7 7',
  down: 'M12 5v14 M19 12l-7 7-7-7',
  close: 'M6 6l12 12 M18 6L6 18',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z M12 7.5V12l3 2',
  sent: 'M5 12.5l4.5 4.5L19 7.5',
  read: 'M2 12.5l4.5 4.5L16 7.5 M12.5 16l1 1L22 7.5',
  failed: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z M12 7.5v6 M12 16.5h.01',
  file: 'M6 3h8l4 4v14H6z M14 3v4h4',
  reload: 'M20 11a8 8 0 1 0-2 6 M20 4v7h-7',
  chat: 'M4 5h16v11H11l-5 4v-4H4z',
} as const
export type IconName = keyof typeof ICONS

const SVG = 'http://www.w3.org/2000/svg'

/** Drawn with the current colour; says nothing to screen readers, the button around it does. */
export function icon(name: IconName): SVGElement {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  svg.setAttribute('class', 'icon')
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute('d', ICONS[name])
  svg.append(path)
  return svg
}
