import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../testing/sandbox.ts';

const VENDOR = '310019747';
const BAKERY = '310044423';
/** DAGL of the vendor, and of the bakery. */
const KLOK = '07846610027';
const RASK = '01816010027';
const HOUR_MS = 3600 * 1000;
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

interface Overview {
  readonly steps: readonly { readonly step: string; readonly done: boolean }[];
  readonly clients: readonly {
    readonly clientId: string;
    readonly name: string;
    readonly keys: readonly { readonly kid: string; readonly expires: string }[];
    readonly lastToken?: string;
  }[];
  readonly refused: readonly { readonly clientId: string; readonly check?: string }[];
}

describe('how things stand for an organisation', () => {
  let box: Sandbox;
  let klok: string;
  beforeAll(async () => {
    box = await startSandbox();
    klok = await box.personToken(KLOK);
  });
  afterAll(() => box.stop());

  const overview = async (organization = VENDOR, token = klok) => {
    const headers = { 'x-portvakt-organization': organization };
    return box.call<Overview>('GET', '/portal/api/v1/overview', { token, headers });
  };
  const done = async (organization = VENDOR, token = klok) =>
    (await overview(organization, token)).body.steps.filter((one) => one.done).map(({ step }) => step);

  it('ticks a step when it has really happened, and for nobody else', async () => {
    expect(await done()).toEqual([]);
    const clientId = await box.createClient(VENDOR, ['altinn:authorization/authorize']);
    expect(await done()).toEqual(['client', 'scopes', 'key']);
    const scopes = ['altinn:authorization/authorize'];
    await box.maskinportenToken(VENDOR, scopes, { clientId });
    expect(await done()).toEqual(['client', 'scopes', 'key', 'token']);
    const token = await box.altinnToken(VENDOR, scopes, { clientId });
    expect(await done()).toEqual(['client', 'scopes', 'key', 'token', 'exchange']);
    const asked = { Request: { AccessSubject: [], Action: [], Resource: [] } };
    const refused = await box.call('POST', '/authorization/api/v1/authorize', { body: asked });
    expect(refused.status).toBe(401);
    expect(await done()).not.toContain('decision');
    expect((await box.call('POST', '/authorization/api/v1/authorize', { token, body: asked })).status).toBe(200);
    expect(await done()).toContain('decision');
    await box.systemUser({
      vendor: VENDOR,
      customer: { organization: BAKERY, partyId: 50020008, director: RASK },
      resources: ['ttd-lonnsrapport'],
      scopes: [],
    });
    expect((await overview()).body.steps.filter((one) => !one.done)).toEqual([]);
    expect(await done(BAKERY, await box.personToken(RASK))).toEqual([]);
  });

  it('tells each client’s keys and last token, and what was refused in the last hour', async () => {
    const clientId = await box.createClient(VENDOR, ['altinn:instances.read']);
    const own = async () => (await overview()).body.clients.find((one) => one.clientId === clientId);
    const before = await own();
    expect(before?.keys.map(({ kid }) => kid)).toEqual(['test']);
    expect(before?.lastToken).toBeUndefined();
    const at = box.platform.clock.now();
    await box.maskinportenToken(VENDOR, ['altinn:instances.read'], { clientId });
    expect(Date.parse((await own())?.lastToken ?? '')).toBeGreaterThanOrEqual(at);
    const assertion = [{ alg: 'RS256', kid: 'nobody’s' }, { iss: clientId }]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    await fetch(`${box.base}/maskinporten/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: GRANT, assertion: `${assertion}.AAAA` }),
    });
    const news = async () => (await overview()).body.refused.filter((one) => one.clientId === clientId);
    expect((await news()).map(({ check }) => check)).toEqual(['claims']);
    box.platform.clock.advance(HOUR_MS);
    const later = await box.personToken(KLOK);
    expect((await overview(VENDOR, later)).body.refused).toEqual([]);
    box.platform.clock.advance(-HOUR_MS);
  });

  it('tells when each key of a client was last used, to its owner alone', async () => {
    const clientId = await box.createClient(VENDOR, ['altinn:instances.read']);
    const ask = (token: string | undefined, organization = VENDOR, id = clientId) =>
      box.call<{ from: string; keys: { kid: string; lastUsed: string }[] }>(
        'GET',
        `/portal/api/v1/clients/${id}/key-use`,
        { ...(token === undefined ? {} : { token }), headers: { 'x-portvakt-organization': organization } },
      );
    expect((await ask(klok)).body.keys).toEqual([]);
    const at = box.platform.clock.now();
    await box.maskinportenToken(VENDOR, ['altinn:instances.read'], { clientId });
    await expect(box.maskinportenToken(VENDOR, ['altinn:broker.read'], { clientId })).rejects.toThrow();
    const { from, keys } = (await ask(klok)).body;
    expect(keys.map(({ kid }) => kid)).toEqual(['test']);
    expect(Date.parse(keys[0]?.lastUsed ?? '')).toBeGreaterThanOrEqual(at);
    expect(Date.parse(from)).toBeLessThan(at - 24 * HOUR_MS);
    const rask = await box.personToken(RASK);
    expect((await ask(rask)).status).toBe(403);
    expect((await ask(rask, BAKERY)).status).toBe(403);
    expect((await ask(undefined)).status).toBe(401);
    expect((await ask(klok, VENDOR, 'no-such-client')).status).toBe(404);
  });

  it('is for who administers the organisation', async () => {
    expect((await overview(BAKERY)).status).toBe(403);
    expect((await box.call('GET', '/portal/api/v1/overview')).status).toBe(401);
    expect((await box.call('GET', '/portal/api/v1/overview', { token: klok })).status).toBe(400);
  });

  it('begins anew with the world', async () => {
    await box.call('POST', '/sandbox/reset', { headers: { 'sec-fetch-site': 'same-origin' } });
    expect(await done(VENDOR, await box.personToken(KLOK))).toEqual([]);
    const clientId = await box.createClient(VENDOR, ['altinn:instances.read']);
    await box.altinnToken(VENDOR, ['altinn:instances.read'], { clientId });
    expect(await done(VENDOR, await box.personToken(KLOK))).toContain('exchange');
  });
});

describe('the environment', () => {
  it('is told to everyone, with the clock’s distance', async () => {
    const box = await startSandbox({ environment: 'Kundetest' });
    box.platform.clock.advance(HOUR_MS);
    const { body } = await box.call('GET', '/portal/api/v1/environment');
    expect(body).toEqual({ mode: 'sandbox', name: 'Kundetest', clockOffsetMs: HOUR_MS });
    await box.stop();
  });
});
