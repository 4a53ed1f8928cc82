/** Into the middle of its own list and under the keys; nothing around the list moves. */
export function reveal(id: string): void {
  const found = document.getElementById(id)
  const list = found?.closest('.scroll')
  if (!found || !list) return
  const [one, all] = [found.getBoundingClientRect(), list.getBoundingClientRect()]
  list.scrollTop += one.top + one.height / 2 - (all.top + all.height / 2)
  found.focus({ preventScroll: true })
}
