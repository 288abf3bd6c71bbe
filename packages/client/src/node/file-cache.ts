import { randomUUID } from 'node:crypto';
import { type FileHandle, link, open, readFile, rename, stat, unlink } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CachedToken, TokenCache } from '../cache.ts';
import { check } from '../check.ts';

const MAX_ENTRIES = 1000;
const MAX_BYTES = 16 * 1024 * 1024;
/** A lock older than this was left by a process that died: a write takes milliseconds. */
const STALE_MS = 15_000;
const WAIT_MS = 10;
const MAX_WAIT_MS = 30_000;

type Entries = Record<string, CachedToken>;

/**
 * A cache in a file that processes of one user share: mode 0600, written beside it and renamed, merged under a lock with what others
 * have written. An unreadable file counts as empty. Its values are tokens: keep it where only you can read.
 * @throws ConfigurationError for a path that is none
 */
export function fileCache(path: string): TokenCache {
  check(path, 'the path of the cache', 'a path');
  const file = new CacheFile(path);
  return {
    get: async (key) => (await file.entries())[key],
    set: (key, value) => file.change((entries) => ({ ...entries, [key]: value })),
    delete: (key) => file.change(({ [key]: _gone, ...rest }) => rest),
  };
}

class CacheFile {
  readonly #path: string;
  #known: { readonly stamp: string; readonly entries: Entries } | undefined;
  /** Changes of this process, one after the other. */
  #tail: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  async entries(): Promise<Entries> {
    const stamp = await this.#stamp();
    if (stamp === undefined) return {};
    if (this.#known?.stamp !== stamp) this.#known = { stamp, entries: await this.#read() };
    return this.#known.entries;
  }

  change(make: (entries: Entries) => Entries): Promise<void> {
    const turn = this.#tail.then(() => this.#locked(async () => this.#write(live(make(await this.#read())))));
    this.#tail = turn.catch(() => {});
    return turn;
  }

  /** Changes whenever another file has taken this one's place. */
  async #stamp(): Promise<string | undefined> {
    try {
      const { ino, mtimeNs, size } = await stat(this.#path, { bigint: true });
      return size > MAX_BYTES ? undefined : `${ino} ${mtimeNs} ${size}`;
    } catch {
      return undefined;
    }
  }

  async #read(): Promise<Entries> {
    try {
      if ((await stat(this.#path)).size > MAX_BYTES) return {};
      const value: unknown = JSON.parse(await readFile(this.#path, 'utf8'));
      const pairs = typeof value === 'object' && value !== null ? Object.entries(value) : [];
      return Object.fromEntries(pairs.filter(([, entry]) => isToken(entry))) as Entries;
    } catch {
      return {};
    }
  }

  async #write(entries: Entries): Promise<void> {
    const temporary = `${this.#path}.${randomUUID()}.tmp`;
    try {
      const handle = await open(temporary, 'wx', 0o600);
      try {
        await handle.writeFile(JSON.stringify(entries));
      } finally {
        await handle.close();
      }
      await rename(temporary, this.#path);
    } catch (error) {
      await unlink(temporary).catch(() => {});
      throw error;
    }
  }

  async #locked(work: () => Promise<void>): Promise<void> {
    const lock = `${this.#path}.lock`;
    const handle = await this.#taken(lock);
    try {
      await work();
    } finally {
      await handle.close();
      await unlink(lock).catch(() => {});
    }
  }

  async #taken(lock: string): Promise<FileHandle> {
    for (let waited = 0; ; waited += WAIT_MS) {
      try {
        return await open(lock, 'wx', 0o600);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || waited >= MAX_WAIT_MS) throw error;
      }
      const age = await stat(lock).then(
        ({ mtimeMs }) => Date.now() - mtimeMs,
        () => 0,
      );
      if (age > STALE_MS) await takeAway(lock);
      else await sleep(WAIT_MS);
    }
  }
}

/** Renamed first, so that of several processes that find it stale only one takes it away; one that turns out fresh is put back. */
async function takeAway(lock: string): Promise<void> {
  const aside = `${lock}.${randomUUID()}`;
  try {
    await rename(lock, aside);
    if (Date.now() - (await stat(aside)).mtimeMs <= STALE_MS) await link(aside, lock);
    await unlink(aside);
  } catch {
    // Another process was first.
  }
}

/** Without what has expired, and without the oldest beyond the limit. */
function live(entries: Entries): Entries {
  const now = Date.now();
  const kept = Object.entries(entries).filter(([, { expiresAt }]) => expiresAt > now);
  return Object.fromEntries(kept.slice(-MAX_ENTRIES));
}

function isToken(value: unknown): value is CachedToken {
  const { token, kind, scopes, obtainedAt, expiresAt } = (value ?? {}) as Partial<Record<keyof CachedToken, unknown>>;
  return (
    typeof token === 'string' &&
    (kind === 'maskinporten' || kind === 'altinn') &&
    Array.isArray(scopes) &&
    typeof obtainedAt === 'number' &&
    typeof expiresAt === 'number'
  );
}
