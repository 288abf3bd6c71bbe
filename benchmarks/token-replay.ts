/**
 * The same assertions fired at several processes on one database at once, over and over: each gives exactly one token. Neighbouring tries
 * are of one assertion and go to different processes, so that its first use is a race between all connections; every later turn is a
 * replay. The clock of the platforms stands still, so that no assertion is refused for its age.
 * Run: npm run token-replay -w portvakt-benchmarks [-- --tries=1000000 --assertions=1000 --processes=3 --database=sqlite|postgres|<file or URL>]
 * Ends with 1 when an assertion gave more or fewer tokens than one, or any other answer than a token or the refusal of a replay.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { signGrants } from './token/grants.ts';
import { startCluster } from './token/postgres.ts';
import type { Place, Wish } from './token/server.ts';

const CONNECTIONS_EACH = 8;
const HEAD_END = '\r\n\r\n';

const { values } = parseArgs({
  options: {
    tries: { type: 'string', default: '1000000' },
    assertions: { type: 'string', default: '1000' },
    processes: { type: 'string', default: '3' },
    database: { type: 'string', default: 'sqlite' },
  },
});
const tries = Number(values.tries);
const processes = Number(values.processes);
const children: ChildProcess[] = [];

async function start(database: string, wish: Wish): Promise<Place> {
  const child = fork(fileURLToPath(new URL('./token/server.ts', import.meta.url)), ['platform', database]);
  children.push(child);
  const died = once(child, 'exit').then(([code]) => Promise.reject(new Error(`a process ended with ${code}`)));
  child.send(wish);
  const [place] = (await Promise.race([once(child, 'message'), died])) as [Place];
  died.catch(() => {});
  return place;
}

interface Tally {
  /** Of each assertion. */
  readonly tokens: number[];
  replays: number;
  /** What should not come, by how often. */
  readonly other: Map<string, number>;
}

/** Sends requests one after the other over one connection until there are no more. */
function fire(port: number, take: () => [number, Buffer] | undefined, tally: Tally): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let assertion = 0;
    let answer = '';
    const send = (): void => {
      const next = take();
      if (!next) {
        socket.end(resolve);
        return;
      }
      assertion = next[0];
      socket.write(next[1]);
    };
    socket.setEncoding('latin1');
    socket.once('error', reject);
    socket.once('connect', send);
    socket.on('data', (text: string) => {
      answer += text;
      const end = answer.indexOf(HEAD_END);
      const length = /content-length: (\d+)/i.exec(answer)?.[1];
      if (end < 0 || length === undefined || answer.length < end + HEAD_END.length + Number(length)) return;
      note(tally, assertion, answer.slice(9, 12), answer.slice(end + HEAD_END.length));
      answer = '';
      send();
    });
  });
}

function note(tally: Tally, assertion: number, status: string, body: string): void {
  if (status === '200' && body.includes('"access_token"')) tally.tokens[assertion] = (tally.tokens[assertion] ?? 0) + 1;
  else if (status === '400' && body.includes('MP-012')) tally.replays += 1;
  else {
    const what = `${status} ${body.slice(0, 100)}`;
    tally.other.set(what, (tally.other.get(what) ?? 0) + 1);
  }
}

async function main(database: string): Promise<void> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256', use: 'sig' };
  const shared = { jwk, baseUrl: 'http://localhost:7070', frozenAt: Date.now() };
  const first = await start(database, { ...shared, clients: 1 });
  const others = Array.from({ length: processes - 1 }, () =>
    start(database, { ...shared, clients: 0, known: first.clientIds }),
  );
  const places = [first, ...(await Promise.all(others))];
  const requests = await signGrants(first, privateKey, Number(values.assertions), shared.frozenAt);
  const tally: Tally = { tokens: requests.map(() => 0), replays: 0, other: new Map() };
  const connections = places.flatMap(({ port }) => Array.from({ length: CONNECTIONS_EACH }, () => port));
  let sent = 0;
  const take = (): [number, Buffer] | undefined => {
    if (sent >= tries) return undefined;
    const index = Math.floor(sent / connections.length) % requests.length;
    sent += 1;
    const request = requests[index];
    return request && [index, request];
  };
  const began = performance.now();
  await Promise.all(connections.map((port) => fire(port, take, tally)));
  report(tally, sent, (performance.now() - began) / 1000);
}

function report(tally: Tally, sent: number, seconds: number): void {
  const once = tally.tokens.filter((count) => count === 1).length;
  const wrong = tally.tokens.length - once;
  console.log(`${sent} tries in ${seconds.toFixed(0)} s (${Math.round(sent / seconds)}/s) at ${processes} processes`);
  console.log(`${once} of ${tally.tokens.length} assertions gave exactly one token; ${tally.replays} replays refused`);
  for (const [what, count] of tally.other) console.log(`${count} times: ${what}`);
  if (wrong > 0 || tally.other.size > 0 || once + tally.replays !== sent) process.exitCode = 1;
}

const folder = mkdtempSync(join(tmpdir(), 'portvakt-replay-'));
const cluster = values.database === 'postgres' ? await startCluster() : undefined;
try {
  if (values.database === 'postgres' && !cluster) throw new Error('Debian’s package postgresql is not installed');
  await main(cluster?.url ?? (values.database === 'sqlite' ? join(folder, 'replay.db') : values.database));
} finally {
  for (const child of children)
    if (child.exitCode === null && child.connected) {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    }
  cluster?.stop();
  rmSync(folder, { recursive: true, force: true });
}
