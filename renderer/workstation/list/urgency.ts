/**
 * How a buyer's wait is shown, by the shop's limits in milliseconds (`settings.desk`): «soon» and
 * «too long».
 */
export function urgency(
  seconds: number,
  soonMs = 60_000,
  lateMs = 100_000,
): 'calm' | 'soon' | 'late' {
  const ms = seconds * 1000
  return ms >= lateMs ? 'late' : ms >= soonMs ? 'soon' : 'calm'
}
