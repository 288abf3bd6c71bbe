import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Folder of the portal as its sources are now, with the guide in it. */
    portal: string;
  }
}

const VITE = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin', 'vite.js');

const GUIDE = join(import.meta.dirname, '..', '..', 'guide');
const ELEVENTY = join(createRequire(join(GUIDE, 'package.json')).resolve('@11ty/eleventy'), '..', '..', 'cmd.cjs');

/**
 * Before the tests in a browser: the portal, and the guide, as they are built from the sources, once for all of them. After them: gone.
 * `npm test` has built them already, and tells where.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const built = process.env['PORTVAKT_BUILT_PORTAL'];
  if (built !== undefined) {
    project.provide('portal', built);
    return undefined;
  }
  const folder = await mkdtemp(join(tmpdir(), 'portvakt-portal-'));
  // In a process of its own: a test's NODE_ENV would give React's development build.
  await promisify(execFile)(process.execPath, [VITE, 'build', '--logLevel', 'error', '--outDir', folder], {
    cwd: join(import.meta.dirname, '..'),
    env: { ...process.env, NODE_ENV: 'production', NODE_OPTIONS: '' },
  });
  // Eleventy takes an absolute folder for one of its own.
  const output = `--output=${relative(GUIDE, join(folder, 'guide'))}`;
  await promisify(execFile)(process.execPath, [ELEVENTY, '--config=eleventy.config.ts', '--quiet', output], {
    cwd: GUIDE,
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  project.provide('portal', folder);
  return () => rm(folder, { recursive: true });
}
