/** A piece of HTML that was made of escaped text alone. */
export class Html {
  readonly text: string
  /** For words of the program's own, such as a style sheet; what people wrote goes through `html`. */
  constructor(text: string) {
    this.text = text
  }
}

/** Whatever is put into the template is escaped, unless it was made by this very function. */
export function html(parts: TemplateStringsArray, ...values: readonly unknown[]): Html {
  return new Html(parts.reduce((all, part, index) => all + inserted(values[index - 1]) + part))
}

function inserted(value: unknown): string {
  if (value instanceof Html) return value.text
  if (Array.isArray(value)) return value.map(inserted).join('')
  return String(value).replace(/[&<>"'`]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
