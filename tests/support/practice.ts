import type { ApiError } from '#shared/protocol/api.ts'
import type { Role } from '#shared/protocol/model.ts'
import type { RunReply } from '#shared/practice/api.ts'
import {
  practiceRequest,
  type PracticeArgument,
  type PracticeCallName,
  type PracticeResult,
} from '#shared/practice/calls.ts'
import { apiOf, type Answer } from './api.ts'
import type { AgentClient } from './client.ts'
import { startTestGateway, type TestGateway, type TestGatewayOptions } from './gateway.ts'

/** A practice gateway with one of each: supervisor lan, seniors hong and ming, junior xin. */
export async function practiceShop(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const roles = { lan: 'supervisor', hong: 'senior', ming: 'senior', xin: 'junior' } as const
  const test = await startTestGateway({
    practice: { pace: 60 },
    ...options,
    subs: Object.keys(roles),
  })
  for (const [sub, role] of Object.entries(roles)) await roleOf(test, sub, role)
  return test
}

export async function roleOf(test: TestGateway, sub: string, role: Exclude<Role, 'main'>) {
  const shop = test.gateway.desk.shops.get(test.shop)
  const account = shop?.accountByName(`${test.main}:${sub}`)
  await shop?.submit({ type: 'account.change', account: account?.id ?? '', changes: { role } })
}

/** Connected workstations; empty: of the main account. */
export async function agentsOf(test: TestGateway, ...subs: readonly string[]) {
  const agents: AgentClient[] = []
  for (const sub of subs)
    agents.push(await test.agent(sub === '' ? test.main : `${test.main}:${sub}`))
  return agents as [AgentClient, AgentClient, AgentClient, AgentClient]
}

/** Asks by the contract, over HTTP. */
export async function asked<N extends PracticeCallName>(
  test: TestGateway,
  who: { readonly access: string } | null,
  name: N,
  ...[argument]: undefined extends PracticeArgument<N> ? [] : [PracticeArgument<N>]
): Promise<Answer<PracticeResult<N>>> {
  const request = practiceRequest(name, argument)
  if (!request) throw new Error(`${name}: no argument of the contract`)
  const { path, method, json } = request
  const ask = apiOf(test.url)<PracticeResult<N>>
  return ask(who?.access ?? null, path, method === 'POST' ? (json ?? {}) : undefined)
}

/** What is answered; throws with its code where it is refused. */
export async function got<N extends PracticeCallName>(
  ...given: Parameters<typeof asked<N>>
): Promise<PracticeResult<N>> {
  const { status, value } = await asked(...given)
  if (status !== 200) throw new Error(`${given[2]}: ${status} ${(value as ApiError).code}`)
  return value
}

/** The code it is refused with; undefined where it is not. */
export async function refused<N extends PracticeCallName>(
  ...given: Parameters<typeof asked<N>>
): Promise<string | undefined> {
  const { status, value } = await asked(...given)
  return status === 200 ? undefined : value.code
}

/**
 * A whole scenario whose one buyer is content with «明天到» and leaves: quick to pass. With other words
 * it fails.
 */
export function shortScenario(id: string, title = '查物流', more = ''): string {
  return `xiaoer: 1
id: ${id}
title: ${title}
summary: 买家问快递到哪了。
skills: [logistics]
level: 1
minutes: 3
facts:
  arrival: { any: [明天], wrong: [今天] }
buyers:
  - id: lin
    name: 林林
    persona: 上班族，说话快。
    goal: 想知道什么时候到。
    mood: 55
    start: opening
    steps:
      opening:
        say: [快递怎么还没到？]
        on:
          - when: { tells: [arrival] }
            say: [好的，谢谢]
            mood: 20
            label: answered
            end: solved
        otherwise: { say: [那算了], mood: -40, end: unsolved }
        leaves: { after: 7000, say: [算了], outcome: lost }
rubric:
  pass: 60
  marks:
    - { id: when, kind: fact, weight: 60, buyer: lin, fact: arrival }
    - { id: ends-well, kind: outcome, weight: 40, buyer: lin, outcome: solved }
  violations:
    - { id: rude, kind: words, any: [自己查] }
${more}`
}

/** Starts it, says these words once the buyer has come, and waits for the end. */
export async function played(
  test: TestGateway,
  agent: AgentClient,
  start: PracticeArgument<'runs.start'>,
  words = '您好，明天就到',
): Promise<RunReply> {
  const { id } = await got(test, agent, 'runs.start', start)
  const conversation = await agent.served()
  await agent.reply(conversation, words)
  return over(test, agent, id)
}

/** The run when it has ended; asked again after each commit of the shop. */
export async function over(test: TestGateway, agent: AgentClient, run: string): Promise<RunReply> {
  const shop = test.gateway.desk.shops.get(test.shop)
  for (;;) {
    const reply = await got(test, agent, 'runs.get', { id: run })
    if (reply.record) return reply
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, 100)
      const stop = shop?.onCommit(done)
      function done() {
        clearTimeout(timer)
        stop?.()
        resolve()
      }
    })
  }
}
