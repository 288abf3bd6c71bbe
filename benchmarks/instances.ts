/**
 * Storage at size, on PostgreSQL (Debian's, a cluster of its own, fsync on, on the same machine): lists of 100 by each filter, the first page and
 * the last, with the plan of each; and 25 MB sent and fetched, beside bare Fastify streams.
 * Run: npm run instances -w portvakt-benchmarks [-- --instances 100000] [-- --plans] [-- --only lists|transfer]
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fillInstances, lastPageToken } from '@portvakt/platform/testing/instances';
import pg from 'pg';
import type { Place, Usage } from './instances/server.ts';
import { type Called, call } from './instances/transfer.ts';
import { median } from './slices.ts';
import { startCluster } from './token/postgres.ts';

const { values: given } = parseArgs({
  options: {
    instances: { type: 'string', default: '1000000' },
    plans: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});
const count = Number(given.instances);
const WANTED_MS = 20;
const WANTED_SHARE = 0.8;
const WANTED_GROWTH_MB = 64;
const PARTY = 50020008;
const SIZE = 25_000_000;
const TIMES = 21;
const ROUNDS = 9;
const MEBIBYTE = 1024 * 1024;
const S = '/storage/api/v1/instances';

const time = (share: number): string => new Date(1_700_000_000_000 + share * 94_608_000_000).toISOString();
/** Filters as service owners and end users ask; each is asked for 100. */
const LISTS: readonly (readonly [as: 'owner' | 'person', query: Readonly<Record<string, string>>])[] = [
  ['owner', { org: 'ttd' }],
  ['owner', { org: 'ttd', order: 'asc:lastChanged' }],
  ['owner', { appId: 'ttd/demo' }],
  ['owner', { appId: 'ttd/rare' }],
  ['owner', { appId: 'ttd/demo', 'process.isComplete': 'true', excludeConfirmedBy: 'ttd' }],
  ['owner', { appId: 'ttd/demo', 'process.isComplete': 'true' }],
  ['owner', { appId: 'ttd/demo', 'process.isComplete': 'false' }],
  ['owner', { appId: 'ttd/demo', 'process.currentTask': 'Task_2' }],
  ['owner', { org: 'ttd', confirmed: 'false' }],
  ['owner', { org: 'ttd', confirmed: 'true' }],
  ['owner', { org: 'ttd', 'status.isArchived': 'true' }],
  ['owner', { org: 'ttd', 'status.isArchived': 'false' }],
  ['owner', { appId: 'ttd/demo', 'status.isSoftDeleted': 'true' }],
  ['owner', { org: 'ttd', 'status.isHardDeleted': 'true' }],
  ['owner', { appId: 'ttd/demo', lastChanged: `gte:${time(0.4)}` }],
  ['owner', { appId: 'ttd/demo', created: `lt:${time(0.4)}` }],
  ['owner', { appId: 'ttd/demo', created: `gte:${time(0.6)}`, order: 'asc:lastChanged' }],
  ['owner', { appId: 'ttd/demo', 'process.ended': `lt:${time(0.4)}` }],
  ['owner', { appId: 'ttd/demo', dueBefore: `lt:${time(0.4)}` }],
  ['owner', { org: 'ttd', visibleAfter: `gt:${time(0.999)}` }],
  ['owner', { appId: 'ttd/demo', 'instanceOwner.partyId': String(PARTY) }],
  ['owner', { org: 'ttd', A3Ref: '0123456789ab' }],
  ['person', { 'instanceOwner.partyId': String(PARTY) }],
  ['person', { 'instanceOwner.partyId': String(PARTY), 'status.isArchived': 'false' }],
  ['person', { 'instanceOwner.partyId': String(PARTY), 'status.isSoftDeleted': 'true' }],
];

interface Served {
  readonly child: ChildProcess;
  readonly place: Place;
}

async function serve(...args: readonly string[]): Promise<Served> {
  const options = ['--conditions=portvakt-source', '--disable-warning=ExperimentalWarning', '--expose-gc'];
  const child = fork(join(import.meta.dirname, 'instances', 'server.ts'), args, { execArgv: options });
  const [place] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the server ended with ${code}`))),
  ]);
  return { child, place: place as Place };
}

async function ended({ child }: Served): Promise<void> {
  const exit = once(child, 'exit');
  child.disconnect();
  await exit;
}

async function usageOf({ child }: Served, wish: 'baseline' | 'usage' = 'usage'): Promise<Usage> {
  const answer = once(child, 'message');
  child.send(wish);
  return (await answer)[0] as Usage;
}

const ok = (answer: Called): Called => {
  if (answer.status >= 300) throw new Error(`${answer.status}: ${answer.text.slice(0, 300)}`);
  return answer;
};

/** Median of a page in ms, and how many rows it has. */
async function page(served: Served, as: 'owner' | 'person', query: URLSearchParams) {
  const headers = { authorization: `Bearer ${served.place[as]}` };
  const times: number[] = [];
  let rows = 0;
  for (let turn = -3; turn < TIMES; turn += 1) {
    const answer = ok(
      await call({ port: served.place.port, method: 'GET', path: `${S}?${query.toString()}`, headers }),
    );
    if (turn >= 0) times.push(answer.ms);
    rows = answer.text.split('"selfLinks"').length - 1;
  }
  return { ms: median(times), rows };
}

async function lists(database: string): Promise<boolean> {
  const served = await serve(database);
  console.log('\n| who | filter | first page, ms | last page, ms |\n| --- | --- | ---: | ---: |');
  let slowest = 0;
  for (const [as, wish] of LISTS) {
    const query = { ...wish, size: '100' };
    const caller =
      as === 'owner'
        ? ({ kind: 'serviceOwner', serviceOwner: 'ttd' } as const)
        : ({ kind: 'person', serviceOwner: undefined } as const);
    const token = await lastPageToken(database, { query, caller });
    const first = await page(served, as, new URLSearchParams(query));
    const last = token && (await page(served, as, new URLSearchParams({ ...query, continuationToken: token })));
    slowest = Math.max(slowest, first.ms, last ? last.ms : 0);
    const words = Object.entries(wish).map(([name, value]) => `${name}=${value}`);
    console.log(
      `| ${as} | \`${words.join('&')}\` | ${first.ms.toFixed(1)} | ${last ? last.ms.toFixed(1) : 'one page'} |`,
    );
  }
  await ended(served);
  console.log(`\nThe slowest: ${slowest.toFixed(1)} ms (wanted: under ${WANTED_MS} ms)`);
  return slowest < WANTED_MS;
}

/** What 25 MB take one way: by the clock, and of the server's processor. */
interface Taken {
  readonly ms: number[];
  readonly cpu_ms: number[];
}

interface Kind {
  readonly name: string;
  readonly served: Served;
  readonly ways: { readonly up: () => Promise<Called>; readonly down?: () => Promise<Called> };
  readonly taken: { readonly up: Taken; readonly down: Taken };
}

const nothing = (): Kind['taken'] => ({ up: { ms: [], cpu_ms: [] }, down: { ms: [], cpu_ms: [] } });

/** One transfer; `taken` is left out to warm. */
async function once25(served: Served, run: () => Promise<Called>, taken?: Taken): Promise<Called> {
  const before = (await usageOf(served)).cpu_ms;
  const done = ok(await run());
  taken?.ms.push(done.ms);
  taken?.cpu_ms.push((await usageOf(served)).cpu_ms - before);
  return done;
}

const FILE = { 'content-type': 'application/pdf', 'content-disposition': 'attachment; filename="a.pdf"' };

/** An instance to which the bakery adds, and what one transfer each way of it is. */
async function ours({ place: { port, person } }: Served) {
  const headers = { authorization: `Bearer ${person}` };
  const made = ok(
    await call({ port, method: 'POST', path: `/ttd/demo/instances?instanceOwnerPartyId=${PARTY}`, headers }),
  );
  const at = `/ttd/demo/instances/${(JSON.parse(made.text) as { id: string }).id}/data`;
  let element = '';
  return {
    up: async () => {
      const path = `${at}?dataType=attachment`;
      const answer = await call({ port, method: 'POST', path, headers: { ...headers, ...FILE }, size: SIZE });
      element = `${at}/${(JSON.parse(ok(answer).text) as { id: string }).id}`;
      return answer;
    },
    down: () => call({ port, method: 'GET', path: element, headers }),
  };
}

async function transfer(database: string): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'portvakt-transfer-'));
  const [platform, bare] = [await serve(database), await serve('bare', folder, database)];
  const own = await ours(platform);
  const { port } = bare.place;
  const put = (path: string) => () => call({ port, method: 'PUT', path, headers: FILE, size: SIZE });
  const get = (path: string) => () => call({ port, method: 'GET', path, headers: {} });
  const kinds: readonly Kind[] = [
    { name: 'the platform', served: platform, ways: own, taken: nothing() },
    {
      name: 'bare, to and from a file',
      served: bare,
      ways: { up: put('/file'), down: get('/file') },
      taken: nothing(),
    },
    {
      name: 'bare, to and from PostgreSQL',
      served: bare,
      ways: { up: put('/postgres'), down: get('/postgres') },
      taken: nothing(),
    },
    { name: 'bare, to nowhere', served: bare, ways: { up: put('/nowhere') }, taken: nothing() },
  ];
  for (let round = -1; round < ROUNDS; round += 1) {
    // What the first of each loads is not what they grow by.
    if (round === 0) await usageOf(platform, 'baseline');
    for (const { served, ways, taken } of kinds) {
      const counted = round >= 0 ? taken : undefined;
      await once25(served, ways.up, counted?.up);
      if (!ways.down) continue;
      const { received } = await once25(served, ways.down, counted?.down);
      if (received !== SIZE) throw new Error(`${received} bytes came back`);
    }
  }
  const growth = (await usageOf(platform)).growth / MEBIBYTE;
  await Promise.all([platform, bare].map(ended));
  rmSync(folder, { recursive: true });
  return told(kinds, growth);
}

/** Prints it. @returns whether it is as wanted */
function told(kinds: readonly Kind[], growth: number): boolean {
  console.log(
    '\n| 25 MB | up, MB/s | down, MB/s | server, ms up | server, ms down |\n| --- | ---: | ---: | ---: | ---: |',
  );
  const speed = ({ ms }: Taken) => SIZE / 1000 / median(ms);
  const shown = (value: number) => (Number.isNaN(value) ? '' : value.toFixed(0));
  for (const { name, taken } of kinds) {
    const cells = [speed(taken.up), speed(taken.down), median(taken.up.cpu_ms), median(taken.down.cpu_ms)].map(shown);
    console.log(`| ${name} | ${cells.join(' | ')} |`);
  }
  const [mine, file, postgres] = kinds.map(({ taken }) => taken);
  if (!mine || !file || !postgres) return false;
  const share = (value: number) => `${(value * 100).toFixed(0)} %`;
  const of = (other: Kind['taken']) =>
    [speed(mine.up) / speed(other.up), speed(mine.down) / speed(other.down)] as const;
  const [[up, down], [keptUp, keptDown]] = [of(file), of(postgres)];
  console.log(
    `\nOf the bare stream to and from a file: ${share(up)} up, ${share(down)} down (wanted: ${share(WANTED_SHARE)}); of one to and from PostgreSQL: ${share(keptUp)} up, ${share(keptDown)} down`,
  );
  console.log(`Memory grew by ${growth.toFixed(0)} MiB at most (wanted: under ${WANTED_GROWTH_MB})`);
  return up >= WANTED_SHARE && down >= WANTED_SHARE && growth < WANTED_GROWTH_MB;
}

const cluster = await startCluster();
if (!cluster) {
  console.log('Not measured: Debian’s package postgresql is not installed.');
  process.exit(0);
}
try {
  const database = cluster.create('instances');
  // The platform makes its tables, and its world.
  await ended(await serve(database));
  const start = performance.now();
  await fillInstances(database, { count: given.only === 'transfer' ? 1000 : count, party: PARTY });
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  await client.query('vacuum analyze instance, data_element');
  await client.end();
  console.log(`${count} instances: filled in ${((performance.now() - start) / 1000).toFixed(0)} s`);
  if (given.only !== 'transfer') await lists(database);
  if (given.only !== 'lists') await transfer(database);
} finally {
  cluster.stop();
}
