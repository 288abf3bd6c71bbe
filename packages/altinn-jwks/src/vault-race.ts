import { JwksError } from './errors.ts';
import type { KeySet } from './key-set.ts';
import { type Change, merged, reflects } from './key-set-merge.ts';
import type { Environment } from './names.ts';
import type { KeySets } from './store.ts';

const MAX_ATTEMPTS = 8;
const PAUSE_MS = 250;

/** One version of a set. */
export interface Version {
  readonly set: KeySet;
  /** Undefined when there is none yet. */
  readonly version: string | undefined;
  /** The version that its writer had read, if it says so. */
  readonly base: string | undefined;
}

/** A store of versions without locks: a write always succeeds and becomes the newest version. */
export interface Versions {
  readonly location: string;
  /** All versions of a set, oldest first; undefined when they may not be listed. */
  versions(id: string): Promise<readonly string[] | undefined>;
  /** One version, or the newest; an empty set when there is none. */
  read(id: string, version?: string): Promise<Version>;
  /** @param base the version that it is made from @returns the new version */
  write(set: KeySet, base: string | undefined): Promise<string | undefined>;
  /** Writes what is kept beside a set. */
  writeRest(set: KeySet, base: string | undefined): Promise<void>;
}

interface Entry {
  readonly environment: Environment;
  readonly id: string;
  /** The version that was newest when the change began. */
  readonly origin: string | undefined;
  /** Versions that the base holds already, and own ones; undefined when nobody may list them. */
  readonly known: Set<string> | undefined;
  /** What the change is made on. */
  base: KeySet;
  /** What the change made of it. */
  mine: KeySet;
  /** The own version that was written last. */
  latest: string | undefined;
}

/**
 * Changes sets where others may write at the same time and nobody can lock. After its write a writer looks at the versions that it did
 * not know. If its own is the newest, it has overwritten them: it puts its change on top of what they made and writes again. If not, the
 * newest one's writer sees this one's version and does so; this one waits until it has, and does it itself if it does not. Of two
 * writers the later one yields, so that what somebody was told to be written stays.
 *
 * Without the right to list versions it cannot look, and the last writer wins, as with the .NET tool.
 */
export class VaultRace {
  readonly #store: Versions;
  readonly #pause: (ms: number) => Promise<void>;

  constructor(
    store: Versions,
    pause: (ms: number) => Promise<void> = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  ) {
    this.#store = store;
    this.#pause = pause;
  }

  /** @throws JwksError STORE_LOCKED when others never stop; what the change and the store throw, the sets then as before */
  async update(
    wanted: readonly { readonly environment: Environment; readonly id: string }[],
    change: (sets: KeySets) => KeySets | Promise<KeySets>,
  ): Promise<KeySets> {
    const entries: Entry[] = [];
    for (const one of wanted) entries.push(await this.#entry(one));
    const written: Entry[] = [];
    try {
      let pending = await this.#apply(entries, entries, change, written);
      for (let attempt = 1; pending.length > 0; attempt += 1) {
        const overwritten = await this.#overwritten(pending, attempt);
        if (overwritten.length === 0) break;
        if (attempt === MAX_ATTEMPTS)
          throw new JwksError(
            'STORE_LOCKED',
            `Others keep writing the same sets in ${this.#store.location}: try again.`,
          );
        pending = await this.#apply(entries, overwritten, change, written);
      }
      return new Map(entries.map(({ environment, mine }) => [environment, mine]));
    } catch (error) {
      await this.#restore(written);
      throw error;
    }
  }

  async #entry({ environment, id }: { readonly environment: Environment; readonly id: string }): Promise<Entry> {
    // The versions first: one that is written after that is unknown, even if its content is read now.
    const versions = await this.#store.versions(id);
    const { set, version } = await this.#store.read(id);
    const known = versions && new Set(versions);
    return { environment, id, origin: version, known, base: set, mine: set, latest: undefined };
  }

  /** Asks for the change on top of all bases and writes those sets that are due. @returns what was written */
  async #apply(
    entries: readonly Entry[],
    due: readonly Entry[],
    change: (sets: KeySets) => KeySets | Promise<KeySets>,
    written: Entry[],
  ): Promise<readonly Entry[]> {
    const changed = await change(new Map(entries.map(({ environment, base }) => [environment, base])));
    const done: Entry[] = [];
    for (const entry of due) {
      const set = changed.get(entry.environment) ?? entry.base;
      const isFirst = entry.latest === undefined;
      entry.mine = set;
      // Later, even an unchanged set is written: the newest version is our own, which lacks what others made.
      if (isFirst && set === entry.base) continue;
      if (!written.includes(entry)) written.push(entry);
      entry.latest = await this.#store.write(set, entry.origin);
      if (entry.latest !== undefined) entry.known?.add(entry.latest);
      await this.#store.writeRest(set, entry.origin);
      done.push(entry);
    }
    return done;
  }

  /** Those entries whose write has overwritten somebody else's, with a base that holds theirs. */
  async #overwritten(pending: readonly Entry[], attempt: number): Promise<readonly Entry[]> {
    const found: Entry[] = [];
    for (const entry of pending) {
      const { known } = entry;
      if (!known) continue;
      const foreign = ((await this.#store.versions(entry.id)) ?? []).filter((version) => !known.has(version));
      if (foreign.length === 0 || (await this.#isTakenCareOf(entry, attempt))) continue;
      const changes: Change[] = [];
      for (const version of foreign) {
        changes.push(await this.#changeOf(entry.id, version));
        known.add(version);
      }
      entry.base = merged(entry.base, changes);
      found.push(entry);
    }
    return found;
  }

  async #changeOf(id: string, version: string): Promise<Change> {
    const { set, base } = await this.#store.read(id, version);
    return { before: base === undefined ? undefined : (await this.#store.read(id, base)).set, after: set };
  }

  /** True when a later writer's version holds this change. */
  async #isTakenCareOf(entry: Entry, attempt: number): Promise<boolean> {
    for (let look = 1; look <= MAX_ATTEMPTS; look += 1) {
      const { set, version } = await this.#store.read(entry.id);
      if (version === entry.latest) return false;
      if (reflects(set, entry.base, entry.mine)) {
        entry.mine = set;
        return true;
      }
      await this.#pause(PAUSE_MS * Math.min(look + attempt - 1, 4));
    }
    return false;
  }

  /** What this writer wrote is taken back, without what others wrote; as well as it can be done. */
  async #restore(written: readonly Entry[]): Promise<void> {
    for (const entry of written) {
      try {
        const { set, version } = await this.#store.read(entry.id);
        // Somebody has written on top of it, or it was never written.
        if (entry.latest === undefined || version !== entry.latest || set.toJson() === entry.base.toJson()) continue;
        await this.#store.write(entry.base, entry.latest);
        await this.#store.writeRest(entry.base, entry.latest);
      } catch {
        // The error that brought us here is the one to tell.
      }
    }
  }
}
