import { spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, truncateSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assertion, JWK, killed, type Running, redeem, redeemAgain, setClock, start } from './running.ts';

const SELF_SERVICE = '/selvbetjening/api/v1';
const PAGE = 4096;
const json = { 'content-type': 'application/json' };

/** A file system of its own, in memory, so small that it is soon full. */
const disk = mkdtempSync(join(tmpdir(), 'portvakt-disk-'));
const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'none', disk]).status === 0;
const filler = join(disk, 'filler');

/** Leaves so much room and no more: what a file system says it has is not on every kernel what it gives. */
function fill(left: number): void {
  const file = openSync(filler, 'w');
  const zeros = Buffer.alloc(PAGE);
  let written = 0;
  try {
    for (;;) written += writeSync(file, zeros, 0, PAGE, written);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    ftruncateSync(file, Math.max(0, written - left));
  } finally {
    closeSync(file);
  }
}

describe.skipIf(!isMounted)('a platform whose disk is full', () => {
  const data = join(disk, 'data');
  let platform: Running;
  let headers: Readonly<Record<string, string>>;
  let instance: string;
  let clientId: string;
  /** What was acknowledged. */
  const clients: string[] = [];
  const grants: string[] = [];
  const elements = new Map<string, string>();

  const ask = (path: string, init: RequestInit = {}) => fetch(`${platform.at}${path}`, init);
  const post = (path: string, body: object) =>
    ask(path, { method: 'POST', headers: { ...headers, ...json }, body: JSON.stringify(body) });
  const must = async (answer: Promise<Response>): Promise<Record<string, string>> => {
    const text = await (await answer).text();
    if (!(await answer).ok) throw new Error(text);
    return JSON.parse(text) as Record<string, string>;
  };
  const newClient = () =>
    post(`${SELF_SERVICE}/clients`, {
      integration_type: 'maskinporten',
      client_name: 'Klient',
      scopes: ['altinn:instances.read'],
    });
  const upload = (text: string) =>
    ask(`${instance}/data?dataType=attachment`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'text/plain', 'content-disposition': 'attachment; filename="a.txt"' },
      body: text,
    });

  beforeAll(async () => {
    mkdirSync(data);
    platform = await start(data, { program: 'sources' });
    const person = await must(
      ask('/sandbox/tokens', { method: 'POST', headers: json, body: JSON.stringify({ person: '01816010027' }) }),
    );
    headers = { authorization: `Bearer ${person['token']}`, 'x-portvakt-organization': '310044423' };
    clientId = String((await must(newClient()))['client_id']);
    await must(post(`${SELF_SERVICE}/clients/${clientId}/jwks`, { keys: [JWK] }));
    instance = `/ttd/demo/instances/${(await must(post('/ttd/demo/instances', { instanceOwner: { partyId: 50020008 } })))['id']}`;
  });
  afterAll(async () => {
    await killed(platform, 'SIGKILL');
    spawnSync('umount', [disk]);
  });

  /** One of everything that is kept. What is acknowledged is remembered. @returns statuses, of which those that are no answer are 503 */
  async function oneOfEach(): Promise<readonly number[]> {
    const text = assertion(platform.issuer, clientId);
    const content = `${elements.size} `.repeat(150_000);
    const grant = await redeem(platform, text);
    if (grant.ok) grants.push(text);
    const client = await newClient();
    if (client.ok) clients.push(((await client.json()) as { client_id: string }).client_id);
    const element = await upload(content);
    if (element.ok) elements.set(((await element.json()) as { id: string }).id, content);
    for (const answer of [grant, client, element])
      if (answer.status === 503) expect(answer.headers.get('retry-after')).toBe('1');
    return [grant.status, client.status, element.status];
  }
  const ready = async () => {
    const answer = await ask('/health/ready');
    const { checks, reason } = (await answer.json()) as { checks: Record<string, string>; reason?: string };
    return [answer.status, checks['writes'], reason];
  };
  const FULL = 'the disk that the database is on is full: free some space, and it goes on by itself';

  it('acknowledges nothing that it does not keep, says what is wrong, and goes on when there is room again', async () => {
    expect(await oneOfEach()).toEqual([200, 201, 201]);
    let full = 0;
    // So that each write in turn is the one for which there is no room.
    for (const pages of [0, 1, 3, 8, 21, 55]) {
      fill(pages * PAGE);
      for (let turn = 0; turn < 2; turn += 1) {
        const statuses = await oneOfEach();
        expect(statuses.filter((one) => one >= 300 && one !== 503)).toEqual([]);
        if (statuses.includes(503)) full += 1;
      }
      if ((await ready())[0] !== 200) expect(await ready()).toEqual([503, 'failed', FULL]);
      truncateSync(filler);
      await expect.poll(ready).toEqual([200, 'ok', undefined]);
    }
    expect(full).toBeGreaterThan(3);
    expect(await oneOfEach()).toEqual([200, 201, 201]);
  });

  it('says so in one line of the log each time, and in one when it is over', () => {
    const lines = platform
      .complaints()
      .split('\n')
      .filter((line) => line.includes('"trouble"'));
    const told = lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
    expect(told.length).toBeGreaterThan(1);
    expect(told).toEqual(told.map((_, at) => (at % 2 === 0 ? FULL : 'the database takes writes again')));
  });

  it('has lost nothing after it was killed while the disk was full', async () => {
    fill(2 * PAGE);
    await oneOfEach();
    await killed(platform, 'SIGKILL');
    truncateSync(filler);
    platform = await start(data, { program: 'sources', port: Number(new URL(platform.at).port) });
    for (const text of grants) expect(await (await redeemAgain(platform, text)).text()).toContain('MP-012');
    await setClock(platform, { reset: true });
    for (const id of clients) expect((await ask(`${SELF_SERVICE}/clients/${id}`, { headers })).status).toBe(200);
    for (const [id, content] of elements)
      expect(await (await ask(`${instance}/data/${id}`, { headers })).text()).toBe(content);
  });
});
