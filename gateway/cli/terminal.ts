import { createInterface } from 'node:readline'
import { generatePassword } from '../control.ts'
import { GatewayFailure } from '../failure.ts'

/** Where a command reads and writes: the process' own, or a test's. */
export interface Terminal {
  readonly input: NodeJS.ReadStream
  out(line: string): void
  /** For people, also where the output is JSON. */
  say(line: string): void
}

export const terminal: Terminal = {
  input: process.stdin,
  out: (line) => void process.stdout.write(`${line}\n`),
  say: (line) => void process.stderr.write(`${line}\n`),
}

/**
 * A password comes from a pipe, a prompt or our own dice, never from the arguments: those are read by
 * everyone on the computer and kept by the shell.
 */
export async function readPassword(
  term: Terminal,
  how: { readonly fromStdin: boolean; readonly generate: boolean },
): Promise<{ readonly password: string; readonly generated: boolean }> {
  if (how.generate) return { password: generatePassword(), generated: true }
  if (how.fromStdin) return { password: await firstLine(term.input), generated: false }
  if (!term.input.isTTY)
    throw new GatewayFailure(
      'usage',
      'give the password by --password-stdin, or let one be made by --generate-password',
    )
  const password = await prompt(term, 'Password (at least 10 characters): ')
  const again = await prompt(term, 'Once more: ')
  if (password !== again) throw new GatewayFailure('usage', 'the two are not the same')
  return { password, generated: false }
}

/** Not a password of ours: typed once, or from a pipe. */
export async function readSecret(term: Terminal, question: string): Promise<string> {
  return term.input.isTTY ? prompt(term, question) : firstLine(term.input)
}

async function firstLine(input: NodeJS.ReadStream): Promise<string> {
  for await (const line of createInterface({ input })) return line
  throw new GatewayFailure('usage', 'nothing came on standard input')
}

/** Without echo. */
function prompt(term: Terminal, question: string): Promise<string> {
  const { input } = term
  process.stderr.write(question)
  input.setRawMode(true)
  input.setEncoding('utf8')
  input.resume()
  return new Promise((resolve, reject) => {
    let text = ''
    const done = (settle: () => void) => {
      input.setRawMode(false)
      input.pause()
      input.off('data', read)
      process.stderr.write('\n')
      settle()
    }
    const read = (chunk: string) => {
      for (const sign of chunk) {
        if (sign === '\r' || sign === '\n') return void done(() => resolve(text))
        if (sign === '\u0003' || sign === '\u0004')
          return void done(() => reject(new GatewayFailure('usage', 'broken off')))
        if (sign === '\u007f' || sign === '\b') text = Array.from(text).slice(0, -1).join('')
        else if (sign >= ' ') text += sign
      }
    }
    input.on('data', read)
  })
}
