import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { postgresBinaries } from './test/postgres.ts';
import { leftOut, onPostgres } from './test/reach.ts';
import { Sequencer } from './test/sequencer.ts';
import { ownTemporaryFolder } from './test/temporary.ts';

ownTemporaryFolder();
// Hundreds of processes are started from the sources: each needs half the time where the one before has left what it compiled.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules', '.cache', 'portvakt-compiled');

/** Tells a hang from a machine with other work to do, and nothing else. */
const LONG_MS = 600_000;

const E2E = 'packages/*/test/**/*.e2e.test.ts';

/** It puts something in the place of a room, for itself alone. */
const MOCKING = 'packages/platform/src/storage/decision-request.test.ts';

/** Beside the sources. A worker loads them once for all of its files: to load the platform for each takes longer than many a file. */
const sqlite = {
  extends: true as const,
  test: {
    name: 'sqlite',
    include: ['packages/*/src/**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', MOCKING, ...leftOut.sqlite],
    isolate: false,
  },
};

/** The commands as a whole, and what wants a process of its own. */
const whole = {
  extends: true as const,
  test: {
    name: 'whole',
    include: [
      'packages/*/test/**/*.test.{ts,tsx}',
      'packages/guide/samples/**/*.test.ts',
      'test/**/*.test.ts',
      'examples/**/*.test.ts',
      'benchmarks/**/*.test.ts',
      MOCKING,
    ],
    exclude: ['**/node_modules/**', E2E, ...leftOut.whole],
  },
};

/** The portal as it is built, in Chromium: a worker starts one for all of its files. */
const browser = {
  extends: true as const,
  test: {
    name: 'browser',
    include: [E2E],
    exclude: ['**/node_modules/**', ...leftOut.browser],
    globalSetup: './packages/portal/test/built-portal.ts',
    isolate: false,
  },
};

/** The rooms that keep something, once more on PostgreSQL. */
const postgres = {
  extends: true as const,
  test: {
    name: 'postgres',
    include: onPostgres,
    exclude: [
      '**/chromium.test.ts',
      MOCKING,
      'packages/platform/src/{foundation,world,http}/**',
      // They count work and memory of the process, to which the database is another one.
      '**/{sizes,upload-memory}.test.ts',
    ],
    globalSetup: './test/postgres-setup.ts',
    setupFiles: './test/postgres-env.ts',
    isolate: false,
  },
};

const hasPostgres = postgresBinaries() !== undefined;
if (!hasPostgres) console.log('The tests on PostgreSQL are skipped: Debian’s package postgresql is not installed.');

/** One configuration for every package: sources run as they are, so no build stands between an edit and its test. */
export default defineConfig({
  resolve: { conditions: ['portvakt-source'] },
  ssr: { resolve: { conditions: ['portvakt-source'], externalConditions: ['portvakt-source'] } },
  test: {
    pool: 'forks',
    // The tests wait more than they compute: with two workers more than cores, two cores were still idle a third of the time.
    maxWorkers: availableParallelism() + 3,
    sequence: { sequencer: Sequencer },
    execArgv: ['--conditions=portvakt-source', '--disable-warning=ExperimentalWarning'],
    setupFiles: './test/keys.ts',
    // No test depends on how fast the machine is: see test/slow-machine.test.ts.
    testTimeout: LONG_MS,
    hookTimeout: LONG_MS,
    teardownTimeout: LONG_MS,
    expect: { poll: { timeout: LONG_MS / 2 } },
    projects: [browser, whole, sqlite, ...(hasPostgres ? [postgres] : [])],
  },
});
