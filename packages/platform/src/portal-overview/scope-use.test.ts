import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../testing/sandbox.ts';

/** Owns the prefix skogdir, and its DAGL. */
const OWNER = '310013579';
const SKARP = '09828610071';
const VENDOR = '310019747';
const KLOK = '07846610027';
const SCOPE = 'skogdir:felling.read';

interface Use {
  readonly clients: readonly {
    readonly clientId: string;
    readonly organization: string;
    readonly hasAccess: boolean;
    readonly lastToken?: string;
  }[];
  readonly whole: boolean;
}

let box: Sandbox;
let skarp: string;
beforeAll(async () => {
  box = await startSandbox();
  skarp = await box.personToken(SKARP);
});
afterAll(() => box.stop());

describe('who uses a scope', () => {
  const use = (scope = SCOPE, token = skarp, organization = OWNER) =>
    box.call<Use>('GET', `/portal/api/v1/scopes/users?scope=${encodeURIComponent(scope)}`, {
      token,
      headers: { 'x-portvakt-organization': organization },
    });

  it('is told to its owner: the clients, whether they may, and when they last had a token with it', async () => {
    const give = `/selvbetjening/api/v1/scopes/access/${VENDOR}?scope=${encodeURIComponent(SCOPE)}`;
    const headers = { 'x-portvakt-organization': OWNER };
    await box.call('PUT', give, { token: skarp, headers });
    const clientId = await box.createClient(VENDOR, [SCOPE, 'altinn:instances.read']);
    const own = async () => (await use()).body.clients.find((one) => one.clientId === clientId);
    expect(await own()).toEqual({ clientId, organization: VENDOR, active: true, hasAccess: true });
    // A token without the scope is no use of it.
    await box.maskinportenToken(VENDOR, ['altinn:instances.read'], { clientId });
    expect((await own())?.lastToken).toBeUndefined();
    const before = box.platform.clock.now();
    await box.maskinportenToken(VENDOR, [SCOPE], { clientId });
    expect(Date.parse((await own())?.lastToken ?? '')).toBeGreaterThanOrEqual(before);
    await box.call('DELETE', give, { token: skarp, headers });
    expect((await own())?.hasAccess).toBe(false);
  });

  it('is nobody else’s to know', async () => {
    const klok = await box.personToken(KLOK);
    expect((await use(SCOPE, klok, VENDOR)).status).toBe(403);
    expect((await use(SCOPE, klok, OWNER)).status).toBe(403);
    expect((await use(SCOPE, await box.maskinportenToken(VENDOR, ['idporten:scopes.read']))).status).toBe(403);
    expect((await use(SCOPE, await box.maskinportenToken(OWNER, ['idporten:dcr.read']))).status).toBe(403);
    expect((await use(SCOPE, await box.maskinportenToken(OWNER, ['idporten:scopes.read']))).status).toBe(200);
    expect((await box.call('GET', '/portal/api/v1/scopes/users?scope=x')).status).toBe(401);
  });

  it.each(['', 'skogdir:', '%', 'skogdir:felling_read', '"', `x:${'y'.repeat(400)}`])(
    'is a 404 for %j, which is no scope',
    async (scope) => expect((await use(scope)).status).toBe(404),
  );
});

describe('who has given a scope to a supplier', () => {
  const SKOGDATA = 'skogdir:skogdata.read';
  const BAKERY = '310044423';
  const delegates = (scope: string, token: string, organization = OWNER) =>
    box.call('GET', `/portal/api/v1/scopes/delegates?scope=${encodeURIComponent(scope)}`, {
      token,
      headers: { 'x-portvakt-organization': organization },
    });

  it('is told to its owner, with the resource by which it was given', async () => {
    expect((await delegates(SKOGDATA, skarp)).body).toEqual({
      resources: ['skogdir-skogdata'],
      delegations: [],
      whole: true,
    });
    const suppliers = '/accessmanagement/api/v1/enduser/maskinportensuppliers';
    const [query, token] = [`?party=${BAKERY}&supplier=${VENDOR}`, await box.personToken('01816010027')];
    await box.call('POST', suppliers + query, { token });
    await box.call('POST', `${suppliers}/resources${query}&resource=skogdir-skogdata`, { token });
    expect((await delegates(SKOGDATA, skarp)).body).toMatchObject({
      delegations: [{ consumer: { number: BAKERY }, supplier: { number: VENDOR }, resource: 'skogdir-skogdata' }],
    });
    expect((await delegates(SCOPE, skarp)).body).toMatchObject({ delegations: [] });
  });

  it('is nobody else’s to know', async () => {
    const klok = await box.personToken(KLOK);
    expect((await delegates(SKOGDATA, klok, VENDOR)).status).toBe(403);
    expect((await delegates(SKOGDATA, klok)).status).toBe(403);
    expect((await delegates('skogdir:none', skarp)).status).toBe(404);
    expect((await box.call('GET', '/portal/api/v1/scopes/delegates?scope=x')).status).toBe(401);
  });
});
