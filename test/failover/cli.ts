// `npm run failover -- --rounds 3`: three nodes as shipped on a PostgreSQL that Patroni looks after, whose leader is killed, frozen and cut off in turn.
import { parseArgs } from 'node:util';
import { killed, type Running, start } from '../running.ts';
import { LEADER_EVENTS } from './leaders.ts';
import { missing, startPatroni } from './patroni.ts';
import { lengthOf, type Span, slower, startTraffic, type Traffic } from './traffic.ts';
import { until } from './until.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '1' } } });
const lacking = missing();
if (lacking !== undefined) {
  process.stdout.write(
    `Skipped: ${lacking} is not here. Debian’s packages postgresql, patroni and etcd-server are wanted.\n`,
  );
  process.exit(0);
}

const MOST_AWAY_MS = 2_000;
const MOST_BACK_MS = 5_000;

const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** Resolves when every node has acknowledged a write and answered more. */
async function going({ tallies }: Traffic, since_ms: number): Promise<void> {
  const before = tallies.map(({ answered }) => answered);
  await until('every node answers', () =>
    tallies.every((one, at) => one.written_ms > since_ms && one.answered > (before[at] ?? 0) + 20),
  );
}

const table: string[][] = [['leader', 'without one', 'service back after', 'slowest answer', 'slowest 503', '503']];
const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
const failures: string[] = [];

const cluster = await startPatroni(say);
const nodes: Running[] = [];
try {
  await cluster.whole();
  for (let count = 0; count < 3; count += 1) {
    const { url } = await cluster.forNode();
    nodes.push(await start(url, { more: nodes[0] ? ['--base-url', nodes[0].base] : [] }));
  }
  const traffic = await startTraffic(nodes);
  await going(traffic, performance.now());
  for (let round = 0; round < Number(values.rounds); round += 1)
    for (const { name, begin, end } of LEADER_EVENTS) {
      await cluster.whole();
      const leader = await cluster.leader();
      if (!leader) throw new Error('nobody leads');
      const next = cluster.machines.find((one) => one !== leader);
      const refused = traffic.tallies.map(({ unavailable }) => unavailable);
      traffic.resetSlowest();
      const begun_ms = performance.now();
      say(`${leader.name}, which leads, is ${name}`);
      begin(leader);
      await until('the other leads', async () => (await next?.isLeader()) === true);
      const led_ms = performance.now();
      say(`${next?.name} leads`);
      await until(
        'every node writes',
        () => traffic.tallies.every(({ written_ms }) => written_ms > led_ms) || traffic.wrong.length > 0,
      );
      const back_ms = Math.max(...traffic.tallies.map(({ written_ms }) => written_ms)) - led_ms;
      await going(traffic, performance.now());
      say('back; the other returns');
      end(leader);
      // The former leader wakes up among them.
      await cluster.whole();
      await going(traffic, performance.now());
      const answered = traffic.tallies.map((one) => one.slowest.answered).reduce(slower);
      const refusal = traffic.tallies.map((one) => one.slowest.refused).reduce(slower);
      const told = (span: Span): string => `${seconds(lengthOf(span))} (${span.what})`;
      const away = traffic.tallies.reduce((sum, { unavailable }, at) => sum + unavailable - (refused[at] ?? 0), 0);
      table.push([name, seconds(led_ms - begun_ms), seconds(back_ms), told(answered), told(refusal), String(away)]);
      if (back_ms > MOST_BACK_MS) failures.push(`${name}: back after ${seconds(back_ms)}`);
      if (lengthOf(refusal) > MOST_AWAY_MS) failures.push(`${name}: a refusal took ${told(refusal)}`);
    }
  const compared = traffic.compared();
  const { grants, clients, changes, uploads } = traffic.acknowledged();
  say('all that was acknowledged is looked at');
  const { replayed, lost } = await traffic.stop();
  process.stdout.write(`${table.map((row) => row.map((cell) => cell.padEnd(24)).join('')).join('\n')}\n\n`);
  process.stdout.write(
    `${grants} grants, ${clients} clients, ${uploads} uploads and ${changes} changes acknowledged: ${lost} clients and uploads lost, ${replayed} grants accepted again; ${compared} decisions compared, ${traffic.wrong.length} answers wrong\n`,
  );
  failures.push(...traffic.wrong.slice(0, 20));
  if (lost + replayed > 0) failures.push('something acknowledged was lost');
} finally {
  for (const node of nodes) await killed(node, 'SIGKILL');
  await cluster.remove();
}
for (const one of failures) process.stdout.write(`FAILED ${one}\n`);
process.exitCode = failures.length > 0 ? 1 : 0;
