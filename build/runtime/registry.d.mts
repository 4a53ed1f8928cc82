/** A package of the npm registry, fixed to its bytes. */
export interface Pin {
  readonly name: string
  readonly version: string
  /** `sha512-…` as in npm's lock files. */
  readonly integrity: string
  /** The one file that is taken out of the tarball. */
  readonly entry: string
}
export function say(line: string): void
export function cacheRoot(env?: NodeJS.ProcessEnv, platform?: NodeJS.Platform): string
export function compareVersions(a: string, b: string): number
export function withProgress<T>(what: string, work: Promise<T>): Promise<T>
export function integrityOf(file: string): Promise<string>
export function verifyIntegrity(file: string, pin: Pin): Promise<void>
export function fetchPinned(
  pin: Pin,
  into: string,
  options?: { readonly timeoutMs?: number },
): Promise<string>
export function extractEntry(
  tarball: string,
  entry: string,
  target: string,
  mode?: number,
): Promise<void>
export function cached(
  key: string,
  make: (dir: string) => Promise<void>,
  options?: { readonly root?: string },
): Promise<string>
export function withScratch<T>(use: (dir: string) => Promise<T>): Promise<T>
export function writeAtomically(file: string, text: string): Promise<void>
