/** What is done to the platform while it is asked: one thing at a time, drawn from the seed. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { until } from '../failover/until.ts';
import { setClock, told } from '../running.ts';
import type { Disturbance } from './ledger.ts';
import type { Nodes } from './nodes.ts';
import type { Place } from './place.ts';
import type { Random } from './random.ts';

const BIN = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'packages/portvakt/bin/portvakt.js');
/** Used grants are remembered for a minute beyond their end (`maskinporten/replay.ts`): clocks that differ by more forget them too early. */
const MOST_OFF_MS = 45_000;

/** How long things last. */
export interface Lengths {
  /** At least, and at most. */
  readonly short_ms: readonly [number, number];
}

export interface Act extends Pick<Disturbance, 'kind' | 'mayRefuse' | 'broken' | 'clock'> {
  run(): Promise<void>;
}

export interface ActDeps {
  readonly nodes: Nodes;
  readonly place: Place;
  readonly random: Random;
  readonly lengths: Lengths;
}

export const newMasterKey = (): string => randomBytes(32).toString('base64');

/** Never the first: what it takes of memory is looked at over its whole life. */
const killable = [1, 2] as const;
const any = [0, 1, 2] as const;
const NONE: ReadonlySet<number> = new Set();

/** All that can be done, each drawn anew when it is made. */
export function actsOf(deps: ActDeps): readonly (() => Act)[] {
  return [
    ...nodeActs(deps),
    ...relayActs(deps),
    ...signingActs(deps),
    ...deps.place.events.map((event) => databaseAct(event)),
  ];
}

const lasting = ({
  random,
  lengths: {
    short_ms: [least, most],
  },
}: ActDeps): number => least + random.below(most - least);

const nodeActs = (deps: ActDeps): readonly (() => Act)[] => [
  () => {
    const node = deps.random.one(killable);
    return {
      kind: 'node killed (SIGKILL)',
      mayRefuse: true,
      broken: new Set([node]),
      clock: false,
      run: () => deps.nodes.restart(node, 'SIGKILL'),
    };
  },
  () => {
    const [node, ms] = [deps.random.one(any), lasting(deps)];
    return {
      kind: 'node stopped (SIGSTOP)',
      mayRefuse: true,
      broken: NONE,
      clock: false,
      async run() {
        deps.nodes.signal(node, 'SIGSTOP');
        await pause(ms);
        deps.nodes.signal(node, 'SIGCONT');
      },
    };
  },
];

/** What lies between a node and its database. */
const relayActs = (deps: ActDeps): readonly (() => Act)[] => {
  const between =
    (kind: string, run: (relays: ReturnType<Nodes['relaysOf']>, ms: number) => Promise<void>) => (): Act => {
      const [node, ms] = [deps.random.one(any), lasting(deps)];
      return { kind, mayRefuse: true, broken: NONE, clock: false, run: () => run(deps.nodes.relaysOf(node), ms) };
    };
  return [
    between('connections cut', async (relays) => {
      for (const relay of relays) relay.cut();
    }),
    between('connections slow', async (relays, ms) => {
      const late_ms = 20 + deps.random.below(130);
      for (const relay of relays) relay.delay(late_ms);
      await pause(2 * ms);
      for (const relay of relays) relay.delay(0);
    }),
    between('network silent', async (relays, ms) => {
      for (const relay of relays) relay.silence();
      await pause(ms);
      for (const relay of relays) relay.resume();
    }),
  ];
};

const signingActs = (deps: ActDeps): readonly (() => Act)[] => [
  () => {
    const node = deps.random.one(any);
    return {
      kind: 'signing keys rotated',
      mayRefuse: false,
      broken: NONE,
      clock: false,
      async run() {
        const at = deps.nodes.all[node]?.at;
        const answer = await told(() => fetch(`${at}/sandbox/rotate-keys`, { method: 'POST' }));
        if (!answer.ok) throw new Error(`keys were not rotated: ${answer.status} ${await answer.text()}`);
      },
    };
  },
  () => {
    const [node, ms] = [deps.random.one(any), lasting(deps)];
    const advanceMs = (deps.random.chance(0.5) ? 1 : -1) * (10_000 + deps.random.below(MOST_OFF_MS - 10_000));
    return {
      kind: 'clock of a node jumps',
      mayRefuse: false,
      broken: NONE,
      clock: true,
      async run() {
        const one = deps.nodes.all[node];
        if (!one) return;
        await setClock(one, { advanceMs });
        await pause(ms);
        await setClock(one, { reset: true });
      },
    };
  },
];

const databaseAct =
  ({ name, run }: Place['events'][number]) =>
  (): Act => ({
    kind: name,
    mayRefuse: true,
    broken: NONE,
    clock: false,
    run,
  });

/** The three steps of docs/production/care.md, each with every node started again; the old key is given up when nothing needs it. */
export function masterKeyAct({ nodes }: Pick<ActDeps, 'nodes'>): Act {
  const each = async (masterKeys: string): Promise<void> => {
    nodes.masterKeys = masterKeys;
    for (const node of nodes.all.keys()) await nodes.restart(node, 'SIGTERM');
  };
  return {
    kind: 'master key replaced',
    mayRefuse: true,
    broken: new Set(any),
    clock: false,
    async run() {
      const [before, next] = [nodes.masterKeys, newMasterKey()];
      await each(`${before} ${next}`);
      await each(`${next} ${before}`);
      await until('no secret needs the old key', async () => (await olderSecrets(nodes)) === 0);
      await each(next);
    },
  };
}

async function olderSecrets(nodes: Nodes): Promise<number> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [BIN, 'db', 'check', '--json', '--data', nodes.urlOf(0)],
    {
      env: { ...process.env, PORTVAKT_MASTER_KEY: nodes.masterKeys },
    },
  );
  const { older, faults } = JSON.parse(stdout) as { older: number; faults: readonly string[] };
  if (faults.length > 0) throw new Error(`the database is not well: ${faults.join('; ')}`);
  return older;
}
