import type { Receiver } from '#shared/protocol/frames.ts'
import type {
  AutoReplies,
  AutoReply,
  SettingsChange,
  ShopDispatchSettings,
} from '#shared/protocol/settings.ts'
import type { Outcome } from '../contract.ts'
import { PaperShop } from '../desk.fixture.ts'

/** A paper shop with the words that tests of forwards, replies and timers use. */
export class SetShop extends PaperShop {
  set(change: SettingsChange): Outcome {
    const { revision } = this.state.root.settings
    const outcome = this.command('main', { type: 'settings.set', revision, change })
    if (!outcome.ok) throw new Error(outcome.message)
    return outcome
  }

  dispatching(change: Partial<ShopDispatchSettings>): void {
    this.set({ dispatch: { ...this.state.root.settings.dispatch, ...change } })
  }

  replying(change: Partial<AutoReplies>): void {
    this.set({ replies: { ...this.state.root.settings.replies, ...change } })
  }

  /** A group with these members. */
  group(id: string, members: readonly string[]): void {
    const { groups } = this.state.root.settings
    this.set({ groups: [...groups, { id, name: `Group ${id}` }] })
    for (const account of members) {
      const before = this.state.accounts.get(account)?.view.groups ?? []
      this.do({ type: 'account.change', account, changes: { groups: [...before, id] } })
    }
  }

  pass(ms: number): void {
    this.now += ms
    this.do({ type: 'tick' })
  }

  forwardTo(by: string, conversation: string, to: Receiver, note?: string): Outcome {
    const holderEpoch = this.epoch(conversation)
    return this.command(by, {
      type: 'forward',
      conversation,
      holderEpoch,
      to,
      ...(note === undefined ? {} : { note }),
    })
  }

  answerOffer(by: string, conversation: string, accept: boolean): Outcome {
    const holderEpoch = this.epoch(conversation)
    return this.command(by, { type: 'forward.answer', conversation, holderEpoch, accept })
  }

  cancelOffer(by: string, conversation: string): Outcome {
    const holderEpoch = this.epoch(conversation)
    return this.command(by, { type: 'forward.cancel', conversation, holderEpoch })
  }

  asides(conversation: string) {
    return (this.view(conversation)?.asides ?? []).map(({ kind, account, nick, text }) => ({
      kind,
      account,
      nick,
      text,
    }))
  }

  /** The automatic words of a conversation, in order. */
  said(conversation: string): string[] {
    return this.events().flatMap((event) =>
      event.type === 'message.sent' &&
      event.message.conversation === conversation &&
      event.message.body.kind === 'auto'
        ? [event.message.body.reply + (event.message.body.text && `: ${event.message.body.text}`)]
        : [],
    )
  }

  /** The codes of the shop's own lines that the buyer reads. */
  notices(conversation: string): string[] {
    return this.events().flatMap((event) =>
      event.type === 'message.sent' &&
      event.message.conversation === conversation &&
      event.message.body.kind === 'notice'
        ? [event.message.body.notice.code]
        : [],
    )
  }
}

export const on = (text = '', byGroup: Record<string, string> = {}): AutoReply => ({
  on: true,
  text,
  byGroup,
})
export const off: AutoReply = { on: false, text: '', byGroup: {} }
