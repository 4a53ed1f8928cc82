import { openTestShop, writeAs } from '../store/store.fixture.ts'

/**
 * A process that a test kills or lets run out of room: writes without end, several senders at once,
 * and prints each answer as it comes: `ok <buyer> <cid> <pos>` or the error's code.
 */
const [file = '', key = '', prefix = '', textLength = '20'] = process.argv.slice(2)
const open = await openTestShop(file, key)
const text = '\u6709'.repeat(Number(textLength))

async function sender(n: number): Promise<void> {
  for (let m = 0; ; m++) {
    const cid = `${prefix}-${n}-${m}`
    const outcome = await writeAs(open.shop, `b${n}`, cid, text)
    process.stdout.write(
      outcome.ok ? `ok b${n} ${cid} ${outcome.pos}\n` : `error ${outcome.code}\n`,
    )
    // A full disk answers at once: room for the test's own work.
    if (!outcome.ok) await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

void Promise.all(Array.from({ length: 8 }, (_, n) => sender(n)))
