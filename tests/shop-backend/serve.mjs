import {
  bootstrap,
  ConfigService,
  DefaultLogger,
  dummyPaymentHandler,
  LanguageCode,
  LogLevel,
  TransactionalConnection,
} from '@vendure/core'
import { populate } from '@vendure/core/cli/index.js'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/**
 * A Vendure shop in memory with two products and one way to pay, on a free port of this computer.
 * Says `{"port":…}` on one line of stdout when it serves; ends with its stdin.
 * A line on stdin ends all sessions, answered by `{"ended":true}`.
 */
const folder = mkdtempSync(join(tmpdir(), 'xiaoer-shop-backend-'))
const products = join(folder, 'products.csv')
writeFileSync(
  products,
  [
    'name,slug,description,assets,facets,optionGroups,optionValues,sku,price,taxCategory,stockOnHand,trackInventory,variantAssets,variantFacets',
    '山岚保温杯,cup,,,,颜色,雾蓝,CUP-BLUE,129.00,standard,500,true,,',
    ',,,,,,米白,CUP-WHITE,139.00,standard,0,true,,',
    '折叠露营椅,chair,,,,,,CHAIR,169.00,standard,40,true,,',
    '',
  ].join('\n'),
)
const app = await populate(
  () =>
    bootstrap({
      apiOptions: {
        port: 0,
        hostname: '127.0.0.1',
        adminApiPath: 'admin-api',
        shopApiPath: 'shop-api',
        cors: false,
      },
      authOptions: {
        tokenMethod: ['bearer'],
        superadminCredentials: { identifier: 'keeper', password: 'keeper-of-the-shop' },
      },
      dbConnectionOptions: { type: 'sqljs', autoSave: false, synchronize: true, logging: false },
      paymentOptions: { paymentMethodHandlers: [dummyPaymentHandler] },
      importExportOptions: { importAssetsDir: folder },
      logger: new DefaultLogger({ level: LogLevel.Error }),
    }),
  {
    defaultLanguage: LanguageCode.zh_Hans,
    defaultZone: 'Asia',
    countries: [{ name: 'China', code: 'CN', zone: 'Asia' }],
    taxRates: [{ name: 'standard', percentage: 0 }],
    shippingMethods: [{ name: 'Standard', price: 600 }],
    paymentMethods: [
      {
        name: 'Dummy',
        handler: {
          code: dummyPaymentHandler.code,
          arguments: [{ name: 'automaticSettle', value: 'true' }],
        },
      },
    ],
    collections: [],
  },
  products,
)
rmSync(folder, { recursive: true, force: true })
createInterface({ input: process.stdin })
  .on('close', () => process.exit(0))
  .on('line', () => void endSessions())

/** As if all had run out: in its tables, and in what it remembers of them. */
async function endSessions() {
  const { rawConnection } = app.get(TransactionalConnection)
  await rawConnection.query('DELETE FROM session')
  await app.get(ConfigService).authOptions.sessionCacheStrategy.clear()
  console.log(JSON.stringify({ ended: true }))
}

console.log(JSON.stringify({ port: app.getHttpServer().address().port }))
