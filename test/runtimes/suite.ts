/**
 * What the client does, told by the Web's own interfaces only, so that every runtime runs the same: bundled without `node:`, it would not even
 * start elsewhere if it needed any. A fake Maskinporten for time and failures; a real platform for the wire.
 */
import { altinnOrigins, createFetch, createMaskinportenClient, jwk, localEnvironment } from '@portvakt/client';
import { createPdpClient } from '@portvakt/client/pdp';
import { fakeClock, fakeMaskinporten } from '@portvakt/client/testing';
import { createTokenValidator } from '@portvakt/client/validate';
import { protect } from '@portvakt/pep/web';

/** A real platform, and a client of it. */
export interface Settings {
  readonly base: string;
  readonly clientId: string;
  readonly key: object;
  readonly organization: string;
}

export interface Outcome {
  readonly name: string;
  readonly error?: string;
}

const SECOND = 1000;
const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
  hash: 'SHA-256',
};

function same(found: unknown, expected: unknown): void {
  const [left, right] = [JSON.stringify(found), JSON.stringify(expected)];
  if (left !== right) throw new Error(`found ${left}, expected ${right}`);
}

async function refused(work: Promise<unknown>): Promise<Record<string, unknown>> {
  const outcome = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof Error)) throw new Error('it was not refused');
  return outcome as unknown as Record<string, unknown>;
}

async function fakeWorld(options: object = {}) {
  const { privateKey } = (await crypto.subtle.generateKey(RSA, true, ['sign', 'verify'])) as CryptoKeyPair;
  const key = { ...(await crypto.subtle.exportKey('jwk', privateKey)), kid: 'k' };
  const clock = fakeClock();
  const fake = fakeMaskinporten({ clients: [{ clientId: 'c', keys: [key] }], clock });
  const { environment, fetch } = fake;
  const client = createMaskinportenClient({
    environment,
    fetch,
    clock,
    clientId: 'c',
    key: jwk(key),
    scopes: 'a:b',
    retry: { baseMs: 0 },
    ...options,
  });
  return { client, fake, clock, count: (target: string) => fake.calls.filter((call) => call.target === target).length };
}

const CASES: Readonly<Record<string, (settings: Settings) => Promise<void>>> = {
  'keeps a token, and makes one request for many callers': async () => {
    const { client, count } = await fakeWorld();
    const first = await client.getToken();
    const tokens = await Promise.all(Array.from({ length: 100 }, () => client.getToken()));
    same(new Set([first, ...tokens].map(({ value }) => value)).size, 1);
    same(count('token'), 1);
  },
  'renews behind, and hands the work to waitUntil': async () => {
    const works: Promise<unknown>[] = [];
    const { client, clock, count } = await fakeWorld({ waitUntil: (work: Promise<unknown>) => works.push(work) });
    const old = await client.getToken();
    clock.advance(95 * SECOND);
    same((await client.getToken()).value === old.value, true);
    await Promise.all(works);
    same([works.length, count('token')], [1, 2]);
  },
  'tries again after 503 with a new assertion': async () => {
    const { client, fake } = await fakeWorld();
    for (let time = 0; time < 2; time += 1) fake.answerNext('token', () => new Response('', { status: 503 }));
    await client.getToken();
    same(new Set(fake.calls.map((call) => call.claims.jti)).size, 3);
  },
  'gives one caller its own reason when it gives up': async () => {
    const { client } = await fakeWorld();
    const control = new AbortController();
    const work = refused(client.getToken({}, { signal: control.signal }));
    control.abort(new Error('enough'));
    same((await work)['message'], 'enough');
  },
  'gets a token over the wire that a validator takes': async (settings) => {
    const client = real(settings);
    const validate = createTokenValidator({ environments: [localEnvironment(settings.base)] });
    for (const token of [await client.getToken(), await client.getAltinnToken()])
      same((await validate(token.value)).consumer, settings.organization);
  },
  'protects a handler, which needs a good token': async (settings) => {
    const validate = createTokenValidator({ environments: [localEnvironment(settings.base)] });
    const handle = protect({ token: { validate } }, (_request, { consumer }) => Response.json(consumer));
    const ask = (headers: Record<string, string>) => handle(new Request('http://api.example/', { headers }));
    const { value } = await real(settings).getToken();
    same(await (await ask({ authorization: `Bearer ${value}` })).json(), settings.organization);
    same((await ask({})).status, 401);
  },
  'is refused over the wire with a code and a remedy': async (settings) => {
    const error = await refused(real(settings).getToken({ scopes: 'altinn:nobody.has' }));
    same([error['code'], error['error'], typeof error['hint']], ['MASKINPORTEN_REJECTED', 'invalid_scope', 'string']);
  },
  'asks the PDP, and calls Altinn with a token put on': async (settings) => {
    const client = real(settings);
    const token = async () => (await client.getAltinnToken()).value;
    const { permit } = await createPdpClient({ platform: settings.base, token }).decide({
      subject: [{ id: 'urn:altinn:organization:identifier-no', value: settings.organization }],
      action: 'read',
      resource: { resource: 'skogdir-felling', party: { organisation: settings.organization } },
    });
    same(permit, false);
    const http = createFetch(client, { origins: altinnOrigins(localEnvironment(settings.base)) });
    const answer = await http(`${settings.base}/storage/api/v1/instances?appId=ttd/demo`);
    same(answer.status < 500 && answer.status !== 401, true);
    await answer.text();
  },
};

const real = ({ base, clientId, key }: Settings) =>
  createMaskinportenClient({
    environment: localEnvironment(base),
    clientId,
    key: jwk(key),
    scopes: 'altinn:authorization/authorize altinn:instances.read',
    altinn: true,
  });

/** Runs every case, one after the other. */
export async function runSuite(settings: Settings): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [name, run] of Object.entries(CASES))
    try {
      await run(settings);
      outcomes.push({ name });
    } catch (error) {
      outcomes.push({ name, error: error instanceof Error ? `${error.message}\n${error.stack}` : String(error) });
    }
  return outcomes;
}
