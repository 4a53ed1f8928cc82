/** A queue that gives the least first; what is equal by `before` comes in no promised order. */
export class Heap<T> {
  readonly #items: T[] = []
  readonly #before: (a: T, b: T) => boolean

  constructor(before: (a: T, b: T) => boolean) {
    this.#before = before
  }

  push(item: T): void {
    const items = this.#items
    let index = items.length
    items.push(item)
    while (index > 0) {
      const parent = (index - 1) >> 1
      const above = items[parent]
      if (above === undefined || !this.#before(item, above)) break
      items[index] = above
      index = parent
    }
    items[index] = item
  }

  pop(): T | undefined {
    const items = this.#items
    const first = items[0]
    const last = items.pop()
    if (last === undefined || items.length === 0) return first
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      let least = items[child]
      if (least === undefined) break
      const right = items[child + 1]
      if (right !== undefined && this.#before(right, least)) {
        child++
        least = right
      }
      if (!this.#before(least, last)) break
      items[index] = least
      index = child
    }
    items[index] = last
    return first
  }
}
