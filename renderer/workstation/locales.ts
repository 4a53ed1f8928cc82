import enApp from '#resources/locales/en/app.json'
import enAppNotice from '#resources/locales/en/appNotice.json'
import enBuyerCard from '#resources/locales/en/buyerCard.json'
import enChats from '#resources/locales/en/chats.json'
import enCommon from '#resources/locales/en/common.json'
import enError from '#resources/locales/en/error.json'
import enNotice from '#resources/locales/en/notice.json'
import enOrders from '#resources/locales/en/orders.json'
import enQuick from '#resources/locales/en/quick.json'
import enReason from '#resources/locales/en/reason.json'
import enSettings from '#resources/locales/en/settings.json'
import zhCNApp from '#resources/locales/zh-CN/app.json'
import zhCNAppNotice from '#resources/locales/zh-CN/appNotice.json'
import zhCNBuyerCard from '#resources/locales/zh-CN/buyerCard.json'
import zhCNChats from '#resources/locales/zh-CN/chats.json'
import zhCNCommon from '#resources/locales/zh-CN/common.json'
import zhCNError from '#resources/locales/zh-CN/error.json'
import zhCNNotice from '#resources/locales/zh-CN/notice.json'
import zhCNOrders from '#resources/locales/zh-CN/orders.json'
import zhCNQuick from '#resources/locales/zh-CN/quick.json'
import zhCNReason from '#resources/locales/zh-CN/reason.json'
import zhCNSettings from '#resources/locales/zh-CN/settings.json'
import zhTWApp from '#resources/locales/zh-TW/app.json'
import zhTWAppNotice from '#resources/locales/zh-TW/appNotice.json'
import zhTWBuyerCard from '#resources/locales/zh-TW/buyerCard.json'
import zhTWChats from '#resources/locales/zh-TW/chats.json'
import zhTWCommon from '#resources/locales/zh-TW/common.json'
import zhTWError from '#resources/locales/zh-TW/error.json'
import zhTWNotice from '#resources/locales/zh-TW/notice.json'
import zhTWOrders from '#resources/locales/zh-TW/orders.json'
import zhTWQuick from '#resources/locales/zh-TW/quick.json'
import zhTWReason from '#resources/locales/zh-TW/reason.json'
import zhTWSettings from '#resources/locales/zh-TW/settings.json'

/** The workstation's namespaces by language; every language has every key (a test holds them together). */
export const resources = {
  en: {
    app: enApp,
    appNotice: enAppNotice,
    buyerCard: enBuyerCard,
    chats: enChats,
    common: enCommon,
    error: enError,
    notice: enNotice,
    orders: enOrders,
    quick: enQuick,
    reason: enReason,
    settings: enSettings,
  },
  'zh-CN': {
    app: zhCNApp,
    appNotice: zhCNAppNotice,
    buyerCard: zhCNBuyerCard,
    chats: zhCNChats,
    common: zhCNCommon,
    error: zhCNError,
    notice: zhCNNotice,
    orders: zhCNOrders,
    quick: zhCNQuick,
    reason: zhCNReason,
    settings: zhCNSettings,
  },
  'zh-TW': {
    app: zhTWApp,
    appNotice: zhTWAppNotice,
    buyerCard: zhTWBuyerCard,
    chats: zhTWChats,
    common: zhTWCommon,
    error: zhTWError,
    notice: zhTWNotice,
    orders: zhTWOrders,
    quick: zhTWQuick,
    reason: zhTWReason,
    settings: zhTWSettings,
  },
} as const
