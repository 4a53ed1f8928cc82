/** Where pictures are shown from. The dev page, which has no main process, sets another place. */
let base = 'app://xiaoer/files/'

export function setFileBase(address: string): void {
  base = address
}
export function fileAddress(id: string): string {
  return `${base}${encodeURIComponent(id)}`
}
