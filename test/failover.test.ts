import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Pair, startPair } from './failover/pair.ts';
import { startTraffic } from './failover/traffic.ts';
import { postgresBinaries } from './postgres.ts';
import { killed, type Running, start } from './running.ts';

describe.skipIf(postgresBinaries() === undefined)('three nodes whose database changes its leader', () => {
  let pair: Pair;
  let nodes: Running[] = [];
  beforeAll(async () => {
    pair = await startPair();
    const first = await start(pair.url);
    const others = [1, 2].map(() => start(pair.url, { more: ['--base-url', first.base] }));
    nodes = [first, ...(await Promise.all(others))];
  });
  afterAll(async () => {
    for (const node of nodes) await killed(node, 'SIGKILL');
    await pair.remove();
  });

  it('lose nothing, take no grant twice, and decide nothing from what has been changed', async () => {
    const traffic = await startTraffic(nodes);
    const isWrong = () => traffic.wrong.length > 0;
    /** Resolves when every node has answered so many more, and so many writes are acknowledged. */
    const more = async (count: number): Promise<void> => {
      const before = traffic.tallies.map(({ answered }) => answered);
      const { grants, clients, changes, uploads } = traffic.acknowledged();
      const isOver = () => {
        const now = traffic.acknowledged();
        return (
          traffic.tallies.every(({ answered }, at) => answered >= (before[at] ?? 0) + count) &&
          [now.grants - grants, now.clients - clients, now.changes - changes].every((one) => one >= 3) &&
          now.uploads > uploads
        );
      };
      await expect.poll(() => isOver() || isWrong()).toBe(true);
    };
    await more(20);

    // A node that stands still is cut off, and must not answer from what it held when it goes on.
    const [, , third] = nodes;
    const { decided, expected } = await traffic.changeBehind(2, {
      freeze: () => third?.child.kill('SIGSTOP'),
      thaw: () => third?.child.kill('SIGCONT'),
    });
    expect(decided.filter((one) => one !== expected)).toEqual([]);
    await more(20);

    pair.freezeLeader();
    const away = traffic.tallies.map(({ unavailable }) => unavailable);
    const isRefused = () => traffic.tallies.every(({ unavailable }, at) => unavailable > (away[at] ?? 0) + 5);
    await expect.poll(() => isRefused() || isWrong()).toBe(true);
    await pair.promoteFollower();
    await more(20);
    // It takes itself for the leader still.
    pair.thawLeader();
    await more(50);

    expect(traffic.wrong).toEqual([]);
    expect(traffic.compared()).toBeGreaterThan(20);
    expect(await traffic.stop()).toEqual({ replayed: 0, lost: 0 });
    for (const { child } of nodes) expect(child.exitCode).toBeNull();
  });
});
