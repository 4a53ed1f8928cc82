import { runSingle } from '../testing/single.ts'
import { runPlaywright } from '../testing/stages.ts'

await runSingle('e2e', runPlaywright, 'electron')
