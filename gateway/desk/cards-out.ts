import { bodyWithoutCards } from '#shared/masking/bodies.ts'
import { pageWithoutCards, valueWithoutCards, withoutCards } from '#shared/masking/cards.ts'
import type { Command } from '#shared/protocol/frames.ts'
import type { Source } from '#shared/protocol/model.ts'
import type { DeskCommand } from './contract.ts'

/**
 * T4: card numbers are never stored. Before anything is decided, so that neither a row nor the hash by
 * which a resend is known again is made of one. The very same command where there is none.
 */
export function withoutCardNumbers(command: DeskCommand): DeskCommand {
  switch (command.type) {
    case 'send': {
      const body = bodyWithoutCards(command.body)
      const source = command.source && sourceWithout(command.source)
      const address = command.address && withoutCards(command.address)
      if (body === command.body && source === command.source && address === command.address)
        return command
      return { ...command, body, source, address }
    }
    case 'command': {
      const cleaned = commandWithout(command.command)
      return cleaned === command.command ? command : { ...command, command: cleaned }
    }
    case 'buyer.seen': {
      const name = withoutCards(command.name)
      return name === command.name ? command : { ...command, name }
    }
    default:
      return command
  }
}

function commandWithout(command: Command): Command {
  switch (command.type) {
    case 'whisper':
    case 'rate':
    case 'buyer.note':
      return textOf(command)
    case 'forward':
    case 'handover':
      return command.note === undefined ? command : { ...command, note: withoutCards(command.note) }
    case 'close':
      return command.summary === undefined
        ? command
        : { ...command, summary: textOf(command.summary) }
    case 'suspend':
      return {
        ...command,
        reason: withoutCards(command.reason),
        ...(command.text === undefined ? {} : { text: withoutCards(command.text) }),
      }
    case 'buyer.tag':
      return { ...command, tags: command.tags.map(withoutCards) }
    case 'settings.set': {
      const change = valueWithoutCards(command.change)
      return change === command.change ? command : { ...command, change }
    }
    default:
      return command
  }
}

function sourceWithout(source: Source): Source {
  const page = source.page && pageWithoutCards(source.page)
  const product = source.product && withoutCards(source.product)
  const category = source.category && withoutCards(source.category)
  const same = page === source.page && product === source.product && category === source.category
  return same ? source : { ...source, page, product, category }
}

function textOf<T extends { readonly text: string }>(worded: T): T {
  const text = withoutCards(worded.text)
  return text === worded.text ? worded : { ...worded, text }
}
