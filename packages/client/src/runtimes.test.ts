import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { once } from './keys.ts';
import { reloading } from './reloading.ts';
import { world } from './testing/world.ts';

afterEach(() => vi.unstubAllGlobals());

const MINUTE = 60_000;

describe.each([
  ['navigator', () => vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' })],
  ['EdgeRuntime', () => vi.stubGlobal('EdgeRuntime', 'edge-runtime')],
])('on a Workers-like runtime told by %s', (_by, become) => {
  it('a request that never settles holds up no other, and results are shared (client-library#47)', async () => {
    become();
    const { client, fake, count } = await world();
    fake.answerNext('token', () => new Promise(() => {}));
    const stuck = client.getToken();
    await expect.poll(() => count('token')).toBe(1);
    const second = await client.getToken();
    expect(await client.getToken()).toMatchObject({ value: second.value, source: 'cache' });
    expect(count('token')).toBe(2);
    expect(await Promise.race([stuck, 'stuck'])).toBe('stuck');
  });

  it('an exchange that never settles holds up no other (client-library#47)', async () => {
    become();
    const { client, fake, count } = await world({ altinn: true });
    fake.answerNext('exchange', () => new Promise(() => {}));
    const stuck = client.getAltinnToken();
    await expect.poll(() => count('exchange')).toBe(1);
    expect((await client.getAltinnToken()).source).toBe('network');
    expect([count('token'), count('exchange')]).toEqual([1, 2]);
    expect(await Promise.race([stuck, 'stuck'])).toBe('stuck');
  });

  it('a key that is never read holds up no other request (client-library#47)', async () => {
    become();
    const stuck: (() => void)[] = [];
    const load = () => new Promise<never>(() => stuck.push(() => {}));
    const first = once(load);
    void first.signer();
    void first.signer();
    const again = reloading({ stamp: load, load });
    void again.signer();
    void again.signer();
    expect(stuck).toHaveLength(4);
  });

  it('a renewal is handed to waitUntil, once (client-library#47)', async () => {
    become();
    const work: Promise<unknown>[] = [];
    const { client, clock, count } = await world({ waitUntil: (promise) => work.push(promise) });
    await client.getToken();
    clock.advance(1.6 * MINUTE);
    await Promise.all([client.getToken(), client.getToken()]);
    expect(work).toHaveLength(1);
    await Promise.all(work);
    expect(count('token')).toBe(2);
  });
});

const SCRIPT = `
import { createMaskinportenClient, jwk } from '@portvakt/client';
import { fakeClock, fakeMaskinporten } from '@portvakt/client/testing';
import { generateKeyPairSync } from 'node:crypto';
const key = { ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }), kid: 'k' };
const clock = fakeClock();
const { environment, fetch, answerNext } = fakeMaskinporten({ clients: [{ clientId: 'c', keys: [key] }], clock });
const client = createMaskinportenClient({ environment, fetch, clientId: 'c', key: jwk(key), scopes: 'a:b', clock, retry: { baseMs: 600_000, capMs: 600_000 }, deadlineMs: 6_000_000 });
await client.getToken();
clock.advance(95_000);
let refusals = 0;
const away = () => {
  refusals += 1;
  return new Response('', { status: 503, headers: { 'retry-after': '60' } });
};
for (let tries = 0; tries < 5; tries += 1) answerNext('token', away);
const { source } = await client.getToken();
// The renewal was under way, and had begun its wait.
process.on('exit', () => console.log(source, refusals));
`;

it('a renewal that waits to try again keeps no process alive (client-library#48)', async () => {
  const args = ['--conditions=portvakt-source', '--no-warnings', '--input-type=module', '--eval', SCRIPT];
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd });
  expect(stdout).toBe('cache 1\n');
});
