/**
 * The client library by itself: section 8 of docs/contracts/client-library.md, against a Maskinporten and an exchange in memory that
 * really verify and sign. Speeds are medians of rounds on one core.
 * Run: npm run client -w portvakt-benchmarks
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createMaskinportenClient, jwk, type MaskinportenClient, type MaskinportenOptions } from '@portvakt/client';
import { type FakeMaskinporten, fakeClock, fakeMaskinporten } from '@portvakt/client/testing';
import { createTokenValidator } from '@portvakt/client/validate';
import { exportJWK, generateKeyPair } from 'jose';
import { bundled } from '../packages/client/src/bundled.ts';

const CLIENT_ID = '7b1f0f52-2c0e-4d0a-9a8e-5f0c8d1e2a34';
const SCOPES = 'altinn:instances.read altinn:instances.write';
/** `--quick`: only to see that it runs. */
const QUICK = process.argv.includes('--quick');
const ROUNDS = QUICK ? 1 : 5;
const ROUND_MS = QUICK ? 5 : 400;
const MINUTES = QUICK ? 3 : 30;
const SECOND_MS = 1000;

const { privateKey, publicKey } = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true });
const key = { ...(await exportJWK(privateKey)), kid: 'k', alg: 'RS256' };
const { subtle } = crypto;
const rsa = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;

/** How often a second, one after the other. */
async function rate(work: () => unknown, batch = 1): Promise<number> {
  const rates: number[] = [];
  for (let round = -1; round < ROUNDS; round += 1) {
    const start = performance.now();
    let count = 0;
    while (performance.now() - start < ROUND_MS) {
      for (let index = 0; index < batch; index += 1) await work();
      count += batch;
    }
    if (round >= 0) rates.push((count / (performance.now() - start)) * SECOND_MS);
  }
  return median(rates);
}

/** The same for what is synchronous, without the cost of `await`. */
function rateNow(work: () => unknown): number {
  const BATCH = 1000;
  const rates: number[] = [];
  for (let round = -1; round < ROUNDS; round += 1) {
    const start = performance.now();
    let count = 0;
    while (performance.now() - start < ROUND_MS) {
      for (let index = 0; index < BATCH; index += 1) work();
      count += BATCH;
    }
    if (round >= 0) rates.push((count / (performance.now() - start)) * SECOND_MS);
  }
  return median(rates);
}

interface Local {
  readonly client: MaskinportenClient;
  readonly fake: FakeMaskinporten;
  readonly clock: ReturnType<typeof fakeClock>;
  count(target: 'token' | 'exchange'): number;
}

function local(options: Partial<MaskinportenOptions> = {}): Local {
  const clock = fakeClock();
  const fake = fakeMaskinporten({ clients: [{ clientId: CLIENT_ID, keys: [key] }], clock });
  const { environment, fetch } = fake;
  const client = createMaskinportenClient({
    environment,
    fetch,
    clock,
    clientId: CLIENT_ID,
    key: jwk(key),
    scopes: SCOPES,
    ...options,
  });
  return { client, fake, clock, count: (target) => fake.calls.filter((call) => call.target === target).length };
}

const rows: (readonly [what: string, measured: string, wanted: string])[] = [];
const row = (what: string, measured: string, wanted = ''): void => void rows.push([what, measured, wanted]);
const perSecond = (value: number): string => `${Math.round(value).toLocaleString('en')}/s`;

async function cryptoAlone(): Promise<void> {
  const data = crypto.getRandomValues(new Uint8Array(500));
  const signing = await subtle.importKey('jwk', key as JsonWebKey, rsa, false, ['sign']);
  const signature = await subtle.sign(rsa.name, signing, data);
  const verifying = await subtle.importKey('jwk', (await exportJWK(publicKey)) as JsonWebKey, rsa, false, ['verify']);
  row('WebCrypto alone: RS256 sign, 2048 bit', perSecond(await rate(() => subtle.sign(rsa.name, signing, data))));
  row('WebCrypto alone: verify', perSecond(await rate(() => subtle.verify(rsa.name, verifying, signature, data))));
}

async function cached(): Promise<void> {
  const { client } = local();
  await client.getToken();
  const bound = client.with({ systemUser: { org: '310044423' } });
  await bound.getToken();
  const request = { systemUser: { org: '310044423' } };
  const kept = Promise.resolve();
  // What no cache can be without: a promise to wait for, the monotonic clock, and the wall clock.
  const least = () => (performance.now() + Date.now() > 0 ? kept : undefined);
  row('a kept promise, and both clocks read', perSecond(await rate(least, 1000)));
  row('cached getToken(request)', perSecond(await rate(() => client.getToken(request), 1000)), '8,000,000/s');
  row('cached getToken() of a with() client', perSecond(await rate(() => bound.getToken(), 1000)), '5,000,000/s');
  row('peek()', perSecond(rateNow(() => bound.peek())), '10,000,000/s');
}

async function validation(): Promise<void> {
  const { client, fake, clock } = local();
  const { environment, fetch } = fake;
  const tokens = await Promise.all(
    Array.from({ length: 2000 }, async (_, index) => (await client.getToken({ resource: `urn:api:${index}` })).value),
  );
  const fresh = () => createTokenValidator({ environments: [environment], fetch, clock });
  let next = 0;
  let validate = fresh();
  const each = await rate(() => {
    if (next % tokens.length === 0) validate = fresh();
    next += 1;
    return validate(tokens[next % tokens.length] ?? '');
  });
  row('validator, each token new', perSecond(each), '5,000/s');
  const [token = ''] = tokens;
  row('validator, the same token again', perSecond(await rate(() => validate(token), 1000)), '200,000/s');
}

async function cold(): Promise<void> {
  const one = local();
  await Promise.all(Array.from({ length: 1000 }, () => one.client.getToken()));
  row('1,000 cold calls at once, one key', `${one.count('token')} request`, '1 request');
  const many = local();
  const start = performance.now();
  await Promise.all(Array.from({ length: 1000 }, (_, index) => many.client.getToken({ resource: `urn:api:${index}` })));
  const elapsed = performance.now() - start;
  row(
    '1,000 cold calls at once, 1,000 keys',
    perSecond((1000 / elapsed) * SECOND_MS),
    '1,500/s (issuer in this process)',
  );
}

/** At 50 calls a second, on a clock of its own. */
async function halfAnHour(kind: 'maskinporten' | 'altinn'): Promise<string> {
  const renewals: Promise<unknown>[] = [];
  const { client, clock, count } = local({ waitUntil: (work) => renewals.push(work) });
  let waits = 0;
  for (let call = 0; call < MINUTES * 60 * 50; call += 1) {
    const token = await (kind === 'altinn' ? client.getAltinnToken() : client.getToken());
    if (call > 0 && token.source === 'network') waits += 1;
    clock.advance(20);
    // Time passes faster than a key can sign here: a renewal in the background gets the second that it would have.
    if (call % 50 === 0) await Promise.all(renewals.splice(0));
  }
  return `${count('token')} grants, ${count('exchange')} exchanges, ${waits} callers waited`;
}

async function outage(): Promise<string> {
  const { client, fake } = local({ retry: { baseMs: 1 } });
  fake.answerNext('token', () => new Response('', { status: 503 }));
  return (await client.getToken()).source === 'network' ? 'no caller fails' : 'a caller fails';
}

/** What a program loads of it at its start, and with what may come later. */
async function size(contents: string): Promise<string> {
  const { atStart, inAll } = await bundled(contents);
  return `${(atStart / 1000).toFixed(1)} kB, ${(inAll / 1000).toFixed(1)} kB in all`;
}

function importTime(): string {
  const built = fileURLToPath(new URL('../packages/client/dist/index.js', import.meta.url));
  const script = `const start = performance.now(); await import(${JSON.stringify(built)}); console.log(performance.now() - start)`;
  const times = Array.from({ length: 9 }, () =>
    Number(execFileSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' })),
  );
  return `${median(times).toFixed(1)} ms`;
}

async function memory(): Promise<string> {
  const { client } = local();
  const heap = () => {
    globalThis.gc?.();
    return process.memoryUsage().heapUsed;
  };
  await client.getToken();
  const before = heap();
  for (let index = 0; index < 1000; index += 1) await client.getToken({ resource: `urn:api:${index}` });
  return `${((heap() - before) / 1e6).toFixed(1)} MB (with what the issuer in this process remembers)`;
}

await cryptoAlone();
await cached();
await validation();
await cold();
row(`${MINUTES} min at 50 calls/s, Altinn tokens`, await halfAnHour('altinn'), '2 + 2');
row(`${MINUTES} min at 50 calls/s, Maskinporten tokens of 120 s`, await halfAnHour('maskinporten'), '20, nobody waits');
row('one 503', await outage(), 'no caller fails');
row('bundle of everything in the core, min + gzip', await size("export * from './index.ts'"), '10 kB');
row('bundle of client and jwk', await size("export { createMaskinportenClient, jwk } from './index.ts'"));
row('bundle of exchangeToken', await size("export { exchangeToken } from './index.ts'"), '2 kB');
row('import of the built core', importTime(), 'under 15 ms');
row('1,000 cached tokens', await memory(), 'under 5 MB');
console.log('| what | measured | wanted |\n| --- | ---: | ---: |');
for (const cells of rows) console.log(`| ${cells.join(' | ')} |`);
