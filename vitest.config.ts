import { defineConfig } from 'vitest/config';

/** One configuration for every package: sources run as they are, so no build stands between an edit and its test. */
export default defineConfig({
  resolve: { conditions: ['portvakt-source'] },
  ssr: { resolve: { conditions: ['portvakt-source'], externalConditions: ['portvakt-source'] } },
  test: {
    include: [
      'packages/*/src/**/*.test.{ts,tsx}',
      'packages/*/test/**/*.test.{ts,tsx}',
      'test/**/*.test.ts',
      'examples/**/*.test.ts',
    ],
    pool: 'forks',
    execArgv: ['--conditions=portvakt-source', '--disable-warning=ExperimentalWarning'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
