/** The three journeys of altinn-instances.md 10, over HTTP against a whole platform, with the client. */
import {
  createFetch,
  createMaskinportenClient,
  decodeToken,
  EnterpriseUserError,
  jwk,
  localEnvironment,
} from '@portvakt/client';
import { type Sandbox, startSandbox } from '@portvakt/platform/testing/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { walkAsSystemUser } from './instances-system-user.ts';

const OWNER = '310001236';
const VENDOR = '310019747';
const ACCOUNTANT = '310032085';
const CUSTOMER = {
  organization: '310044423',
  partyId: 50020008,
  uuid: '20000000-0000-4000-8000-000000000008',
  director: '01816010027',
};
const OTHER_PARTY = 50020010;
const ENTERPRISE_USER = { name: 'fjordvik-bedrift', password: 'Rugbrod-Kanel-42' };
const ENTERPRISE_UUID = '40000000-0000-4000-8000-000000000001';
const PLAIN = ['altinn:instances.read', 'altinn:instances.write'];
const OWNER_READ = 'altinn:serviceowner/instances.read';
const OWNER_WRITE = 'altinn:serviceowner/instances.write';
const JSON_TYPE = { 'content-type': 'application/json' };

let box: Sandbox;
let person: string;
beforeAll(async () => {
  box = await startSandbox();
  person = await box.personToken(CUSTOMER.director);
});
afterAll(() => box.stop());

type Altinn = true | { enterpriseUser: typeof ENTERPRISE_USER };
/** A client of the organisation and its `fetch`, as a user of the package would make them. */
async function clientOf(organization: string, scopes: readonly string[], altinn: Altinn = true, at = box) {
  const client = createMaskinportenClient({
    environment: localEnvironment(at.base),
    clientId: await at.createClient(organization, scopes),
    key: jwk(at.privateJwk),
    scopes: [...scopes],
    altinn,
    clock: () => at.platform.clock.now(),
  });
  return { client, http: createFetch(client, { origins: [at.base] }) };
}
const S = () => `${box.base}/storage/api/v1/instances`;
const A = () => `${box.base}/ttd/demo/instances`;
const bodyOf = async <T>(answer: Response): Promise<T> => (await answer.json()) as T;

interface Instance {
  id: string;
  data: { id: string; size: number; selfLinks: { platform: string } }[];
  completeConfirmations?: { stakeholderId: string }[];
}
interface Page {
  count: number;
  next: string | null;
  instances: Instance[];
}

/** An instance that its party has filled in and sent. */
async function submitted(app = 'demo'): Promise<string> {
  const body = { instanceOwner: { partyId: CUSTOMER.partyId } };
  const { id } = (await box.call<Instance>('POST', `/ttd/${app}/instances`, { token: person, body })).body;
  const headers = { 'content-type': 'text/plain', 'content-disposition': 'attachment; filename="a.txt"' };
  await box.call('POST', `/ttd/${app}/instances/${id}/data?dataType=attachment`, { token: person, raw: id, headers });
  await box.call('PUT', `/ttd/${app}/instances/${id}/process/completeProcess`, { token: person });
  return id;
}

describe('the journey', () => {
  it('as an organisation: the service owner fetches, confirms and may not delete; a plain one sees what a policy opens (altinn-instances#72)', async () => {
    const sent = [];
    for (let n = 0; n < 5; n += 1) sent.push(await submitted());
    const { client, http } = await clientOf(OWNER, [OWNER_READ, OWNER_WRITE]);
    expect(decodeToken((await client.getAltinnToken()).value).claims['urn:altinn:org']).toBe('ttd');

    const query = '?org=ttd&appId=ttd/demo&process.isComplete=true&excludeConfirmedBy=ttd&size=2';
    const listed = async () => {
      const rows: Instance[] = [];
      for (let next: string | null = `${S()}${query}`; next !== null; ) {
        const answer = await http(next);
        expect(answer.status).toBe(200);
        const page: Page = await bodyOf(answer);
        if (rows.length === 0) expect(page.next).not.toBeNull();
        rows.push(...page.instances);
        next = page.next;
      }
      return rows;
    };
    const rows = await listed();
    expect(rows.map(({ id }) => id).sort()).toEqual([...sent].sort());
    for (const { id, data } of rows)
      for (const element of data) expect(await (await http(element.selfLinks.platform)).text()).toBe(id);

    const [first = ''] = sent;
    const confirmed = await http(`${S()}/${first}/complete`, { method: 'POST' });
    expect(confirmed.status).toBe(200);
    expect((await bodyOf<Instance>(confirmed)).completeConfirmations).toMatchObject([{ stakeholderId: 'ttd' }]);
    expect((await listed()).map(({ id }) => id)).not.toContain(first);
    const substatus = { method: 'PUT', headers: JSON_TYPE, body: '{"label":"Mottatt"}' };
    expect((await http(`${S()}/${first}/substatus`, substatus)).status).toBe(200);
    expect((await http(`${A()}/${first}`, { method: 'DELETE' })).status).toBe(403);

    const reader = (await clientOf(OWNER, [OWNER_READ])).http;
    const refused = await reader(`${S()}/${first}/complete`, { method: 'POST' });
    expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining(OWNER_WRITE)]);
    const foreign = await http(`${S()}?org=brg`);
    expect([foreign.status, await foreign.json()]).toEqual([400, 'AppId must be defined.']);

    const plain = (await clientOf(CUSTOMER.organization, PLAIN)).http;
    expect((await plain(`${S()}?instanceOwner.partyId=${CUSTOMER.partyId}`)).status).toBe(400);
    expect((await plain(`${A()}/${first}`)).status).toBe(403);
    const named = await submitted('org-demo');
    expect((await plain(`${box.base}/ttd/org-demo/instances/${named}`)).status).toBe(200);
  });

  it('as an enterprise user, in both modes (altinn-instances#73)', async () => {
    const gone = await startSandbox({ enterpriseUsers: 'gone' });
    const refused = (await clientOf(CUSTOMER.organization, PLAIN, { enterpriseUser: ENTERPRISE_USER }, gone)).client;
    const error = await refused.getAltinnToken().catch((one: unknown) => one);
    await gone.stop();
    expect(error).toBeInstanceOf(EnterpriseUserError);
    expect(error).toMatchObject({ code: 'ENTERPRISE_USER_GONE', status: 410 });

    const { client, http } = await clientOf(CUSTOMER.organization, PLAIN, { enterpriseUser: ENTERPRISE_USER });
    const { claims } = decodeToken((await client.getAltinnToken()).value);
    expect(claims).toMatchObject({
      'urn:altinn:userid': expect.anything(),
      'urn:altinn:authenticatemethod': expect.stringMatching(/virksomhetsbruker/i),
    });
    await wrongPasswords();

    const list = async () => bodyOf<Page>(await http(`${S()}?instanceOwner.partyId=${CUSTOMER.partyId}`));
    const made = await http(`${A()}?instanceOwnerPartyId=${CUSTOMER.partyId}`, { method: 'POST' });
    expect(made.status).toBe(201);
    const { id } = await bodyOf<Instance>(made);
    const headers = { 'content-type': 'text/plain', 'content-disposition': 'attachment; filename="a.txt"' };
    const upload = { method: 'POST', headers, body: 'hei' };
    expect((await http(`${A()}/${id}/data?dataType=attachment`, upload)).status).toBe(201);
    for (let step = 0; step < 2; step += 1)
      expect((await http(`${A()}/${id}/process/next`, { method: 'PUT', headers: JSON_TYPE, body: '{}' })).status).toBe(
        200,
      );
    expect((await list()).instances.map((one) => one.id)).toContain(id);
    expect((await http(`${A()}?instanceOwnerPartyId=${OTHER_PARTY}`, { method: 'POST' })).status).toBe(403);

    const pair = { party: CUSTOMER.uuid, from: CUSTOMER.uuid, to: ENTERPRISE_UUID, package: 'skatt-naering' };
    const path = `/accessmanagement/api/v1/enduser/connections/accesspackages?${new URLSearchParams(pair)}`;
    const withdrawn = await box.call('DELETE', path, { token: person });
    expect([withdrawn.status, withdrawn.text]).toEqual([204, '']);
    expect(await list()).toMatchObject({ count: 0, instances: [] });
  });

  it('as a system user, from the customer’s approval to its withdrawal (altinn-instances#74)', async () => {
    const wish = { vendor: VENDOR, customer: CUSTOMER, resources: ['app_ttd_demo'], scopes: PLAIN };
    const { clientId, id } = await box.systemUser(wish);
    const createAgain = await walkAsSystemUser({
      environment: localEnvironment(box.base),
      platform: box.base,
      apps: box.base,
      clientId,
      key: jwk(box.privateJwk),
      customer: CUSTOMER,
      otherParty: OTHER_PARTY,
      app: 'ttd/demo',
      foreignApp: 'ttd/org-demo',
      clock: () => box.platform.clock.now(),
    });
    expect((await createAgain()).status).toBe(201);
    const path = `/authentication/api/v1/systemuser/${CUSTOMER.partyId}/${id}`;
    expect((await box.call('DELETE', path, { token: person })).status).toBe(202);
    expect((await createAgain()).status).toBe(403);
  });

  const {
    PORTVAKT_TT02_CLIENT_ID: clientId,
    PORTVAKT_TT02_CLIENT_JWK: key,
    PORTVAKT_TT02_CUSTOMER: customer,
  } = process.env;
  const { PORTVAKT_TT02_PARTY: party, PORTVAKT_TT02_OTHER_PARTY: other, PORTVAKT_TT02_APPS: named } = process.env;
  it('as a system user, by the same steps in tt02', async ({ skip }) => {
    const [app, foreignApp] = (named ?? '').split(',');
    if (!clientId || !key || !customer || !party || !other || !app || !foreignApp)
      return skip(
        'needs a client in tt02: set PORTVAKT_TT02_CLIENT_ID, _CLIENT_JWK, _CUSTOMER, _PARTY, _OTHER_PARTY and _APPS ({delegated},{not})',
      );
    await walkAsSystemUser({
      environment: 'test',
      platform: 'https://platform.tt02.altinn.no',
      apps: `https://${app.split('/')[0]}.apps.tt02.altinn.no`,
      clientId,
      key: jwk(JSON.parse(key)),
      customer: { organization: customer, partyId: Number(party) },
      otherParty: Number(other),
      app,
      foreignApp,
    });
  });
});

/** Wrong passwords of another enterprise user: refused, and after five, put off. */
async function wrongPasswords(): Promise<void> {
  const token = await box.maskinportenToken(ACCOUNTANT, PLAIN);
  const credentials = Buffer.from('kveldsol-bedrift:wrong').toString('base64');
  const headers = { 'x-altinn-enterpriseuser-authentication': credentials };
  const ask = () => box.call('GET', '/authentication/api/v1/exchange/maskinporten', { token, headers });
  for (let n = 0; n < 5; n += 1) expect((await ask()).status).toBe(401);
  const late = await ask();
  expect(late.status).toBe(429);
  expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0);
}
