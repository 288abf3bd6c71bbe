import { readFileSync } from 'node:fs';

/**
 * The platform's master keys as text, from `PORTVAKT_MASTER_KEY` or the file that `PORTVAKT_MASTER_KEY_FILE` names; never from the command line.
 * @throws Error when both are set, or the file cannot be read; no key is repeated
 */
export function masterKeyIn(env: NodeJS.ProcessEnv): string | undefined {
  const { PORTVAKT_MASTER_KEY: key, PORTVAKT_MASTER_KEY_FILE: file } = env;
  if (!file) return key || undefined;
  if (key) throw new Error('Set PORTVAKT_MASTER_KEY or PORTVAKT_MASTER_KEY_FILE, and not both.');
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new Error(`The file of PORTVAKT_MASTER_KEY_FILE, ${file}, cannot be read (${code}).`, { cause });
  }
}
