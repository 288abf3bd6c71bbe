import { randomUUID } from 'node:crypto';
import { open, readFile, stat, unlink, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { JwksError } from './errors.ts';

const RETRY_MS = 20;
/** How long a writer waits for another. */
export const LOCK_WAIT_MS = 30_000;
/** A holder says so often that it lives. */
const BEAT_MS = 60_000;
/** A lock that nobody has touched for so long is broken, even if its process id, taken over by another program, lives. */
const STALE_MS = 10 * BEAT_MS;
/** So long a lock file may be without its owner's name: between its creation and the first write. */
const UNSIGNED_MS = 2_000;
/** Clocks of file systems are coarse. */
const SLACK_MS = 2_000;

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | undefined)?.code;
const remove = (path: string): Promise<void> => unlink(path).catch(() => {});

export interface Lock {
  /** False when somebody has broken it, e.g. while this machine slept. */
  isHeld(): Promise<boolean>;
  release(): Promise<void>;
}

/**
 * Takes a lock file: one writer at a time, across processes. A lock whose process has died is broken.
 * @throws JwksError STORE_LOCKED after `wait_ms`; file system errors as they are
 */
export async function takeLock(path: string, what: string, wait_ms: number = LOCK_WAIT_MS): Promise<Lock> {
  const owner = `${process.pid} ${hostname()} ${randomUUID()}`;
  const deadline = performance.now() + wait_ms;
  while (!(await created(path, owner))) {
    if (await abandoned(path)) {
      await breakLock(path);
      if (await created(path, owner)) break;
    }
    if (performance.now() > deadline) throw await lockedBy(path, what, wait_ms);
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
  const beat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => {});
  }, BEAT_MS);
  beat.unref();
  const isHeld = async () => (await readFile(path, 'utf8').catch(() => '')) === owner;
  return {
    isHeld,
    release: async () => {
      clearInterval(beat);
      // Never another's lock.
      if (await isHeld()) await remove(path);
    },
  };
}

async function lockedBy(path: string, what: string, wait_ms: number): Promise<JwksError> {
  const [pid = '', host = ''] = (await readFile(path, 'utf8').catch(() => '')).split(' ');
  const who = /^\d+$/.test(pid) ? ` (process ${pid} on ${host.slice(0, 100)})` : '';
  return new JwksError(
    'STORE_LOCKED',
    `Another process${who} is writing ${what}, and did not end in ${wait_ms / 1000} s. If there is none, remove ${path} and try again.`,
  );
}

/** True when nobody who could still write holds the lock. */
export async function abandoned(path: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(path);
    const age_ms = Date.now() - mtimeMs;
    const [pid = '', host] = (await readFile(path, 'utf8')).split(' ');
    if (!/^\d+$/.test(pid)) return age_ms > UNSIGNED_MS;
    if (age_ms > STALE_MS) return true;
    if (host !== hostname()) return false;
    // In a container each life of a program has the same process id.
    if (Number(pid) === process.pid) return age_ms > process.uptime() * 1000 + SLACK_MS;
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
