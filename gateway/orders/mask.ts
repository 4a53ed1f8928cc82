/**
 * T4: of a phone the four digits before the last four are for nobody, the middle of a Chinese mobile
 * number with or without its country; what the shop has hidden already stays as it is.
 */
export function maskPhone(phone: string): string {
  if (/[*＊•xX]{3}/.test(phone)) return phone
  const count = phone.match(/\d/g)?.length ?? 0
  // Of a short one the last two remain: enough to compare by, too little to call.
  const from = count < 8 ? 0 : count - 8
  const to = count < 8 ? Math.max(0, count - 2) : count - 4
  let digit = 0
  return phone.replace(/\d/g, (sign) => {
    const hidden = digit >= from && digit < to
    digit++
    return hidden ? '*' : sign
  })
}
