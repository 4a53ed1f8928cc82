import type { SendableBody } from '../protocol/frames.ts'
import { withoutCards } from './cards.ts'

/**
 * T4: a message without card numbers, before it is stored anywhere: by the desktop in its outbox, by the
 * gateway in its log, with the same outcome. The very same object where there is none.
 */
export function bodyWithoutCards(body: SendableBody): SendableBody {
  switch (body.kind) {
    case 'text': {
      const text = withoutCards(body.text)
      return text === body.text ? body : { ...body, text }
    }
    case 'card': {
      const { card } = body
      if (card.kind !== 'product') return body
      const title = withoutCards(card.title)
      return title === card.title ? body : { ...body, card: { ...card, title } }
    }
    case 'image':
    case 'file': {
      const name = withoutCards(body.file.name)
      return name === body.file.name ? body : { ...body, file: { ...body.file, name } }
    }
  }
}
