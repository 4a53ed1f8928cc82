import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Tests and notes never reach a bundle, so that editing one leaves the build fresh. */
const ignored = /\.(?:test|spec|bench)\.tsx?$|\.md$|^\.|~$/

/** All files under the given folders and files, sorted, as paths relative to `root`. */
export function inputFiles(root: string, inputs: readonly string[]): string[] {
  const found: string[] = []
  const visit = (path: string): void => {
    const stat = statSync(join(root, path), { throwIfNoEntry: false })
    if (stat === undefined) return
    if (!stat.isDirectory()) {
      found.push(path)
      return
    }
    for (const name of readdirSync(join(root, path))) {
      if (name !== 'node_modules' && !ignored.test(name)) visit(`${path}/${name}`)
    }
  }
  for (const input of inputs) visit(input)
  return [...new Set(found)].sort()
}

/** Gives each file's content hash; one instance reads a file only once. */
export class ContentHashes {
  readonly #root: string
  readonly #known = new Map<string, string>()

  constructor(root: string) {
    this.#root = root
  }

  of(path: string): string {
    let hash = this.#known.get(path)
    if (hash === undefined) {
      hash = createHash('sha256')
        .update(readFileSync(join(this.#root, path)))
        .digest('base64')
      this.#known.set(path, hash)
    }
    return hash
  }

  /** One hash over names and contents of all inputs; it changes when a file comes or goes. */
  ofAll(inputs: readonly string[]): string {
    const total = createHash('sha256')
    for (const path of inputFiles(this.#root, inputs)) total.update(`${path}\0${this.of(path)}\n`)
    return total.digest('hex')
  }
}

/** The hash a target had when it was last built, kept in `<folder>/<target>`. */
export class Stamps {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /** True when the target was built from exactly these inputs and its outputs are still there. */
  isFresh(target: string, hash: string, outputs: readonly string[]): boolean {
    const path = join(this.#folder, target)
    return (
      existsSync(path) &&
      readFileSync(path, 'utf8').trim() === hash &&
      outputs.every((output) => existsSync(output))
    )
  }

  write(target: string, hash: string): void {
    const path = join(this.#folder, target)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, `${hash}\n`)
  }
}
