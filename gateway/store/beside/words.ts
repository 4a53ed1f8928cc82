import type { ListedWord } from '#shared/words/own.ts'
import type { OwnWords, WordWrite } from './contract.ts'
import type { Runner } from './runner.ts'

export function readWords(runner: Runner, shop: string): OwnWords {
  const row = runner.first(
    runner.build.selectFrom('word_list').select(['revision', 'words']).where('shop', '=', shop),
  )
  return row
    ? { revision: row.revision, words: JSON.parse(row.words) as ListedWord[] }
    : { revision: 0, words: [] }
}

/** Compared and written at once: no other change comes between. */
export function changeWords(runner: Runner, write: WordWrite): 'ok' | 'words_changed' {
  const { shop, account, at, revision, words } = write
  return runner.transaction(() => {
    const { build } = runner
    if (readWords(runner, shop).revision !== revision) return 'words_changed'
    const values = {
      revision: revision + 1,
      words: JSON.stringify(words),
      at,
      changed_by: account,
    }
    runner.run(
      build
        .insertInto('word_list')
        .values({ shop, ...values })
        .onConflict((conflict) => conflict.column('shop').doUpdateSet(values)),
    )
    return 'ok'
  })
}
