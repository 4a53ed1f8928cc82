import { Select } from 'antd'
import { useTranslation } from '../../../ui/i18n.ts'
import { useForm } from './context.ts'
import { fieldsOf, freeName } from './names.ts'
import { Add, Fold, Gone, Record } from './parts.tsx'
import { FACT, FACT_KINDS, NEW_FACT, ROOT_ORDER } from './spec.ts'

const path = ['facts']

/** What must be told rightly. */
export function Facts({ raw }: { readonly raw: unknown }) {
  const { t } = useTranslation()
  const { edit, names, locked } = useForm()
  const facts = Object.entries(fieldsOf(fieldsOf(raw)['facts']))
  return (
    <section className="form-list" aria-label={t('practiceEditor:facts')}>
      <h2>{t('practiceEditor:facts')}</h2>
      {facts.map(([name, fact]) => {
        const kind = FACT_KINDS.find((one) => fieldsOf(fact)[one] !== undefined)
        const label = t('practiceEditor:factKind.label')
        return (
          <Fold
            key={name}
            path={[...path, name]}
            title={name}
            about={kind && t(`practiceEditor:factKind.${kind}`)}
            acts={<Gone path={[...path, name]} name={name} />}
          >
            {() => (
              <>
                <div className="ef">
                  <span className="ef-label" aria-hidden="true">
                    {label}
                  </span>
                  <Select
                    aria-label={label}
                    value={kind ?? null}
                    disabled={locked}
                    options={FACT_KINDS.map((one) => ({
                      value: one,
                      label: t(`practiceEditor:factKind.${one}`),
                    }))}
                    onChange={(next: (typeof FACT_KINDS)[number]) =>
                      edit({ do: 'set', path: [...path, name], value: NEW_FACT[next] })
                    }
                  />
                </div>
                {kind && <Record specs={FACT[kind]} path={[...path, name]} value={fact} />}
              </>
            )}
          </Fold>
        )
      })}
      <Add
        label={t('practiceEditor:addFact')}
        onAdd={() =>
          edit({
            do: 'set',
            path: [...path, freeName('fact', names.facts)],
            value: NEW_FACT.any,
            order: ROOT_ORDER,
          })
        }
      />
    </section>
  )
}
