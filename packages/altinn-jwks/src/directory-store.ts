import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { check } from './check.ts';
import { abandoned, LOCK_WAIT_MS, takeLock } from './directory-lock.ts';
import { cleanLeftovers, isLeftover, replaceFiles } from './directory-write.ts';
import { JwksError } from './errors.ts';
import { jwkJson, publicJwk } from './jwk.ts';
import { corrupt, MAX_DOCUMENT_CHARS } from './key-document.ts';
import { emptyForRelease1, KeySet } from './key-set.ts';
import { checkName, checkReadableName, type Environment, keySetId, storedNames } from './names.ts';
import type { Compat, Finding, KeySets, KeyStore, OpenStoreOptions, StoredName } from './store.ts';
import { checkChanged } from './store-change.ts';

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | undefined)?.code;
const MODES = process.platform !== 'win32';

/** Where the notes of a set are kept beside its document, for the .NET tool drops them there. No part of a key is in it. */
const notesFile = (id: string): string => `.${id}.notes.json`;

/** Key sets as files in a directory (altinn-jwks.md 8), written by temp file, fsync and rename, under a lock. */
export class DirectoryStore implements KeyStore {
  readonly location: string;
  readonly #compat: Compat | undefined;
  readonly #lockWait_ms: number;

  constructor(directory: string, options: OpenStoreOptions = {}) {
    this.location = directory;
    this.#compat = options.compat;
    this.#lockWait_ms = options.lockWait_ms ?? LOCK_WAIT_MS;
  }

  async list(): Promise<readonly StoredName[]> {
    const layouts = this.#compat === 1 ? ['pub'] : ['jwks', 'pub'];
    return storedNames(
      (await this.#files()).flatMap((file) => {
        const [, id, layout = ''] = /^(.+)\.(jwks|pub)\.json$/.exec(file) ?? [];
        return id !== undefined && layouts.includes(layout) ? [id] : [];
      }),
    );
  }

  async read(name: string, environment: Environment): Promise<KeySet | undefined> {
    const id = keySetId(checkReadableName(name), environment);
    // The newer layout first; the private set of release 1 is its elder.
    for (const file of this.#compat === 1 ? [`${id}.json`] : [`${id}.jwks.json`, `${id}.json`]) {
      const found = await this.#text(file);
      if (!found) continue;
      const set = KeySet.parse(id, found.text, join(this.location, file), found.written);
      const kept = set.isBare ? await this.#text(notesFile(id)) : undefined;
      return kept ? set.restored(kept.text) : set;
    }
    return undefined;
  }

  async update(
    name: string,
    environment: Environment,
    change: (set: KeySet) => KeySet | Promise<KeySet>,
  ): Promise<KeySet> {
    check(change, 'The change', 'a function');
    const changed = await this.updateAll(name, [environment], async (sets) => {
      const set = sets.get(environment) ?? new KeySet(keySetId(name, environment));
      return new Map([[environment, await change(set)]]);
    });
    return changed.get(environment) ?? new KeySet(keySetId(name, environment));
  }

  async updateAll(
    name: string,
    environments: readonly Environment[],
    change: (sets: KeySets) => KeySets | Promise<KeySets>,
  ): Promise<KeySets> {
    checkName(name);
    check(environments, 'environments', 'a list of "TEST" and "PROD"');
    check(change, 'The change', 'a function');
    try {
      await mkdir(this.location, { recursive: true, mode: 0o700 });
      const what = `the key sets of ${name}`;
      const lock = await takeLock(join(this.location, `.${name}.lock`), what, this.#lockWait_ms);
      try {
        return await this.#changed(name, environments, change, async () => {
          if (await lock.isHeld()) return;
          throw new JwksError('STORE_LOCKED', `Another process has begun to write ${what} meanwhile: try again.`);
        });
      } finally {
        await lock.release();
      }
    } catch (error) {
      throw error instanceof JwksError ? error : this.#failed(error);
    }
  }

  async #changed(
    name: string,
    environments: readonly Environment[],
    change: (sets: KeySets) => KeySets | Promise<KeySets>,
    checkLock: () => Promise<void>,
  ): Promise<KeySets> {
    // What a process that died left behind holds private keys; under the lock it is nobody's.
    await cleanLeftovers(this.location, name);
    const sets = new Map<Environment, KeySet>();
    for (const environment of environments)
      sets.set(environment, (await this.read(name, environment)) ?? new KeySet(keySetId(name, environment)));
    const changed = checkChanged(await change(sets));
    const files = [...changed].filter(([environment, set]) => set !== sets.get(environment));
    const written = files.flatMap(([, set]) => this.#filesOf(set));
    await checkLock();
    // Before the document: the notes in it count for more than those beside it, and these only for keys that it has.
    for (const [, set] of files)
      if (set.kept === undefined) await rm(join(this.location, notesFile(set.id)), { force: true });
    await replaceFiles(this.location, [
      ...files.flatMap(([, set]) => (set.kept === undefined ? [] : [[notesFile(set.id), set.kept] as const])),
      ...written,
    ]);
    return changed;
  }

  async inspect(): Promise<readonly Finding[]> {
    const findings: Finding[] = [];
    const warn = (where: string, text: string) => findings.push({ level: 'warning', where, text });
    for (const file of await this.#files()) {
      const path = join(this.location, file);
      if (isLeftover(file)) warn(path, 'a write was interrupted and left this; the next change of the name removes it');
      else if (/^\..+\.lock(\.break)?$/.test(file)) {
        if (await abandoned(path))
          warn(path, 'a lock of a process that has died; the next change of the name breaks it');
      } else if (/-(TEST|PROD)(\.jwks|\.key)?\.json$/.test(file) && MODES) {
        const mode = (await stat(path)).mode & 0o777;
        if ((mode & 0o077) !== 0) warn(path, `others may read this private key (mode ${mode.toString(8)}): chmod 600`);
      }
    }
    for (const [path, newer] of await this.#shadowed())
      warn(
        path,
        `not read any more, for ${newer} stands beside it, and yet written since: "import" takes its keys over`,
      );
    if (MODES) {
      const mode = await stat(this.location).then(
        (found) => found.mode & 0o777,
        () => 0,
      );
      if ((mode & 0o022) !== 0) warn(this.location, `others may write here (mode ${mode.toString(8)}): chmod 700`);
    }
    return findings;
  }

  /** Sets of release 1 that it has gone on writing after a file of release 2 took their place, each with that file. */
  async #shadowed(): Promise<readonly (readonly [path: string, newer: string])[]> {
    if (this.#compat === 1) return [];
    const files = await this.#files();
    const written = async (file: string) => (await stat(join(this.location, file))).mtimeMs;
    const found: (readonly [string, string])[] = [];
    for (const file of files) {
      const newer = file.replace(/-(TEST|PROD)\.json$/, '-$1.jwks.json');
      if (newer === file || !files.includes(newer)) continue;
      if ((await written(file)) > (await written(newer))) found.push([join(this.location, file), newer]);
    }
    return found;
  }

  /** The files of a set: release 2's one, or the three of release 1, which `--compat 1` writes. */
  #filesOf(set: KeySet): readonly (readonly [file: string, text: string])[] {
    if (this.#compat !== 1) return [[`${set.id}.jwks.json`, set.toJson()]];
    if (set.keys.length === 0) throw emptyForRelease1(set);
    return [
      [`${set.id}.json`, set.toJson()],
      [`${set.id}.pub.json`, jwkJson({ keys: set.keys.map(publicJwk) })],
      [`${set.id}.key.json`, jwkJson(set.current)],
    ];
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

  async #text(file: string): Promise<{ readonly text: string; readonly written: Date } | undefined> {
    const path = join(this.location, file);
    try {
      const found = await stat(path);
      // A pipe would wait for ever, a device never end.
      if (!found.isFile()) throw corrupt(path, 'it is not a file');
      if (found.size > MAX_DOCUMENT_CHARS * 3) throw corrupt(path, `it has ${found.size} bytes`);
      return { text: await readFile(path, 'utf8'), written: found.mtime };
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error instanceof JwksError ? error : this.#failed(error);
    }
  }

  #failed(error: unknown): JwksError {
    const what: Record<string, string> = {
      EACCES: 'permission denied: check the owner and mode of the directory',
      EPERM: 'not permitted: check the owner and mode of the directory',
      EROFS: 'the file system is read-only',
      ENOSPC: 'the disk is full: free some space and try again',
      EFBIG: 'a limit on the size of files stands in the way (ulimit -f)',
      EDQUOT: 'your quota of the disk is used up: free some space and try again',
      ENOTDIR: 'it is not a directory',
      EEXIST: 'it is not a directory',
      ELOOP: 'its links go in a circle',
      EISDIR: 'a directory stands where a file belongs',
    };
    const code = codeOf(error);
    return new JwksError(
      'STORE_FAILED',
      `Cannot use the store ${this.location}: ${what[code ?? ''] ?? code ?? (error as Error).message}.`,
      { cause: error },
    );
  }
}
