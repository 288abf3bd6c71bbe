/** What the other rooms get of the database, and what the two kinds of it bring. */
import type { CompiledQuery, Kysely, Transaction } from 'kysely';
import type { Keeper } from './happenings.ts';
import type { CopiedRow } from './postgres-copy.ts';
import type { Kind, RunRead } from './reads.ts';
import type { Tables } from './tables.ts';
import type { Topic } from './topics.ts';
import type { Vault } from './vault.ts';
import type { WriteTrouble } from './write-trouble.ts';

/** Something that other rooms or nodes hold in memory has changed. */
export interface Change {
  /** What kind of thing; `*` = every kind. */
  readonly topic: Topic | '*';
  /** Which one; left out = all of that kind. At most 200 characters. */
  readonly key?: string;
}

/** Drops what it held, at once. One that reads it anew instead gives a promise: a change counts as heard when that has resolved. */
export type Listener = (key: string | undefined) => unknown;

/** Inside a transaction: announcements are sent when, and only when, it commits. */
export type Announce = (change: Change) => void;

/** Every operation rejects with `unavailable` while the database is away or cannot do what it is asked for. */
export interface Database {
  readonly kind: Kind;
  /** For single statements. Inside `transaction` use only the transaction handed in: SQLite has one connection and would wait for ever. */
  readonly db: Kysely<Tables>;
  /** Seals the secrets that are kept in it. */
  readonly vault: Vault;
  /**
   * Runs a short read by key (see `Read`), for what is asked all the time: those of one moment go to PostgreSQL together. It sees what had been
   * acknowledged when it was asked for; where there are read replicas, of what is announced, so it is for what memories hold. Not inside `transaction`.
   */
  readonly read: RunRead;
  /**
   * Runs one statement, for what is written all the time: on an SQLite file, a thread of its own waits for the disk meanwhile.
   * @returns its rows, when it is on disk
   */
  write<T>(query: CompiledQuery<T>): Promise<readonly T[]>;
  /** For rows that are long bytes; left out where `db` takes them and gives them as they are. */
  readonly bytes?: BytesDoor;
  /** All or nothing. The returned promise resolves when the work is on disk and the listeners of every node have been told. Nothing but database work may be awaited in it. */
  transaction<T>(work: (trx: Transaction<Tables>, announce: Announce) => Promise<T>): Promise<T>;
  /** Announces a change made by a single statement. The listeners of every node have run when the promise resolves. */
  announce(change: Change): Promise<void>;
  /** From now on what transactions tell with `tell` is kept by this, in them. */
  keepWith(keeper: Keeper): void;
  /** Calls `listener` for each change of the topic, from this node and others; with undefined when changes may have been missed. */
  onChange(topic: Topic, listener: Listener): () => void;
  /**
   * Undefined while this node hears of every change, so that what it holds in memory may be answered from. Otherwise a promise: it resolves
   * when the node hears again, and everything it held has been dropped; it rejects with `unavailable` when that does not succeed now.
   */
  inStep(): Promise<void> | undefined;
  /** What keeps it from taking writes. */
  readonly trouble: Pick<WriteTrouble, 'now' | 'onChange'>;
  /** How the servers are used for reading; left out where there are no replicas. */
  readonly servers?: () => readonly ServerUse[];
  /** Connections that are open; left out where there is no pool of them. */
  readonly pool?: () => PoolUse;
  /** For migrations and the like, which may take long; left out where `db` has no time limits. */
  readonly upkeep?: Kysely<Tables>;
  close(): Promise<void>;
}

/** Bytes in and out without a form in between. */
export interface BytesDoor {
  /**
   * The bytes that a query finds, which has one column and is asked with whole numbers and texts: one row after the other, in parts.
   * @throws Refusal `unavailable`
   */
  find(query: CompiledQuery): Promise<readonly Buffer[]>;
  /**
   * Writes rows, all or none. They are not waited for on the disk: whatever is committed after them is there only together with them. The bytes
   * must stay as they are until the promise resolves.
   * @param into table and columns
   * @param rows in their order: texts, numbers of 32 bits or (`bigint`) of 64, bytes
   * @throws Refusal `unavailable`
   */
  insert(into: string, rows: readonly CopiedRow[]): Promise<void>;
}

/** What the two kinds of database bring. */
export type Opened = Omit<Database, 'vault'>;

/** How a server is used for reading. */
export interface ServerUse {
  readonly name: string;
  /** Reads that it has answered since this node started. */
  readonly reads: number;
  /** Of a replica: whether it is read from now, and how many bytes of log it is behind the leader; undefined while it is away. */
  readonly replica?: { readonly isRead: boolean; readonly behind: number | undefined };
}

/** How a pool of connections is used at this moment. */
export interface PoolUse {
  readonly busy: number;
  readonly idle: number;
  /** Statements and transactions that wait for a connection. */
  readonly waiting: number;
}
