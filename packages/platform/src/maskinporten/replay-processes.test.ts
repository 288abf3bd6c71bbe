import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { freshDatabase } from '../testing/database.ts';

const script = fileURLToPath(new URL('../../../../benchmarks/token-replay.ts', import.meta.url));

/** The benchmark `token-replay`, which fires a million, for a few seconds. */
it('in several processes on one database, an assertion fired over and over gives one token (maskinporten#32)', async () => {
  const place = await freshDatabase();
  const database =
    place.url === ':memory:' ? join(mkdtempSync(join(tmpdir(), 'portvakt-replay-')), 'replay.db') : place.url;
  const wish = ['--tries=6000', '--assertions=100', `--database=${database}`];
  const node = ['--conditions=portvakt-source', '--disable-warning=ExperimentalWarning'];
  const { stdout } = await promisify(execFile)(process.execPath, [...node, script, ...wish]).catch(
    // It tells what else was answered.
    (error: { readonly stdout: string }) => error,
  );
  expect(stdout).toContain('100 of 100 assertions gave exactly one token; 5900 replays refused');
  await place.drop();
});
