import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const root = process.cwd();

/** The tests that one area is held by: they run again for each change of it. */
export default defineConfig({
  root,
  resolve: { conditions: ['portvakt-source'] },
  ssr: { resolve: { conditions: ['portvakt-source'], externalConditions: ['portvakt-source'] } },
  test: {
    include: (process.env['PORTVAKT_MUTATION_TESTS'] ?? '').split(',').filter(Boolean),
    execArgv: ['--conditions=portvakt-source', '--disable-warning=ExperimentalWarning'],
    setupFiles: [join(root, 'test', 'keys.ts')],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
