/** The head start beside a cache's file (head-start-file.ts). */
export function headStartPath(file: string): string {
  return `${file}.start`
}
