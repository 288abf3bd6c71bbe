/** Starts and stops the platform: its port, its database, and what `assembly/` makes of them. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { checkProduction, makeRooms, openPlatform, type PlatformOptions, seed } from './assembly/index.ts';
import { openDatabase, readMasterKey } from './database/index.ts';
import { type MovableClock, movableClock, type PlatformUrls, platformUrls } from './foundation/index.ts';
import { createHttp, listenFirst, openDoors } from './http/index.ts';
import type { Faults } from './sandbox/index.ts';
import type { ClientRecord, NewClient } from './selfservice/index.ts';
import type { TokenWish } from './token-generator/index.ts';

export type { MemoryLimits, PlatformOptions } from './assembly/index.ts';

/** A platform that runs. */
export interface Platform {
  readonly urls: PlatformUrls;
  readonly port: number;
  readonly clock: MovableClock;
  /** A Maskinporten client with keys, as Samarbeidsportalen would make it. */
  createClient(client: NewClient): Promise<ClientRecord>;
  /**
   * A token for a test, without a log-in, a key or a grant, that every surface takes; nobody it names need exist (docs/tokens-for-tests.md).
   * @throws Error in production mode
   */
  token(wish: TokenWish): Promise<string>;
  /** Lets requests fail on demand; in production mode they never do. */
  readonly faults: Faults;
  /** For tests that ask without a port. */
  readonly http: FastifyInstance;
  /** Takes no more connections, answers what has been asked (see `stopGrace`), then closes the database. */
  stop(): Promise<void>;
}

const DEFAULT_PORT = 7070;
const DEFAULT_STOP_GRACE_S = 30;

/**
 * Starts a sandbox platform: everything of it on one port, with the synthetic world in it.
 * @throws with `code` EADDRINUSE when the port is taken
 */
export async function startPlatform(options: PlatformOptions = {}): Promise<Platform> {
  if (options.mode === 'production') checkProduction(options);
  const host = options.host ?? 'localhost';
  const [{ server, port, drain }, database] = await openBoth(host, options);
  try {
    const http = createHttp({ ...(options.logLevel === undefined ? {} : { logLevel: options.logLevel }), server });
    const urls = platformUrls(options.baseUrl ?? `http://${reachableAs(host)}:${port}`);
    const clock = movableClock();
    const rooms = await makeRooms({ database, clock, urls }, options);
    if (rooms.sandbox) await seed(rooms);
    await openPlatform(http, rooms, options, options.portal ?? portalFolder());
    await http.ready();
    openDoors(server);
    const stop = async (): Promise<void> => {
      await drain((options.stopGrace ?? DEFAULT_STOP_GRACE_S) * 1000);
      await http.close();
      // Both are helps for developers and administrators: the platform stops without them when the database is away.
      await Promise.allSettled([rooms.log.flush(), rooms.decisionLog.flush()]);
      await database.close();
    };
    let stopping: Promise<void> | undefined;
    return {
      urls,
      port,
      clock,
      faults: rooms.faults,
      http,
      createClient: (client) => rooms.selfservice.createClient(client),
      async token(wish) {
        if (!rooms.tokens) throw new Error('tokens for tests are the sandbox’s: in production there are none');
        return rooms.tokens.token(wish);
      },
      stop() {
        stopping ??= stop();
        return stopping;
      },
    };
  } catch (error) {
    server.close();
    await database.close();
    throw error;
  }
}

/** What a client calls the host: an address of its own is not reached as localhost. */
function reachableAs(host: string): string {
  if (['localhost', '127.0.0.1', '::1', '0.0.0.0', '::'].includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

async function openBoth(host: string, options: PlatformOptions) {
  const listening = await listenFirst(host, options.port ?? DEFAULT_PORT);
  try {
    const { database: url = ':memory:', masterKey } = options;
    const sealing = masterKey === undefined ? {} : { masterKey: readMasterKey(masterKey) };
    return [listening, await openDatabase({ url, ...sealing })] as const;
  } catch (error) {
    listening.server.close();
    throw error;
  }
}

/** The built portal: in a checkout beside this package, in a bundle beside the bundle. */
function portalFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const candidates = [join(here, 'portal'), join(here, '..', '..', 'portal', 'dist')];
  return candidates.find((folder) => existsSync(join(folder, 'index.html'))) ?? join(here, 'portal');
}
