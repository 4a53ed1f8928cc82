import type { SendableBody } from '#shared/protocol/frames.ts'
import type { Card, FileRef } from '#shared/protocol/model.ts'
import type { BuyerOrders } from '#shared/orders/model.ts'
import { DEFAULT_SETTINGS } from '#shared/protocol/settings-defaults.ts'
import { DEMO_PHRASES } from '#gateway/demo/data.ts'
import { apiOf } from '../support/api.ts'
import type { AgentClient, BuyerClient } from '../support/client.ts'
import type { OrderSystemServer } from '../support/order-system.ts'
import { MAIN, PASSWORD, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { NOW } from './moment.ts'
import { CUSTOMER, openBooks, ORDER } from './order-books.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const DAY = 24 * 60 * MINUTE

/** The shop of the pictures: a real gateway whose clock goes where the story wants it. */
export class Scene {
  readonly gateway: TestGateway
  readonly #clock: { at: number }
  #books: OrderSystemServer | null = null

  private constructor(gateway: TestGateway, clock: { at: number }) {
    this.gateway = gateway
    this.#clock = clock
  }

  static async open(
    options: { readonly buyerPageDir?: string; readonly limit?: number } = {},
  ): Promise<Scene> {
    const clock = { at: NOW - 30 * DAY }
    const { limit = 40, ...rest } = options
    const gateway = await startTestGateway({ bare: true, now: () => clock.at, ...rest })
    const { control, desk } = gateway.gateway
    await control.createShop({
      id: MAIN,
      name: '山茶家居旗舰店',
      main: MAIN,
      nick: '店长',
      password: PASSWORD,
    })
    for (const [nick, role] of [
      ['小红', 'senior'],
      ['小明', 'junior'],
      ['阿杰', 'supervisor'],
      ['露露', 'junior'],
    ] as const)
      await control.createAccount({ name: `${MAIN}:${nick}`, nick, role, password: PASSWORD })
    const shop = desk.shops.get(MAIN)
    for (const { id: account, role } of shop?.accounts() ?? [])
      await shop?.submit({
        type: 'account.change',
        account,
        changes: { limit, participates: role !== 'main' },
      })
    return new Scene(gateway, clock)
  }

  /** Moves the gateway's clock; it only ever goes forward. */
  at(time: number): void {
    if (time < this.#clock.at) throw new Error('the story goes forward')
    this.#clock.at = time
  }

  now(): number {
    return this.#clock.at
  }

  ago(seconds: number): void {
    this.at(NOW - seconds * SECOND)
  }

  account(nick: string): Promise<AgentClient> {
    return this.gateway.agent(`${MAIN}:${nick}`, {
      device: `headless ${nick}`,
      name: `${nick}的电脑`,
      app: '0.1.0',
      now: () => this.#clock.at,
    })
  }

  /** The shop's order system, its quick replies, topics and tags. */
  async furnish(): Promise<OrderSystemServer> {
    const { control } = this.gateway.gateway
    await control.beginPhrases(MAIN, DEMO_PHRASES)
    await control.changeSettings(MAIN, {
      desk: {
        ...DEFAULT_SETTINGS.desk,
        typingPreview: true,
        topics: ['商品咨询', '物流', '退换货', '发票', '投诉'],
        tags: ['老客户', '要发票', '易碎加固', '企业采购', '价格敏感'],
      },
    })
    this.#books = await openBooks(this.gateway)
    return this.#books
  }

  get books(): OrderSystemServer {
    if (!this.#books) throw new Error('there is no order system')
    return this.#books
  }

  async upload(by: BuyerClient | AgentClient, name: string, bytes: Buffer): Promise<FileRef> {
    // Days may have gone by since it was given its token.
    await by.refresh(by.session.refresh ?? '')
    const response = await fetch(`${this.gateway.url}/api/files`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${by.access}`,
        'content-type': 'image/png',
        'x-file-name': encodeURIComponent(name),
      },
      body: new Uint8Array(bytes),
    })
    if (!response.ok) throw new Error(`upload: ${response.status}`)
    return (await response.json()) as FileRef
  }

  async stop(): Promise<void> {
    await this.gateway.stop()
    await this.#books?.stop()
  }
}

interface Opening {
  readonly page?: string
  readonly product?: string
}

/** A buyer's first message, with where it comes from. */
export async function writesIn(
  scene: Scene,
  name: string,
  text: string,
  source?: Opening,
): Promise<BuyerClient> {
  const buyer = await scene.gateway.buyer({ name })
  await says(buyer, text, source)
  return buyer
}

export async function says(buyer: BuyerClient, text: string, source?: Opening): Promise<void> {
  const body: SendableBody = { kind: 'text', text }
  await buyer.submit(
    { t: 'send', conversation: null, body, ...(source ? { source } : {}) },
    { lane: 'shop' },
  )
}

async function reads(buyer: BuyerClient): Promise<void> {
  const open = buyer.view?.conversation
  if (open)
    await buyer.submit({
      t: 'cmd',
      command: { type: 'read', conversation: open.id, upTo: open.cseq },
    })
}

/** The answer's cseq. */
export async function answers(
  agent: AgentClient,
  buyer: BuyerClient,
  text: string,
): Promise<number> {
  const conversation = await agent.served(buyer.id)
  await agent.command({ type: 'read', conversation: conversation.id, upTo: conversation.cseq })
  const ok = await agent.reply(conversation, text)
  await buyer.until('the answer', () => (buyer.view?.conversation?.cseq ?? 0) >= (ok.cseq ?? 0))
  return ok.cseq ?? 0
}

async function closes(
  agent: AgentClient,
  buyer: BuyerClient,
  summary: { readonly topic: string; readonly text: string },
): Promise<void> {
  const { id: conversation, holderEpoch } = await agent.served(buyer.id)
  await agent.command({ type: 'close', conversation, holderEpoch, summary })
  await buyer.until('the end', () => buyer.view?.conversation?.state === 'closed')
}

async function rates(buyer: BuyerClient, score: number, text = ''): Promise<void> {
  const conversation = buyer.view?.conversation?.id ?? ''
  await buyer.submit({ t: 'cmd', command: { type: 'rate', conversation, score, text } })
}

/** As the panel would send it: with the picture that the gateway has taken over. */
async function orderCard(scene: Scene, agent: AgentClient, buyer: BuyerClient): Promise<Card> {
  await agent.refresh(agent.session.refresh ?? '')
  const ask = apiOf(scene.gateway.url)
  for (let look = 0; look < 100; look++) {
    const { value } = await ask<BuyerOrders>(agent.access, `/api/orders?buyer=${buyer.id}`)
    const order = value.orders?.find(({ number }) => number === ORDER)
    const [first] = order?.lines ?? []
    if (order && first?.picture) {
      const { number, state, total, lines } = order
      const { title, count, picture } = first
      const more = lines.length - 1
      return { kind: 'order', number, state, total, lines: [{ title, count }], more, picture }
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('the order never came with its picture')
}

/** Whose chat stands open in the pictures. */
export const HERO = '林晚晴'

const KETTLE = '小满 手冲咖啡壶套装（玻璃款）'
const KETTLE_PAGE = 'https://shancha.example/item/p3001'

/** A forenoon of 小红's: one talk with all that belongs to it, and others at every stage of waiting. */
export async function forenoon(scene: Scene, picture: Buffer): Promise<BuyerClient> {
  await scene.furnish()
  const boss = await scene.gateway.agent(MAIN, { device: 'headless boss' })
  const home = async (agent: AgentClient) => {
    agent.close()
    await boss.until('they went home', () => boss.view?.accounts[agent.id]?.online === false)
  }
  // Weeks ago a colleague served the same buyer.
  scene.at(NOW - 20 * DAY)
  const ming = await scene.account('小明')
  const hero = await writesIn(scene, HERO, '四件套有 1.8 米床的吗？')
  await answers(ming, hero, '有的，晨雾灰和燕麦两色都有现货。')
  await closes(ming, hero, { topic: '商品咨询', text: '问尺寸，推荐 1.8 米晨雾灰，已下单' })
  await rates(hero, 5, '回答很快，很耐心')
  await home(ming)

  // Three days ago she asked before she bought.
  scene.at(NOW - 3 * DAY - 40 * MINUTE)
  let red = await scene.account('小红')
  await says(hero, '手冲壶套装的滤杯是陶瓷的吗？', { product: KETTLE, page: KETTLE_PAGE })
  scene.at(NOW - 3 * DAY - 39 * MINUTE)
  await answers(red, hero, '滤杯是玻璃的，陶瓷款是另一个颜色，两款都配 40 张滤纸。')
  scene.at(NOW - 3 * DAY - 37 * MINUTE)
  await hero.say('好的，那我拍玻璃款')
  await closes(red, hero, { topic: '商品咨询', text: '确认玻璃款，送人，要求包装好' })
  await rates(hero, 4)

  // Today's work began at nine.
  await home(red)
  scene.at(new Date(2026, 10, 20, 8, 57).getTime())
  red = await scene.account('小红')
  await boss.command({ type: 'buyer.link', buyer: hero.id, customer: CUSTOMER })
  await boss.command({ type: 'buyer.mark', buyer: hero.id, vip: true })
  await boss.command({ type: 'buyer.tag', buyer: hero.id, tags: ['老客户', '易碎加固'] })
  await boss.command({
    type: 'buyer.note',
    buyer: hero.id,
    text: '送礼居多，每次都要求加固包装；上次四件套尺寸买小过。',
  })
  boss.close()

  const quiet = async (
    ago: number,
    name: string,
    asks: string,
    answer: string,
    source?: Opening,
  ) => {
    scene.ago(ago)
    const buyer = await writesIn(scene, name, asks, source)
    scene.ago(ago - 20)
    await answers(red, buyer, answer)
    await reads(buyer)
    return buyer
  }
  for (const [ago, name, asks, answer, topic, score, word] of [
    [3600, '何雨桐', '昨天的单几时发？', '今天上午已发出，顺丰。', '物流', 5, ''],
    [3400, '吴思远', '锅的珐琅磕掉一块', '抱歉，给您换一口新的。', '退换货', 2, '等了两天才有人理'],
  ] as const) {
    const buyer = await quiet(ago, name, asks, answer)
    await closes(red, buyer, { topic, text: answer })
    await rates(buyer, score, word)
  }
  await quiet(3000, '周子墨', '发票能开公司抬头吗？', '可以的，抬头和税号发我，今天开好发您邮箱。')
  const su = await quiet(
    2700,
    '苏念',
    '四件套首次洗会掉色吗',
    '首次洗涤会有轻微浮色，建议单独冷水洗。',
  )
  await quiet(2400, '陈小满', '夏凉被能机洗吗？', '可以机洗，用洗衣袋更护被面哦～')
  const wang = await quiet(2100, '王大锤', '保温杯雾蓝有货没', '雾蓝有现货，今天下单今天发。')
  await quiet(1900, '许知远', '露营椅承重多少', '铝合金支架，承重 120 公斤，放心坐。')

  for (const [ago, product] of [
    [900, '小满 珐琅铸铁锅 24cm'],
    [760, '山岚 316 不锈钢保温杯 480ml'],
    [650, KETTLE],
  ] as const) {
    scene.ago(ago)
    hero.protocol.look({ page: KETTLE_PAGE, title: `${product} - 山茶家居`, product })
  }
  scene.ago(620)
  await says(hero, '你好，昨天收到的手冲壶套装，分享壶上有一道裂纹 😢', {
    product: KETTLE,
    page: KETTLE_PAGE,
  })
  scene.ago(605)
  const file = await scene.upload(hero, '裂纹.png', picture)
  await hero.say('', { body: { kind: 'image', file } })
  scene.ago(575)
  await answers(red, hero, '亲，非常抱歉让您收到有裂纹的壶！我马上帮您处理，麻烦发一下订单号好吗？')
  await reads(hero)
  scene.ago(520)
  await hero.say(ORDER)
  scene.ago(480)
  await answers(
    red,
    hero,
    '收到，已核对：小满 手冲咖啡壶套装（玻璃款），昨天 16:24 签收。玻璃件破损 48 小时内拍照即可补寄，您符合的。',
  )
  scene.ago(475)
  await red.tell(await red.served(hero.id), {
    kind: 'card',
    card: await orderCard(scene, red, hero),
  })
  scene.ago(470)
  const offer = await answers(
    red,
    hero,
    '我给您补寄一只分享壶，今天下午四点前发顺丰，坏的不用寄回。',
  )
  await reads(hero)

  scene.ago(430)
  const chang = await writesIn(scene, '沈星河', '你们家羽丝绒被和蚕丝被哪个更适合空调房？', {
    product: '棉里 羽丝绒夏凉被 200×230cm',
  })
  scene.ago(400)
  await answers(red, chang, '空调房推荐羽丝绒，蓬松不闷，可机洗。')
  scene.ago(180)
  await chang.say('两百乘两百三的够一米八的床吗')
  await chang.say('还有现在拍什么时候能到杭州？')
  scene.ago(128)
  await wang.say('那我拍两个，能便宜点不？👀')
  scene.ago(76)
  await writesIn(scene, 'Emily Chen', 'Hi, do you ship to Singapore? 想寄给朋友做礼物', {
    page: 'https://shancha.example/item/p1001',
  })
  scene.ago(38)
  await hero.say('', {
    body: { kind: 'text', text: '太好了，谢谢！那补寄需要我付运费吗？', quote: offer },
  })
  scene.ago(26)
  await su.say('好的明白')
  scene.ago(9)
  await writesIn(scene, '顾北辰', '在吗？儿童吸管杯什么时候补货', {
    product: '山岚 儿童吸管杯 350ml',
  })
  scene.at(NOW)
  return hero
}
