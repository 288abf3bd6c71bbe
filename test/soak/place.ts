/** Where the nodes' database is: looked after by Patroni, or one PostgreSQL server alone. Each node reaches it by relays of its own. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Relay, startRelay } from '@portvakt/platform/testing/relay';
import { LEADER_EVENTS } from '../failover/leaders.ts';
import { missing, startPatroni } from '../failover/patroni.ts';
import { until } from '../failover/until.ts';
import { startCluster } from '../postgres.ts';

/** What can happen to the database itself: whole, from its beginning until it is as before. */
export interface PlaceEvent {
  readonly name: string;
  run(): Promise<void>;
}

export interface Place {
  readonly what: string;
  forNode(): Promise<{ readonly url: string; readonly relays: readonly Relay[] }>;
  readonly events: readonly PlaceEvent[];
  remove(): Promise<void>;
}

/** @returns what is missing for Patroni on this machine, or undefined */
export const withoutPatroni = missing;

/** @param say is told what had to be done so that it could go on */
export async function patroniPlace(say?: (text: string) => void): Promise<Place> {
  const cluster = await startPatroni(say);
  await cluster.whole().catch(async (error: unknown) => {
    await cluster.remove();
    throw error;
  });
  return {
    what: 'two PostgreSQL servers that Patroni and etcd look after',
    forNode: () => cluster.forNode(),
    events: LEADER_EVENTS.map(({ name, begin, end }) => ({
      name: `leader ${name}`,
      async run() {
        await cluster.whole();
        const leader = await cluster.leader();
        if (!leader) throw new Error('nobody leads');
        const next = cluster.machines.find((one) => one !== leader);
        begin(leader);
        await until('the other leads', async () => (await next?.isLeader()) === true);
        end(leader);
        await cluster.whole();
      },
    })),
    remove: () => cluster.remove(),
  };
}

/**
 * @param away_ms how long the server is away
 * @param patience_ms how long nodes give a silent server, where that is not their default: one on a machine with other work to do is silent for longer
 */
export async function loneServer(away_ms: number, patience_ms?: number): Promise<Place> {
  const cluster = await startCluster();
  const { hostname: host, port } = new URL(cluster.url);
  const relays: Relay[] = [];
  return {
    what: 'one PostgreSQL server',
    async forNode() {
      const relay = await startRelay({ port: Number(port), host });
      relays.push(relay);
      const url = new URL(cluster.url);
      url.port = String(relay.port);
      if (patience_ms !== undefined) url.searchParams.set('tcp_user_timeout', String(patience_ms));
      return { url: url.href, relays: [relay] };
    },
    events: [
      { name: 'server restarted', run: () => cluster.restart() },
      {
        name: 'server killed',
        async run() {
          await cluster.kill();
          await pause(away_ms);
          await cluster.start();
        },
      },
      {
        name: 'server frozen',
        async run() {
          cluster.freeze();
          await pause(away_ms);
          cluster.thaw();
        },
      },
    ],
    async remove() {
      for (const relay of relays) await relay.close();
      await cluster.remove();
    },
  };
}
