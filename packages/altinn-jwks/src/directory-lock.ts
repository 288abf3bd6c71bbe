import { randomUUID } from 'node:crypto';
import { open, readFile, stat, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { JwksError } from './errors.ts';

const RETRY_MS = 20;
const WAIT_MS = 30_000;
/** A lock of another machine, or one whose process id may have been taken over, is left alone for so long. */
const STALE_MS = 10 * 60_000;
/** So long a lock file may be without its owner's name: between its creation and the first write. */
const UNSIGNED_MS = 2_000;

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | undefined)?.code;
const remove = (path: string): Promise<void> => unlink(path).catch(() => {});

/**
 * Takes a lock file: one writer at a time, across processes. A lock whose process has died is broken.
 * @returns what releases it @throws JwksError STORE_LOCKED after half a minute; file system errors as they are
 */
export async function takeLock(path: string, what: string): Promise<() => Promise<void>> {
  const owner = `${process.pid} ${hostname()} ${randomUUID()}`;
  const deadline = performance.now() + WAIT_MS;
  while (!(await created(path, owner))) {
    if (await abandoned(path)) await breakLock(path);
    else if (performance.now() > deadline)
      throw new JwksError(
        'STORE_LOCKED',
        `Another process is writing ${what}. If none is, remove ${path} and try again.`,
      );
    else await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
  return async () => {
    // Never another's lock: ours may have been broken while this machine slept.
    if ((await readFile(path, 'utf8').catch(() => '')) === owner) await remove(path);
  };
}

/** True when nobody who could still write holds the lock. */
export async function abandoned(path: string): Promise<boolean> {
  try {
    const age_ms = Date.now() - (await stat(path)).mtimeMs;
    const [pid = '', host] = (await readFile(path, 'utf8')).split(' ');
    if (!/^\d+$/.test(pid)) return age_ms > UNSIGNED_MS;
    if (age_ms > STALE_MS) return true;
    if (host !== hostname()) return false;
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}

async function created(path: string, content: string): Promise<boolean> {
  try {
    const handle = await open(path, 'wx', 0o600);
    try {
      await handle.writeFile(content);
    } catch (error) {
      await remove(path);
      throw error;
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Two that wait must not both break the lock: the second would break the first one's new one. */
async function breakLock(path: string): Promise<void> {
  const guard = `${path}.break`;
  if (!(await created(guard, `${process.pid} ${hostname()}`))) {
    if (await abandoned(guard)) await remove(guard);
    return;
  }
  try {
    if (await abandoned(path)) await remove(path);
  } finally {
    await remove(guard);
  }
}
