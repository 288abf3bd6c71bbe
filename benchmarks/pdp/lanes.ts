/** What is measured over HTTP: each lane is a server with requests of its own, and all take turns in short slices. */
import { median } from '../slices.ts';
import { type Load, load } from './load.ts';
import { type Served, usageOf } from './processes.ts';

export interface Slice extends Load {
  /** Processor time of the server for one decision. */
  readonly cpu_us: number;
}

export interface Lane {
  readonly name: string;
  readonly served: Served;
  /** In turn, again and again. */
  readonly requests?: readonly Buffer[];
  /** Instead: each is sent once. */
  readonly take?: () => Buffer | undefined;
  /** In each request. */
  readonly decisions?: number;
  readonly connections: number;
  readonly slices: Slice[];
}

const LONG_MS = 600_000;

/** @param count requests */
async function runSlice(lane: Lane, count: number, awake: boolean): Promise<Slice> {
  const { served, requests, take, connections, decisions = 1 } = lane;
  const before = (await usageOf(served)).cpu_us;
  const result = await load({
    port: served.place.port,
    ...(requests ? { requests } : {}),
    ...(take ? { take } : {}),
    connections,
    count,
    duration_ms: LONG_MS,
    awake,
  });
  const spent = (await usageOf(served)).cpu_us - before;
  return { ...result, cpu_us: spent / result.answers / decisions };
}

/** Requests that take about as long as so many single decisions: those that are asked for together are some five times as quick. */
const countFor = ({ decisions = 1 }: Lane, singles: number): number =>
  decisions === 1 ? singles : Math.ceil((5 * singles) / decisions);

/**
 * Runs every lane, one slice after the other, as often as wished.
 * @param options.decisions in each slice, of one decision at a time
 */
export async function takeTurns(
  lanes: readonly Lane[],
  options: { readonly slices: number; readonly decisions: number; readonly awake: boolean },
): Promise<void> {
  for (let slice = 0; slice < options.slices; slice += 1)
    for (const lane of lanes) lane.slices.push(await runSlice(lane, countFor(lane, options.decisions), options.awake));
}

/** Warms a lane; what it measures is forgotten. */
export async function warm(lane: Lane, decisions: number, awake: boolean): Promise<void> {
  await runSlice(lane, countFor(lane, decisions), awake);
}

/** Decisions a second. */
export const rateOf = ({ slices, decisions = 1 }: Lane): number =>
  median(slices.map((one) => one.perSecond)) * decisions;
export const cpuOf = ({ slices }: Lane): number => median(slices.map((one) => one.cpu_us));

/** How many times as many as the base a lane decides with the same processor time. */
export const times = (lane: Lane, base: Lane): number => cpuOf(base) / cpuOf(lane);
