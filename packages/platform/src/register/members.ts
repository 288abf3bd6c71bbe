/** The members of a JSON object that somebody else has written: found in any letters, and those that nobody asked for are counted. */

type Json = Readonly<Record<string, unknown>>;

export const objectOf = (value: unknown): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;

export class Members {
  readonly #values = new Map<string, { readonly name: string; readonly value: unknown }>();
  readonly #asked = new Set<string>();
  readonly #unread: Map<string, number>;
  readonly #path: string;

  /** @param unread where `tellUnread` counts */
  constructor(object: Json, unread: Map<string, number>, path = '') {
    for (const [name, value] of Object.entries(object)) this.#values.set(name.toLowerCase(), { name, value });
    this.#unread = unread;
    this.#path = path;
  }

  has(name: string): boolean {
    return this.#values.has(name.toLowerCase());
  }

  names(): readonly string[] {
    return [...this.#values.values()].map((one) => one.name);
  }

  /** A text, or a number or truth value as text; undefined for none, null and the empty text. */
  text(name: string): string | undefined {
    const value = this.#ask(name);
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  }

  texts(name: string): readonly string[] {
    const value = this.#ask(name);
    return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
  }

  object(name: string): Members | undefined {
    const object = objectOf(this.#ask(name));
    return object && new Members(object, this.#unread, `${this.#path}${name}.`);
  }

  list(name: string): readonly Members[] {
    const value = this.#ask(name);
    const path = `${this.#path}${name}[].`;
    return Array.isArray(value)
      ? value.flatMap((one) => {
          const object = objectOf(one);
          return object ? new Members(object, this.#unread, path) : [];
        })
      : [];
  }

  /** These are of no account. */
  pass(...names: readonly string[]): void {
    for (const name of names) this.#asked.add(name.toLowerCase());
  }

  passAll(): void {
    for (const name of this.#values.keys()) this.#asked.add(name);
  }

  /** Counts the members that nobody has asked for and that say something. */
  tellUnread(): void {
    for (const [key, { name, value }] of this.#values) {
      if (this.#asked.has(key) || value === null || value === '') continue;
      const path = `${this.#path}${name}`;
      this.#unread.set(path, (this.#unread.get(path) ?? 0) + 1);
    }
  }

  #ask(name: string): unknown {
    const key = name.toLowerCase();
    this.#asked.add(key);
    return this.#values.get(key)?.value;
  }
}
