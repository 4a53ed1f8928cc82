#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { BACKUP_COMMANDS } from './cli/backup-commands.ts'
import { COMMANDS, type Command, type Values } from './cli/commands.ts'
import { EXIT, exitCodeOf } from './cli/exit.ts'
import { verifyEvidenceCommand } from './cli/evidence-command.ts'
import { serveCommand } from './cli/serve-command.ts'
import { SHOP_COMMANDS } from './cli/shop-commands.ts'
import { SHOP_FILE_COMMANDS } from './cli/shop-file-commands.ts'
import { terminal, type Terminal } from './cli/terminal.ts'
import { Refusal } from './control.ts'
import { GatewayFailure } from './failure.ts'

const commands: readonly Command[] = [
  serveCommand(import.meta.dirname),
  ...COMMANDS,
  ...BACKUP_COMMANDS,
  ...SHOP_COMMANDS,
  ...SHOP_FILE_COMMANDS,
  verifyEvidenceCommand,
]

process.exitCode = await main(process.argv.slice(2), terminal)
// What a dependency still holds open is no reason to stay.
setTimeout(() => process.exit(), 2000).unref()

async function main(args: readonly string[], term: Terminal): Promise<number> {
  const command = commands.find(({ name }) =>
    name.split(' ').every((word, index) => args[index] === word),
  )
  if (!command) {
    const asked = args.length === 0 || args.includes('--help') || args.includes('-h')
    if (asked) term.out(overview())
    else term.say(`no such command: ${args[0] ?? ''}\n\n${overview()}`)
    return asked && args.length > 0 ? EXIT.ok : EXIT.usage
  }
  const rest = args.slice(command.name.split(' ').length)
  if (rest.includes('--help') || rest.includes('-h')) {
    term.out(helpOf(command))
    return EXIT.ok
  }
  try {
    const { values, positionals } = read(command, rest)
    return await command.run(term, values, positionals)
  } catch (error) {
    term.say(`xiaoer-gateway: ${messageOf(error)}`)
    return exitCodeOf(error)
  }
}

function read(
  command: Command,
  args: readonly string[],
): { values: Values; positionals: readonly string[] } {
  const options = Object.fromEntries(
    Object.entries(command.options).map(([name, { type, multiple }]) => [
      name,
      { type, ...(multiple ? { multiple } : {}) },
    ]),
  )
  try {
    return parseArgs({
      args: [...args],
      options,
      allowPositionals: command.positionals !== undefined,
      strict: true,
    }) as { values: Values; positionals: string[] }
  } catch (error) {
    const said = error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''
    throw new GatewayFailure('usage', `${said}; see ${command.name} --help`, { cause: error })
  }
}

/** Ours in our words; a fault by its kind, since others' messages may quote what they choked on. */
function messageOf(error: unknown): string {
  if (error instanceof GatewayFailure || error instanceof Refusal) return error.message
  return error instanceof Error ? `a fault: ${error.stack ?? error.name}` : 'a fault'
}

function overview(): string {
  const width = Math.max(...commands.map(({ name }) => name.length))
  return [
    'usage: xiaoer-gateway <command> [options]',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    '<command> --help tells its options.',
    'Exit codes: 0 done; 1 refused, or a check found something; 2 usage; 3 the data can not be',
    'opened (locked, key, damaged, not writable); 4 the database is from a newer version; 5 the',
    'address is in use; 70 a fault.',
  ].join('\n')
}

function helpOf({ name, summary, options, positionals }: Command): string {
  const rows = Object.entries(options).map(([option, { type, help }]): [string, string] => [
    type === 'string' ? `--${option} <value>` : `--${option}`,
    help,
  ])
  const width = Math.max(...rows.map(([left]) => left.length))
  return [
    `usage: xiaoer-gateway ${name} ${positionals === undefined ? '' : `${positionals} `}[options]`,
    '',
    `${summary}.`,
    '',
    ...rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`),
  ].join('\n')
}
