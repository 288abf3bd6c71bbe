import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ACCOUNTANT,
  accessPackage,
  BAKERY,
  FOREST,
  OTHER_VENDOR,
  type PageJson,
  right,
  SCOPES,
  type SystemsHarness,
  startSystems,
  systemBody,
  VENDOR,
} from './harness.ts';

const PATH = '/systemuser/changerequest';
const SYSTEM = `${VENDOR}_lonn`;
let h: SystemsHarness;
let vendor: string;
let other: string;
let dagl: string;
let user: string;
let agent: string;

beforeAll(async () => {
  h = await startSystems({ pageSize: 2 });
  const scopes = `${SCOPES.register} ${SCOPES.write} ${SCOPES.read}`;
  vendor = await h.vendorToken(scopes);
  other = await h.vendorToken(scopes, OTHER_VENDOR);
  dagl = await h.personToken('dagl');
  const more = {
    rights: [right('ttd-lonnsrapport'), right('app_ttd_demo'), right('skogdir-felling')],
    accessPackages: [accessPackage('skatt-naering'), accessPackage('lonn'), accessPackage('regnskapsforer-lonn')],
  };
  await h.call('POST', '/systemregister/vendor', vendor, systemBody('lonn', more));
  user = await created('', { rights: [right('ttd-lonnsrapport')], accessPackages: [accessPackage('lonn')] });
  agent = await created('/agent', { accessPackages: [accessPackage('regnskapsforer-lonn')] });
});
afterAll(() => h.close());

async function created(type: '' | '/agent', wanted: Record<string, unknown>): Promise<string> {
  const customer = type === '' ? BAKERY : ACCOUNTANT;
  const body = { systemId: SYSTEM, partyOrgNo: customer.number, ...wanted };
  const { id } = (await h.call('POST', `/systemuser/request/vendor${type}`, vendor, body)).json();
  const token = type === '' ? dagl : await h.personToken('accountant');
  const answer = await h.call('POST', `/systemuser/request${type}/${customer.partyId}/${id}/approve`, token);
  expect(answer.statusCode, answer.body).toBe(200);
  return id;
}

const ask = (body: unknown, correlation = randomUUID() as string, token = vendor, of = user) =>
  h.call('POST', `${PATH}/vendor?correlation-id=${correlation}&system-user-id=${of}`, token, body);
const more = { requiredRights: [right('app_ttd_demo')] };
const idOf = async (body: unknown): Promise<string> => {
  const answer = await ask(body);
  expect(answer.statusCode, answer.body).toBe(201);
  return answer.json().id;
};
const answer = (verb: string, id: string, token = dagl, party = BAKERY.partyId) =>
  h.call('POST', `${PATH}/${party}/${id}/${verb}`, token);
const held = async () => [
  ...new Set((await h.delegations.allRights(user, BAKERY.uuid)).map((one) => one.resourceId)),
  ...(await h.delegations.packages(user, BAKERY.uuid)).map((urn) => urn.split(':').at(-1)),
];

describe('asking for a change', () => {
  it('answers NoChangeNeeded to four empty lists, and keeps nothing (system-register-and-users#61)', async () => {
    const id = randomUUID();
    for (const body of [
      {},
      { requiredRights: [], unwantedRights: [], requiredAccessPackages: [], unwantedAccessPackages: [] },
    ]) {
      const got = await ask(body, id);
      expect(got.statusCode).toBe(200);
      expect(got.json()).toMatchObject({ status: 'NoChangeNeeded', confirmUrl: '', systemUserId: user });
    }
    expect((await h.call('GET', `${PATH}/vendor/${id}`, vendor)).statusCode).toBe(404);
  });

  it('answers 201 to a valid one, with the correlation id as its id (system-register-and-users#62)', async () => {
    const id = randomUUID();
    const got = await ask({ ...more, redirectUrl: 'https://fjordlonn.example/done?a=1' }, id);
    expect(got.statusCode).toBe(201);
    expect(got.headers['location']).toBe(
      `http://platform.example/authentication/api/v1/systemuser/changerequest/${id}`,
    );
    expect(got.json()).toEqual({
      id,
      externalRef: BAKERY.number,
      systemId: SYSTEM,
      systemUserId: user,
      partyOrgNo: BAKERY.number,
      requiredRights: more.requiredRights,
      unwantedRights: [],
      requiredAccessPackages: [],
      unwantedAccessPackages: [],
      status: 'New',
      redirectUrl: 'https://fjordlonn.example/done?a=1',
      confirmUrl: `http://platform.example/accessmanagement/ui/systemuser/changerequest?id=${id}&DONTCHOOSEREPORTEE=true`,
      created: '2026-11-23T12:00:00.000Z',
      timedOut: false,
    });
  });

  it('answers a used correlation id with 200 and the same confirmUrl, a new one with 201 (system-register-and-users#63)', async () => {
    const id = randomUUID();
    const first = (await ask(more, id)).json();
    const again = await ask({ unwantedRights: [right('ttd-lonnsrapport')] }, id);
    expect(again.statusCode).toBe(200);
    expect(again.json()).toEqual(first);
    expect((await ask(more)).statusCode).toBe(201);
    expect((await ask(more, id.toUpperCase())).json().id).toBe(id);
  });

  it('answers 400 to a missing, zero or own correlation id (system-register-and-users#64)', async () => {
    const bare = await h.call('POST', `${PATH}/vendor?system-user-id=${user}`, vendor, more);
    expect(bare.statusCode).toBe(400);
    expect(bare.headers['content-type']).toContain('text/plain');
    for (const id of ['00000000-0000-0000-0000-000000000000', 'x', user])
      expect((await ask(more, id)).statusCode).toBe(400);
  });

  it('is not for agents, unknown system users or another vendor (system-register-and-users#67)', async () => {
    const got = await ask({ requiredAccessPackages: [accessPackage('lonn')] }, undefined, vendor, agent);
    expect([got.statusCode, got.json().code]).toEqual([404, 'AUTH-00015']);
    expect((await ask(more, undefined, vendor, randomUUID())).json().code).toBe('AUTH-00015');
    const foreign = await ask(more, undefined, other);
    expect([foreign.statusCode, foreign.body]).toEqual([401, '']);
    const taken = (await ask(more)).json().id;
    expect((await ask({}, taken, other)).statusCode).toBe(401);
  });

  it('asks for what the system has, and no more', async () => {
    const code = async (body: unknown) => (await ask(body)).json().code;
    expect(await code({ requiredRights: [right('altinn_access_management')] })).toBe('AUTH-00001');
    expect(await code({ requiredAccessPackages: [accessPackage('skogbruk')] })).toBe('AUTH-00063');
    expect(await code({ requiredAccessPackages: [accessPackage('regnskapsforer-lonn')] })).toBe('AUTH-00064');
    expect(await code({ ...more, redirectUrl: 'https://evil.example' })).toBe('AUTH-00021');
    expect((await ask({ requiredRights: 'all' })).json().errors).toHaveProperty('requiredRights');
  });
});

describe('answering a change', () => {
  it('gives and takes exactly what is asked for; twice is 409 (system-register-and-users#65)', async () => {
    expect(await held()).toEqual(['ttd-lonnsrapport', 'lonn']);
    const id = await idOf({
      requiredRights: [right('app_ttd_demo'), right('ttd-lonnsrapport')],
      unwantedRights: [right('skogdir-felling')],
      requiredAccessPackages: [accessPackage('skatt-naering')],
      unwantedAccessPackages: [accessPackage('lonn')],
    });
    const got = await answer('approve', id);
    expect([got.statusCode, got.body]).toEqual([200, 'true']);
    expect(await held()).toEqual(['app_ttd_demo', 'ttd-lonnsrapport', 'skatt-naering']);
    expect((await h.call('GET', `${PATH}/vendor/${id}`, vendor)).json().status).toBe('Accepted');
    for (const verb of ['approve', 'reject']) expect((await answer(verb, id)).json().code).toBe('AUTH-00013');
    const no = await idOf({ unwantedRights: [right('ttd-lonnsrapport')] });
    const rejected = await answer('reject', no);
    expect([rejected.statusCode, rejected.body]).toEqual([200, 'true']);
    expect((await h.call('GET', `${PATH}/vendor/${no}`, vendor)).json().status).toBe('Rejected');
    expect(await held()).toContain('ttd-lonnsrapport');
  });

  it('is for an access manager of the party only', async () => {
    const id = await idOf(more);
    expect((await answer('approve', id, await h.personToken('member'))).statusCode).toBe(403);
    const elsewhere = await answer('approve', id, await h.personToken('forester'), FOREST.partyId);
    expect(elsewhere.json().code).toBe('AUTH-00041');
    expect((await answer('approve', randomUUID())).json().code).toBe('AUTH-00010');
    const read = (token: string) => h.call('GET', `${PATH}/${id}`, token);
    const shown = (await read(dagl)).json();
    expect(shown).toMatchObject({ id, partyId: BAKERY.partyId, partyUuid: BAKERY.uuid });
    expect(shown).not.toHaveProperty('created');
    expect((await read(await h.personToken('member'))).statusCode).toBe(200);
    expect((await read(await h.personToken('stranger'))).json().code).toBe('AUTH-00066');
    expect((await h.call('GET', `${PATH}/${BAKERY.partyId}/${id}`, dagl)).json().id).toBe(id);
    const foreign = await h.call('GET', `${PATH}/${FOREST.partyId}/${id}`, await h.personToken('forester'));
    expect(foreign.json().code).toBe('AUTH-00010');
  });

  it('changes nothing when the approver cannot pass on what is new', async () => {
    const before = await held();
    const id = await idOf({ requiredRights: [right('skogdir-felling')], unwantedRights: [right('ttd-lonnsrapport')] });
    const weak = await h.personToken('dagl', SCOPES.portal, { 'urn:altinn:authlevel': 1 });
    expect((await answer('approve', id, weak)).json().code).toBe('AUTH-00020');
    expect(await held()).toEqual(before);
    expect((await h.call('GET', `${PATH}/vendor/${id}`, vendor)).json().status).toBe('New');
  });
});

describe('a vendor’s change requests', () => {
  it('are read by id and by external ids, and deleted with 202 (system-register-and-users#66)', async () => {
    h.clock.advance(1000);
    const id = await idOf({ requiredAccessPackages: [accessPackage('skatt-naering')] });
    const read = (token: string) => h.call('GET', `${PATH}/vendor/${id}`, token);
    expect((await read(vendor)).json()).toMatchObject({ id, status: 'New' });
    expect((await read(other)).json().code).toBe('AUTH-00011');
    const by = `${PATH}/vendor/byexternalref/${SYSTEM}/${BAKERY.number}/${BAKERY.number}`;
    expect((await h.call('GET', by, vendor)).json()).toMatchObject({
      id,
      requiredAccessPackages: [accessPackage('skatt-naering')],
    });
    const remove = (token: string) => h.call('DELETE', `${PATH}/vendor/${id}`, token);
    expect((await remove(other)).json().code).toBe('AUTH-00010');
    expect((await remove(vendor)).statusCode).toBe(202);
    expect((await remove(vendor)).json().code).toBe('AUTH-00010');
    expect((await read(vendor)).json().code).toBe('AUTH-00010');
    expect((await answer('approve', id)).json().code).toBe('AUTH-00010');
    expect((await ask(more, id)).statusCode).toBe(409);
  });

  it('are listed page by page, each once', async () => {
    const seen: string[] = [];
    let path: string | undefined = `${PATH}/vendor/bysystem/${SYSTEM}`;
    while (path !== undefined) {
      const got: PageJson = (await h.call('GET', path, vendor)).json();
      seen.push(...got.data.map((one: { id: string }) => one.id));
      path = got.links.next?.replace('http://platform.example', '');
    }
    expect(seen.length).toBeGreaterThan(5);
    expect(new Set(seen).size).toBe(seen.length);
    expect((await h.call('GET', `${PATH}/vendor/bysystem/${SYSTEM}`, other)).json().code).toBe('AUTH-00011');
  });
});

describe('the change requests that wait', () => {
  const pending = (party: string | number, token: string | undefined) =>
    h.app.inject({
      url: `/portal/api/v1/change-requests/${party}/pending`,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    });
  const waiting = async () =>
    (await pending(BAKERY.partyId, dagl)).json<readonly { readonly id: string }[]>().map(({ id }) => id);

  it('are listed for the access manager of the customer until they are answered or deleted (system-register-and-users#87)', async () => {
    const before = await waiting();
    const [first, second, third] = [await idOf(more), await idOf(more), await idOf(more)];
    // Those of one moment are in the order of their ids.
    expect(new Set(await waiting())).toEqual(new Set([...before, first, second, third]));
    const lines = (await pending(BAKERY.partyId, dagl)).json<readonly Record<string, unknown>[]>();
    const line = lines.find(({ id }) => id === first);
    expect(line).toMatchObject({
      id: first,
      systemUserId: user,
      systemId: SYSTEM,
      partyOrgNo: BAKERY.number,
      ...more,
      status: 'New',
    });
    expect(line?.['integrationTitle']).toBe((await h.systems.users.find(user))?.integrationTitle);
    expect(line).not.toHaveProperty('confirmUrl');
    expect((await answer('reject', first)).statusCode).toBe(200);
    expect((await h.call('DELETE', `${PATH}/vendor/${second}`, vendor)).statusCode).toBe(202);
    expect(new Set(await waiting())).toEqual(new Set([...before, third]));
  });

  it('are told to nobody else (system-register-and-users#87)', async () => {
    for (const token of [undefined, vendor]) expect((await pending(BAKERY.partyId, token)).statusCode).toBe(401);
    const accountant = await h.personToken('accountant');
    for (const [party, token] of [
      [BAKERY.partyId, accountant],
      [ACCOUNTANT.partyId, dagl],
      [99_999_999, dagl],
    ] as const)
      expect((await pending(party, token)).statusCode, String(party)).toBe(403);
    expect((await pending(ACCOUNTANT.partyId, accountant)).json()).toEqual([]);
  });

  it('go with the system user that they are about (system-register-and-users#87)', async () => {
    const doomed = await created('', { rights: [right('ttd-lonnsrapport')], externalRef: 'doomed' });
    const asked = await ask(more, randomUUID(), vendor, doomed);
    expect(asked.statusCode, asked.body).toBe(201);
    expect(await waiting()).toContain(asked.json().id);
    const gone = await h.call('DELETE', `/systemuser/${BAKERY.partyId}/${doomed}`, dagl);
    expect(gone.statusCode, gone.body).toBeLessThan(300);
    expect(await waiting()).not.toContain(asked.json().id);
  });
});
