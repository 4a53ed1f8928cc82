import { defineConfig } from 'vitest/config'

const common = {
  environment: 'node',
  restoreMocks: true,
  // Longer than any honest wait for an event: a test that reaches it hangs.
  testTimeout: 20_000,
  hookTimeout: 30_000,
} as const

export default defineConfig({
  envDir: false,
  test: {
    // Two cores, shared with the gateways and databases that the tests start.
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...common,
          name: 'unit',
          include: ['{shared,gateway,electron,renderer,build}/**/*.test.{ts,tsx}'],
        },
      },
      {
        test: {
          ...common,
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          ...common,
          name: 'faults',
          include: ['tests/faults/**/*.test.ts'],
          testTimeout: 120_000,
          // Faults fill disks and take ports: one file at a time.
          fileParallelism: false,
        },
      },
    ],
  },
})
