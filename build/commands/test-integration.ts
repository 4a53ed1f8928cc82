import { runCommand } from '../command.ts'
import { runSingle } from '../testing/single.ts'
import { runVitest } from '../testing/stages.ts'

await runCommand(() => runSingle('integration', runVitest, 'node'))
