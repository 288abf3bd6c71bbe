/**
 * Everything that this project says about the speed of decisions, in one run, each beside the machine's own limit, and beside another checkout
 * of the repository if one is named: then both take turns, so that a busy machine slows both alike. What is compared is processor time.
 * Run: npm run speed -w portvakt-benchmarks [-- --against=/path/to/another/checkout] [-- --quick] [-- --only=json,start,http,memories,unseen]
 */
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { embeddedWorld } from './pdp/embedded.ts';
import { cpuOf, type Lane, rateOf, takeTurns, times, warm } from './pdp/lanes.ts';
import { fillLarge, largeQuestions, type Size } from './pdp/large.ts';
import { httpRequest } from './pdp/load.ts';
import type { Place } from './pdp/platform.ts';
import { CHECKOUT, end, type Served, serveEcho, servePlatform, serveThreeTrips } from './pdp/processes.ts';
import { type Asked, mixedQuestions, multi, question } from './pdp/questions.ts';
import { startTimes } from './pdp/start.ts';
import { startCluster } from './token/postgres.ts';
import { engineIn, jsonRates } from './xacml-json.ts';

const { values: given } = parseArgs({
  options: { against: { type: 'string' }, quick: { type: 'boolean' }, only: { type: 'string' } },
});
const parts = new Set(given.only?.split(',') ?? ['json', 'start', 'http', 'memories', 'unseen']);
const checkouts = [CHECKOUT, ...(given.against === undefined ? [] : [given.against])];
/** Only to see where things stand, on a machine that does other work: the load sleeps between answers, for which the servers pay. */
const AWAKE = given.quick !== true;
const SLICES = given.quick ? 9 : 25;
const WARM = given.quick ? 30_000 : 160_000;
const IN_SLICE = given.quick ? 2_000 : 10_000;
/** Parties never seen before: as many go to warm a server as are measured. */
const UNSEEN_SLICES = given.quick ? 5 : 15;
const UNSEEN_IN_SLICE = given.quick ? 200 : 500;
const CONNECTIONS = 16;
const PATH = '/authorization/api/v1/authorize';
const PARTIES = 3_000;
/** More than the platform keeps answers for by default, and fewer than it keeps decisions. */
const DIFFERENT = 40_000;
const REPEATED = 500;
const LARGE: Size = given.quick
  ? { parties: 30_000, rolesEach: 8, resources: 1_000, delegations: 30_000 }
  : { parties: 300_000, rolesEach: 8, resources: 10_000, delegations: 300_000 };
const NOTHING_KEPT = { answers: 0, decisions: 0 };

const post = (body: object, token: string): Buffer =>
  httpRequest(PATH, JSON.stringify(body), { authorization: `Bearer ${token}` });

/** One answer of a platform, to be echoed. */
async function answerOf({ place }: Served<Place>, asked: Asked): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${place.port}${PATH}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${place.token}` },
    body: JSON.stringify(question(asked)),
  });
  return answer.text();
}

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;
const HEAD = ['what', 'decisions/s', 'server µs each', 'of the limit', ...(given.against ? ['of the other'] : [])];
const tableHead = (title: string): void =>
  console.log(
    `\n${title}\n| ${HEAD.join(' | ')} |\n| --- | ${HEAD.slice(1)
      .map(() => '---:')
      .join(' | ')} |`,
  );

/** Of the own checkout, beside its limit and the other checkout's. */
function row(own: Lane, limit: Lane | undefined, other: Lane | undefined): void {
  const cells = [own.name, Math.round(rateOf(own)), cpuOf(own).toFixed(1), limit ? percent(times(own, limit)) : ''];
  if (given.against) cells.push(other ? percent(times(own, other)) : '');
  console.log(`| ${cells.join(' | ')} |`);
}

/** Requests of each kind, with a token for one server. */
function requestsFor({ place }: Served<Place>, asked: readonly Asked[]) {
  const send = (body: object): Buffer => post(body, place.token);
  return {
    repeated: asked.slice(0, REPEATED).map((one) => send(question(one))),
    different: asked.map((one) => send(question(one))),
    fifty: Array.from({ length: asked.length / 50 }, (_, index) =>
      send(multi(asked.slice(index * 50, (index + 1) * 50))),
    ),
  };
}

const laneOf = (name: string, served: Served, requests: readonly Buffer[], decisions = 1): Lane => ({
  name,
  served,
  requests,
  decisions,
  connections: CONNECTIONS,
  slices: [],
});

async function measureInTurn(lanes: readonly Lane[]): Promise<void> {
  // Until each question has been asked, a decision also fetches what it is made from.
  for (const lane of lanes) await warm(lane, WARM, AWAKE);
  await takeTurns(lanes, { slices: SLICES, decisions: IN_SLICE, awake: AWAKE });
}

const KINDS = ['repeated', 'different', 'anew', 'fifty', 'fiftyAnew'] as const;

async function overHttp(): Promise<void> {
  const made = [];
  for (const checkout of checkouts) {
    const world = await embeddedWorld(PARTIES, checkout);
    const asked = mixedQuestions(world.people, DIFFERENT);
    const usual = await servePlatform(world.file, {}, checkout);
    const repeating = await servePlatform(world.file, {}, checkout);
    const forgetting = await servePlatform(world.file, NOTHING_KEPT, checkout);
    const [kept, anew] = [requestsFor(usual, asked), requestsFor(forgetting, asked)];
    const again = requestsFor(repeating, asked).repeated;
    const lanes: Record<(typeof KINDS)[number], Lane> = {
      repeated: laneOf(`${REPEATED} requests again and again, remembered`, repeating, again),
      different: laneOf(`${DIFFERENT} different requests in turn`, usual, kept.different),
      anew: laneOf('different requests, each decided anew', forgetting, anew.different),
      fifty: laneOf('the same in multi requests of 50', usual, kept.fifty, 50),
      fiftyAnew: laneOf('the same in multi requests of 50, each decided anew', forgetting, anew.fifty, 50),
    };
    made.push({ world, servers: [usual, repeating, forgetting], lanes, asked });
  }
  const [own, other] = made;
  if (!own) return;
  const { served, requests = [] } = own.lanes.anew;
  const answer = await answerOf(served as Served<Place>, own.asked[0] as Asked);
  const echo = laneOf('bare node:http, the same bytes', await serveEcho(answer), requests);
  await measureInTurn([echo, ...made.flatMap((one) => Object.values(one.lanes))]);
  tableHead(`Over HTTP, ${CONNECTIONS} connections, SQLite; the limit is the bare server`);
  row(echo, undefined, undefined);
  for (const kind of KINDS) row(own.lanes[kind], kind.startsWith('fifty') ? undefined : echo, other?.lanes[kind]);
  for (const { lanes: of } of made)
    console.log(
      `multi of 50 / single: ${times(of.fifty, of.different).toFixed(1)} ×; each decided anew: ${times(of.fiftyAnew, of.anew).toFixed(1)} × (wanted: at least 5 ×)`,
    );
  for (const { world, servers } of made) {
    for (const one of servers) await end(one);
    world.remove();
  }
  await end(echo.served);
}

/** What each memory earns: answers to whole requests, and decisions. */
async function memories(): Promise<void> {
  const world = await embeddedWorld(PARTIES);
  const asked = mixedQuestions(world.people, DIFFERENT);
  const servers = [];
  for (const [name, limits] of [
    ['both', {}],
    ['answers alone', { decisions: 0 }],
    ['decisions alone', { answers: 0 }],
    ['neither', NOTHING_KEPT],
  ] as const) {
    // What is asked again and again has a server of its own: a memory that is full of other things would rest.
    const [served, repeating] = [await servePlatform(world.file, limits), await servePlatform(world.file, limits)];
    const requests = requestsFor(served, asked);
    const lanes = [
      laneOf(`${REPEATED} requests again and again; ${name}`, repeating, requestsFor(repeating, asked).repeated),
      laneOf(`${DIFFERENT} different requests in turn; ${name}`, served, requests.different),
      laneOf(`the same in multi requests of 50; ${name}`, served, requests.fifty, 50),
    ];
    servers.push({ served, repeating, lanes });
  }
  const neither = servers.at(-1)?.lanes ?? [];
  await measureInTurn(servers.flatMap((one) => one.lanes));
  console.log('\n| what | decisions/s | server µs each | of neither |\n| --- | ---: | ---: | ---: |');
  for (const [index, base] of neither.entries())
    for (const { lanes } of servers) {
      const lane = lanes[index] as Lane;
      console.log(
        `| ${lane.name} | ${Math.round(rateOf(lane))} | ${cpuOf(lane).toFixed(1)} | ${percent(times(lane, base))} |`,
      );
    }
  for (const { served, repeating } of servers) for (const one of [served, repeating]) await end(one);
  world.remove();
}

async function neverSeen(): Promise<void> {
  const cluster = await startCluster();
  if (!cluster) return console.log('\nNot measured: Debian’s package postgresql is not installed.');
  const made = [];
  for (const [index, checkout] of checkouts.entries()) {
    const url = cluster.create(`speed_${index}`);
    await fillLarge(url, LARGE, checkout);
    const served = await servePlatform(url, NOTHING_KEPT, checkout);
    const asked = await largeQuestions(url, 5 * UNSEEN_SLICES * UNSEEN_IN_SLICE, LARGE.resources);
    let next = 0;
    const take = (): Buffer | undefined => {
      const one = asked[next++];
      return one && post(question(one), served.place.token);
    };
    const lane = (connections: number): Lane => ({
      name: `a party never seen before, ${connections} connection${connections === 1 ? '' : 's'}`,
      served,
      take,
      connections,
      slices: [],
    });
    made.push({ served, asked, lanes: [lane(1), lane(8)] as const });
  }
  const [own, other] = made;
  if (!own) return;
  const sample = own.asked.at(-1) as Asked;
  const bare = await serveThreeTrips(await answerOf(own.served, sample), cluster.url);
  const limits = [1, 8].map(
    (connections): Lane => ({
      name: `bare node:http with three questions to PostgreSQL in turn, ${connections} connection${connections === 1 ? '' : 's'}`,
      served: bare,
      requests: [post(question(sample), own.served.place.token)],
      connections,
      slices: [],
    }),
  );
  const lanes = [...limits, ...made.flatMap((one) => one.lanes)];
  for (const lane of lanes) await warm(lane, UNSEEN_SLICES * UNSEEN_IN_SLICE, false);
  await takeTurns(lanes, { slices: UNSEEN_SLICES, decisions: UNSEEN_IN_SLICE, awake: false });
  tableHead(`PostgreSQL, ${LARGE.parties} parties; the limit is the bare server`);
  for (const [index, limit] of limits.entries()) {
    row(limit, undefined, undefined);
    const [one, another] = [own.lanes[index], other?.lanes[index]];
    if (one) row(one, limit, another);
    if (one && another)
      console.log(`  by the clock ${(rateOf(one) / rateOf(another)).toFixed(1)} × the other (wanted: at least 4 ×)`);
  }
  for (const { served } of made) await end(served);
  await end(bare);
  cluster.stop();
}

async function json(): Promise<void> {
  const rates = jsonRates(await Promise.all(checkouts.map(engineIn)));
  console.log('\nThe engine from JSON text to JSON text, processor time, 50 rules');
  console.log(`the runtime reads the request and writes the answer: ${Math.round(rates.runtime)}/s`);
  for (const [index, rate] of rates.engines.entries())
    console.log(
      `${basename(checkouts[index] ?? '')}: ${Math.round(rate)}/s, ${(rate / rates.runtime).toFixed(2)} of it (wanted: at least 0.75)`,
    );
}

async function start(): Promise<void> {
  console.log('\nFrom the command to the first answer to be had, in memory');
  for (const one of await startTimes(checkouts, given.quick ? 3 : 9))
    console.log(`${one.name}: ${Math.round(one.clock_ms)} ms, ${Math.round(one.cpu_ms)} ms of the processor`);
}

if (parts.has('json')) await json();
if (parts.has('start')) await start();
if (parts.has('http')) await overHttp();
if (parts.has('memories')) await memories();
if (parts.has('unseen')) await neverSeen();
