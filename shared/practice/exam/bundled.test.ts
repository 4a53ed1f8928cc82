import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import catalog from '#resources/demo/catalog.json' with { type: 'json' }
import columns from '#resources/practice/questions/columns.json' with { type: 'json' }
import { perfect } from '#tests/support/exam-questions.ts'
import { mergeBanks, readBank } from './bank.ts'
import { draw } from './draw.ts'
import { grade } from './grade.ts'
import { questionsOf } from './import.ts'
import { QUESTION_KINDS, type Answer, type Paper } from './model.ts'
import { statistics } from './statistics.ts'
import { rowsOf } from './table.ts'
import { markWritten } from './written.ts'

const folder = join(import.meta.dirname, '../../../resources/practice/questions')
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'))
const merged = mergeBanks(
  files.map((name) => {
    const read = readBank(readFileSync(join(folder, name), 'utf8'))
    if (!read.ok) throw new Error(`${name}: ${JSON.stringify(read.problems)}`)
    return read.bank
  }),
)
if (!merged.ok) throw new Error(merged.twice)
const { bank } = merged
const START = 1_000_000

const sat = (paper: Paper, account: string, answers: readonly Answer[]) => ({
  paper,
  sitting: {
    account,
    startedAt: START,
    endedAt: START + 1000,
    answers: answers.map((answer, question) => ({ question, at: START + question, answer })),
  },
})

function paperOf(examId: string, seed: number): Paper {
  const drawn = draw(
    bank,
    bank.exams.find(({ id }) => id === examId)!,
    seed,
  )
  if (!drawn.ok) throw new Error(`${examId}: ${JSON.stringify(drawn.problem)}`)
  return drawn.paper
}

/** As people write them, not as the points are written. */
const HUMAN: Readonly<Record<string, { readonly good: string[]; readonly bad: string[] }>> = {
  'returns-reply': {
    good: [
      '亲，支持七天无理由退货的，只要被子没使用过、包装齐全就行。麻烦在订单页申请退货，寄回邮费需要买家自理哈',
      '可以退的哦～请保持商品完好，到我的订单里提交退款退货，因为是个人喜好原因，运费要您这边出一下',
      '可以退的，被子没用过、完好就行，洗过就不能退了；订单里点申请退货，运费您承担哦',
    ],
    // Conditions under which it can't be sent back refuse nothing.
    bad: ['夏凉被不能退的亲，颜色不喜欢是您自己的问题', '您好，我们会尽快处理的'],
  },
  'prices-reply': {
    good: [
      '亲别着急，您的订单还在 7 天价保期内，可以帮您退差价，我这边给您登记，钱会原路返回',
      '非常抱歉给您带来不便，这款支持价保，您在订单详情点价保申请，20 元差价退回到原支付账户',
      '理解您的心情，在价保期内可以补差价，订单里申请就行，原路退回。满意的话也欢迎给个好评',
    ],
    bad: ['价格是随时变动的哦，昨天买的没办法', '可以补差价，您先给个好评，我这边申请后原路退'],
  },
  'contact-reply': {
    good: [
      '亲，不好意思，平台规定我们不能加微信的，您有事就在平台上找我，这样售后更有保障哦',
      '谢谢您喜欢我们店，不过不方便加您微信呢，在这个窗口聊就行，都有聊天记录，出了问题也好处理',
      '您好，平台不允许加微信哦，您可以加我们的店铺会员，在平台上买售后有保障',
    ],
    bad: [
      '好的，我加您',
      '可以的，我的微信号是：abc123，平台上聊不方便，私下有保障',
      '好呀，加我 V：abc',
      '平台上聊不方便哦，您留个电话，我私下联系您，价格有保障',
    ],
  },
  'privacy-reply': {
    good: [
      '亲，抱歉，为了保护买家隐私，订单信息我们不方便对外提供，建议让您朋友自己登录查看哦',
      '您好，不能告诉您哦，这是顾客的个人信息。请下单人本人来查询',
      '收货地址是顾客的隐私，我们不能告诉别人，请您朋友自己查一下',
    ],
    bad: ['好的，寄到了杭州，地址是文一路 1 号', '稍等，我帮您查一下'],
  },
  'service-late-reply': {
    good: [
      '实在不好意思让您久等了，已经帮您联系仓库核实，包裹今晚六点前会发，发出后单号马上告诉您',
      '对不起！我看到您的订单还没发出，仓库说今天就寄，我会一直跟进，有物流了给您留言',
    ],
    bad: ['急什么，今天就发了，查到订单了，单号会告诉您', '快递慢很正常'],
  },
  'fraud-reply': {
    good: [
      '亲，千万别共享屏幕！我们不会打电话让您操作的，这是冒充客服的。退款在订单里申请就行，请马上挂断报警',
      '假的！请不要相信，也不要转账。正常退款是原路退回的，您可以打 96110 举报',
      '这不是真的，千万不要按他说的操作！退款原路返回，直接挂断就好',
    ],
    bad: [
      '是真的，您按他说的操作就可以退款',
      '别担心，请相信对方，按他说的挂断再打',
      '我问一下，您稍等',
    ],
  },
  'goods-cup-reply': {
    good: [
      '您好～保温 12 个小时还有 58 度以上，杯盖可拆洗，48小时内就给您发货',
      '十二小时 58℃以上；盖子能拆下来洗；拍下后两天内发出',
    ],
    bad: ['这是全网最好的保温杯，12 小时 58℃，可拆洗，48 小时发货', '保温很好的，放心买'],
  },
}

describe('the bundled bank', () => {
  test('has sixty questions and more, of all kinds, each explained', () => {
    expect(bank.questions.length).toBeGreaterThanOrEqual(60)
    for (const kind of QUESTION_KINDS)
      expect(bank.questions.filter((one) => one.kind === kind).length, kind).toBeGreaterThan(5)
    expect(new Set(bank.questions.map(({ text }) => text)).size).toBe(bank.questions.length)
    for (const { id, explanation } of bank.questions) expect(explanation, id).not.toBe('')
  })

  test('nothing but the matter helps to guess: letters, lengths, numbers of right options', () => {
    const single = bank.questions.flatMap((one) => (one.kind === 'single' ? [one] : []))
    for (const letter of 'ABCD')
      expect(single.filter((one) => one.answer === letter).length, letter).toBeGreaterThan(2)
    const longest = single.filter(({ options, answer }) => {
      const right = 'ABCDEFGH'.indexOf(answer)
      return options.every((one, at) => at === right || one.length < options[right]!.length)
    })
    expect(longest.length).toBeLessThan(single.length / 3)
    const sizes = bank.questions.flatMap((one) =>
      one.kind === 'multiple' ? one.answer.length : [],
    )
    for (const size of [2, 3, 4])
      expect(sizes.filter((one) => one === size).length, `${size}`).toBeGreaterThan(1)
    const said = bank.questions.flatMap((one) => (one.kind === 'true_false' ? one.answer : []))
    expect(said.filter((one) => one).length).toBeGreaterThan(said.length / 3)
  })

  test.each(bank.questions.flatMap((one) => (one.kind === 'write' ? [one] : [])))(
    '$id: its model answer earns everything, hollow ones nothing',
    (question) => {
      const its = markWritten(question, question.model)
      expect(question.points.filter((_, at) => !its.found[at]).map(({ title }) => title)).toEqual(
        [],
      )
      expect(its).toMatchObject({ share: 1, forbidden: [] })
      for (const text of ['好的', '亲，稍等一下哦', question.text])
        expect(markWritten(question, text).share, text).toBe(0)
    },
  )

  test.each(Object.entries(HUMAN))(
    '%s: good answers of people earn much, bad ones little',
    (id, its) => {
      const question = bank.questions.find((one) => one.id === id)
      if (question?.kind !== 'write') throw new Error(id)
      for (const text of its.good)
        expect(markWritten(question, text).share, text).toBeGreaterThanOrEqual(0.75)
      for (const text of its.bad)
        expect(markWritten(question, text).share, text).toBeLessThanOrEqual(0.3)
    },
  )

  test.each(bank.exams)('$title: a perfect sitting has all, a blank one nothing', ({ id }) => {
    for (let seed = 0; seed < 25; seed++) {
      const paper = paperOf(id, seed)
      const best = perfect(paper, (one) => (one.kind === 'write' ? one.model : ''))
      expect(grade(paper, sat(paper, 'a', best).sitting)).toMatchObject({
        total: 100,
        passed: true,
        of: 100,
        late: [],
      })
      const none = grade(paper, sat(paper, 'a', []).sitting)
      expect(none).toMatchObject({ total: 0, passed: false, got: 0 })
      expect(none.questions.every(({ verdict }) => verdict === 'blank')).toBe(true)
    }
  })

  test('item statistics of a class tell those who know from those who do not', () => {
    const sats = Array.from({ length: 12 }, (_, at) => {
      const paper = paperOf('goods', at)
      const best = perfect(paper, (one) => (one.kind === 'write' ? one.model : ''))
      return sat(paper, `a${at}`, at < 6 ? best : [])
    })
    const its = statistics(sats)
    expect(its).toMatchObject({ sittings: 12, passed: 6, mean: 50 })
    const always = its.questions.find(({ question }) => question.id === 'goods-cup-reply')
    expect(always).toMatchObject({ seen: 12, blank: 6, difficulty: 0.5, discrimination: 1 })
  })

  test('goes out as a table and comes back the same', () => {
    const names = [columns['zh-CN'], columns['zh-TW']]
    const back = questionsOf(rowsOf(bank.questions, columns['zh-CN']), names)
    expect(back).toEqual({ questions: bank.questions, problems: [] })
  })

  test('says of the shop`s products what the catalogue says', () => {
    const text = (id: string) => JSON.stringify(bank.questions.find((one) => one.id === id))
    const facts = (id: string) => catalog.products.find((one) => one.id === id)!
    expect(text('goods-cup-warm')).toContain(facts('p1001').facts[0]!)
    expect(facts('p1002')).toMatchObject({
      stock: 0,
      facts: ['Tritan 材质', '3 岁以上', '预计周四补货'],
    })
    expect(facts('p2001').options.filter((one) => one.startsWith('1.5'))).toEqual(['1.5 米 晨雾灰'])
    expect(facts('p2002')).toMatchObject({
      options: ['云白', '浅青'],
      facts: ['可机洗', '配收纳袋'],
    })
    expect(facts('p3001').facts).toContain('玻璃件破损 48 小时内拍照补寄')
    expect(facts('p3002').facts).toEqual(['电磁炉、明火可用', '偏远地区另收运费'])
    expect(facts('p4001').facts).toContain('承重 120kg')
    expect(facts('p4002')).toMatchObject({ facts: ['可放 16 寸电脑', '下单送防雨罩'] })
    expect(facts('p1001').priceFen).toBe(12900)
    expect(facts('p2002').priceFen).toBe(25900)
  })
})
