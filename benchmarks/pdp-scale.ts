/**
 * Decisions with a register of a million parties in PostgreSQL (Debian's, a cluster of its own, fsync on, on the same machine), beside one
 * with a thousand. Each connection sends one request after the answer to the last.
 * Run: npm run pdp-scale -w portvakt-benchmarks [-- --database postgres://… --load | --measure] [-- --quick] [-- --bound 5000]
 *
 * Loading takes minutes. With `--database` a server of your own keeps what `--load` has loaded (databases pdp_small and pdp_large), so that
 * `--measure` (or one part of it, `--warm` or `--cold`) can be run again. `--bound` holds that many parties and pairs, and a tenth as many
 * policies, in memory.
 */
import pg from 'pg';
import { fillLarge, largeQuestions, type Size } from './pdp/large.ts';
import { httpRequest, type Load, load } from './pdp/load.ts';
import type { Place } from './pdp/platform.ts';
import { end, type Served, servePlatform, usageOf } from './pdp/processes.ts';
import { type Asked, question } from './pdp/questions.ts';
import { startCluster } from './token/postgres.ts';

const argument = (name: string): string | undefined => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : (process.argv[at + 1] ?? '');
};
const quick = process.argv.includes('--quick');
const SMALL: Size = { parties: 1_000, rolesEach: 8, resources: 10, delegations: 1_000 };
const LARGE: Size = quick
  ? { parties: 30_000, rolesEach: 8, resources: 1_000, delegations: 30_000 }
  : { parties: 1_000_000, rolesEach: 8, resources: 10_000, delegations: 1_000_000 };
/** Different questions that are asked again and again. */
const WARM_QUESTIONS = 2_000;
const COLD_QUESTIONS = quick ? 15_000 : 300_000;
const ROUND_MS = 3_000;
const ROUNDS = 5;
const COLD_MS = 10_000;
/** Answers are not remembered word for word here. */
const bound = Number(argument('--bound') ?? 0);
const MEMORY = { answers: 0, ...(bound > 0 ? { parties: bound, pairs: bound, policies: Math.ceil(bound / 10) } : {}) };

const own = argument('--database') === undefined ? await startCluster() : undefined;
const server = argument('--database') ?? own?.url;
if (server === undefined) {
  console.log('Not measured: Debian’s package postgresql is not installed.');
  process.exit(0);
}
const named = (name: string): string => {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
};
const [small, large] = [named('pdp_small'), named('pdp_large')];

async function create(name: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`drop database if exists ${name} with (force)`);
  await client.query(`create database ${name}`);
  await client.end();
}

const toRequest = (asked: Asked, { token }: Place): Buffer =>
  httpRequest('/authorization/api/v1/authorize', JSON.stringify(question(asked)), { authorization: `Bearer ${token}` });
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const rows: string[] = [];
const row = (name: string, loads: readonly Load[]): void => {
  const of = (member: keyof Load) => median(loads.map((one) => one[member]));
  rows.push(`| ${name} | ${Math.round(of('perSecond'))} | ${of('p50_ms').toFixed(2)} | ${of('p99_ms').toFixed(2)} |`);
};
async function memory(what: string, served: Served<unknown>): Promise<void> {
  const { rss_MB, heap_MB } = await usageOf(served, 'collect');
  console.log(`${what}: ${rss_MB.toFixed(0)} MB resident, ${heap_MB.toFixed(0)} MB heap`);
}

async function fill(): Promise<void> {
  for (const [name, url, size] of [
    ['pdp_small', small, SMALL],
    ['pdp_large', large, LARGE],
  ] as const) {
    const start = performance.now();
    await create(name);
    console.log(name, await fillLarge(url, size), `${((performance.now() - start) / 1000).toFixed(0)} s`);
  }
}

async function warm(): Promise<number> {
  const kept: { name: string; served: Served<Place>; requests: readonly Buffer[]; loads: Load[] }[] = [];
  for (const [name, url, size] of [
    [`${SMALL.parties} parties, warm`, small, SMALL],
    [`${LARGE.parties} parties, warm`, large, LARGE],
  ] as const) {
    const served = await servePlatform(url, MEMORY);
    const asked = await largeQuestions(url, WARM_QUESTIONS, Math.min(size.resources, 500));
    kept.push({
      name: `${name} (${asked.length} different questions)`,
      served,
      requests: asked.map((one) => toRequest(one, served.place)),
      loads: [],
    });
  }
  for (let round = -2; round < ROUNDS; round += 1)
    for (const { served, requests, loads } of kept) {
      const done = await load({
        port: served.place.port,
        requests,
        connections: 16,
        duration_ms: ROUND_MS,
        awake: true,
      });
      if (round >= 0) loads.push(done);
    }
  for (const { name, served, loads } of kept) {
    row(name, loads);
    await memory(name, served);
    await end(served);
  }
  const [few, many] = kept.map(({ loads }) => median(loads.map((one) => one.perSecond)));
  return (many ?? 0) / (few ?? 1);
}

/** Every request is for a party never asked about before. */
async function cold(): Promise<number> {
  const served = await servePlatform(large, MEMORY);
  await memory('started', served);
  const asked = await largeQuestions(large, COLD_QUESTIONS, LARGE.resources);
  const { port } = served.place;
  let next = 0;
  const take = (): Buffer | undefined => {
    const one = asked[next++];
    return one && toRequest(one, served.place);
  };
  await load({ port, take, connections: 4, duration_ms: 3_000 });
  const alone = await load({ port, take, connections: 1, duration_ms: COLD_MS });
  row('a party never seen before, 1 connection', [alone]);
  const busy = await load({ port, take, connections: 8, duration_ms: COLD_MS });
  row('a party never seen before, 8 connections', [busy]);
  await memory('after parties never seen before', served);
  for (let round = 0; round < 3; round += 1) {
    await load({ port, take, connections: 16, duration_ms: COLD_MS });
    await memory(`after ${next} parties`, served);
  }
  await end(served);
  return alone.p50_ms;
}

const given = (name: string): boolean => process.argv.includes(`--${name}`);
const parts = [given('warm') && warm, given('cold') && cold].filter((part) => part !== false);
if (!given('measure') && parts.length === 0) await fill();
if (!given('load')) {
  const share = parts.length === 0 || parts.includes(warm) ? await warm() : undefined;
  const median_ms = parts.length === 0 || parts.includes(cold) ? await cold() : undefined;
  console.log('\n| what | decisions/s | p50 ms | p99 ms |\n| --- | ---: | ---: | ---: |');
  for (const one of rows) console.log(one);
  if (share !== undefined) console.log(`\nlarge / small, warm: ${(share * 100).toFixed(0)} % (wanted: at least 80 %)`);
  if (median_ms !== undefined)
    console.log(`\nnever seen before, median: ${median_ms.toFixed(2)} ms (wanted: under 5 ms)`);
}
own?.stop();
