import { runCommand } from '../command.ts'
import { runSingle } from '../testing/single.ts'
import { runPlaywright } from '../testing/stages.ts'

await runCommand(() => runSingle('e2e', runPlaywright, 'electron'))
