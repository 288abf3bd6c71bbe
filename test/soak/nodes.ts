/** The nodes of one platform, as shipped: killed, stopped and started again where they were. */
import { readFileSync } from 'node:fs';
import type { Relay } from '@portvakt/platform/testing/relay';
import { killed, type Running, start } from '../running.ts';
import type { Place } from './place.ts';

const COUNT = 3;
const SAMPLE_MS = 1_000;
/** Every so many samples garbage is collected first, and it is seen what is held. */
const HELD_EVERY = 3;
/** What survived a while is collected every few minutes only, which is as long as a run: until then it looks as if it were held. */
const COLLECTING = "--expose-gc --import=data:text/javascript,process.on('SIGUSR2',()=>globalThis.gc())";

/** What a process uses of memory at a moment, in MiB. */
export interface Sample {
  readonly at: number;
  readonly mebibytes: number;
}

/** One life of a node: from a start to its end. */
export interface Life {
  readonly node: number;
  readonly begun: number;
  /** Resident. */
  readonly samples: Sample[];
  /** What the program itself has allocated, just after garbage was collected. */
  readonly held: Sample[];
}

type NodePlace = Awaited<ReturnType<Place['forNode']>>;

export class Nodes {
  readonly #places: readonly NodePlace[];
  readonly #nodes: Running[] = [];
  readonly lives: Life[] = [];
  /** What they have complained of, and are over. */
  #complaints = '';
  masterKeys: string;
  readonly #sampling: NodeJS.Timeout;
  #sampled = 0;

  private constructor(places: readonly NodePlace[], masterKeys: string) {
    this.#places = places;
    this.masterKeys = masterKeys;
    this.#sampling = setInterval(() => this.#sample(), SAMPLE_MS);
  }

  static async start(place: Place, masterKeys: string): Promise<Nodes> {
    const places = [];
    for (let count = 0; count < COUNT; count += 1) places.push(await place.forNode());
    const nodes = new Nodes(places, masterKeys);
    await nodes.#begin(0);
    await Promise.all([1, 2].map((at) => nodes.#begin(at)));
    return nodes;
  }

  get all(): readonly Running[] {
    return this.#nodes;
  }

  relaysOf(node: number): readonly Relay[] {
    return this.#places[node]?.relays ?? [];
  }

  urlOf(node: number): string {
    return this.#places[node]?.url ?? '';
  }

  signal(node: number, how: NodeJS.Signals): void {
    this.#nodes[node]?.child.kill(how);
  }

  /** Ends it with the signal, and starts it again where it was. */
  async restart(node: number, how: NodeJS.Signals): Promise<void> {
    const before = this.#nodes[node];
    if (!before) return;
    await killed(before, how);
    this.#complaints += before.complaints();
    await this.#begin(node, Number(new URL(before.at).port));
  }

  /** What all have written to the error stream, line by line. */
  complaints(): readonly string[] {
    return [this.#complaints, ...this.#nodes.map((one) => one.complaints())].join('\n').split('\n').filter(Boolean);
  }

  async stop(): Promise<void> {
    clearInterval(this.#sampling);
    for (const node of this.#nodes) if (node.child.exitCode === null) await killed(node, 'SIGKILL');
  }

  async #begin(node: number, port = 0): Promise<void> {
    const base = this.#nodes[0]?.base;
    this.#nodes[node] = await start(this.urlOf(node), {
      port,
      more: node === 0 || base === undefined ? [] : ['--base-url', base],
      env: { PORTVAKT_MASTER_KEY: this.masterKeys, NODE_OPTIONS: COLLECTING },
    });
    this.lives.push({ node, begun: performance.now(), samples: [], held: [] });
  }

  #sample(): void {
    this.#sampled += 1;
    for (const [at, life] of this.lives.entries()) {
      if (this.lives.findLastIndex(({ node }) => node === life.node) !== at) continue;
      const node = this.#nodes[life.node];
      const { pid, exitCode } = node?.child ?? {};
      if (node === undefined || pid === undefined || exitCode !== null) continue;
      const mebibytes = residentOf(pid);
      if (mebibytes !== undefined) life.samples.push({ at: performance.now(), mebibytes });
      if (this.#sampled % HELD_EVERY !== 0) continue;
      node.child.kill('SIGUSR2');
      allocatedBy(node).then(
        (allocated) => life.held.push({ at: performance.now(), mebibytes: allocated }),
        // It is stopped, or gone.
        () => {},
      );
    }
  }
}

const MEBIBYTE = 1024 * 1024;
const ALLOCATED = /^nodejs_(?:heap_size_used|external_memory)_bytes (\d+)/gm;

/** @throws when the node does not answer */
async function allocatedBy({ at }: Running): Promise<number> {
  const answer = await fetch(`${at}/metrics`, { signal: AbortSignal.timeout(HELD_EVERY * SAMPLE_MS) });
  const text = await answer.text();
  const parts = [...text.matchAll(ALLOCATED)].map(([, bytes]) => Number(bytes));
  if (parts.length !== 2) throw new Error(`${answer.status}: no memory among the metrics`);
  return parts.reduce((sum, bytes) => sum + bytes, 0) / MEBIBYTE;
}

/** Undefined where the system does not tell: it is Linux that has this file. */
function residentOf(pid: number): number | undefined {
  try {
    const [, kibibytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kibibytes === undefined ? undefined : Number(kibibytes) / 1024;
  } catch {
    return undefined;
  }
}
