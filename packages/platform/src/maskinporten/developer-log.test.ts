import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { movableClock } from '../foundation/index.ts';
import { testDatabase } from '../testing/database.ts';
import { type Sandbox, startSandbox } from '../testing/sandbox.ts';
import { CONSUMER, createHarness, type Harness, OTHER, OTHER_PRIVATE_KEY, SUPPLIER, signed } from './harness.ts';
import { RequestLog } from './index.ts';
import { refuse } from './refusals.ts';

const DAY_MS = 24 * 3600 * 1000;
let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
});
afterAll(() => harness.close());

/** The newest line of the test's client. */
const newest = async () => (await harness.log.of(CONSUMER, harness.clientId, 1))[0];
const now = () => Math.floor(harness.clock.now() / 1000);

describe('every token request is in the developer’s log', () => {
  it('accepted: time, client, kid and scopes', async () => {
    await harness.token(harness.assertion({ scope: 'fjord:open.read fjord:open.write' }));
    expect(await newest()).toEqual({
      time: new Date(harness.clock.now()).toISOString(),
      clientId: harness.clientId,
      outcome: 'issued',
      kid: 'key-1',
      scopes: ['fjord:open.read', 'fjord:open.write'],
    });
  });

  const refusals: readonly [check: string, code: string | undefined, make: () => string][] = [
    ['header', 'MP-011', () => harness.assertion({}, { kid: 'key-1', alg: 'PS256' })],
    ['header', 'MP-011', () => harness.assertion({}, { kid: 'key-1', crit: ['b64'] })],
    ['header', 'MP-011', () => harness.assertion({}, {})],
    ['certificate', 'MP-123', () => harness.assertion({}, { x5c: 'AAAA', kid: 'key-1' })],
    ['claims', undefined, () => harness.assertion({ foo: 1 })],
    ['claims', 'MP-011', () => harness.assertion({ exp: undefined })],
    ['claims', 'MP-011', () => harness.assertion({ iat: 'now' })],
    ['key', undefined, () => harness.assertion({}, { kid: 'other' })],
    ['signature', 'MP-124', () => harness.assertion({}, { kid: 'key-1' }, OTHER_PRIVATE_KEY)],
    ['audience', 'MP-110', () => harness.assertion({ aud: 'https://maskinporten.test' })],
    ['time', 'MP-130', () => harness.assertion({ iat: now() - 200, exp: now() - 100 })],
    ['time', undefined, () => harness.assertion({ iat: now() + 60, exp: now() + 100 })],
    ['time', undefined, () => harness.assertion({ exp: now() + 121 })],
    ['scope', 'MP-200', () => harness.assertion({ scope: 'no:such' })],
    ['access', 'MP-250', () => harness.assertion({ scope: 'fjord:closed' })],
    ['delegation', 'MP-251', () => harness.assertion({ scope: 'fjord:open.read', consumer_org: OTHER })],
    ['target', undefined, () => harness.assertion({ resource: 'no-uri' })],
    ['person', undefined, () => harness.assertion({ pid: '12345678901' })],
    ['authorization_details', 'MP-301', () => harness.assertion({ authorization_details: [{ type: 'x' }] })],
  ];
  it.each(refusals)('refused for its %s (%s): the check, and what to do', async (check, code, make) => {
    const assertion = make();
    const { status, body } = await harness.token(assertion);
    expect(status).toBeGreaterThanOrEqual(400);
    const line = await newest();
    expect(line).toMatchObject({ clientId: harness.clientId, outcome: 'refused', check });
    expect(line?.code).toBe(code);
    expect(body['error_description']).toContain(line?.description);
    expect(line?.remedy).toMatch(/\w{3,}/);
    for (const part of assertion.split('.')) expect(JSON.stringify(line)).not.toContain(part);
    harness.clock.advance(1000);
  });

  it('refused as a replay', async () => {
    const assertion = harness.assertion();
    await harness.token(assertion);
    await harness.token(assertion);
    expect(await newest()).toMatchObject({
      check: 'replay',
      code: 'MP-012',
      kid: 'key-1',
      scopes: ['fjord:open.read'],
    });
  });

  it('and what cannot be read, or names nobody, is nobody’s', async () => {
    const before = await harness.log.of(CONSUMER, undefined, 1000);
    await harness.token('no assertion');
    await harness.token(signed({ alg: 'RS256', kid: 'key-1' }, { iss: randomUUID() }));
    await harness.token(signed({ alg: 'RS256', kid: 'key-1' }, { iss: 7, foo: 'bar' }));
    await harness.token(signed({ alg: 'none', kid: '\ud800' }, { iss: '\ud800', scope: '\ud800' }));
    expect(await harness.log.of(CONSUMER, undefined, 1000)).toEqual(before);
    expect(await harness.log.of(SUPPLIER)).toEqual([]);
  });
});

describe('the developer’s log is bounded', () => {
  const refused = refuse('kid-unknown', 'x', { remedy: 'y' });

  it('to the last thousand of each client, though the clock stand still; others lose nothing', async () => {
    const database = await testDatabase();
    const clock = movableClock();
    clock.freeze();
    const log = new RequestLog(database, clock);
    log.note({ clientId: 'quiet', organization: OTHER, kid: 'k', scopes: ['s'] });
    for (let number = 0; number < 2600; number += 1) {
      log.note({ clientId: 'busy', organization: CONSUMER, kid: `k${number}`, scopes: ['s'] }, refused);
      if (number % 100 === 99) await log.flush();
    }
    const lines = await log.of(CONSUMER, 'busy', 5000);
    expect(lines.length).toBeGreaterThanOrEqual(1000);
    // Trimmed once in so many lines, so that the token route pays little for it.
    expect(lines.length).toBeLessThan(1400);
    expect(lines[0]?.kid).toBe('k2599');
    expect(lines.slice(0, 1000).map((line) => line.kid)).toEqual(
      Array.from({ length: 1000 }, (_, n) => `k${2599 - n}`),
    );
    expect(await log.of(OTHER, 'quiet', 10)).toHaveLength(1);
    await database.close();
  });

  it('to thirty days: neither shown nor kept', async () => {
    const database = await testDatabase();
    const clock = movableClock();
    clock.freeze();
    const log = new RequestLog(database, clock);
    log.note({ clientId: 'a', organization: CONSUMER, scopes: ['s'] });
    await log.flush();
    clock.advance(29 * DAY_MS);
    log.note({ clientId: 'a', organization: CONSUMER, scopes: ['t'] });
    expect(await log.of(CONSUMER, 'a')).toHaveLength(2);
    clock.advance(DAY_MS);
    expect((await log.of(CONSUMER, 'a')).map((line) => line.scopes)).toEqual([['t']]);
    clock.advance(3600_000);
    log.note({ clientId: 'b', organization: CONSUMER, scopes: ['u'] });
    await log.flush();
    const kept = await database.db.selectFrom('token_request').select('body').execute();
    expect(kept.map((row) => row.body).join()).not.toContain('"s"');
    expect(kept).toHaveLength(2);
    await database.close();
  });
});

describe('the developer’s log over HTTP', () => {
  let box: Sandbox;
  beforeAll(async () => {
    box = await startSandbox();
  });
  afterAll(() => box.stop());
  const read = async (token: string, clientId?: string) =>
    (
      await box.call<{ clientId: string; outcome: string }[]>(
        'GET',
        `/sandbox/token-requests?limit=1000${clientId === undefined ? '' : `&client_id=${clientId}`}`,
        { token },
      )
    ).body;

  it('is the organisation’s own, and the supplier’s for clients that it has made for a customer', async () => {
    const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const scopes = ['altinn:instances.read'];
    const clientId = await box.createClient('310044423', scopes);
    const own = await box.maskinportenToken('310044423', scopes, { clientId });
    const other = await box.maskinportenToken('310075272', scopes);
    expect((await read(own, clientId)).map((line) => line.outcome)).toEqual(['issued']);
    expect(await read(other, clientId)).toEqual([]);
    expect((await read(other)).every((line) => line.clientId !== clientId)).toBe(true);
    const supplier = await box.maskinportenToken('310019747', ['idporten:dcr.write', 'idporten:dcr.supplier']);
    const made = await box.call<{ client_id: string }>('POST', '/selvbetjening/api/v1/clients', {
      token: supplier,
      body: { integration_type: 'maskinporten', client_name: 'X', client_orgno: '310075272', scopes },
    });
    const customer = made.body.client_id;
    const jwk = { ...keys.publicKey.export({ format: 'jwk' }), kid: 'a', alg: 'RS256', use: 'sig' };
    const body = { keys: [jwk] };
    await box.call('POST', `/selvbetjening/api/v1/clients/${customer}/jwks`, { token: supplier, body });
    await expect(box.maskinportenToken('310019747', scopes, { clientId: customer })).rejects.toThrow();
    expect(await read(supplier, customer)).toHaveLength(1);
    expect(await read(other, customer)).toHaveLength(1);
    expect(await read(own, customer)).toEqual([]);
  });
});
