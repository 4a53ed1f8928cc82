import { describe, expect, it } from 'vitest'
import data from '#resources/practice/intents.json' with { type: 'json' }
import { fold } from '../../words/fold.ts'
import { intentsFile, makeIntents } from './intents.ts'
import { featuresOf } from './likeness.ts'

const intentsOf = makeIntents(intentsFile.parse(data))
const meant = (text: string): string[] => intentsOf(text).map((heard) => heard.intent)

/**
 * Written by hand, none of them in the data: what must be heard, `~` what may be heard besides, then
 * the agent's words. A line counts only if all that must is heard and nothing else than may be.
 * The last 48 were written after the data's last larger change: 83 of 100 of them were heard so at
 * first sight, which is what to expect of new words.
 */
const LINES = `
greet | 您好，请讲
greet ~ask_need | 亲，您好呀，请问有什么需要帮忙的
greet ~ask_need | 您好，我是三号客服小蓝，很高兴为您服务
greet | 下午好呀亲
greet | 亲，在的哈
greet | 哈喽，在呢
greet ~hold_on | 你好，在的，请说
ask_order | 麻烦把您的订单编号复制给我一下
ask_order | 亲，是哪一笔订单呢
ask_order | 您方便说一下订单号吗？我核对下
ask_order | 您当时是用哪个手机号下单的
ask_order | 您把单号贴给我就行
ask_order ~check_for_you,hold_on | 订单号给我一下，我帮您查
ask_order | 您问的是哪个订单呀
ask_photo | 方便的话拍张照片给我们看看坏的地方
ask_photo | 麻烦上传一下外箱和面单的照片
ask_photo | 您有开箱的视频吗
ask_photo | 请您把衣服开线的地方拍个小视频发来
ask_photo | 能不能传几张清晰的图片
ask_photo | 商品坏掉的位置拍一下发我
ask_photo ~check_for_you | 您把照片发过来，我给您登记
ask_problem | 请问收到的杯子是哪里坏了呢
ask_problem | 您能具体讲讲是什么情况吗
ask_problem | 是漏水还是盖子盖不紧呢
ask_problem | 方便问下您为什么想退吗
ask_problem | 请问是漏发了哪个配件
ask_problem | 您什么时候发现有异味的
ask_problem | 麻烦您详细描述下故障现象
ask_need | 请问您想看哪一类的杯子呢
ask_need | 您这是送人的吗？
ask_need | 您大概想买多大容量的
ask_need | 您对材质有什么要求吗
ask_need ~ask_problem | 您是自用还是送长辈呀
ask_need | 您的预算在什么范围呢
ask_need | 平时主要用来做什么呢
ask_need ~greet | 欢迎光临，请问想了解哪个款式
ask_measure | 亲亲麻烦报下您的身高和体重
ask_measure | 您平时的衣服一般穿几码呀
ask_measure | 宝宝现在几个月了呢
ask_measure | 您量一下脚长告诉我
ask_measure | 您的腰围和臀围大概多少
apologise | 真的非常对不起，让您有了不好的体验
apologise | 给您造成的麻烦我们深表歉意
apologise | 这次确实是仓库的失误
apologise | 是我们没有做好，向您道歉
apologise | 不好意思啊亲，刚才回复慢了
apologise ~soothe | 实在抱歉，让您久等了
soothe | 亲您先消消气，慢慢讲
soothe | 您的心情我特别能理解
soothe | 您别担心，这件事我会跟到底
soothe | 换了谁遇到这种事都会生气的
soothe | 放心哈，我们不会不管的
soothe ~check_for_you | 您先别着急上火，我来想办法
soothe | 我明白您的着急
soothe | 您放一百个心，我一定给您办妥
explain_delay | 这两天单子特别多，仓库发货要排队
explain_delay | 因为台风，当地的快递都延误了
explain_delay ~give_tracking | 包裹卡在中转站，是因为那边爆仓了
explain_delay | 春节期间快递停运，所以发货晚一些
explain_delay | 由于工厂赶工来不及，发货推迟了
explain_delay | 大促刚结束，物流会比平常慢一两天
explain_delay ~give_tracking | 件还在等待中转，所以轨迹一直没更新
promise_time | 今天下午六点前一定给您发出去
promise_time | 最晚后天您就能收到
promise_time | 我半小时内给您回话
promise_time ~offer_refund | 款项三个工作日内到账
promise_time ~give_stock | 预计周四能到货
promise_time | 十五分钟之内给您答复
promise_time | 一般两三天就到了
promise_time ~offer_resend | 明天上午给您补发
give_tracking | 您这个件发的是圆通，单号YT2233445566778
give_tracking | 快递刚到宁波鄞州网点
give_tracking | 物流上显示今早已经签收了，放在门口驿站
give_tracking | 包裹目前在南京分拨中心
give_tracking | 快递小哥正在派件，您留意电话
give_tracking | 昨晚已经揽收，正在运输中
give_tracking | 运单号是 SF1234567890123
check_for_you | 我马上帮您催催快递
check_for_you ~hold_on | 我这边去核实一下
check_for_you | 已经帮您反馈给仓库加急了
check_for_you | 我来联系一下派件员
check_for_you ~hold_on | 我现在就给您查
check_for_you | 已给您登记，我会一直盯着
ask_address | 好的，请把新的收件地址和电话发给我
ask_address ~confirm | 您想改寄到哪里呀
ask_address | 麻烦写一下收货人姓名、电话和详细地址
ask_address | 您正确的地址是什么呢
ask_address | 收件人和手机号也发我一下
confirm_address | 我和您核对一下收件信息
confirm_address | 地址帮您改成杭州市西湖区文三路90号了，您看看对吗
confirm_address | 收货人是张女士，寄到天目山路，没错吧
confirm_address | 新地址已经修改成功啦
confirm_address | 麻烦您确认下收货地址和电话
offer_refund | 亲，这个我给您全额退掉，钱原路返回
offer_refund | 我这就给您操作退款
offer_refund | 您申请仅退款就好，我这边马上同意
offer_refund | 商品不用寄回，直接退您59元
offer_refund | 我们同意退款，已经在处理了
offer_refund | 运费也会一起退给您
offer_refund ~compensate | 这单给您退20块钱作为补偿
offer_refund ~promise_time | 退款已经提交，一到三天到账
offer_return | 您可以在订单里申请退货，我们包运费
offer_return ~explain_rule | 没拆封的话支持七天无理由退货的
offer_return ~promise_time | 明天快递员会上门取件
offer_return | 麻烦您把东西寄回我们仓库
offer_return | 退货的邮费由我们来出
offer_return | 您选择退货退款就可以
offer_exchange | 尺码不合适我给您换大一码
offer_exchange | 有质量问题我们免费更换
offer_exchange | 坏的这个给您换个新的吧
offer_exchange | 支持换货的，颜色也能换
offer_exchange | 我这边帮您安排换货
offer_resend | 漏发的盖子我给您补一个
offer_resend ~promise_time | 今天就重新给您寄一份
offer_resend | 我让仓库补寄一件给您
offer_resend | 丢件的话我们重新给您发
offer_resend | 少发的配件马上补发
explain_rule | 按平台规定，签收七天内可以申请
explain_rule ~refuse | 内衣属于贴身衣物，拆封后就不退不换了
explain_rule | 退货要保证吊牌和包装齐全，不影响二次销售
explain_rule | 这款质保期一年，人为损坏除外
explain_rule ~refuse | 定制商品是不支持无理由退货的
explain_rule ~refuse,give_price | 店铺券和平台满减不能叠加，页面有写明
explain_rule ~price_protect | 我们的价保规则是下单后十五天
refuse ~apologise | 抱歉，不能给您退款
refuse | 这款真的没办法再便宜了
refuse ~explain_rule | 超过三十天了，退不了的
refuse | 已经出库了，地址改不了啦
refuse | 我们不能把别的买家的信息透露给您
refuse | 这个价已经是底价了亲
refuse ~apologise | 不好意思，这个实在办不到
refuse | 不可以换的
refuse | 拆过的就不支持退换了
refuse_off_platform ~apologise | 抱歉哦，我们不能加私人微信的
refuse_off_platform | 请您在店铺里直接拍，私下转账没有保障
refuse_off_platform | 平台不允许留手机号的，咱们就在这里聊
refuse_off_platform | 不支持支付宝转账，请走平台付款
refuse_off_platform | 线下交易有风险，我们不做的
refuse_off_platform | 所有付款都要在平台内完成
warn_fraud | 这个电话是骗子打的，您千万别信
warn_fraud | 请不要把验证码告诉任何人
warn_fraud | 我们绝对不会打电话让您转账
warn_fraud | 那个二维码千万不要扫
warn_fraud | 对方是冒充我们店的，建议您报警
warn_fraud | 这种多半是诈骗，链接别点
recommend | 送长辈的话我推荐大容量这款
recommend | 建议您看看升级款，保温更久
recommend | 这款轻便，更适合出差带
recommend | 您可以考虑一下我们的礼盒装
recommend | 给您挑了两款，您对比下
recommend | 我觉得这款更适合您
give_size ~recommend | 您这个身材穿L码就合适
give_size | 这款版型偏大，可以拍小一码
give_size | 杯子的高度是22厘米
give_size ~recommend | 165的话建议选M码
give_size | 正常尺码，按平时穿的拍
give_size | 这双鞋标准码，39码的就可以
give_stock | 蓝色还剩最后两件
give_stock | 这款现在是有货的
give_stock ~promise_time | 卖完了，下周三补货
give_stock | 灰色XL已经断货了
give_stock | 都是现货，拍下就发
give_stock | 这个尺码暂时没货哈
give_price | 领完券到手是89元
give_price | 今天拍满199减30
give_price | 这款活动期间卖129元包邮
give_price | 两套一共256元
give_price | 现在下单打八五折
give_price | 一个59元，两个100块
invoice_info | 可以开票的，麻烦提供公司抬头和税号
invoice_info | 电子发票稍后发送到您的邮箱
invoice_info | 您需要普票还是专票呢
invoice_info | 发票在订单详情里就能下载
invoice_info | 已经帮您补开了发票
thank | 谢谢亲的体谅
thank | 感谢您一直以来的支持
thank | 您太客气了，应该做的
thank | 非常感谢您的建议
bye | 祝您天天开心，再见
bye | 有需要您再来找我哈
bye | 那先不打扰您了，拜拜
bye | 欢迎下次再来哦
bye | 祝宝宝健康快乐
hold_on | 请您稍等两分钟
hold_on | 亲等我一下哦，马上回来
hold_on ~check_for_you | 稍等哈，我去看一下
hold_on | 麻烦稍候片刻
transfer_notice | 我把您转给售后的同事，他会接着处理
transfer_notice | 这个问题需要主管来跟您沟通
transfer_notice | 马上为您转接专员
transfer_notice | 稍后我们的售后专员会联系您
transfer_notice | 我已经把情况移交给技术同事
confirm | 好的呢亲
confirm | 没问题，都给您记下了
confirm | 可以的，备注好了
confirm | 嗯嗯，我知道了
confirm | 收到，明白
upsell | 搭一个杯刷更方便清洗哦
upsell | 两件一起拍更划算
upsell | 您再凑一件就可以满减了
upsell | 要不要顺便带一双袜子
price_protect | 您还在价保期，差价我给您退
price_protect ~check_for_you | 我帮您提交价保申请
price_protect | 降价的部分可以返差价给您
price_protect | 给您补上10元差价
compensate ~apologise,give_price | 为表歉意，给您申请一张10元无门槛券
compensate ~offer_refund | 再赔您五块钱
compensate | 我们给您发个红包作为补偿
compensate | 赠送您一份小礼物
compensate | 破损的话我们会赔付您的损失
ask_satisfied | 您看这么安排行不行
ask_satisfied | 请问这样处理您满意吗
ask_satisfied | 还有没有别的疑问呢
ask_satisfied | 方便的话给我个五星好评哦
deny | 快递的事跟我们没有关系
deny | 这不属于我们的责任
deny | 你自己去问快递公司
deny | 我哪知道，我也不清楚
deny | 肯定是您自己摔坏的
deny | 这个不归客服管的
rude | 你爱买不买
rude | 催什么催，没看我忙着吗
rude | 你这人怎么这么烦
rude | 要投诉就投诉去呗
rude | 说几遍了，看不懂字吗
rude | 没完没了是吧
refuse | 不能退款
refuse | 无法为您退款哦
refuse ~explain_rule | 这种情况是不支持退货的
refuse | 我们不给换货
refuse ~explain_rule,price_protect | 过了价保期，差价是不退的
refuse+offer_exchange | 钱退不了，不过可以给您换一个
refuse+offer_return ~explain_rule | 仅退款不行，您可以申请退货退款
refuse | 没法给您补发
refuse | 不会给您赔偿的
- | 是的话我再跟您说
- | 这杯子是304不锈钢的
- | 洗的时候用温水就行
- | 拉链是金属的，内里加绒
- | 充一次电能用八个小时
- | 颜色和图片一致
greet ~ask_need | 嗨，亲，有什么想问的吗
greet | 晚上好，小店客服在线
ask_order | 您把订单详情页的编号发来我核一下
ask_order ~ask_problem | 是上周那一单还是昨天那一单呢，单号方便给下吗
ask_photo | 您方便把破的地方拍下来发给我吗
ask_photo | 麻烦录一段开机的视频给我们
ask_problem | 是哪个部位有划痕呢
ask_problem | 收到的时候箱子有没有破损
ask_need ~ask_measure | 您想给多大的孩子买呀
ask_need ~ask_problem | 您更喜欢轻便的还是大容量的
ask_measure | 您大概多高，体重多少斤
apologise | 让您失望了，真的很抱歉
apologise | 这回是我们疏忽了，跟您赔个不是
soothe | 您消消火，事情交给我
soothe ~check_for_you | 我知道您急着用，我一定盯紧
explain_delay | 暴雪封路，车走不了，所以耽搁了两天
explain_delay | 厂家那边断料，货期往后推了
promise_time | 下班之前我一定给您回信
promise_time | 最快明早就能送到您手上
promise_time | 我们二十四小时内寄出
give_tracking | 您的快件已到达义乌集散中心
give_tracking | 发的韵达，运单4312345678901
check_for_you | 我去问问仓库发了没
check_for_you ~hold_on | 我现在打电话问快递网点
ask_address | 改寄到哪儿呢，把地址和名字都写给我
confirm_address | 跟您再对一遍，地址是解放东路66号，对吗
offer_refund | 这样，我把59块原路给您退回去
offer_refund | 您点申请退款，我秒批
offer_return | 不喜欢可以寄回来，邮费算我们的
offer_return | 您在订单页点退货，我们派人上门取
offer_exchange | 那我给您调换成L码
offer_resend | 缺的螺丝我们再寄一包给您
explain_rule ~refuse | 食品拆封后按规定不适用无理由退货
explain_rule | 保修期从签收那天算起，一共两年
refuse | 这个忙我真帮不上
refuse | 超过时效了，没有办法给您退
refuse ~apologise | 不好意思，不能再降了
refuse_off_platform | 加微信我们是不允许的哦
refuse_off_platform | 咱们有话在平台说，别的方式都不行
warn_fraud | 让您转账的都是骗子，别理他
warn_fraud | 验证码谁要都别给
recommend | 要我说，您选基础款就够用了
recommend | 油皮的话更推荐清爽型
give_size | 按您的数据，38码正好
give_size | 这款是宽松版，比平时小一码就行
give_stock | 白色没有现货，黑色还有十几件
give_price | 折后79，两件还能再减5块
invoice_info | 公司抬头的话需要您给个税号
invoice_info | 开好的发票我发您邮箱了
thank | 谢谢您的谅解与支持
bye | 那祝您周末愉快，回见
hold_on | 亲稍微等我一小会儿
hold_on | 您先别挂，我马上回来
transfer_notice | 这单我转交给售后组继续跟
confirm | 行，没问题，我都记好了
upsell | 加一件袜子就够包邮了哦
price_protect | 降价了没关系，差的钱补给您
compensate | 这次给您五块钱红包赔罪
ask_satisfied | 您看这个方案您能接受不
deny | 物流慢又不是我们造成的
deny | 这事儿找平台去，别找我
rude | 嫌贵就别买啊
rude | 你到底有没有脑子
refuse | 退不了，也换不了
refuse | 仓库不给拦截的
greet | 亲爱的您好，我是今天为您值班的小李
ask_order ~check_for_you | 您先报一下订单编号，我好给您看
ask_photo | 请拍两张裂开位置的近照传给我
ask_problem | 请问屏幕是什么地方不亮呢
ask_need ~recommend | 平时几个人吃饭呀，我给您挑锅
ask_measure | 宝贝现在多重呀
apologise | 没能及时回您，真不好意思
soothe | 我懂您现在肯定很生气
soothe | 您放宽心，这事包在我身上
explain_delay | 那边下大雾，高速封路，货车进不去
promise_time | 晚上八点前我给您准信
promise_time | 明天中午就能派送到家
give_tracking ~promise_time,explain_delay | 物流停在武汉中转场，预计今晚发车
check_for_you | 我这就打电话给网点催一催
ask_address | 想换成哪个地址呢，写完整发来
confirm_address | 收件信息再跟您确认下，电话尾号5566对吧
offer_refund | 钱我给您退回原来的支付账户
offer_refund | 那就给您仅退款吧，东西您留着
offer_return | 您不满意就寄回来，我们收到就处理
offer_exchange | 颜色拿错了，我们给您换对的那个
offer_resend | 我再给您寄一套新的配件过去
explain_rule ~refuse | 按店里的规定，洗过的衣服是不能退换的
refuse | 真的少不了了，亲
refuse | 发货以后就取消不了啦
refuse_off_platform | 我们不做私下交易，您在店铺拍就行
warn_fraud | 别点那个短信里的链接，是骗人的
recommend | 这款保暖又轻，比较适合老人家
give_size | 您这体型拿大号，宽松一点
give_stock ~promise_time | 您要的这个色下周才到货
give_price | 活动价199，用券再减20
invoice_info | 麻烦把开票资料发过来
thank | 谢谢您这么耐心
bye | 那就先聊到这里，祝您一切顺利
hold_on ~check_for_you | 您等我两分钟，我翻一下记录
transfer_notice ~hold_on | 请您稍等，主管马上来接待您
confirm | 好嘞，都按您说的办
upsell | 再拿一双就满减了，要不要带上
price_protect | 买贵的部分可以给您补差
compensate | 再送您一张十块的券当补偿
ask_satisfied | 您觉得这么处理行吗
deny | 东西坏了是快递弄的，您找他们去
deny | 这不是我负责的
rude | 你爱上哪告上哪告
rude | 哪来这么多废话
refuse | 这个退不了哈
- | 表带是硅胶的，可以防水
- | 这个杯子能放洗碗机
- | 使用前请先充满电
`
  .trim()
  .split('\n')
  .map((line) => {
    const [labels = '', text = ''] = line.split(' | ')
    const [must = '', may = ''] = labels.split('~')
    const names = (list: string): string[] =>
      list
        .trim()
        .split(/[+,]/u)
        .filter((name) => /\w/.test(name))
    return { text, must: names(must), may: names(may) }
  })

describe('what agents mean', () => {
  it('is heard right, and nothing besides, in at least 85 of 100 lines', () => {
    expect(LINES.length).toBeGreaterThanOrEqual(200)
    const wrong = LINES.filter(({ text, must, may }) => {
      const heard = meant(text)
      return (
        !must.every((name) => heard.includes(name)) ||
        !heard.every((name) => must.includes(name) || may.includes(name))
      )
    }).map(({ text, must }) => `${must.join('+')} | ${text} | ${meant(text).join(' ')}`)
    expect(1 - wrong.length / LINES.length, wrong.join('\n')).toBeGreaterThanOrEqual(0.85)
  })

  it('has lines of every intent, and none from the data', () => {
    const examples = new Set(data.intents.flatMap((intent) => intent.examples.map(fold)))
    expect(LINES.filter(({ text }) => examples.has(fold(text)))).toEqual([])
    const tried = new Set(LINES.flatMap(({ must }) => must))
    expect(data.intents.map(({ id }) => id).filter((id) => !tried.has(id))).toEqual([])
  })

  it.each([
    ['不能退款', 'offer_refund'],
    ['没办法给您退款的', 'offer_refund'],
    ['这边不会给您退钱', 'offer_refund'],
    ['退款是退不了的', 'offer_refund'],
    ['拆封了就不支持退货', 'offer_return'],
    ['不能换货哦', 'offer_exchange'],
    ['没法补发', 'offer_resend'],
    ['不赔偿', 'compensate'],
    ['不支持价保', 'price_protect'],
    ['差价不退', 'price_protect'],
    ['我凭什么道歉', 'apologise'],
    ['您把快递单号发我', 'give_tracking'],
    ['照片我看到了', 'ask_photo'],
    ['这里不方便，可以加微信聊', 'refuse_off_platform'],
    ['要不你加我微信，私下转我给你便宜', 'refuse_off_platform'],
    ['快递的时间我没法给您打包票', 'refuse'],
    ['有什么问题您随时找我', 'ask_problem'],
  ])('%s is not %s', (text, intent) => {
    expect(meant(text)).not.toContain(intent)
  })

  it('takes each clause by itself', () => {
    expect(meant('不能退款，但是可以给您换一个新的')).toEqual(
      expect.arrayContaining(['refuse', 'offer_exchange']),
    )
    expect(meant('不能退款，但是可以给您换一个新的')).not.toContain('offer_refund')
  })

  it('is the same again, whatever was asked between', () => {
    const texts = LINES.map(({ text }) => text)
    const first = texts.map(meant)
    expect(texts.toReversed().map(meant).toReversed()).toEqual(first)
    expect(
      texts.map(makeIntents(intentsFile.parse(data))).map((all) => all.map((one) => one.intent)),
    ).toEqual(first)
  })

  it('hears its own examples, and not its counter-examples', () => {
    for (const intent of data.intents) {
      for (const example of intent.examples)
        expect([example, meant(example)]).toEqual([example, expect.arrayContaining([intent.id])])
      for (const counter of intent.counter) {
        expect([counter, meant(counter).includes(intent.id)]).toEqual([counter, false])
      }
    }
  })

  it('is quick on long nonsense', () => {
    const long = '退'.repeat(2000) + '给您'.repeat(2000)
    const start = performance.now()
    meant(long)
    expect(performance.now() - start).toBeLessThan(500)
  })

  it('knows pairs of characters and words', () => {
    const features = featuresOf('您好，退款')
    expect(features).toContain('退款')
    expect(features).toContain('=退款')
    expect(features).not.toContain('好退')
  })
})
