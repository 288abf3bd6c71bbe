/**
 * How soon the other nodes show what one has acknowledged to be taken away: three nodes as shipped on one PostgreSQL, each asked without a pause.
 * Run after a build: npm run revocation -w portvakt-benchmarks [-- --rounds 60] [-- --out revocation.svg]
 * Ends with 1 when a request that was sent after the acknowledgement was still let through.
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { killed, type Running } from '../test/running.ts';
import { type Giving, Place, startNodes } from './revocation/place.ts';
import { plot, type Row } from './revocation/plot.ts';
import { startCluster } from './token/postgres.ts';

const TITLE = 'From an acknowledged revocation to the first answer that shows it';
const WANTED_MS = 20;
/** In all. */
const LIMIT_MS = 60_000;

const { values: given } = parseArgs({
  options: { rounds: { type: 'string', default: '60' }, out: { type: 'string' } },
});
const rounds = Number(given.rounds);

interface Seen {
  /** From the acknowledgement to the end of the first answer that shows it, ms; 0 when one came before. */
  readonly after_ms: number;
  /** Answers that were let through although they were asked for after the acknowledgement. */
  readonly stale: number;
}

/** Asks one node without a pause until it has shown what is taken away. @param acknowledged when, once it is */
async function watch(isGood: () => Promise<boolean>, acknowledged: () => number | undefined): Promise<Seen> {
  let stale = 0;
  for (;;) {
    const sent = performance.now();
    const good = await isGood();
    const came = performance.now();
    const at = acknowledged();
    // Seen before the other side knew that it was done.
    if (!good && at === undefined) return { after_ms: 0, stale };
    if (!good && at !== undefined) return { after_ms: Math.max(0, came - at), stale };
    if (at !== undefined && sent > at) stale += 1;
    if (at !== undefined && came - at > 10_000) throw new Error('it has not been seen for ten seconds');
  }
}

async function round(giving: Giving, nodes: readonly Running[]): Promise<readonly Seen[]> {
  const take = await giving.give();
  for (const { at } of nodes)
    if (!(await giving.isGood(at))) throw new Error(`${giving.name} is not good to begin with`);
  let acknowledged: number | undefined;
  const watching = nodes.map(({ at }) =>
    watch(
      () => giving.isGood(at),
      () => acknowledged,
    ),
  );
  await take();
  acknowledged = performance.now();
  return Promise.all(watching);
}

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;

async function measured(giving: Giving, nodes: readonly Running[], until: number): Promise<Row & { stale: number }> {
  const samples: number[] = [];
  let stale = 0;
  // The first of each warms the ways.
  for (let turn = -3; turn < rounds && performance.now() < until; turn += 1)
    for (const seen of await round(giving, nodes)) {
      if (turn >= 0) samples.push(seen.after_ms);
      stale += seen.stale;
    }
  return { name: giving.name, samples, stale };
}

const cluster = await startCluster();
if (!cluster) throw new Error('Debian’s package postgresql is not installed');
const nodes: Running[] = [];
try {
  nodes.push(...(await startNodes(cluster.create('revocation'))));
  const [first, ...others] = nodes as [Running, ...Running[]];
  const givings = await new Place(first).givings();
  const began = performance.now();
  const rows: (Row & { stale: number })[] = [];
  for (const [place, giving] of givings.entries())
    rows.push(await measured(giving, others, began + (LIMIT_MS * (place + 1)) / givings.length));
  console.log(`${TITLE}, of each of two other nodes\n`);
  console.log('| what | samples | p50 ms | p99 ms | let through after it |\n| --- | ---: | ---: | ---: | ---: |');
  for (const { name, samples, stale } of rows) {
    const sorted = [...samples].sort((a, b) => a - b);
    const [half, most] = [at(sorted, 0.5), at(sorted, 0.99)].map((ms) => ms.toFixed(1));
    console.log(`| ${name} | ${samples.length} | ${half} | ${most} | ${stale} |`);
    if (stale > 0) process.exitCode = 1;
  }
  console.log(`\n(wanted: p99 at most ${WANTED_MS} ms, and none let through)`);
  if (given.out !== undefined) {
    // Beside where it is asked for: npm runs it in this folder.
    const out = resolve(process.env['INIT_CWD'] ?? '.', given.out);
    writeFileSync(out, plot(TITLE, rows, WANTED_MS));
    console.log(`Each sample as a dot: ${out}`);
  }
} finally {
  await Promise.all(nodes.map((node) => killed(node, 'SIGTERM')));
  cluster.stop();
}
