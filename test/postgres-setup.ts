import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { startCluster } from './postgres.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    postgresUrl: string;
    /** How a database is made with today's schema in it. */
    postgresCopy: string;
  }
}

const MAKE = `import { makeTemplate } from '@portvakt/platform/testing/database';
console.log(await makeTemplate(process.argv[1]));`;

/** Before the tests: a cluster of their own in a temporary folder, with a database to copy. After them: gone. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await startCluster();
  // In a process of its own: this one would take the packages as they were last built.
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=portvakt-source', '--input-type=module', '-e', MAKE, cluster.url],
    { cwd: import.meta.dirname },
  );
  project.provide('postgresUrl', cluster.url);
  project.provide('postgresCopy', stdout.trim());
  return cluster.remove;
}
