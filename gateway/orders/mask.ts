/** T4: the middle four digits of a phone are for nobody; what the shop has hidden already stays as it is. */
export function maskPhone(phone: string): string {
  if (/[*＊•xX]{3}/.test(phone)) return phone
  const count = phone.match(/\d/g)?.length ?? 0
  // Of a short one the last two remain: enough to compare by, too little to call.
  const from = count < 7 ? 0 : Math.floor((count - 4) / 2)
  const to = count < 7 ? Math.max(0, count - 2) : from + 4
  let digit = 0
  return phone.replace(/\d/g, (sign) => {
    const hidden = digit >= from && digit < to
    digit++
    return hidden ? '*' : sign
  })
}
