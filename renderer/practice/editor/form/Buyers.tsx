import { useTranslation } from '../../../ui/i18n.ts'
import type { EditPath } from '../text/edits.ts'
import { FormContext, useForm } from './context.ts'
import { fieldsOf, freeName, listOf, namesIn, textOf } from './names.ts'
import { Add, Beyond, Fold, ItemActs, Record } from './parts.tsx'
import { BUYER, BUYER_ORDER, ORDER, ORDER_LINE, ORDER_ORDER, SHIPMENT } from './spec.ts'
import { Steps } from './Steps.tsx'

const KNOWN = [...BUYER.map(({ key }) => key), 'orders', 'steps']
const KNOWN_OF_ORDER = [...ORDER.map(({ key }) => key), 'lines', 'shipments']

export function Buyers({ raw }: { readonly raw: unknown }) {
  const { t } = useTranslation()
  const tools = useForm()
  const { edit, names } = tools
  const buyers = listOf(fieldsOf(raw)['buyers'])
  const path: EditPath = ['buyers']
  return (
    <section className="form-list" aria-label={t('practiceEditor:buyers')}>
      <h2>{t('practiceEditor:buyers')}</h2>
      {buyers.map((buyer, index) => {
        const { id, name, goal, start, steps } = fieldsOf(buyer)
        const title = textOf(name) || textOf(id) || t('practiceEditor:untitled')
        return (
          <Fold
            // oxlint-disable-next-line react/no-array-index-key -- the place is what it is known by
            key={index}
            path={[...path, index]}
            title={title}
            about={textOf(goal)}
            open={buyers.length === 1}
            acts={<ItemActs path={path} index={index} count={buyers.length} name={title} />}
          >
            {() => (
              <FormContext value={{ ...tools, names: { ...names, ...namesOf(raw, index) } }}>
                <Record specs={BUYER} path={[...path, index]} value={buyer} order={BUYER_ORDER} />
                <Orders path={[...path, index, 'orders']} value={fieldsOf(buyer)['orders']} />
                <Steps path={[...path, index, 'steps']} value={steps} start={textOf(start)} />
                <Beyond path={[...path, index]} value={buyer} known={KNOWN} />
              </FormContext>
            )}
          </Fold>
        )
      })}
      <Add
        label={t('practiceEditor:addBuyer')}
        onAdd={() =>
          edit({
            do: 'insert',
            path,
            at: buyers.length,
            value: {
              id: freeName('buyer', names.buyers),
              name: t('practiceEditor:newBuyer'),
              persona: t('practiceEditor:newPersona'),
              goal: t('practiceEditor:newGoal'),
              mood: 60,
              start: 'opening',
              steps: {
                opening: {
                  say: [t('practiceEditor:newLine')],
                  on: [{ when: { matches: String.raw`\S` }, end: 'solved' }],
                  leaves: { after: 300, outcome: 'lost' },
                },
              },
            },
          })
        }
      />
    </section>
  )
}

/** Steps and labels of this buyer alone. */
function namesOf(raw: unknown, index: number) {
  const { steps, labels } = namesIn(raw, index)
  return { steps, labels }
}

function Orders({ path, value }: { readonly path: EditPath; readonly value: unknown }) {
  const { t } = useTranslation()
  const { edit, names } = useForm()
  const orders = listOf(value)
  return (
    <section className="form-list" aria-label={t('practiceEditor:orders')}>
      <h3>{t('practiceEditor:orders')}</h3>
      {orders.map((order, index) => {
        const { number, state, lines, shipments } = fieldsOf(order)
        const here = [...path, index]
        const title = textOf(number)
        return (
          <Fold
            // oxlint-disable-next-line react/no-array-index-key -- the place is what it is known by
            key={index}
            path={here}
            title={title}
            about={t(`practiceEditor:orderState.${textOf(state)}`, { defaultValue: textOf(state) })}
            acts={<ItemActs path={path} index={index} count={orders.length} name={title} />}
          >
            {() => (
              <>
                <Record specs={ORDER} path={here} value={order} order={ORDER_ORDER} />
                <h4>{t('practiceEditor:wares')}</h4>
                {listOf(lines).map((line, at) => (
                  // oxlint-disable-next-line react/no-array-index-key -- the place is what it is known by
                  <Record key={at} specs={ORDER_LINE} path={[...here, 'lines', at]} value={line} />
                ))}
                <h4>{t('practiceEditor:parcels')}</h4>
                {listOf(shipments).map((one, at) => (
                  // oxlint-disable-next-line react/no-array-index-key -- the place is what it is known by
                  <Record key={at} specs={SHIPMENT} path={[...here, 'shipments', at]} value={one} />
                ))}
                <Add
                  label={t('practiceEditor:addParcel')}
                  onAdd={() =>
                    edit({
                      do: 'insert',
                      path: [...here, 'shipments'],
                      at: listOf(shipments).length,
                      value: {
                        carrier: t('practiceEditor:newCarrier'),
                        tracking: '75400000000000',
                      },
                    })
                  }
                />
                <Beyond path={here} value={order} known={KNOWN_OF_ORDER} />
              </>
            )}
          </Fold>
        )
      })}
      <Add
        label={t('practiceEditor:addOrder')}
        onAdd={() => {
          const count = names.orders.length + 1
          edit({
            do: 'insert',
            path,
            at: orders.length,
            value: {
              number: freeName(`20260101000${String(count).padStart(2, '0')}`, names.orders),
              placedHoursAgo: 48,
              state: 'paid',
              lines: [{ product: names.products[0] ?? '' }],
              totalFen: 9900,
            },
          })
        }}
      />
    </section>
  )
}
