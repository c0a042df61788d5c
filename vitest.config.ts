import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'simulators/**/*.test.ts', 'tests/**/*.test.ts'],
    globalSetup: ['tests/support/temporary-root.ts'],
    // Not threads: a child that one of them starts has the listening sockets of the others until it runs its own program, and an address that was
    // just closed is then still in use.
    pool: 'forks',
    isolate: false,
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    passWithNoTests: false,
    // .ci/run counts from it.
    reporters: process.env.CI ? ['default', ['json', { outputFile: 'reports/test/vitest.json' }]] : ['default'],
  },
});
