/**
 * Short reads by key: statements that stay the same but for their keys, that find what they look for by an index, and that give few rows.
 * A room says once what each looks like, in its `reads.ts`; the text is made once for each database.
 */
import { type CompiledQuery, type Expression, type Kysely, type SqlBool, sql } from 'kysely';
import type { Tables } from './tables.ts';

export type Kind = 'sqlite' | 'postgres';
export type Key = string | number | readonly string[];
/** Keys by name. */
export type Keyed<K> = Readonly<Record<keyof K, Key>>;

/** Where the keys of a read of this form go in its statement. */
export interface Keys<K> {
  /** The key of that name. */
  key<N extends keyof K & string>(name: N): Expression<K[N]>;
  /** Whether the column is one of those in the list of that name, of any length: the statement is the same for all lengths. */
  isOneOf<N extends keyof K & string>(column: string, name: N): Expression<SqlBool>;
}

/** What a read looks like. */
export type Read<K, R> = (db: Kysely<Tables>, keys: Keys<K>) => { compile(db: Kysely<Tables>): CompiledQuery<R> };

/** Runs a read. */
export type RunRead = <K extends Keyed<K>, R>(read: Read<K, R>, keys: K) => Promise<readonly R[]>;

/** Stands in a statement where the key of that name goes. */
class Place<K extends Keyed<K>> {
  readonly #name: keyof K;

  constructor(name: keyof K) {
    this.#name = name;
  }

  of(keys: K): Key {
    return keys[this.#name];
  }
}

/** The reads of one database: each is made into text when it is first asked for. */
export class Reads {
  readonly #db: Kysely<Tables>;
  readonly #kind: Kind;
  /** With places among the parameters. */
  readonly #made = new WeakMap<object, CompiledQuery>();

  constructor(db: Kysely<Tables>, kind: Kind) {
    this.#db = db;
    this.#kind = kind;
  }

  /** The statement that asks for these keys. */
  fill<K extends Keyed<K>, R>(read: Read<K, R>, keys: K): CompiledQuery<R> {
    let made = this.#made.get(read);
    if (made === undefined) {
      made = read(this.#db, keysOn<K>(this.#kind)).compile(this.#db);
      this.#made.set(read, made);
    }
    const parameters = made.parameters.map((one) => (one instanceof Place ? this.#value(one.of(keys)) : one));
    return { query: made.query, queryId: made.queryId, sql: made.sql, parameters };
  }

  #value(key: Key): unknown {
    if (typeof key !== 'object') return key;
    return this.#kind === 'postgres' ? arrayLiteral(key) : JSON.stringify(key);
  }
}

const keysOn = <K extends Keyed<K>>(kind: Kind): Keys<K> => ({
  key: (name) => sql`${new Place<K>(name)}`,
  isOneOf: (column, name) =>
    kind === 'postgres'
      ? sql`${sql.ref(column)} = any(${new Place<K>(name)}::text[])`
      : sql`${sql.ref(column)} in (select value from json_each(${new Place<K>(name)}))`,
});

/** PostgreSQL 8.15.2. */
const arrayLiteral = (values: readonly string[]): string =>
  `{${values.map((value) => `"${value.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
