import { runSingle } from '../testing/single.ts'
import { runPlaywright } from '../testing/stages.ts'

// Writes docs/tour: a picture of each main screen in both themes.
await runSingle('tour', runPlaywright, 'electron')
