import type { SendableBody } from '#shared/protocol/frames.ts'
import type { FileRef } from '#shared/protocol/model.ts'
import type { AgentClient, BuyerClient } from '../support/client.ts'
import { MAIN, PASSWORD, startTestGateway, type TestGateway } from '../support/gateway.ts'

/** The moment at which all pictures are taken, so that they differ only where the screens do. */
export const NOW = new Date(2026, 10, 20, 10, 24, 30).getTime()

const SECOND = 1000
const MINUTE = 60 * SECOND
const DAY = 24 * 60 * MINUTE

/** The shop of the pictures: a real gateway whose clock goes where the story wants it. */
export class Scene {
  readonly gateway: TestGateway
  readonly #clock: { at: number }

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

  async upload(buyer: BuyerClient, name: string, bytes: Buffer): Promise<FileRef> {
    // Days may have gone by since it was given its token.
    await buyer.refresh(buyer.session.refresh)
    const response = await fetch(`${this.gateway.url}/api/files`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${buyer.access}`,
        'content-type': 'image/png',
        'x-file-name': encodeURIComponent(name),
      },
      body: new Uint8Array(bytes),
    })
    if (!response.ok) throw new Error(`upload: ${response.status}`)
    return (await response.json()) as FileRef
  }

  stop(): Promise<void> {
    return this.gateway.stop()
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

async function says(buyer: BuyerClient, text: string, source?: Opening): Promise<void> {
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

async function answers(agent: AgentClient, buyer: BuyerClient, text: string): Promise<void> {
  const conversation = await agent.served(buyer.id)
  await agent.command({ type: 'read', conversation: conversation.id, upTo: conversation.cseq })
  const ok = await agent.reply(conversation, text)
  await buyer.until('the answer', () => (buyer.view?.conversation?.cseq ?? 0) >= (ok.cseq ?? 0))
}

/** Whose chat stands open in the pictures. */
export const HERO = '林晚晴'

const KETTLE = '小满 手冲咖啡壶套装（玻璃款）'
const KETTLE_PAGE = 'https://shancha.example/item/p3001'

/** A forenoon of 小红's: one talk with all that belongs to it, and others at every stage of waiting. */
export async function forenoon(scene: Scene, picture: Buffer): Promise<void> {
  // Three days ago the same buyer asked before she bought.
  scene.at(NOW - 3 * DAY - 40 * MINUTE)
  let red = await scene.account('小红')
  const hero = await writesIn(scene, HERO, '手冲壶套装的滤杯是陶瓷的吗？', {
    product: KETTLE,
    page: KETTLE_PAGE,
  })
  scene.at(NOW - 3 * DAY - 39 * MINUTE)
  await answers(red, hero, '滤杯是玻璃的，陶瓷款是另一个颜色，两款都配 40 张滤纸。')
  scene.at(NOW - 3 * DAY - 37 * MINUTE)
  await hero.say('好的，那我拍玻璃款')
  const past = await red.served(hero.id)
  await red.command({
    type: 'close',
    conversation: past.id,
    holderEpoch: past.holderEpoch,
  })
  await hero.until(
    'the end',
    () => hero.view?.conversation == null || hero.view.conversation.state === 'closed',
  )

  // Today's work began at nine.
  const boss = await scene.gateway.agent(MAIN, { device: 'headless boss' })
  red.close()
  await boss.until('she went home', () => boss.view?.accounts[red.id]?.online === false)
  scene.at(new Date(2026, 10, 20, 8, 57).getTime())
  red = await scene.account('小红')
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
  await hero.say('2026111810024')
  scene.ago(480)
  await answers(
    red,
    hero,
    '收到，已核对：小满 手冲咖啡壶套装（玻璃款），前天 16:20 签收。玻璃件破损 48 小时内拍照即可补寄，您符合的。',
  )
  scene.ago(470)
  await answers(red, hero, '我给您补寄一只分享壶，今天下午四点前发顺丰，坏的不用寄回。')
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
  await hero.say('太好了，谢谢！那补寄需要我付运费吗？')
  scene.ago(26)
  await su.say('好的明白')
  scene.ago(9)
  await writesIn(scene, '顾北辰', '在吗？儿童吸管杯什么时候补货', {
    product: '山岚 儿童吸管杯 350ml',
  })
  scene.at(NOW)
}

const FAMILY = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏'.split('')
const GIVEN = [
  '子涵',
  '雨桐',
  '浩然',
  '诗琪',
  '梓萱',
  '一诺',
  '思远',
  '佳怡',
  '俊杰',
  '晨曦',
  '安然',
]
const ASKS = [
  '这款还有货吗？',
  '今天下单几号能到成都',
  '尺码偏大还是偏小呀，平时穿 M',
  '帮我改一下收货地址可以吗',
  '退款什么时候到账',
  '买两件有优惠吗？',
  '发货了没，三天了还没动静……',
  '能开专票吗',
]

/** A day of sales: more chats than fit anywhere, and the newest of them all waiting. */
export async function crowd(scene: Scene, count: number): Promise<void> {
  scene.ago(1700)
  const red = await scene.account('小红')
  const waiting = 24
  for (let index = 0; index < count; index++) {
    const left = count - index
    scene.ago(left <= waiting ? left * 9 : 240 + left * 6)
    const name = `${FAMILY[index % FAMILY.length]}${GIVEN[(index * 7) % GIVEN.length]}`
    const asks = ASKS[(index * 5 + Math.floor(index / 8)) % ASKS.length] ?? ''
    const buyer = await writesIn(scene, name, asks)
    if (left > waiting) await answers(red, buyer, '在的，马上帮您看～')
  }
  scene.at(NOW)
}
