/** Starts and stops the platform: its port, its database, and what `assembly/` makes of them. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { readAppFolder } from './apps/index.ts';
import {
  checkOperator,
  checkProduction,
  checkSigningKeys,
  checkTrust,
  makeRooms,
  openPlatform,
  type PlatformOptions,
  seed,
  snapshotsOf,
  VERSION,
} from './assembly/index.ts';
import { openDatabase, readMasterKeys, resealInBackground } from './database/index.ts';
import { type MovableClock, movableClock, type PlatformUrls, platformUrls } from './foundation/index.ts';
import { type HostsDoor, listenByName, realUrls } from './hosts/index.ts';
import { createHttp, type Drain, listenFirst, openDoors, ownLog } from './http/index.ts';
import type { Faults } from './sandbox/index.ts';
import type { ClientRecord, NewClient } from './selfservice/index.ts';
import { noteReport, Situations } from './situations/index.ts';
import { startFromSnapshot } from './snapshots/index.ts';
import type { TokenWish } from './token-generator/index.ts';

export type { MemoryLimits, PlatformOptions } from './assembly/index.ts';

/** A platform that runs. */
export interface Platform {
  readonly urls: PlatformUrls;
  readonly port: number;
  /** Where the real environments' host names are served, when they are. */
  readonly tlsPort?: number;
  readonly clock: MovableClock;
  /** A Maskinporten client with keys, as Samarbeidsportalen would make it. */
  createClient(client: NewClient): Promise<ClientRecord>;
  /**
   * A token for a test, without a log-in, a key or a grant, that every surface takes; nobody it names need exist (docs/tokens-for-tests.md).
   * @throws Error in production mode
   */
  token(wish: TokenWish): Promise<string>;
  /**
   * The whole state as a file, for `startPlatform({ snapshot })`, `loadSnapshot` and `portvakt snapshot load`.
   * @throws Error in production mode
   */
  saveSnapshot(): Promise<Buffer>;
  /**
   * Puts the platform into the state of such a file, all or nothing.
   * @throws Refusal that says what is wrong with the file; Error in production mode
   */
  loadSnapshot(file: Uint8Array): Promise<void>;
  /** Lets requests fail on demand; in production mode they never do. */
  readonly faults: Faults;
  /**
   * What Altinn asks integrators to test at least, by name: `start`, `stop`, `clear`, and in `report` which have been met (docs/testing.md).
   * In production mode nothing comes of them.
   */
  readonly situations: Situations;
  /** For tests that ask without a port. */
  readonly http: FastifyInstance;
  /**
   * Says at once that it is not ready, takes requests a while longer (`stopNotice`); then takes no more connections, answers what has been asked
   * (`stopGrace`), and closes the database.
   */
  stop(): Promise<void>;
}

const DEFAULT_PORT = 7070;
/** Said as loud as the trouble: whoever has heard of that waits for this. */
const WRITES_AGAIN = 'the database takes writes again';
const HTTPS_PORT = 443;
const DEFAULT_STOP_GRACE_S = 30;
/** A load balancer asks every few seconds. */
const PRODUCTION_STOP_NOTICE_S = 5;

/**
 * Starts a sandbox platform: everything of it on one port, with the synthetic world in it.
 * @throws with `code` EADDRINUSE when the port is taken
 */
export async function startPlatform(options: PlatformOptions = {}): Promise<Platform> {
  checkTrust(options);
  checkOperator(options);
  checkSigningKeys(options);
  if (options.mode === 'production') checkProduction(options);
  const host = options.host ?? 'localhost';
  const [{ server, port, drain }, door, database] = await openAll(host, options);
  try {
    const http = httpOf(options, server);
    database.trouble.onChange((what) => ownLog(http).error({ trouble: what ?? null }, what ?? WRITES_AGAIN));
    const plain = platformUrls(options.baseUrl ?? `http://${reachableAs(host)}:${port}`);
    const urls = door ? realUrls(plain) : plain;
    const clock = movableClock();
    const { snapshot } = options;
    if (snapshot !== undefined)
      await startFromSnapshot({ database, clock, product: VERSION }, await contentOf(snapshot));
    const rooms = await makeRooms({ database, clock, urls }, options);
    if (rooms.sandbox && snapshot === undefined) await seed(rooms);
    for (const folder of options.apps ?? []) await bringIn(rooms, folder);
    const situations = rooms.situations ?? new Situations(clock);
    for (const wish of [options.situation ?? []].flat()) situations.start(wish);
    let stopping: Promise<void> | undefined;
    const tracing = await openPlatform(http, rooms, options, options.portal ?? portalFolder(), {
      isStopping: () => stopping !== undefined,
      door,
    });
    await http.ready();
    openDoors(server);
    door?.open((request, response) => http.routing(request, response));
    door?.onTrouble((text) => ownLog(http).error(text));
    const snapshots = () => {
      if (rooms.sandbox) return snapshotsOf(rooms);
      throw new Error('snapshots are the sandbox’s: in production make a backup');
    };
    const stop = stopOf({
      ...{ options, http, rooms, situations, tracing, drain, door },
      resealing: resealInBackground(database),
    });
    return {
      urls,
      port,
      ...(door ? { tlsPort: door.port } : {}),
      clock,
      faults: rooms.faults,
      situations,
      http,
      createClient: (client) => rooms.audit.byProgram('createClient', () => rooms.selfservice.createClient(client)),
      saveSnapshot: async () => snapshots().save(),
      async loadSnapshot(file) {
        await snapshots().load(Buffer.from(file));
      },
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
    cutOff(server);
    await door?.drain(0);
    await database.close();
    throw error;
  }
}

/** Who has asked already would keep the process alive, and get no answer. */
function cutOff(server: Server): void {
  server.close();
  server.closeAllConnections();
}

/** HTTP without anything on it yet. */
function httpOf({ mode, baseUrl, logLevel, trustedProxies = [] }: PlatformOptions, server: Server) {
  const isStrict = mode === 'production' && (baseUrl?.startsWith('https:') ?? false);
  return createHttp({ ...(logLevel === undefined ? {} : { logLevel }), isStrict, trustedProxies, server });
}

interface Running {
  readonly options: PlatformOptions;
  readonly http: FastifyInstance;
  readonly rooms: Awaited<ReturnType<typeof makeRooms>>;
  readonly situations: Situations;
  readonly tracing: Awaited<ReturnType<typeof openPlatform>>;
  readonly drain: Drain;
  readonly door: HostsDoor | undefined;
  readonly resealing: ReturnType<typeof resealInBackground>;
}

/** Lets go of everything, in the order in which nothing is lost. */
const stopOf =
  ({ options, http, rooms, situations, tracing, drain, door, resealing }: Running) =>
  async (): Promise<void> => {
    const { stopNotice = options.mode === 'production' ? PRODUCTION_STOP_NOTICE_S : 0 } = options;
    if (stopNotice > 0) await pause(stopNotice * 1000);
    // They would last as long as their readers like.
    rooms.liveLog?.close();
    rooms.events?.close();
    const grace = (options.stopGrace ?? DEFAULT_STOP_GRACE_S) * 1000;
    await Promise.all([drain(grace), door?.drain(grace)]);
    await http.close();
    // Both are helps for developers and administrators: the platform stops without them when the database is away.
    await Promise.allSettled([
      rooms.log.flush(),
      rooms.decisionLog.flush(),
      rooms.audit.flush(),
      rooms.limits?.stop(),
      tracing?.flush(),
    ]);
    await rooms.customer?.settled();
    if (options.situationReport !== undefined) noteReport(options.situationReport, situations.report());
    rooms.renewedTrust?.stop();
    await resealing.stop();
    await rooms.database.close();
  };

/** @throws Error that names the folder and says what is wrong with the app */
async function bringIn({ apps, audit }: Awaited<ReturnType<typeof makeRooms>>, folder: string): Promise<void> {
  const files = readAppFolder(folder);
  try {
    await audit.byProgram('addApp', async () => apps?.add(files));
  } catch (error) {
    throw new Error(`${folder}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

const contentOf = async (snapshot: string | Uint8Array): Promise<Buffer> =>
  typeof snapshot === 'string' ? readFile(snapshot) : Buffer.from(snapshot);

/** What a client calls the host: an address of its own is not reached as localhost. */
function reachableAs(host: string): string {
  if (['localhost', '127.0.0.1', '::1', '0.0.0.0', '::'].includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

/** The ports first, then the database: what is taken is told before anything is made. */
async function openAll(host: string, options: PlatformOptions) {
  const listening = await listenFirst(host, options.port ?? DEFAULT_PORT);
  let door: HostsDoor | undefined;
  try {
    door = await doorOf(host, options);
    const { database: url = ':memory:', databaseDirect, databaseRead, masterKey } = options;
    const others = {
      ...(databaseDirect === undefined ? {} : { directUrl: databaseDirect }),
      ...(databaseRead === undefined ? {} : { readUrl: databaseRead }),
    };
    const sealing = masterKey === undefined ? {} : { masterKeys: readMasterKeys(masterKey) };
    return [listening, door, await openDatabase({ url, ...others, ...sealing })] as const;
  } catch (error) {
    cutOff(listening.server);
    await door?.drain(0);
    throw error;
  }
}

/** @param host as in a hosts file, `localhost` is 127.0.0.1 */
const doorOf = async (host: string, { hosts }: PlatformOptions): Promise<HostsDoor | undefined> =>
  hosts &&
  listenByName({
    host: host === 'localhost' ? '127.0.0.1' : host,
    port: hosts.port ?? HTTPS_PORT,
    authority: hosts.authority,
  });

/** The built portal: in a checkout beside this package, in a bundle beside the bundle. */
function portalFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const candidates = [join(here, 'portal'), join(here, '..', '..', 'portal', 'dist')];
  return candidates.find((folder) => existsSync(join(folder, 'index.html'))) ?? join(here, 'portal');
}
