/**
 * Which PostgreSQL server is used now. Where servers change places it is the one that takes writes, and it is used for a moment only after it
 * has shown that it still does: no node answers from a server that another has replaced.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { unavailable } from '../foundation/index.ts';
import type { Address, Addresses } from './postgres-address.ts';
import { Watch } from './postgres-watch.ts';
import { isSoonOver, withoutDatabase } from './unavailable.ts';

/** For so long after it was asked, a server that has answered counts as what it said it was. */
export const LEASE_MS = 1_500;
/** A node that starts while there is no leader waits for one. */
const FIND_MS = 10_000;

/** What a server says of itself. */
interface Role {
  readonly standby: boolean;
  /** Counts the changes of leader (PostgreSQL 26.3.5): eight hex digits; null where it does not matter. */
  readonly timeline: string | null;
}
const PLAIN = 'select false as standby, null as timeline';
/**
 * Where servers change places a sign of life is a commit as well: where commits wait for a standby, one that comes through shows that this
 * server was the leader when it was asked.
 */
const COMMITTING = `select standby, case when standby then null else left(pg_walfile_name(pg_current_wal_lsn()), 8) end as timeline,
    case when standby then null else pg_logical_emit_message(true, 'portvakt', '')::text end as written
  from (select pg_is_in_recovery() or current_setting('default_transaction_read_only')::boolean as standby) as role`;

/** Where connections go. */
export interface Route {
  /** Undefined while there is no server. */
  readonly url: () => string | undefined;
  /** Undefined while a server may be used, otherwise a promise: it resolves when one may, and rejects with `unavailable` when that is not soon. */
  readonly ready: () => Promise<void> | undefined;
  /** Calls the listener when the connections to what was used are worth nothing any more. */
  readonly onLost: (listener: () => void) => void;
}

interface Server {
  readonly address: Address;
  begun_ms: number;
  /** Why it is not used. */
  why: unknown;
}

export interface ServersDeps extends Addresses {
  /** A new connection; making it has a time limit. */
  readonly open: (url: string) => pg.Client;
}

export class Servers implements Route {
  readonly #deps: ServersDeps;
  readonly #servers: readonly Server[];
  readonly #listeners: (() => void)[] = [];
  #watches: readonly Watch<Role>[] = [];
  #current: Server | undefined;
  #timeline = '';
  #quietUntil_ms = 0;
  #next = Promise.withResolvers<void>();
  #failed = Promise.withResolvers<never>();

  constructor(deps: ServersDeps) {
    this.#deps = deps;
    this.#servers = deps.servers.map((address) => ({ address, begun_ms: 0, why: 'has not answered' }));
    for (const { promise } of [this.#next, this.#failed]) promise.catch(() => {});
  }

  /** @throws Refusal `unavailable` when no server can be used */
  async start(): Promise<void> {
    this.begin();
    await this.found();
  }

  /** Looks for a server from now on, until `stop`. */
  begin(): void {
    const { open, mayFailOver, silence_ms } = this.#deps;
    this.#watches = this.#servers.map(
      (server) =>
        new Watch({
          open: () => open(server.address.url),
          statement: mayFailOver ? COMMITTING : PLAIN,
          silence_ms,
          heard: (role, begun_ms) => this.#heard(server, role, begun_ms),
          failed: (error) => {
            server.why = error;
            // A server that refuses will refuse again; one that is slow, or is starting, is waited for.
            if (!mayFailOver && !isSoonOver(error)) this.#failed.reject(withoutDatabase(error));
          },
          lost: () => this.#lost(server),
        }),
    );
  }

  /** Resolves when there is a server; otherwise all ends. @throws Refusal `unavailable` when no server can be used */
  async found(): Promise<void> {
    if (this.#current) return;
    const over = new AbortController();
    const late = pause(FIND_MS, undefined, { signal: over.signal }).then(() => Promise.reject(this.#away()));
    late.catch(() => {});
    try {
      await Promise.race([this.#next.promise, this.#failed.promise, late]);
    } catch (error) {
      await this.stop();
      throw error;
    } finally {
      over.abort();
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.#watches.map((watch) => watch.stop()));
    this.#next.reject(unavailable('the database has been closed'));
  }

  /** See `Addresses`. */
  get silence_ms(): number {
    return this.#deps.silence_ms;
  }

  get count(): number {
    return this.#servers.length;
  }

  /** Which of the servers is used, counted from 0. */
  get index(): number | undefined {
    return this.#current && this.#servers.indexOf(this.#current);
  }

  readonly url = (): string | undefined => this.#current?.address.url;

  readonly ready = (): Promise<void> | undefined => {
    if (this.#current === undefined) return Promise.reject(this.#away());
    if (!this.#deps.mayFailOver) return undefined;
    const now = performance.now();
    if (now < this.#quietUntil_ms) return pause(this.#quietUntil_ms - now).then(this.ready);
    if (now - this.#current.begun_ms > LEASE_MS) return this.#next.promise.then(this.ready);
    return undefined;
  };

  readonly onLost = (listener: () => void): void => {
    this.#listeners.push(listener);
  };

  #heard(server: Server, { standby, timeline: told }: Role, begun_ms: number): void {
    const timeline = told ?? '';
    const isCurrent = this.#current === server;
    const isReplaced = timeline < this.#timeline;
    if (this.#deps.mayFailOver && (standby || isReplaced)) {
      server.why = standby ? 'only reads' : 'has been replaced by another';
      if (isCurrent) this.#drop();
      return;
    }
    server.begun_ms = begun_ms;
    if (!isCurrent || timeline !== this.#timeline) this.#use(server, timeline);
    this.#next.resolve();
    this.#next = Promise.withResolvers();
    this.#next.promise.catch(() => {});
  }

  #use(server: Server, timeline: string): void {
    if (this.#current) this.#drop();
    // Others may use the server before this one for as long as they may believe in it.
    if (this.#deps.mayFailOver && timeline !== this.#timeline) this.#quietUntil_ms = performance.now() + LEASE_MS;
    this.#timeline = timeline;
    this.#current = server;
  }

  #lost(server: Server): void {
    if (this.#current === server) this.#drop();
  }

  #drop(): void {
    this.#current = undefined;
    this.#next.reject(this.#away());
    this.#next = Promise.withResolvers();
    this.#next.promise.catch(() => {});
    for (const listener of this.#listeners) listener();
  }

  #away() {
    const all = this.#servers.map(
      ({ address, why }) => `${address.name}: ${why instanceof Error ? why.message || why.name : why}`,
    );
    return unavailable(
      this.#deps.mayFailOver
        ? `no server of the database takes writes now (${all.join('; ')})`
        : `the database does not answer (${all.join('')})`,
    );
  }
}
