/** Connections to the PostgreSQL server that is used now, each with its limits. */
import { Socket } from 'node:net';
import type { CompiledQuery } from 'kysely';
import type pg from 'pg';
import { unavailable } from '../foundation/index.ts';
import { withSettings } from './postgres-address.ts';
import { type CopiedRow, type Copy, CopyIn, CopyOut } from './postgres-copy.ts';
import type { Route } from './postgres-servers.ts';
import { cut } from './postgres-watch.ts';

const POOL_SIZE = 16;
/** Longest time in which the connection is made by which a server is watched. */
const CONNECT_MS = 1_500;
/** Longest wait for one of the pool to be free; then the caller is told to come again. */
const FREE_MS = 10_000;
/**
 * And for the others to be made. A server that falls silent is found out by the watch, which cuts them; one that answers may be busy, and
 * making sixteen at once takes a busy machine longer than it takes to find that nobody is there.
 */
const ROUTED_CONNECT_MS = FREE_MS;
/** More do not wait. */
const MAX_WAITING = 1_000;
/** A connection in use from which nothing has come for so long is lost: the server would have ended its statement. */
const SILENT_MS = 35_000;
const LOOK_EVERY_MS = 5_000;

/** Who holds a lock may have to wait for a busy machine: what is shorter refuses on a slow one what would have come to its turn. */
const LOCK_MS = 5_000;
const STATEMENT_MS = 30_000;
const IDLE_MS = 10_000;
/**
 * What the server holds each session to: it ends a statement that runs for long or waits for another's lock, and a transaction in which nothing
 * happens, since whoever began it may be frozen or gone, and keeps others waiting.
 */
const SESSION_LIMITS = {
  lock_timeout: LOCK_MS,
  statement_timeout: STATEMENT_MS,
  idle_in_transaction_session_timeout: IDLE_MS,
} as const;

const optionsOf = (limits: readonly (readonly [name: string, ms: number])[]): string =>
  limits.map(([name, ms]) => `-c ${name}=${ms}`).join(' ');
const LIMITED = optionsOf(Object.entries(SESSION_LIMITS));
/** For sessions that may take long, whatever the role has been given. */
export const WITHOUT_LIMITS = optionsOf(Object.keys(SESSION_LIMITS).map((name) => [name, 0]));

/** What a connection is made with that may find nobody there. */
export const CONNECTING = { connectionTimeoutMillis: CONNECT_MS, keepAlive: true } as const;

type Driver = Pick<typeof pg, 'Client' | 'Pool'>;
type Connected = (error: Error) => void;

/**
 * The class of those connections that go where the route leads when they are made; they are cut when that is lost.
 * @param ofUrl the URL that it is made with
 */
export function routedClient(
  { Client }: Driver,
  route: Pick<Route, 'url' | 'onLost'>,
  more: Omit<pg.ClientConfig, 'connectionString'> = {},
  ofUrl = (url: string) => url,
): new () => pg.Client {
  const open = new Set<pg.Client>();
  route.onLost(() => {
    for (const client of open) cut(client);
  });
  return class extends Client {
    readonly #leads: boolean;

    constructor() {
      const url = route.url();
      super({
        ...CONNECTING,
        connectionTimeoutMillis: ROUTED_CONNECT_MS,
        ...more,
        ...(url === undefined ? {} : { connectionString: ofUrl(url) }),
      });
      this.#leads = url !== undefined;
      this.once('end', () => open.delete(this));
    }

    override connect(): Promise<pg.Client>;
    override connect(callback: Connected): void;
    override connect(callback?: Connected): Promise<pg.Client> | undefined {
      if (!this.#leads) {
        const away = unavailable('the database is away');
        if (!callback) return Promise.reject(away);
        process.nextTick(callback, away);
        return undefined;
      }
      open.add(this);
      if (!callback) return super.connect();
      super.connect(callback);
      return undefined;
    }
  };
}

export interface PoolOptions {
  /** How a column's text becomes a value. */
  readonly types: pg.CustomTypesConfig;
  /** Whether the route leads to poolers. */
  readonly isPooled?: boolean;
}

export class PostgresPool {
  readonly #route: Route;
  readonly #pool: pg.Pool;
  /** Connections in use: how much has come by each, and when that was last found to be more. */
  readonly #busy = new Map<pg.Client, { read: number; since_ms: number }>();
  readonly #looking: NodeJS.Timeout;

  constructor(driver: Driver, route: Route, { types, isPooled = false }: PoolOptions) {
    this.#route = route;
    // A pooler takes no settings for a session: there the role has them.
    const Client = routedClient(driver, route, { types }, (url) => (isPooled ? url : withSettings(url, LIMITED)));
    this.#pool = new driver.Pool({ Client, connectionTimeoutMillis: FREE_MS, max: POOL_SIZE });
    // A connection that breaks says so whether it is idle, which the pool hears of and replaces it, or in use, where its statement fails as
    // well. An error that nobody listens for would end the process.
    this.#pool.on('error', () => {});
    this.#pool.on('connect', (client) => client.on('error', () => {}));
    this.#pool.on('acquire', (client) =>
      this.#busy.set(client, { read: bytesOf(client), since_ms: performance.now() }),
    );
    this.#pool.on('release', (_, client) => this.#busy.delete(client));
    this.#looking = setInterval(() => this.#look(), LOOK_EVERY_MS).unref();
  }

  /** @throws Refusal `unavailable` while the database is away, or too many wait for it; else what the connection failed with */
  async connect(): Promise<pg.PoolClient> {
    const waiting = this.#route.ready();
    if (waiting) await waiting;
    if (this.#pool.waitingCount >= MAX_WAITING) throw unavailable('too many statements wait for the database');
    return this.#pool.connect();
  }

  /** Runs one statement. @throws as `connect`, and what the statement failed with */
  async query<R extends pg.QueryResultRow>(statement: pg.QueryConfig): Promise<readonly R[]> {
    const client = await this.connect();
    try {
      return (await client.query<R>(statement)).rows;
    } finally {
      client.release();
    }
  }

  /** Bytes that a query of one column finds. @throws as `query` */
  copyOut(query: CompiledQuery): Promise<readonly Buffer[]> {
    return this.#copy((client) => new CopyOut(query, (text) => client.escapeLiteral(text)));
  }

  /** Writes rows: see `CopyIn`. @throws as `query` */
  copyIn(into: string, rows: readonly CopiedRow[]): Promise<void> {
    return this.#copy(() => new CopyIn(into, rows));
  }

  async #copy<T>(made: (client: pg.PoolClient) => Copy<T>): Promise<T> {
    const client = await this.connect();
    try {
      return await client.query(made(client)).done;
    } finally {
      client.release();
    }
  }

  /** For Kysely. */
  get options(): pg.PoolOptions {
    return this.#pool.options;
  }

  /** @returns how the pool is used */
  get use() {
    const { totalCount, idleCount, waitingCount } = this.#pool;
    return { busy: totalCount - idleCount, idle: idleCount, waiting: waitingCount };
  }

  async end(): Promise<void> {
    clearInterval(this.#looking);
    await this.#pool.end();
  }

  #look(): void {
    const now = performance.now();
    for (const [client, seen] of this.#busy) {
      const read = bytesOf(client);
      if (read !== seen.read) this.#busy.set(client, { read, since_ms: now });
      else if (now - seen.since_ms > SILENT_MS) cut(client);
    }
  }
}

const bytesOf = ({ connection }: pg.Client): number =>
  connection.stream instanceof Socket ? connection.stream.bytesRead : 0;
