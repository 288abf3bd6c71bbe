/** One that changes a set-up at a time: a file beside the set-up file. */
import { randomUUID } from 'node:crypto';
import { link, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly since: string;
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;
const remove = (path: string): Promise<void> => unlink(path).catch(() => {});

/**
 * Holds the lock of a set-up file while something is done. A lock whose process has died on this machine is broken.
 * @throws Error that says who holds it
 */
export async function withLock<T>(file: string, now: () => number, work: () => Promise<T>): Promise<T> {
  const path = `${file}.lock`;
  const own = JSON.stringify({
    pid: process.pid,
    host: hostname(),
    since: new Date(now()).toISOString(),
    id: randomUUID(),
  });
  await take(path, own, file);
  try {
    return await work();
  } finally {
    // Never another's.
    if ((await readFile(path, 'utf8').catch(() => '')) === own) await remove(path);
  }
}

async function take(path: string, own: string, file: string): Promise<void> {
  for (let tries = 0; tries < 3; tries += 1) {
    if (await created(path, own)) return;
    const text = await readFile(path, 'utf8').catch(() => '');
    const holder = holderIn(text);
    if (!(holder && isDead(holder) && (await broken(path, text)))) throw heldBy(holder, path, file);
  }
  throw heldBy(undefined, path, file);
}

/** Written aside and linked, so that a lock is never there without its holder's name. */
async function created(path: string, content: string): Promise<boolean> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await writeFile(aside, content, { flag: 'wx', mode: 0o600 });
    await link(aside, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw new Error(`The lock ${path} cannot be written: ${codeOf(error) ?? 'unknown'}.`, { cause: error });
  } finally {
    await remove(aside);
  }
}

/** Of two that break a dead one's lock, the second would have taken the first one's: it is put back. */
async function broken(path: string, dead: string): Promise<boolean> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch {
    return true;
  }
  const isDeadOnes = (await readFile(aside, 'utf8').catch(() => '')) === dead;
  if (!isDeadOnes) await link(aside, path).catch(() => {});
  await remove(aside);
  return isDeadOnes;
}

function holderIn(text: string): Holder | undefined {
  try {
    const { pid, host, since } = JSON.parse(text) as Holder;
    return Number.isInteger(pid) && typeof host === 'string' && typeof since === 'string'
      ? { pid, host, since }
      : undefined;
  } catch {
    return undefined;
  }
}

function isDead({ pid, host, since }: Holder): boolean {
  if (host !== hostname()) return false;
  // In a container each life of a program has the same process id.
  if (pid === process.pid) return Date.parse(since) < Date.now() - process.uptime() * 1000;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}

function heldBy(holder: Holder | undefined, path: string, file: string): Error {
  const who = holder
    ? `Process ${holder.pid} on ${holder.host.slice(0, 100)}, since ${holder.since}, is`
    : 'Somebody is';
  return new Error(`${who} at work on ${file}: wait for it. If there is nobody, remove ${path} and try again.`);
}
