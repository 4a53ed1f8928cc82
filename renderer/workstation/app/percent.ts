/** 96.2% of a share from 0 to 1; a dash where there is none yet. */
export function percent(share: number | null): string {
  return share === null ? '\u2013' : `${Math.round(share * 1000) / 10}%`
}
