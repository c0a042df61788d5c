import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'simulators/**/*.test.ts', 'tests/**/*.test.ts'],
    globalSetup: ['tests/support/temporary-root.ts'],
    pool: 'threads',
    isolate: false,
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    passWithNoTests: false,
    // .ci/run counts from it.
    reporters: process.env.CI ? ['default', ['json', { outputFile: 'reports/test/vitest.json' }]] : ['default'],
  },
});
