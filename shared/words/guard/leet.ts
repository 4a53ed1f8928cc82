const AS_LETTER: Readonly<Record<string, string>> = {
  0: 'o',
  1: 'i',
  l: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  8: 'b',
}

/** Figures between letters as the letters they look like; `l` and `i` become one. */
export function leet(flatText: string): string {
  return flatText.replaceAll(/[0134578l]/g, (char) => AS_LETTER[char] ?? char)
}

/** A figure beside a letter: all else can't be a word in disguise. */
export function mayBeLeet(text: string): boolean {
  return /[a-z][0-9|!$@]|[0-9|!$@][a-z]/i.test(text)
}
