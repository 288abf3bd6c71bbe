import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { JwksError } from './errors.ts';
import { jwkJson, publicJwk } from './jwk.ts';
import { KeySet } from './key-set.ts';
import { checkName, ENVIRONMENTS, type Environment, keySetId } from './names.ts';
import type { KeyStore, OpenStoreOptions, StoredName } from './store.ts';

const LOCK_RETRY_MS = 25;
const LOCK_WAIT_MS = 15_000;
/** A lock whose owner has not touched it for so long was left by a process that died. */
const LOCK_STALE_MS = 60_000;

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | undefined)?.code;

/** Key sets as files in a directory (altinn-jwks.md 8), written by temp file, fsync and rename, under a lock. */
export class DirectoryStore implements KeyStore {
  readonly location: string;
  readonly #compat: 1 | undefined;

  constructor(directory: string, options: OpenStoreOptions = {}) {
    this.location = directory;
    this.#compat = options.compat;
  }

  async list(): Promise<readonly StoredName[]> {
    const found = new Map<string, Set<Environment>>();
    for (const file of await this.#files()) {
      const match = /^(.+)-(TEST|PROD)(?:\.jwks|\.pub)\.json$/.exec(file);
      if (!match?.[1]) continue;
      const environments = found.get(match[1]) ?? new Set();
      found.set(match[1], environments.add(match[2] as Environment));
    }
    return [...found]
      .map(([name, set]) => ({ name, environments: ENVIRONMENTS.filter((environment) => set.has(environment)) }))
      .sort((a, b) => a.name.localeCompare(b.name));
  }

  async read(name: string, environment: Environment): Promise<KeySet | undefined> {
    const id = keySetId(checkName(name), environment);
    // The newer layout first; the private set of release 1 is its elder.
    for (const file of this.#compat === 1 ? [`${id}.json`] : [`${id}.jwks.json`, `${id}.json`]) {
      const text = await this.#text(file);
      if (text !== undefined) return KeySet.parse(id, text, join(this.location, file));
    }
    return undefined;
  }

  async update(
    name: string,
    environment: Environment,
    change: (set: KeySet) => KeySet | Promise<KeySet>,
  ): Promise<KeySet> {
    const id = keySetId(checkName(name), environment);
    return this.#guarded(async () => {
      await mkdir(this.location, { recursive: true, mode: 0o700 });
      const release = await this.#lock(id);
      try {
        const changed = await change((await this.read(name, environment)) ?? new KeySet(id));
        await this.#writeSet(id, changed);
        return changed;
      } finally {
        await release();
      }
    });
  }

  async #writeSet(id: string, set: KeySet): Promise<void> {
    if (this.#compat !== 1) return this.#write(`${id}.jwks.json`, set.toJson());
    await this.#write(`${id}.json`, set.toJson());
    await this.#write(`${id}.pub.json`, jwkJson({ keys: set.keys.map(publicJwk) }));
    await this.#write(`${id}.key.json`, jwkJson(set.current));
  }

  /** A reader sees the old content or the new, never a part; a crash leaves at most a temp file. */
  async #write(file: string, text: string): Promise<void> {
    const temporary = join(this.location, `.${file}.${randomUUID()}.tmp`);
    let handle: FileHandle | undefined;
    try {
      handle = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
      await handle.writeFile(text);
      await handle.sync();
      await handle.close();
      handle = undefined;
      await rename(temporary, join(this.location, file));
      await syncDirectory(this.location);
    } catch (error) {
      await handle?.close().catch(() => {});
      await unlink(temporary).catch(() => {});
      throw error;
    }
  }

  /** One writer a key set at a time, across processes. */
  async #lock(id: string): Promise<() => Promise<void>> {
    const path = join(this.location, `.${id}.lock`);
    const deadline = Date.now() + LOCK_WAIT_MS;
    for (;;) {
      try {
        const handle = await open(path, 'wx', 0o600);
        await handle.writeFile(String(process.pid));
        await handle.close();
        return () => unlink(path).catch(() => {});
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error;
      }
      if (await abandoned(path)) await unlink(path).catch(() => {});
      else if (Date.now() > deadline)
        throw new JwksError(
          'STORE_LOCKED',
          `Another process is writing key-set ${id}. If none is, remove ${path} and try again.`,
        );
      else await new Promise((resolve) => setTimeout(resolve, LOCK_RETRY_MS));
    }
  }

  async #files(): Promise<readonly string[]> {
    try {
      const entries = await readdir(this.location, { withFileTypes: true });
      return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return [];
      throw this.#failed(error);
    }
  }

  async #text(file: string): Promise<string | undefined> {
    try {
      return await readFile(join(this.location, file), 'utf8');
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw this.#failed(error);
    }
  }

  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw error instanceof JwksError ? error : this.#failed(error);
    }
  }

  #failed(error: unknown): JwksError {
    const what: Record<string, string> = {
      EACCES: 'permission denied: check the owner and mode of the directory',
      EPERM: 'not permitted: check the owner and mode of the directory',
      EROFS: 'the file system is read-only',
      ENOSPC: 'the disk is full: free some space and try again',
      ENOTDIR: 'it is not a directory',
      EEXIST: 'it is not a directory',
    };
    const code = codeOf(error);
    return new JwksError(
      'STORE_FAILED',
      `Cannot use the store ${this.location}: ${what[code ?? ''] ?? code ?? 'unexpected failure'}.`,
      { cause: error },
    );
  }
}

async function abandoned(path: string): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > LOCK_STALE_MS) return true;
    const pid = Number(await readFile(path, 'utf8'));
    if (!Number.isSafeInteger(pid) || pid <= 0) return false;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}

async function syncDirectory(directory: string): Promise<void> {
  // Windows cannot open directories; there the rename itself is what it offers.
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
