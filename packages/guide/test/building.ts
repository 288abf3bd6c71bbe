/** The guide as its own command builds it. */
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';

const HERE = join(import.meta.dirname, '..');
const ELEVENTY = join(createRequire(import.meta.url).resolve('@11ty/eleventy'), '..', '..', 'cmd.cjs');

/**
 * Builds the guide in a process of its own.
 * @param folder is emptied first
 * @throws with what the generator complained of
 */
export async function buildGuide(folder: string): Promise<void> {
  // Eleventy takes an absolute folder for one of its own.
  const args = [ELEVENTY, '--config=eleventy.config.ts', '--quiet', `--output=${relative(HERE, folder)}`];
  await promisify(execFile)(process.execPath, args, { cwd: HERE, env: { ...process.env, NODE_OPTIONS: '' } });
}
