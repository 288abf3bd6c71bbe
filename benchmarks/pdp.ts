/**
 * Decisions over HTTP by the whole platform in one process, against a bare node:http server that reads and answers the same bytes and, where
 * its package is installed, against Cerbos with an equal policy. Every server has a process of its own and this process is the load: it
 * sends on each connection one request after the answer to the last, as clients do. Rounds of the servers alternate; medians are compared.
 * Run: npm run pdp -w portvakt-benchmarks
 */
import { startCerbos } from './pdp/cerbos.ts';
import { embeddedWorld } from './pdp/embedded.ts';
import { httpRequest, type Load, load } from './pdp/load.ts';
import type { Place } from './pdp/platform.ts';
import { end, type Served, serveEcho, servePlatform, usageOf } from './pdp/processes.ts';
import { mixedQuestions, multi, question } from './pdp/questions.ts';

const CONNECTIONS = 16;
const WARM_MS = 3_000;
const ROUND_MS = 2_000;
const ROUNDS = 7;
const PARTIES = 3_000;
/** More than the platform keeps answers for by default, and fewer than it keeps decisions. */
const DIFFERENT = 40_000;
const REPEATED = 500;
const PATH = '/authorization/api/v1/authorize';

interface Round extends Load {
  /** Processor time of the server for one request. */
  readonly cpu_us: number;
}

interface Measured {
  readonly name: string;
  readonly port: number;
  readonly requests: readonly Buffer[];
  readonly decisions: number;
  readonly served?: Served<unknown>;
  /** See `LoadOptions.awake`. */
  readonly awake: boolean;
  readonly rounds: Round[];
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const rate = ({ rounds, decisions }: Measured): number => median(rounds.map((one) => one.perSecond)) * decisions;

async function run(one: Measured, duration_ms: number, perSecond?: number): Promise<Round> {
  const { port, requests, awake, served } = one;
  const before = served && (await usageOf(served)).cpu_us;
  const result = await load({
    port,
    requests,
    connections: CONNECTIONS,
    duration_ms,
    awake,
    ...(perSecond === undefined ? {} : { rate: perSecond }),
  });
  const spent = served && before !== undefined ? (await usageOf(served)).cpu_us - before : Number.NaN;
  return { ...result, cpu_us: spent / ((result.perSecond * duration_ms) / 1000) };
}

const row = (name: string, rounds: readonly Round[], decisions: number): void => {
  const of = (member: keyof Round) => median(rounds.map((one) => one[member]));
  const cpu = Number.isNaN(of('cpu_us')) ? '' : (of('cpu_us') / decisions).toFixed(1);
  console.log(
    `| ${name} | ${Math.round(of('perSecond') * decisions)} | ${cpu} | ${of('p50_ms').toFixed(2)} | ${of('p99_ms').toFixed(2)} |`,
  );
};

const world = await embeddedWorld(PARTIES);
const asked = mixedQuestions(world.people, DIFFERENT);
const usual = await servePlatform(world.file);
const remembering = await servePlatform(world.file);
const forgetting = await servePlatform(world.file, { answers: 0, decisions: 0 });
const post = (body: object, token: string) =>
  httpRequest(PATH, JSON.stringify(body), { authorization: `Bearer ${token}` });
const singlesFor = ({ place }: Served<Place>) => asked.map((one) => post(question(one), place.token));
const singles = singlesFor(usual);
const inFifties = (count: number, token: string) =>
  Array.from({ length: count / 50 }, (_, index) => post(multi(asked.slice(index * 50, (index + 1) * 50)), token));
const again = asked.slice(0, REPEATED).map((one) => post(question(one), remembering.place.token));
const sample = await fetch(`http://127.0.0.1:${usual.place.port}${PATH}`, {
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: `Bearer ${usual.place.token}` },
  body: JSON.stringify(question(asked[0] ?? { person: '', organization: '' })),
});
const echo = await serveEcho(await sample.text());

const measured = (
  name: string,
  served: Served,
  requests: readonly Buffer[],
  decisions = 1,
  awake = true,
): Measured => ({
  name,
  port: served.place.port,
  requests,
  decisions,
  served,
  awake,
  rounds: [],
});
const bare = measured('bare node:http, the same bytes', echo, singles);
const different = measured(`PDP, ${DIFFERENT} different requests in turn`, usual, singles);
const fifty = measured('PDP, the same in multi requests of 50', usual, inFifties(DIFFERENT, usual.place.token), 50);
const repeated = measured(`PDP, ${REPEATED} requests again and again`, remembering, again);
const anew = measured('PDP, different requests, each decided anew', forgetting, singlesFor(forgetting));
const fiftyAnew = measured(
  'PDP, the same in multi requests of 50, each decided anew',
  forgetting,
  inFifties(DIFFERENT, forgetting.place.token),
  50,
);
const asleep = 'the load sleeps between answers';
const bareAsleep = measured(`bare node:http; ${asleep}`, echo, singles, 1, false);
const differentAsleep = measured(`PDP, different requests; ${asleep}`, usual, singles, 1, false);
const all = [bare, different, fifty, repeated, anew, fiftyAnew, bareAsleep, differentAsleep];
const cerbos = await startCerbos();
const peer: Measured | undefined = cerbos && {
  name: `Cerbos over HTTP, equal policy, on both cores; ${asleep}`,
  port: cerbos.port,
  requests: cerbos.requests,
  decisions: 1,
  awake: false,
  rounds: [],
};
if (peer) all.push(peer);

// Until each question has been asked, a decision also fetches what it is made from.
for (const one of all)
  for (let warm = 0; warm < (one === different || one === anew ? 4 : 1); warm += 1) await run(one, WARM_MS);
for (let round = 0; round < ROUNDS; round += 1) for (const one of all) one.rounds.push(await run(one, ROUND_MS));
const half = await run(different, 2 * ROUND_MS, rate(different) / 2);

console.log('| what | decisions/s | server µs each | p50 ms | p99 ms |\n| --- | ---: | ---: | ---: | ---: |');
for (const one of all) row(one.name, one.rounds, one.decisions);
row('PDP, different requests at half their rate', [half], 1);
const times = (of: Measured, base: Measured) => (rate(of) / rate(base)).toFixed(1);
const share = (of: Measured, base: Measured) => `${((rate(of) / rate(base)) * 100).toFixed(0)} %`;
console.log(`\nPDP / bare HTTP: ${share(different, bare)} (wanted: at least 60 %)`);
console.log(
  `  ${asleep}: ${share(differentAsleep, bareAsleep)}; repeated: ${share(repeated, bare)}; each decided anew: ${share(anew, bare)}`,
);
if (peer) console.log(`PDP / Cerbos: ${times(different, peer)} × (wanted: at least 5 ×)`);
console.log(
  `multi of 50 / single: ${times(fifty, different)} × (wanted: at least 5 ×); each decided anew: ${times(fiftyAnew, anew)} ×`,
);
console.log(`p99 at half the rate: ${half.p99_ms.toFixed(2)} ms (wanted: under 5 ms)`);
cerbos?.stop();
for (const served of [usual, remembering, forgetting, echo]) await end(served);
world.remove();
