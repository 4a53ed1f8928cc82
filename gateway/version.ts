/** Of this gateway and the workstation it is shipped with; a test holds it to package.json. */
export const APP_VERSION = '0.1.0'

/** The version in what a client calls itself, such as `xiaoer-desktop 0.1.0`; null: it names none. */
export function versionIn(app: string): string | null {
  return /\b\d{1,6}\.\d{1,6}\.\d{1,6}\b/.exec(app)?.[0] ?? null
}

/** The newest of these versions by their numbers. */
export function newestVersion(versions: readonly string[]): string {
  const parts = (version: string) => version.split('.').map(Number)
  return versions.reduce((newest, version) => {
    const [a, b] = [parts(version), parts(newest)]
    const at = a.findIndex((part, index) => part !== (b[index] ?? 0))
    return at >= 0 && (a[at] ?? 0) > (b[at] ?? 0) ? version : newest
  }, APP_VERSION)
}
