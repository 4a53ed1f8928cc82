import { defineConfig } from '@playwright/test'

/** Each worker has a desk of its own: display, message bus, keychain (build/testing/environment.ts). */
const desks = JSON.parse(process.env['XIAOER_DESKS'] ?? '[{}]') as readonly NodeJS.ProcessEnv[]
Object.assign(process.env, desks[Number(process.env['TEST_PARALLEL_INDEX'] ?? 0)])

export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results/e2e',
  // Each test owns its desk's focus, clipboard and notifications.
  workers: desks.length,
  fullyParallel: false,
  // A test that passes only at the second try hides a race.
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
})
