/**
 * The XACML engine against its peers: same rules, same requests, one core, one run.
 * Run: npm run xacml -w portvakt-benchmarks
 */
import { createPdp, formatResponse, parsePolicy, parseRequest } from '@portvakt/xacml';
import { median, processorTime } from './slices.ts';
import {
  type Contestant,
  casbin,
  casl,
  cedarWasm,
  plainLoop,
  policyXml,
  portvakt,
  portvaktJson,
} from './xacml-engines.ts';
import { jsonRates } from './xacml-json.ts';
import { type BenchmarkRequest, requests, rules } from './xacml-world.ts';

const ROUNDS = 5;
const ROUND_MS = 300;
const gc = (globalThis as { gc?: () => void }).gc;

interface Measured {
  readonly perSecond: number;
  readonly bytes: number;
}

function check(contestant: Contestant, asked: readonly BenchmarkRequest[]): void {
  for (const [i, request] of asked.entries()) {
    if (contestant.decide(i) !== request.permitted) throw new Error(`${contestant.name} decides request ${i} wrongly`);
  }
}

/** Decisions in `ms` milliseconds of processor time; the count of one batch grows until the clock can tell it. */
function run(contestant: Contestant, ms: number): { count: number; elapsed: number } {
  const start = processorTime();
  let count = 0;
  let batch = 16;
  for (;;) {
    for (let i = 0; i < batch; i++) contestant.decide(count + i);
    count += batch;
    const elapsed = processorTime() - start;
    if (elapsed >= ms) return { count, elapsed };
    if (batch < 65_536 && elapsed < ms / 10) batch *= 2;
  }
}

/** Bytes of heap one decision takes, over a run short enough to stay within the young generation. */
function allocated(contestant: Contestant, perSecond: number): number {
  // A slow engine gets fewer, so that the whole run stays within a minute or two.
  const count = Math.max(10, Math.min(2_000, Math.round(perSecond / 10)));
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round++) {
    gc?.();
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < count; i++) contestant.decide(i);
    const bytes = (process.memoryUsage().heapUsed - before) / count;
    if (bytes >= 0) least = Math.min(least, bytes);
  }
  return least;
}

function measure(contestant: Contestant): Measured {
  run(contestant, ROUND_MS);
  const rates = Array.from({ length: ROUNDS }, () => {
    const { count, elapsed } = run(contestant, ROUND_MS);
    return (count / elapsed) * 1000;
  });
  const perSecond = median(rates);
  return { perSecond, bytes: gc === undefined ? Number.NaN : allocated(contestant, perSecond) };
}

const number = (value: number): string => Math.round(value).toLocaleString('en-GB');

async function contestants(count: number): Promise<[string, Measured][]> {
  const policy = rules(count);
  const asked = requests(count);
  const makers = [portvakt, portvaktJson, plainLoop, casl, casbin, cedarWasm];
  const measured: [string, Measured][] = [];
  for (const make of makers) {
    const contestant = await make(policy, asked);
    check(contestant, asked.slice(0, 64));
    measured.push([contestant.name, measure(contestant)]);
  }
  return measured;
}

/** Time to read a policy of about 200 kB, and memory a PDP of an Altinn policy of ten rules keeps. */
function loading(): void {
  let count = 50;
  while (policyXml(rules(count)).length < 200_000) count += 5;
  const text = policyXml(rules(count));
  const times = Array.from({ length: 15 }, () => {
    const start = performance.now();
    createPdp({ root: parsePolicy(text) });
    return performance.now() - start;
  });
  const [first = 0] = times;
  times.sort((a, b) => a - b);
  console.log(
    `\nparse and compile ${(text.length / 1000).toFixed(0)} kB, ${count} rules: first ${first.toFixed(1)} ms, median ${times[7]?.toFixed(1)} ms (goal < 50)`,
  );
  const small = policyXml(rules(10));
  gc?.();
  const before = process.memoryUsage().heapUsed;
  const kept = Array.from({ length: 1000 }, () => createPdp({ root: parsePolicy(`${small} `) }));
  gc?.();
  const bytes = (process.memoryUsage().heapUsed - before) / kept.length;
  console.log(
    `memory of a PDP of 10 rules: ${(bytes / 1024).toFixed(1)} kB (1,000 kept; 10,000 would take ${((bytes * 10_000) / 2 ** 20).toFixed(0)} MB)`,
  );
}

/** Cost at many rules by cost at few, measured in turns, so that a busy machine slows both alike. */
function costRatio(few: number, many: number): number {
  const [small, large] = [few, many].map((count) => portvakt(rules(count), requests(count))) as [
    Contestant,
    Contestant,
  ];
  const rate = (contestant: Contestant): number => {
    const { count, elapsed } = run(contestant, ROUND_MS);
    return count / elapsed;
  };
  return median(Array.from({ length: 9 }, () => rate(small) / rate(large)));
}

loading();
const all = new Map<string, Map<number, Measured>>();
for (const count of [50, 500, 5_000]) {
  console.log(`\n| ${count} rules | decisions/s | bytes/decision |\n| --- | ---: | ---: |`);
  for (const [name, measured] of await contestants(count)) {
    console.log(`| ${name} | ${number(measured.perSecond)} | ${number(measured.bytes)} |`);
    all.set(name, (all.get(name) ?? new Map()).set(count, measured));
  }
}
const rate = (name: string, count: number): number => all.get(name)?.get(count)?.perSecond ?? Number.NaN;
const own = '@portvakt/xacml, parsed request';
console.log(`\nfrom a parsed request at 50 rules: ${number(rate(own, 50))}/s (goal 1,500,000)`);
console.log(`from JSON to JSON at 50 rules: ${number(rate('@portvakt/xacml, JSON to JSON', 50))}/s (goal 200,000)`);
const json = jsonRates([{ createPdp, formatResponse, parsePolicy, parseRequest }]);
console.log(
  `  by JSON.parse of the request and JSON.stringify of the answer, in turns: ${((json.engines[0] ?? 0) / json.runtime).toFixed(2)} (goal 0.75)`,
);
console.log(`cost at 5,000 rules by that at 50, in turns: ${costRatio(50, 5_000).toFixed(2)} (goal at most 1.5)`);
// The goal of 1,500,000 was a quarter of another such loop's 6,000,000; this loop does next to nothing and is faster.
console.log(`by the plain loop: ${(rate(own, 50) / rate('plain indexed loop (no XACML)', 50)).toFixed(2)}`);
console.log(`by casbin: ${(rate(own, 50) / rate('casbin', 50)).toFixed(0)} × (goal 50)`);
console.log(
  `by cedar-wasm: ${(rate(own, 50) / rate('cedar-wasm (policies parsed before)', 50)).toFixed(0)} × (goal 250)`,
);
