/**
 * What the words in front of a number say it is. The nearest word wins: «order 4236…, my phone 138…»
 * has both.
 */
const REACH = 18
const NUMBERED =
  /订单|訂單|单号|單號|单子|运单|快递号|物流|流水|编号|編號|编码|编号|条码|条形码|序列|串号|货号|款号|缸号|批号|批次|料号|物料|商品|货品|宝贝|兑换码|激活码|卡密|券|礼品卡|储值|充值卡|会员|工单|工号|凭证|发票|税号|证号|备案|执照|专利|国药|交易|支付|核销|取件|取货|提货|验证码|群|直播间|房间号|坐标|版本|固件|汇款单|回寄|寄的单|中通|圆通|申通|韵达|百世|极兔|顺丰|德邦|安能|天天|查件|order|track|item|sku|spu|uid|imei|isbn|[a-z]{2,}[=:：]?\s*id|(?:^|[^a-z])(?:sn|no|id|po|so)(?:[^a-z]|$)/giu
const PERSONAL =
  /手机|手機|电话|電話|座机|联系|聯繫|联络|致电|号码|號碼|打我|打她|打他|收件|收货人|取件人|寄件人|充值号码|给我打|微信|v信|微|[+＋]v|vx|wx|tel|phone|mobile|call|卡号|銀行|银行|行卡|信用卡|借记卡|储蓄卡|我的卡|打款|转账|运通|amex|card|visa|身份证|身份證|证件号|sfz|护照/giu

export type Said = 'numbered' | 'personal' | null

export function saidBefore(text: string, start: number): Said {
  const before = text.slice(Math.max(0, start - REACH), start)
  const numbered = lastOf(before, NUMBERED)
  const personal = lastOf(before, PERSONAL)
  if (numbered < 0 && personal < 0) return null
  return numbered > personal ? 'numbered' : 'personal'
}

/** Where the last find ends; -1: none. */
function lastOf(text: string, words: RegExp): number {
  let end = -1
  for (const match of text.matchAll(words)) end = match.index + match[0].length
  return end
}
