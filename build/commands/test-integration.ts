import { runSingle } from '../testing/single.ts'
import { runVitest } from '../testing/stages.ts'

await runSingle('integration', runVitest, 'node')
