/** A map that lets the least recently used entry go beyond its limit. */
export class Lru<V> {
  readonly #limit: number;
  readonly #entries = new Map<string, V>();
  /** Whose turn it was last: asking for it again moves nothing. */
  #newest: string | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string): V | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined && key !== this.#newest) this.#move(key, value);
    return value;
  }

  set(key: string, value: V): void {
    this.#move(key, value);
    if (this.#entries.size <= this.#limit) return;
    const oldest = this.#entries.keys().next().value;
    if (oldest !== undefined) this.#entries.delete(oldest);
  }

  delete(key: string): void {
    this.#entries.delete(key);
    if (key === this.#newest) this.#newest = undefined;
  }

  #move(key: string, value: V): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    this.#newest = key;
  }
}
