import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type Departures,
  type FakeProvider,
  hs256,
  LOGIN_CLIENT,
  rs256,
  startFakeProvider,
} from '../testing/fake-provider.ts';
import { createHarness, type Harness, MANAGER } from './harness.ts';

const API = '/authentication/api/v1';
const HOUR_S = 3600;

let provider: FakeProvider;
let harness: Harness;
beforeAll(async () => {
  provider = await startFakeProvider(MANAGER);
  harness = await createHarness({ loginProvider: { ...LOGIN_CLIENT, issuer: provider.issuer } });
});
afterEach(() => provider.answer({}));
afterAll(async () => {
  await harness.close();
  await provider.close();
});

interface Outcome {
  readonly status: number;
  readonly isLoggedIn: boolean;
  readonly said: string;
}

/** A whole log-in. @param asked `acr_values` @param back what the provider puts in the address that it sends the browser back to */
async function logIn(
  departures: Departures,
  { asked = 'idporten-loa-substantial', back = {} }: { asked?: string | null; back?: Record<string, string> } = {},
  at = harness,
): Promise<Outcome> {
  const begun = await at.app.inject(
    `${API}/authentication?goto=${at.base}/${asked === null ? '' : `&acr_values=${asked}`}`,
  );
  expect(begun.statusCode).toBe(302);
  const sent = new URL(String(begun.headers['location'])).searchParams;
  provider.begun({ nonce: sent.get('nonce') ?? '' });
  provider.answer(departures);
  const query = new URLSearchParams({
    code: 'a-code',
    state: sent.get('state') ?? '',
    iss: provider.issuer,
    ...back,
  });
  const cookies = Object.fromEntries(begun.cookies.map(({ name, value }) => [name, value]));
  const answer = await at.app.inject({ url: `${API}/upstream/callback?${query}`, cookies });
  const names = answer.cookies.map(({ name }) => name);
  return {
    status: answer.statusCode,
    isLoggedIn: names.includes('AltinnStudioRuntime') || names.includes('altinnsession'),
    said: answer.body,
  };
}

const now = () => Math.floor(Date.now() / 1000);
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
const strangersKey = { ...stranger.publicKey.export({ format: 'jwk' }), kid: 'published', use: 'sig', alg: 'RS256' };
const byStranger = (text: string) => rs256(text, stranger.privateKey);

/** Each departs from the sound answer in one thing. */
const REFUSED: readonly (readonly [what: string, departures: () => Departures, status: number])[] = [
  ['another nonce', () => ({ claims: { nonce: 'another' } }), 400],
  ['no nonce', () => ({ claims: { nonce: undefined } }), 400],
  ['another audience', () => ({ claims: { aud: 'another' } }), 400],
  ['no audience', () => ({ claims: { aud: undefined } }), 400],
  [
    'several audiences, and another that it was made for',
    () => ({ claims: { aud: ['portvakt', 'x'], azp: 'x' } }),
    400,
  ],
  ['another issuer', () => ({ claims: { iss: 'https://evil.example' } }), 400],
  ['no subject', () => ({ claims: { sub: undefined } }), 400],
  ['an end that is past', () => ({ claims: { iat: now() - 2 * HOUR_S, exp: now() - HOUR_S } }), 400],
  ['no end', () => ({ claims: { exp: undefined } }), 400],
  ['a beginning to come', () => ({ claims: { nbf: now() + HOUR_S } }), 400],
  ['a lower level', () => ({ claims: { acr: 'idporten-loa-low' } }), 403],
  ['no level', () => ({ claims: { acr: undefined } }), 403],
  ['a level of another form', () => ({ claims: { acr: ['idporten-loa-high'] } }), 403],
  ['no person', () => ({ claims: { pid: undefined } }), 403],
  ['the number of nobody', () => ({ claims: { pid: '00000000000' } }), 403],
  ['no signature (alg none)', () => ({ header: { alg: 'none' }, signature: () => Buffer.alloc(0) }), 400],
  ['alg none, and a signature', () => ({ header: { alg: 'none' } }), 400],
  ['HS256 by the client’s secret', () => hmac(LOGIN_CLIENT.clientSecret), 400],
  ['HS256 by the published key', () => hmac(JSON.stringify(strangersKey)), 400],
  ['another key', () => ({ signature: byStranger }), 400],
  ['another key that the token brings along', () => ({ header: { jwk: strangersKey }, signature: byStranger }), 400],
  ['a key that is not published', () => ({ header: { kid: 'other' } }), 400],
  ['an empty signature', () => ({ signature: () => Buffer.alloc(0) }), 400],
  ['a key that has been withdrawn', () => ({ keys: [] }), 400],
  ['an algorithm that the provider does not name', () => ({ header: { alg: 'PS256' } }), 400],
];
const hmac = (secret: string): Departures => ({ header: { alg: 'HS256' }, signature: (text) => hs256(text, secret) });

describe('an answer of the login provider', () => {
  it('that is sound logs the person in', async () => {
    expect(await logIn({})).toMatchObject({ status: 302, isLoggedIn: true });
    expect(await logIn({ claims: { acr: 'idporten-loa-substantial' } })).toMatchObject({
      status: 302,
      isLoggedIn: true,
    });
  });

  it.each(REFUSED)('whose ID token has %s logs nobody in', async (_, departures, status) => {
    expect(await logIn(departures())).toMatchObject({ status, isLoggedIn: false });
    expect(await logIn({})).toMatchObject({ status: 302, isLoggedIn: true });
  });

  it('by a key that was changed a moment ago is taken, and one by the former no more', async () => {
    expect(await logIn({ keys: [strangersKey], signature: byStranger })).toMatchObject({ isLoggedIn: true });
    expect(await logIn({ keys: [strangersKey] })).toMatchObject({ status: 400, isLoggedIn: false });
  });

  it('that comes in the name of another issuer, or in nobody’s where it has said that it names itself, is refused', async () => {
    for (const iss of ['https://evil.example', ''])
      expect(await logIn({}, { back: { iss } })).toMatchObject({ status: 400, isLoggedIn: false });
  });

  it('whose key set cannot be fetched is the provider’s trouble, and is said to be: 503', async () => {
    expect(await logIn({ hasNoKeys: true })).toMatchObject({ status: 503, isLoggedIn: false });
  });

  it('is told its level as it is where none was asked for: each decision looks at it', async () => {
    expect(await logIn({ claims: { acr: 'idporten-loa-low' } }, { asked: null })).toMatchObject({ isLoggedIn: true });
  });

  it('is not asked for where its metadata name another issuer, and this is said', async () => {
    provider.answer({ metadata: { issuer: 'https://evil.example' } });
    const other = await createHarness({ loginProvider: { ...LOGIN_CLIENT, issuer: provider.issuer } });
    const answer = await other.app.inject(`${API}/authentication`);
    expect([answer.statusCode, answer.json().detail]).toEqual([503, expect.stringContaining('another issuer')]);
    await other.close();
  });
});
