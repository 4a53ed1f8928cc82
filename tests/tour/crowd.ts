import type { BuyerClient } from '../support/client.ts'
import { NOW } from './moment.ts'
import { answers, says, type Scene, writesIn } from './scene.ts'

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

const ANSWERS = ['在的，马上帮您看～', '今天发，顺丰', '可以的，已备注', '有货，放心拍']
const HURRIES = ['人呢？', '还在吗', '好的，那我等', '能快点吗，急用！', '？？', '谢谢 🙏']

/** A day of sales: as many chats as she may hold, half of them waiting, and a queue behind. */
export async function crowd(scene: Scene, count: number, mine: number): Promise<void> {
  scene.ago(1900)
  const red = await scene.account('小红')
  const hers: BuyerClient[] = []
  for (let index = 0; index < count; index++) {
    scene.ago(1890 - index * 7)
    const name = `${FAMILY[index % FAMILY.length]}${GIVEN[(index * 7) % GIVEN.length]}`
    const asks = ASKS[(index * 5 + Math.floor(index / 8)) % ASKS.length] ?? ''
    const buyer = await writesIn(scene, name, asks)
    if (index >= mine) continue
    await answers(red, buyer, ANSWERS[index % ANSWERS.length] ?? '')
    if (index % 2 === 0) hers.push(buyer)
  }
  for (const [index, buyer] of hers.entries()) {
    scene.ago((hers.length - index) * 9)
    await says(buyer, HURRIES[(index * 5) % HURRIES.length] ?? '')
  }
  scene.at(NOW)
}
