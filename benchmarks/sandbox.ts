/**
 * What a test suite pays for a state to begin from: a reset of the seed world, and a start from a snapshot of it, beside what cannot be done
 * without: SQLite's own copying of the same database, and a bare start of Node. All take turns; medians are compared, by the clock and in
 * processor time, which other programs on the machine do not lengthen as much.
 * Run: npm run sandbox -w portvakt-benchmarks [-- --rounds 15]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { startPlatform } from '@portvakt/platform';
import { median, processorTime } from './slices.ts';

const at = process.argv.indexOf('--rounds');
const ROUNDS = at < 0 ? 15 : Number(process.argv[at + 1]);
if (!Number.isInteger(ROUNDS) || ROUNDS < 1) throw new Error('--rounds takes a whole number of at least 1');

const folder = mkdtempSync(join(tmpdir(), 'portvakt-benchmark-'));
const file = join(folder, 'world.sqlite');
const copy = join(folder, 'copy.sqlite');
const snapshot = join(folder, 'world.snapshot');
const inMemory = await startPlatform({ port: 0 });
const inFile = await startPlatform({ port: 0, database: file });
writeFileSync(snapshot, await inMemory.saveSnapshot());

/** By the clock, and in processor time of this process; both in ms. */
type Time = readonly [clock: number, processor: number | undefined];

async function timed(work: () => Promise<unknown>): Promise<Time> {
  const [start, before] = [performance.now(), processorTime()];
  await work();
  return [performance.now() - start, processorTime() - before];
}

async function reset({ urls }: typeof inMemory): Promise<void> {
  const answer = await fetch(`${urls.base}/sandbox/reset`, { method: 'POST' });
  if (!answer.ok) throw new Error(`a reset answered ${answer.status}`);
}

/** SQLite copies the database page by page, as `.backup` does. */
async function copied(): Promise<void> {
  const sqlite = new DatabaseSync(file, { readOnly: true });
  await backup(sqlite, copy);
  sqlite.close();
}

interface Start {
  readonly first: Time;
  readonly again: Time;
}

const flags = ['--conditions=portvakt-source', '--disable-warning=ExperimentalWarning'];
const started = (): Start =>
  JSON.parse(
    execFileSync(process.execPath, [...flags, join(import.meta.dirname, 'sandbox', 'start.ts'), snapshot], {
      encoding: 'utf8',
    }),
  );

const times = new Map<string, Time[]>();

try {
  for (let round = -2; round < ROUNDS; round += 1) {
    const { first, again } = started();
    const [bare] = await timed(async () => execFileSync(process.execPath, ['-e', '0']));
    const found: readonly (readonly [string, Time])[] = [
      ['a bare `node -e 0`', [bare, undefined]],
      ['`startPlatform({ snapshot })`, the first in its process', first],
      ['`startPlatform({ snapshot })`, the next', again],
      ['SQLite copies the same database', await timed(copied)],
      ['reset, in memory', await timed(() => reset(inMemory))],
      ['reset, in a file', await timed(() => reset(inFile))],
    ];
    if (round >= 0) for (const [name, time] of found) times.set(name, [...(times.get(name) ?? []), time]);
  }
} finally {
  await Promise.all([inMemory.stop(), inFile.stop()]);
  rmSync(folder, { recursive: true, force: true });
}

const shown = (ms: number | undefined): string => ms?.toFixed(1) ?? '';
console.log(`${ROUNDS} of each in turn, Node ${process.version}, ${availableParallelism()} cores\n`);
console.log('| what | median ms | least ms | processor ms |\n| --- | ---: | ---: | ---: |');
for (const [name, all] of times) {
  const clock = all.map(([ms]) => ms);
  const processor = all.flatMap(([, ms]) => ms ?? []);
  const figures = [median(clock), Math.min(...clock), processor.length === 0 ? undefined : median(processor)];
  console.log(`| ${name} | ${figures.map(shown).join(' | ')} |`);
}
console.log('\nWanted: a reset below 20 ms, a start from a snapshot below 150 ms.');
