import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Gives the tests a folder for everything that they leave in the system's one, and takes it away with this process. Loading the
 * configuration twice makes one folder.
 */
export function ownTemporaryFolder(): void {
  if (process.env['PORTVAKT_TEST_TMP'] !== undefined) return;
  const folder = mkdtempSync(join(tmpdir(), 'portvakt-tests-'));
  // PostgreSQL runs as a user of its own, and its data lies below.
  chmodSync(folder, 0o755);
  process.env['PORTVAKT_TEST_TMP'] = folder;
  process.env['TMPDIR'] = folder;
  process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
}
