/** Seconds after which a waiting buyer is shown as «soon» and as «too long». */
export const SOON = 60
export const TOO_LONG = 100

export function urgency(seconds: number): 'calm' | 'soon' | 'late' {
  return seconds >= TOO_LONG ? 'late' : seconds >= SOON ? 'soon' : 'calm'
}
