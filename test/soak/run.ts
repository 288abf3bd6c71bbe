/** Three nodes of one platform under load, while one thing after another is done to them. */
import { loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../failover/until.ts';
import { type Act, actsOf, type Lengths, masterKeyAct, newMasterKey } from './disturbances.ts';
import { type Disturbance, Ledger } from './ledger.ts';
import { Load } from './load.ts';
import { type Growth, growthOf, hasGrown } from './memory.ts';
import { Nodes } from './nodes.ts';
import type { Place } from './place.ts';
import { plot } from './plot.ts';
import { createRandom, type Random } from './random.ts';

export interface SoakWish {
  readonly place: Place;
  readonly seed: number;
  /** Left out: each thing that can be done is done once. */
  readonly minutes?: number;
  /** How long nothing is done at first, and at last. */
  readonly warm_ms: number;
  /** Between one thing and the next. */
  readonly rest_ms: number;
  readonly lengths: Lengths;
  /** Answers of each node before it counts as going again. */
  readonly enough: number;
  /** Most used grants that are sent once more at the end. */
  readonly again: number;
  /** Whether every node is started again three times for another master key. */
  readonly withMasterKey: boolean;
  readonly say?: (text: string) => void;
}

export interface SoakResult {
  readonly disturbances: readonly Disturbance[];
  readonly counts: ReadonlyMap<string, number>;
  readonly grants: number;
  readonly clients: number;
  readonly replayed: number;
  readonly lost: number;
  /** Values whose histories were looked through, and what was done to them. */
  readonly values: number;
  readonly operations: number;
  readonly growth: readonly Growth[];
  /** The greatest load average of a minute: of the whole machine, so that it tells when others were at work on it. */
  readonly busiest: number;
  /** A sentence each; none when all is well. */
  readonly faults: readonly string[];
  readonly svg: string;
}

/** Kinds of complaint that the platform may make of what was done to it. */
const EXPECTED = /^\{"level":(?:40|50),.*"code":"(?:unavailable|grant-unrecorded)"/;

export async function soak(wish: SoakWish): Promise<SoakResult> {
  const { place, seed, warm_ms, say = () => {} } = wish;
  const random = createRandom(seed);
  const nodes = await Nodes.start(place, newMasterKey());
  const loads: number[] = [];
  const loading = setInterval(() => loads.push(loadavg()[0] ?? 0), 1_000);
  try {
    const ledger = new Ledger(nodes.all.length);
    const load = await Load.start({ nodes: () => nodes.all, ledger, random: createRandom(seed + 1) });
    await going(ledger, wish.enough);
    const until_ms = ledger.begun + (wish.minutes ?? 0) * 60_000 - warm_ms;
    if (wish.withMasterKey) await disturb(ledger, masterKeyAct({ nodes }), wish);
    await pause(2 * warm_ms);
    for (const act of chosen(
      actsOf({ nodes, place, random, lengths: wish.lengths }),
      random,
      wish.minutes !== undefined,
    )) {
      if (wish.minutes !== undefined && performance.now() > until_ms) break;
      await disturb(ledger, act(), wish);
      await pause(wish.rest_ms);
    }
    await pause(warm_ms);
    await going(ledger, wish.enough);
    const ended = performance.now();
    say('judging');
    const stopped = await load.stop(wish.again);
    const { values, operations, contradictions } = ledger.judge();
    const growth = growthOf(nodes.lives, ended, warm_ms);
    const strange = nodes.complaints().filter((line) => !EXPECTED.test(line) && !/^Stopping when/.test(line));
    const faults = [
      ...ledger.wrong,
      ...contradictions,
      ...strange.map((line) => `a node complained: ${line.slice(0, 300)}`),
      ...(stopped.replayed > 0 ? [`${stopped.replayed} used grants were accepted again`] : []),
      ...(stopped.lost > 0 ? [`${stopped.lost} clients are lost`] : []),
      ...growth.filter(hasGrown).map(({ node, ratio }) => `node ${node} has ${ratio.toFixed(2)} times the memory`),
    ];
    const title = `Seed ${seed}: three nodes on ${place.what}, ${((ended - ledger.begun) / 60_000).toFixed(1)} minutes`;
    const { begun, seconds, disturbances, counts } = ledger;
    const svg = plot({ title, begun, ended, seconds, disturbances, lives: nodes.lives });
    return {
      disturbances,
      counts,
      ...stopped,
      values,
      operations,
      growth,
      busiest: Math.max(0, ...loads),
      faults,
      svg,
    };
  } finally {
    clearInterval(loading);
    await nodes.stop();
  }
}

/** Each once, in an order that is drawn; for ever the same again, in another order, where it goes by time. */
function* chosen(acts: readonly (() => Act)[], random: Random, forEver: boolean): Generator<() => Act> {
  do {
    const left = [...acts];
    while (left.length > 0) yield* left.splice(random.below(left.length), 1);
  } while (forEver);
}

async function disturb(ledger: Ledger, { run, ...what }: Act, { enough, say = () => {} }: SoakWish): Promise<void> {
  const begun = performance.now();
  const disturbance: Disturbance = {
    ...what,
    begun,
    ended: Number.POSITIVE_INFINITY,
    recovered: Number.POSITIVE_INFINITY,
    unavailable: 0,
    lost: 0,
  };
  ledger.disturbances.push(disturbance);
  await run();
  disturbance.ended = performance.now();
  await going(ledger, enough);
  disturbance.recovered = performance.now();
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  say(
    `${what.kind}: ${seconds(disturbance.ended - begun)}, going again after ${seconds(disturbance.recovered - disturbance.ended)}`,
  );
}

/** Resolves when every node has acknowledged a write that was asked for from now on, and answered more; or when something is wrong already. */
async function going({ nodes, wrong }: Ledger, enough: number): Promise<void> {
  const since = performance.now();
  const before = nodes.map(({ answered }) => answered);
  await until(
    'every node answers',
    () =>
      wrong.length > 20 || nodes.every((one, at) => one.written > since && one.answered > (before[at] ?? 0) + enough),
  );
}
