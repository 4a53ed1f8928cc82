import { runSingle } from '../testing/single.ts'
import { runVitest } from '../testing/stages.ts'

await runSingle('unit', runVitest, 'node')
