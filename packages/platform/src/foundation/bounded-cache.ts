interface Entry<T> {
  readonly value: T;
  readonly tags: readonly string[];
  /** Read since it was last passed over for eviction. */
  used: boolean;
}

/**
 * A cache in memory with a fixed number of entries. The oldest goes first, unless it has been read since its last turn (second
 * chance): reading costs one look-up and no reordering. An entry carries tags (what it was made from), so that a change can drop
 * exactly what depends on it.
 */
export class BoundedCache<T> {
  readonly #limit: number;
  readonly #entries = new Map<string, Entry<T>>();
  /** Keys by tag. Mostly there is one: a set of one would take more memory than the entry. */
  readonly #byTag = new Map<string, string | Set<string>>();
  #generation = 0;
  /** Where the search for the next to go stands. Beginning anew each time would pass over all that has gone before. */
  #hand = this.#entries.entries();

  /** @param limit most entries held at once, at least 1 */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#entries.size;
  }

  /**
   * Grows with every drop. Take it before a lookup and give it to `set`: what was read before a change is then not kept after it.
   */
  get generation(): number {
    return this.#generation;
  }

  get(key: string): T | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    entry.used = true;
    return entry.value;
  }

  set(key: string, value: T, tags: readonly string[] = [], generation = this.#generation): void {
    if (generation !== this.#generation) return;
    this.delete(key);
    this.#entries.set(key, { value, tags, used: false });
    for (const tag of tags) {
      const keys = this.#byTag.get(tag);
      if (keys instanceof Set) keys.add(key);
      else this.#byTag.set(tag, keys === undefined || keys === key ? key : new Set([keys, key]));
    }
    if (this.#entries.size > this.#limit) this.#evict();
  }

  /** Each entry passed over loses its mark and goes to the end, so the walk ends within one round. */
  #evict(): void {
    for (;;) {
      const next = this.#hand.next();
      if (next.done) {
        this.#hand = this.#entries.entries();
        continue;
      }
      const [key, entry] = next.value;
      if (!entry.used) {
        this.delete(key);
        return;
      }
      entry.used = false;
      this.#entries.delete(key);
      this.#entries.set(key, entry);
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    for (const tag of entry.tags) {
      const keys = this.#byTag.get(tag);
      if (keys instanceof Set) keys.delete(key);
      if (keys === key || (keys instanceof Set && keys.size === 0)) this.#byTag.delete(tag);
    }
  }

  /** Drops every entry with this tag. */
  dropTag(tag: string): void {
    this.#generation += 1;
    const keys = this.#byTag.get(tag);
    for (const key of typeof keys === 'string' ? [keys] : [...(keys ?? [])]) this.delete(key);
  }

  clear(): void {
    this.#generation += 1;
    this.#entries.clear();
    this.#byTag.clear();
    this.#hand = this.#entries.entries();
  }
}
