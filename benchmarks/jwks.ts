/**
 * The key tool as a command, beside what it cannot do without: `altinn-jwks create` (two RSA keys of 2048 bits, one for TEST and one for PROD)
 * against two `openssl genrsa 2048` in a row and one bare `node -e 0`; `altinn-jwks --help` against one bare `node -e 0`. Whole processes, in
 * turn, run by run. How long a prime is looked for is a matter of luck, so the quarters are printed beside the median.
 * Run: npm run build && npm run jwks -w portvakt-benchmarks [-- --runs 20]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const at = process.argv.indexOf('--runs');
const RUNS = at < 0 ? 20 : Number(process.argv[at + 1]);
if (!Number.isInteger(RUNS) || RUNS < 1) throw new Error('--runs takes a whole number of at least 1');

const tool = join(dirname(createRequire(import.meta.url).resolve('altinn-jwks/package.json')), 'bin', 'altinn-jwks.js');
const store = mkdtempSync(join(tmpdir(), 'portvakt-benchmark-'));

function timed(...commands: readonly (readonly [string, ...string[]])[]): number {
  const start = performance.now();
  for (const [file, ...args] of commands) execFileSync(file, args, { cwd: store, stdio: 'ignore' });
  return performance.now() - start;
}

const node = process.execPath;
const genrsa = ['openssl', 'genrsa', '2048'] as const;
let number = 0;
const CASES: Readonly<Record<string, () => number>> = {
  'node -e 0': () => timed([node, '-e', '0']),
  'altinn-jwks --help': () => timed([node, tool, '--help']),
  'openssl genrsa 2048, twice, and node -e 0': () => timed(genrsa, genrsa, [node, '-e', '0']),
  'altinn-jwks create': () => {
    number += 1;
    return timed([node, tool, 'create', `key-${number}`]);
  },
};

const times = new Map(Object.keys(CASES).map((name) => [name, [] as number[]]));
try {
  for (const run of Object.values(CASES)) run();
  for (let round = 0; round < RUNS; round += 1)
    for (const [name, run] of Object.entries(CASES)) times.get(name)?.push(run());
} finally {
  rmSync(store, { recursive: true, force: true });
}

const quantile = (name: string, share: number): number => {
  const sorted = [...(times.get(name) ?? [])].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const [low = Number.NaN, high = low] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return low + (high - low) * (place - Math.floor(place));
};
const median = (name: string): number => quantile(name, 0.5);

console.log(`${RUNS} runs of each in turn, Node ${process.version}, ${availableParallelism()} cores\n`);
console.log('| command | median ms | quarter ms | three quarters ms |\n| --- | ---: | ---: | ---: |');
for (const name of times.keys())
  console.log(`| \`${name}\` | ${[0.5, 0.25, 0.75].map((share) => quantile(name, share).toFixed(0)).join(' | ')} |`);
const against = (name: string, other: string): string => `${(median(name) / median(other)).toFixed(2)} ×`;
console.log(
  `\ncreate: ${against('altinn-jwks create', 'openssl genrsa 2048, twice, and node -e 0')} (wanted: at most 1.25 ×)`,
);
console.log(`--help: ${against('altinn-jwks --help', 'node -e 0')} (wanted: at most 2 ×)`);
