import { expect } from '@playwright/test'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings-defaults.ts'
import type { AgentClient, BuyerClient } from '../support/client.ts'
import { MAIN } from '../support/gateway.ts'
import { NOW } from './moment.ts'
import { type Scene, writesIn } from './scene.ts'

const MINUTE = 60_000

/** What the main account has set: groups, routes, choices, hours, its own words. */
export async function settle(scene: Scene): Promise<void> {
  const boss = await scene.gateway.agent(MAIN, { device: 'headless boss' })
  const { hours, replies, dispatch } = DEFAULT_SETTINGS
  await boss.settings({
    dispatch: { ...dispatch, forwardAcceptMs: 2 * MINUTE, silentMs: 5 * MINUTE },
    groups: [
      { id: 'g-pre', name: '售前咨询' },
      { id: 'g-after', name: '售后退换' },
      { id: 'g-bed', name: '床品顾问' },
    ],
    choices: [
      { id: 'c-pre', label: '买之前问问' },
      { id: 'c-ship', label: '查物流' },
      { id: 'c-after', label: '退换货' },
    ],
    routes: [
      { id: 'r1', by: 'choice', match: 'c-after', group: 'g-after' },
      { id: 'r2', by: 'product', match: '被', group: 'g-bed' },
      { id: 'r3', by: 'page', match: '/item/*', group: 'g-pre' },
    ],
    hours: {
      ...hours,
      on: true,
      week: hours.week.map((_, day) =>
        day < 5
          ? [
              { from: '08:30', to: '12:00' },
              { from: '13:00', to: '22:30' },
            ]
          : [{ from: '09:00', to: '22:30' }],
      ),
      holidays: [
        { date: '2027-01-01', name: '元旦', spans: [{ from: '10:00', to: '18:00' }] },
        { date: '2027-02-06', name: '春节', spans: [] },
      ],
    },
    replies: {
      ...replies,
      welcome: {
        on: true,
        text: '您好，这里是山茶家居，客服马上就来～',
        byGroup: { 'g-after': '您好，退换货请先发订单号，马上为您处理。' },
      },
      busy: { ...replies.busy, on: true, text: '' },
      queue: { ...replies.queue, on: true, text: '' },
    },
  })
  const change = (nick: string, changes: { groups: string[]; limit: number; weight?: number }) => {
    const account = Object.values(boss.view?.accounts ?? {}).find((one) => one.nick === nick)
    return boss.command({ type: 'account.change', account: account?.id ?? '', changes })
  }
  await change('小红', { groups: ['g-pre', 'g-bed'], limit: 6, weight: 1.5 })
  await change('小明', { groups: ['g-pre'], limit: 5 })
  await change('阿杰', { groups: ['g-after'], limit: 4 })
  await change('露露', { groups: ['g-after', 'g-pre'], limit: 3 })
  const witness = await scene.account('阿杰')
  boss.close()
  await witness.until('main is away', () => witness.view?.accounts[boss.id]?.online === false)
  witness.close()
  // Else his day would have begun a month ago.
  const accounts = () => scene.gateway.gateway.desk.shops.get(MAIN)?.accounts()
  await expect.poll(() => accounts()?.every(({ online }) => !online)).toBe(true)
}

const NAMES = (
  '周子墨 苏念 陈小满 王大锤 许知远 沈星河 顾北辰 林晚晴 何雨桐 吴思远 郑佳怡 冯一诺 ' +
  '蒋浩然 韩诗琪 杨梓萱 朱俊杰 秦晨曦 尤安然 吕子涵 施雨薇 曹景行'
).split(' ')
const ASKS = [
  '夏凉被能机洗吗？',
  '手冲壶的滤杯是陶瓷的吗',
  '昨天收到的壶有一道裂纹，怎么办',
  '今天下单几号能到成都',
  '两百乘两百三的够一米八的床吗',
  '发票能开公司抬头吗？',
  '帮我改一下收货地址可以吗',
]

export interface ShopDay {
  readonly agents: Readonly<Record<'小红' | '小明' | '阿杰' | '露露', AgentClient>>
  readonly buyers: ReadonlyMap<string, BuyerClient>
}

/** Half a day of the whole team: some served and gone, all desks full, two in the queue. */
export async function shopDay(scene: Scene): Promise<ShopDay> {
  scene.at(new Date(2026, 10, 20, 8, 52).getTime())
  const boss = await scene.gateway.agent(MAIN, { device: 'headless boss' })
  const agents = {
    小红: await scene.account('小红'),
    小明: await scene.account('小明'),
    阿杰: await scene.account('阿杰'),
    露露: await scene.account('露露'),
  }
  const team = Object.values(agents)
  const buyers = new Map<string, BuyerClient>()
  const served = async (id: string) => {
    const holder = () =>
      Object.values(boss.view?.conversations ?? {}).find(
        (one) => one.buyer.id === id && one.state === 'held',
      )?.holder
    await boss.until('a holder', () => holder() != null)
    return team.find((agent) => agent.id === holder())
  }
  const early = 6
  for (const [index, name] of NAMES.entries()) {
    const last = NAMES.length - index
    scene.ago(last <= 7 ? last * 21 : 300 + last * 170)
    if (index === 9) await agents.小明.command({ type: 'suspend', reason: '小休' })
    const asks = ASKS[index % ASKS.length] ?? ''
    const buyer = await writesIn(
      scene,
      name,
      asks,
      index % 3 === 0
        ? { page: `https://shancha.example/item/p${3001 + index}` }
        : index % 3 === 1
          ? { product: '棉里 羽丝绒夏凉被 200×230cm' }
          : undefined,
    )
    buyers.set(name, buyer)
    if (last <= 7) continue
    const agent = await served(buyer.id)
    if (!agent) throw new Error(`nobody for ${name}`)
    await agent.reply(await agent.served(buyer.id), '在的，马上帮您看～')
    if (index >= early) continue
    const { id: conversation, holderEpoch } = await agent.served(buyer.id)
    await agent.command({ type: 'close', conversation, holderEpoch })
  }
  for (const [name, marks] of [
    ['施雨薇', { vip: true }],
    ['陈小满', { vip: true }],
    ['王大锤', { private: true }],
  ] as const)
    await boss.command({ type: 'buyer.mark', buyer: buyers.get(name)?.id ?? '', ...marks })
  boss.close()
  scene.at(NOW)
  return { agents, buyers }
}
