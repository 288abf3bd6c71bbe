/** The nodes of one platform, as shipped: killed, stopped and started again where they were. */
import { readFileSync } from 'node:fs';
import type { Relay } from '@portvakt/platform/testing/relay';
import { killed, type Running, start } from '../running.ts';
import type { Place } from './place.ts';

const COUNT = 3;

/** What a process uses of memory at a moment: resident, in MiB. */
export interface Sample {
  readonly at: number;
  readonly mebibytes: number;
}

/** One life of a node: from a start to its end. */
export interface Life {
  readonly node: number;
  readonly begun: number;
  readonly samples: Sample[];
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

  private constructor(places: readonly NodePlace[], masterKeys: string) {
    this.#places = places;
    this.masterKeys = masterKeys;
    this.#sampling = setInterval(() => this.#sample(), 1_000);
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
      env: { PORTVAKT_MASTER_KEY: this.masterKeys },
    });
    this.lives.push({ node, begun: performance.now(), samples: [] });
  }

  #sample(): void {
    for (const [at, life] of this.lives.entries()) {
      if (this.lives.findLastIndex(({ node }) => node === life.node) !== at) continue;
      const { pid, exitCode } = this.#nodes[life.node]?.child ?? {};
      const mebibytes = exitCode === null && pid !== undefined ? residentOf(pid) : undefined;
      if (mebibytes !== undefined) life.samples.push({ at: performance.now(), mebibytes });
    }
  }
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
