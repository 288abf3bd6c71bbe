interface Entry<T> {
  readonly value: T;
  readonly tags: readonly string[];
}

/**
 * A cache in memory with a fixed number of entries; the least recently used goes first. An entry carries tags (what it was made from),
 * so that a change can drop exactly what depends on it.
 */
export class BoundedCache<T> {
  readonly #limit: number;
  readonly #entries = new Map<string, Entry<T>>();
  readonly #byTag = new Map<string, Set<string>>();
  #generation = 0;

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
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  set(key: string, value: T, tags: readonly string[] = [], generation = this.#generation): void {
    if (generation !== this.#generation) return;
    this.delete(key);
    this.#entries.set(key, { value, tags });
    for (const tag of tags) {
      const keys = this.#byTag.get(tag);
      if (keys) keys.add(key);
      else this.#byTag.set(tag, new Set([key]));
    }
    if (this.#entries.size <= this.#limit) return;
    const oldest = this.#entries.keys().next().value;
    if (oldest !== undefined) this.delete(oldest);
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    for (const tag of entry.tags) {
      const keys = this.#byTag.get(tag);
      keys?.delete(key);
      if (keys?.size === 0) this.#byTag.delete(tag);
    }
  }

  /** Drops every entry with this tag. */
  dropTag(tag: string): void {
    this.#generation += 1;
    for (const key of [...(this.#byTag.get(tag) ?? [])]) this.delete(key);
  }

  clear(): void {
    this.#generation += 1;
    this.#entries.clear();
    this.#byTag.clear();
  }
}
