import { PARTIES, REACHES, type Party, type Reach, type Row } from '#shared/rights/reach.ts'
import { RIGHTS, type CommandAction, type PartAction } from '#shared/rights/table.ts'

/** docs/operations/rights.md, made from the table; a test holds the file to it. */

const WHO: Record<Party, string> = {
  main: '主账号 main',
  supervisor: '主管 supervisor',
  senior: '高级 senior',
  junior: '初级 junior',
  buyer: '买家 buyer',
  stranger: '未登录 not signed in',
  operator: '运维 operator',
}

const REACH: Record<Reach, readonly [string, string]> = {
  no: ['—', 'not at all'],
  shop: ['全店', 'the whole shop, private contacts included'],
  public: ['全店（私密除外）', 'the whole shop but private contacts, of whom it learns nothing'],
  served: ['接待过的', 'buyers it serves, served before or is offered'],
  serving: ['接待中', 'the whole shop but private contacts, while it holds a conversation'],
  held: ['接待的', 'conversations it holds, or held to their close'],
  given: ['接待或转来的', 'conversations it holds or is offered'],
  queue: ['接待或排队的', 'conversations it holds, and those in the queue'],
  offered: ['转来的', 'conversations offered to it'],
  offering: ['接待或转出的', 'conversations it holds or has offered to somebody'],
  own: ['自己写的', 'what it wrote itself'],
  self: ['自己', 'itself; of a buyer its own conversations'],
  open: ['公开', 'whoever asks: public, or with a credential of its own in the request'],
  signed: ['签名', 'whoever has signed with the secret'],
  local: ['本机', 'this computer alone, unless started otherwise'],
}

const WORDS: Record<CommandAction | PartAction, readonly [string, string]> = {
  send: ['发消息', 'send a message'],
  claim: ['接入会话', 'take a conversation'],
  forward: ['转发', 'forward'],
  'forward.answer': ['接受或婉拒转发', 'answer an offered forward'],
  'forward.cancel': ['收回转发', 'take an offer back'],
  handover: ['交接班', 'hand over all conversations of an account'],
  close: ['结束会话', 'close'],
  reopen: ['重新打开会话', 'reopen'],
  recall: ['撤回消息', 'recall a message'],
  rate: ['评价', 'rate'],
  read: ['标记已读', 'mark as read'],
  whisper: ['悄悄话', 'whisper'],
  suspend: ['挂起', 'suspend'],
  resume: ['恢复', 'resume'],
  invisible: ['隐身', 'be invisible'],
  participate: ['参与分流', 'set who takes part in dispatch'],
  'account.change': ['修改账号', 'change accounts'],
  'account.delete': ['删除子账号', 'delete sub-accounts'],
  'buyer.mark': ['标为 VIP', 'mark as VIP'],
  'buyer.tag': ['买家标签', 'tag a buyer'],
  'buyer.note': ['买家备注', 'note on a buyer'],
  'buyer.unnote': ['删除买家备注', 'remove a note'],
  'buyer.link': ['关联顾客', 'say who a buyer is in the books'],
  'buyer.block': ['拉黑买家', 'block a buyer'],
  'settings.set': ['店铺设置', 'change the settings'],
  'private contacts': ['看到私密联系人', 'know of private contacts'],
  'send card': ['发商品、订单卡片', 'send cards'],
  'buyer.mark private': ['标为私密联系人', 'make a private contact'],
  'buyer.mark evidence': ['标为证据', 'hold as evidence'],
  'orders change': ['改单、退款、退货', 'change, refund and return orders'],
  'orders by number': ['按单号查订单', 'look up an order by its number'],
  'phrases of the team': ['团队快捷短语', "change the team's quick replies"],
  'decision whole': ['分流依据', 'see the candidates and shares of a decision'],
  'colleagues whole': ['看到隐身的同事', 'see invisible colleagues'],
  chats: ['会话列表', 'the list of chats'],
  management: ['管理界面', 'the management screens'],
}

const FULL: readonly Party[] = ['main', 'supervisor', 'senior', 'junior', 'buyer']

function table(
  rows: Readonly<Record<string, Row>>,
  parties: readonly Party[],
  words: Readonly<Record<string, readonly [string, string]>> = {},
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [
    line(['', ...parties.map((party) => WHO[party])]),
    line(['---', ...parties.map(() => '---')]),
    ...Object.entries(rows).map(([action, row]) => {
      const told = words[action]
      const name = told ? `${told[0]} ${told[1]} (\`${action}\`)` : `\`${action}\``
      return line([name, ...parties.map((party) => REACH[row[party]][0])])
    }),
  ].join('\n')
}

export function rightsPage(): string {
  return `# 权限 Rights

Made from \`shared/rights/table.ts\`, which the gateway asks before each command, each frame and each HTTP route, and for each event that it gives; screens only mirror it. A new one without a row does not compile or does not start. Tests walk every row (\`tests/integration/rights-commands.test.ts\`, \`rights-routes.test.ts\`), and this page (\`rights-page.test.ts\`; \`npx vitest run tests/integration/rights-page.test.ts -u\` makes it anew).

Roles are given by the main account (主账号 → 子账号). A disabled or deleted account has no right. Whoever may not know of something hears the same as if it were not there.

## How far 范围

${['| | |', '| --- | --- |', ...REACHES.map((reach) => `| ${REACH[reach][0]} (\`${reach}\`) | ${REACH[reach][1]} |`)].join('\n')}

## What people do 操作

${table(RIGHTS.commands, [...FULL, 'operator'], WORDS)}

## Parts of it 其中

${table(RIGHTS.parts, FULL, WORDS)}

## What is given of the record 下发的记录

${table(RIGHTS.events, FULL)}

## HTTP

${table(RIGHTS.routes, [...FULL, 'stranger'])}

## HTTP of a practice shop 练习店铺

${table(RIGHTS.practice, [...FULL, 'stranger'])}

## Frames of the socket

${table(RIGHTS.frames, [...FULL, 'stranger'])}

## What the gateway does by itself 网关自身

${table(
  RIGHTS.desk,
  PARTIES.filter((party) => party !== 'stranger' && party !== 'buyer'),
)}
`
}
