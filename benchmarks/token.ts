/**
 * Maskinporten tokens over HTTP, against the ceiling (a bare node:http server that verifies and signs, and does nothing else), that
 * ceiling with its used grants on disk (in an SQLite file, in PostgreSQL), and oidc-provider. Every server has a process of its own, this process is the load, and grants are signed beforehand. Rounds of the servers
 * alternate, and each is compared with the ceiling of its own round.
 * Run: npm run token -w portvakt-benchmarks [-- --million] [-- --quick]
 */
import { type ChildProcess, fork } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Load, load } from './pdp/load.ts';
import { signClientCredentials, signGrants } from './token/grants.ts';
import { registerClients } from './token/million.ts';
import { startCluster } from './token/postgres.ts';
import type { Place, Wish } from './token/server.ts';

const quick = process.argv.includes('--quick');
/** Enough that no server waits for the load, though it answers many requests at once. */
const CONNECTIONS = 64;
const WARM_MS = 2_000;
/** Short, so that what else the machine does falls on all alike. */
const ROUND_MS = 1_500;
const ROUNDS = quick ? 5 : 11;
/** Grants are signed for at least so many. */
const FIRST_PER_SECOND = 7_000;
/** How much faster than in its best round so far a server may become before grants run out. */
const HEADROOM = 1.4;
const CLIENTS = 10;
const MILLION = 1_000_000;
const FAR_SPREAD = 5_000;

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256', use: 'sig' };
/** Every server has a thread that signs for each processor, as `portvakt` sets it for itself. */
const env = { UV_THREADPOOL_SIZE: String(Math.max(2, availableParallelism())), ...process.env };
const folder = mkdtempSync(join(tmpdir(), 'portvakt-benchmark-'));
const children = new Set<ChildProcess>();

interface Served<T> {
  readonly child: ChildProcess;
  readonly place: T;
}

interface Round extends Load {
  /** Processor time of the server for one token, all its threads; without the database server's. */
  readonly cpu_us: number;
}

interface Server extends Served<Place> {
  readonly name: string;
  readonly sign: typeof signGrants;
  readonly rounds: Round[];
}

function serve<T>(mode: string, database: string, wish: Omit<Wish, 'jwk'>): Promise<Served<T>> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('./token/server.ts', import.meta.url)), [mode, database], { env });
    children.add(child);
    child.once('message', (message) => resolve({ child, place: message as T }));
    child.once('exit', (code) => reject(new Error(`the server ${mode} ended with ${code}`)));
    child.send({ jwk, ...wish });
  });
}

async function end(child: ChildProcess): Promise<void> {
  children.delete(child);
  const ended = once(child, 'exit');
  child.disconnect();
  await ended;
}

async function cpuOf(child: ChildProcess): Promise<number> {
  const answer = once(child, 'message');
  child.send('cpu');
  return (await answer)[0] as number;
}

async function round(server: Server, duration_ms: number, rate?: number): Promise<Round> {
  const { place, child } = server;
  const expected = rate ?? Math.max(FIRST_PER_SECOND, ...server.rounds.map((one) => one.perSecond));
  const requests = await server.sign(place, privateKey, Math.ceil((expected * HEADROOM * duration_ms) / 1000));
  let next = 0;
  const take = (): Buffer => {
    const request = requests[next];
    next += 1;
    if (!request) throw new Error('more grants are needed than were signed beforehand');
    return request;
  };
  const before = await cpuOf(child);
  const limit = rate === undefined ? {} : { rate };
  const found = await load({ port: place.port, take, connections: CONNECTIONS, duration_ms, ...limit });
  const used = (await cpuOf(child)) - before;
  return { ...found, cpu_us: used / ((found.perSecond * duration_ms) / 1000) };
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
const middle = (server: Server): Round => {
  const [found] = [...server.rounds].sort((a, b) => a.perSecond - b.perSecond).slice(server.rounds.length >> 1);
  if (!found) throw new Error(`${server.name} was not measured`);
  return found;
};
const ratio = (server: Server, to: Server): number =>
  median(server.rounds.map((one, index) => one.perSecond / (to.rounds[index]?.perSecond ?? Number.NaN)));

/** Every server warms up, then all take turns. */
async function measure(servers: readonly Server[]): Promise<void> {
  for (const server of servers) server.rounds.push(await round(server, WARM_MS));
  for (let number = 0; number < ROUNDS; number += 1)
    for (const server of servers) server.rounds.push(await round(server, ROUND_MS));
  for (const server of servers) server.rounds.shift();
}

/** Every server in turn, at half of what it managed by itself. */
async function atHalfLoad(servers: readonly Server[]): Promise<readonly Server[]> {
  const halved = servers.map((server) => ({ ...server, rounds: [] as Round[] }));
  for (let number = 0; number < ROUNDS; number += 1)
    for (const [index, server] of halved.entries()) {
      const full = servers[index];
      if (full) server.rounds.push(await round(server, ROUND_MS, middle(full).perSecond / 2));
    }
  return halved;
}

/** Of the rounds' p99, the middle one. */
const lateOf = (server: Server): number => median(server.rounds.map((one) => one.p99_ms));

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;
const row = (name: string, at: Round, share = ''): void =>
  console.log(
    `| ${name} | ${Math.round(at.perSecond)} | ${share} | ${at.p50_ms.toFixed(1)} | ${at.p99_ms.toFixed(1)} | ${Math.round(at.cpu_us)} |`,
  );

async function main(): Promise<void> {
  const alone = await serve<{ signs: number; verifies: number }>('crypto', '', { clients: 0 });
  await end(alone.child);
  const started = async (name: string, mode: string, database = '', sign = signGrants): Promise<Server> => ({
    ...(await serve<Place>(mode, database, { clients: CLIENTS })),
    name,
    sign,
    rounds: [],
  });
  const ceiling = await started('ceiling: bare node:http, replay set in memory', 'ceiling');
  const sqlite = await started('platform, SQLite (file, synchronous=FULL)', 'platform', join(folder, 'ten.db'));
  const file = await started('the ceiling, used grants in an SQLite file', 'ceiling', join(folder, 'bare.db'));
  const cluster = await startCluster();
  stops.push(() => cluster?.stop());
  const postgres = cluster && (await started('platform, PostgreSQL (fsync on)', 'platform', cluster.url));
  const limit = cluster && (await started('the ceiling, used grants in PostgreSQL', 'ceiling', cluster.create('bare')));
  const peer = await started('oidc-provider, private_key_jwt', 'oidc-provider', '', signClientCredentials);
  const ours = [ceiling, sqlite, file, ...(postgres && limit ? [postgres, limit] : [])];
  const all = [...ours, peer];
  await measure(all);
  console.log(
    '| what | tokens/s | of the ceiling | p50 ms | p99 ms | µs of processor a token |\n| --- | ---: | ---: | ---: | ---: | ---: |',
  );
  for (const server of all) row(server.name, middle(server), percent(ratio(server, ceiling)));
  const halved = await atHalfLoad(ours);
  for (const server of halved) row(`${server.name}, at half that load`, { ...middle(server), p99_ms: lateOf(server) });
  const { signs, verifies } = alone.place;
  console.log(
    `\nnode:crypto alone: ${Math.round(signs)} signatures/s on the thread pool, ${Math.round(verifies)} verifications/s in line`,
  );
  console.log(
    `SQLite / ceiling: ${percent(ratio(sqlite, ceiling))} (wanted: at least 93 %); of a ceiling that keeps used grants in such a file too: ${percent(ratio(sqlite, file))}`,
  );
  if (postgres && limit)
    console.log(
      `PostgreSQL / ceiling: ${percent(ratio(postgres, ceiling))} (wanted: at least 88 %); of a ceiling that keeps used grants there too: ${percent(ratio(postgres, limit))}`,
    );
  else console.log('PostgreSQL is skipped: Debian’s package postgresql is not installed.');
  console.log(`SQLite / oidc-provider: ${ratio(sqlite, peer).toFixed(2)} × (wanted: at least 2 ×)`);
  console.log(
    `p99 at half load: ${halved.map((server) => `${server.name} ${lateOf(server).toFixed(1)} ms`).join('; ')} (wanted: at most 8 ms)`,
  );
  for (const server of [ceiling, file, postgres, limit, peer]) if (server) await end(server.child);
  if (process.argv.includes('--million')) await million(sqlite);
}

/** The same with a million clients registered: the same ten at work, and then thousands. */
async function million(ten: Server): Promise<void> {
  const file = join(folder, 'million.db');
  await end((await serve<Place>('platform', file, { clients: 0 })).child);
  const ids = registerClients(file, jwk, MILLION);
  const known = ids.filter((_, index) => index % Math.floor(MILLION / FAR_SPREAD) === 0);
  const { child, place } = await serve<Place>('platform', file, { clients: 0, known });
  const few: Server = { ...ten, child, place: { ...place, clientIds: known.slice(0, CLIENTS) }, rounds: [] };
  const many: Server = { ...ten, child, place, rounds: [] };
  const before: Server = { ...ten, rounds: [] };
  await measure([before, few, many]);
  console.log('\n1,000,000 clients registered, compared with ten registered:');
  const line = (working: number, server: Server): void =>
    console.log(`${working} at work: ${Math.round(middle(server).perSecond)}/s, ${percent(ratio(server, before))}`);
  line(CLIENTS, few);
  line(FAR_SPREAD, many);
  console.log('(wanted: at least 90 %)');
}

const stops: (() => void)[] = [];
try {
  await main();
} finally {
  for (const child of children) await end(child.removeAllListeners('exit'));
  for (const stop of stops) stop();
  rmSync(folder, { recursive: true, force: true });
}
