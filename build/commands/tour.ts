import { runCommand } from '../command.ts'
import { runSingle } from '../testing/single.ts'
import { runPlaywright } from '../testing/stages.ts'

// Writes docs/tour: a picture of each main screen in both themes.
await runCommand(() => runSingle('tour', runPlaywright, 'electron'))
