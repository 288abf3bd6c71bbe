import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../testing/sandbox.ts';

const [CUSTOMER, SERVICE_OWNER] = ['310044423', '310013579'];
const PERSON = '01816010027';
const [READ, OWNER_READ] = ['altinn:instances.read', 'altinn:serviceowner/instances.read'];

describe('the tokens that the sandbox makes', () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.stop());

  const make = (body: object) =>
    sandbox.call<{ token: string; expires: string; detail: string }>('POST', '/sandbox/tokens', { body });
  const made = async (body: object) => {
    const answer = await make(body);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(Date.parse(answer.body.expires) / 1000).toBe(decodeJwt(answer.body.token).exp);
    return answer.body.token;
  };

  it('are a person’s own session, which can be renewed', async () => {
    const token = await made({ person: PERSON });
    const profile = await sandbox.call<{ party: { name: string } }>('GET', '/profile/api/v1/users/current', { token });
    expect(profile.body.party.name).toBe('RASK RØYSKATT');
    expect((await sandbox.call('GET', '/authentication/api/v1/refresh', { token })).status).toBe(200);
  });

  it('are an organisation’s, of either issuer, with the scopes that were asked for', async () => {
    const altinn = decodeJwt(await made({ organization: SERVICE_OWNER, scopes: [OWNER_READ] }));
    expect(altinn).toMatchObject({ scope: OWNER_READ, 'urn:altinn:org': 'skogdir' });
    const maskinporten = decodeJwt(await made({ organization: CUSTOMER, scopes: [READ], issuer: 'maskinporten' }));
    expect(maskinporten).toMatchObject({ iss: sandbox.platform.urls.maskinportenIssuer, scope: READ });
  });

  it('are a registered client’s, with its own scopes', async () => {
    const client = await sandbox.createClient(CUSTOMER, [READ]);
    expect(decodeJwt(await made({ client }))).toMatchObject({ client_id: client, scope: READ });
    const listed = await sandbox.call('GET', `/sandbox/clients?query=${client.slice(0, 13)}`);
    expect(listed.body).toEqual([{ clientId: client, name: 'Test', organization: CUSTOMER, scopes: [READ] }]);
    const { status, body } = await make({ client, scopes: [OWNER_READ] });
    expect([status, body.detail]).toEqual([400, expect.stringContaining('invalid scopes for client')]);
  });

  it('are none that Maskinporten would refuse', async () => {
    const { status, body } = await make({ organization: CUSTOMER, scopes: [OWNER_READ] });
    expect([status, body.detail]).toEqual([400, expect.stringContaining('Consumer has not been granted access')]);
  });

  it.each([
    ['nobody', {}],
    ['two at once', { person: PERSON, client: 'x' }],
    ['a person who is not there', { person: '00000000000' }],
    ['an organisation that is not there', { organization: '310000000', scopes: [READ] }],
    ['an organisation without scopes', { organization: CUSTOMER }],
    ['a client that is not there', { client: 'x' }],
    ['another issuer', { organization: CUSTOMER, scopes: [READ], issuer: 'idporten' }],
  ])('are refused for %s', async (_, body) => {
    expect((await make(body)).status).toBe(400);
  });

  it('are not for pages of other sites', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' };
    const { status } = await sandbox.call('POST', '/sandbox/tokens', { body: { person: PERSON }, headers });
    expect(status).toBe(403);
  });

  it('are offered to organisations that may use the scopes, each with its own', async () => {
    const find = async (query: string) => {
      const { body } = await sandbox.call<{ organizationNumber: string; scopes: string[] }[]>(
        'GET',
        `/sandbox/parties?type=organization&${query}`,
      );
      return body.map(({ organizationNumber, scopes }) => [organizationNumber, scopes]);
    };
    expect(await find(`scope=${OWNER_READ}&query=skog`)).toEqual([[SERVICE_OWNER, [OWNER_READ]]]);
    expect(await find(`scope=${OWNER_READ}&scope=${READ}&query=skogdir`)).toEqual([
      [SERVICE_OWNER, [OWNER_READ, READ]],
    ]);
    expect(await find(`scope=${OWNER_READ}&query=fjordvik`)).toEqual([]);
    expect(await find('scope=no:such')).toEqual([]);
    expect((await sandbox.call('GET', `/sandbox/parties?type=person&scope=${READ}`)).status).toBe(400);
  });
});
