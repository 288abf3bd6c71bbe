import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, requestBody, startHarness } from '../authorization/harness.ts';
import { readJsonRequest, singleRequest } from '../authorization/json-request.ts';

const BASE = '/resourceregistry/api/v1/access-lists';
const urn = (number: string) => `urn:altinn:organization:identifier-no:${number}`;
const BAKERY = '310044423';
const GRANLI = '310056766';
const ACCOUNTANT = '310032085';

let harness: Harness;
let write: string;
let read: string;
const tokenOf = (organization: string, scope: string) =>
  harness.token(scope, { consumer: { authority: 'iso6523-actorid-upis', ID: `0192:${organization}` } });
beforeAll(async () => {
  harness = await startHarness();
  write = await tokenOf('310013579', 'altinn:resourceregistry/accesslist.write');
  read = await tokenOf('310013579', 'altinn:resourceregistry/accesslist.read');
});
afterAll(() => harness.close());

type Method = 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
const send = (method: Method, path: string, payload?: unknown, token = write, headers: Record<string, string> = {}) =>
  harness.app.inject({
    method,
    url: `${BASE}${path}`,
    headers: { authorization: `Bearer ${token}`, ...headers },
    ...(payload === undefined ? {} : { payload: payload as object }),
  });
const members = async () =>
  (await send('GET', '/skogdir/felling/members', undefined, read)).json().data.map((one: { id: string }) => one.id);

describe('access lists', () => {
  it('keeps an owner’s lists, with versions as ETags', async () => {
    const made = await send('PUT', '/skogdir/felling', { name: 'Felling', description: 'Hvem som kan felle' });
    expect(made.statusCode, made.body).toBe(200);
    expect(made.json()).toMatchObject({
      urn: 'urn:altinn:access-list:skogdir:felling',
      identifier: 'felling',
      name: 'Felling',
    });
    expect(made.headers['etag']).toBe('"1"');
    expect((await send('PUT', '/skogdir/felling', { name: 'x' }, write, { 'if-none-match': '*' })).statusCode).toBe(
      412,
    );
    expect((await send('PUT', '/skogdir/felling', { name: 'x' }, write, { 'if-match': '"7"' })).statusCode).toBe(412);
    const changed = await send('PUT', '/skogdir/felling', { name: 'Hogst' }, write, { 'if-match': '"1"' });
    expect(changed.headers['etag']).toBe('"2"');
    const patch = [{ op: 'replace', path: '/name', value: 'Felling' }];
    const patched = await send('PATCH', '/skogdir/felling', JSON.stringify(patch), write, {
      'content-type': 'application/json-patch+json',
    });
    expect(patched.json().name).toBe('Felling');
    const got = await send('GET', '/skogdir/felling', undefined, read);
    expect(got.headers['etag']).toBe('"3"');
    // Weak or not, one of a list, or any (RFC 9110 section 13.1.2).
    for (const known of ['"3"', 'W/"3"', '"1", W/"3"', '*'])
      expect((await send('GET', '/skogdir/felling', undefined, read, { 'if-none-match': known })).statusCode).toBe(304);
    expect((await send('GET', '/skogdir/felling', undefined, read, { 'if-none-match': 'W/"2"' })).statusCode).toBe(200);
    const put = (header: 'if-match' | 'if-none-match', value: string) =>
      send('PUT', '/skogdir/felling', { name: 'x' }, write, { [header]: value });
    expect((await put('if-none-match', 'W/"3"')).statusCode).toBe(412);
    expect((await put('if-match', 'W/"3"')).statusCode).toBe(412);
    // An empty page would say that the list has ended.
    for (const path of [
      '/skogdir?token=!',
      '/skogdir/felling/members?token=x',
      '/skogdir/felling/members?token=1&token=2',
    ])
      expect((await send('GET', path, undefined, read)).statusCode, path).toBe(400);
    expect((await send('GET', '/skogdir', undefined, read)).json().data).toHaveLength(1);
    expect((await send('GET', '/skogdir/nothing', undefined, read)).statusCode).toBe(404);
  });

  it('has one winner of changes at once that began from the same version, and a new version for each change', async () => {
    const path = '/skogdir/samtidig';
    const both = async (ask: (n: number) => ReturnType<typeof send>) =>
      (await Promise.all([1, 2].map(ask))).map(({ statusCode }) => statusCode).sort();
    const put = (n: number) => send('PUT', path, { name: `Nr. ${n}` }, write, { 'if-none-match': '*' });
    expect(await both(put)).toEqual([200, 412]);
    const data = ['urn:altinn:organization:identifier-no:310044423'];
    const add = () => send('POST', `${path}/members`, { data }, write, { 'if-match': '"1"' });
    expect(await both(add)).toEqual([204, 412]);
    await send('PUT', `${path}/resource-connections/skogdir-felling`, {}, write, { 'if-match': '"2"' });
    const end = () => send('DELETE', `${path}/resource-connections/skogdir-felling`, undefined, write);
    expect(await both(end)).toEqual([204, 404]);
    expect((await send('GET', path, undefined, read)).headers['etag']).toBe('"4"');
    expect((await send('DELETE', path, undefined, write, { 'if-match': '"4"' })).statusCode).toBe(204);
  });

  it('refuses a patch that is none by the place of each fault, and one whose test fails', async () => {
    const patch = (operations: unknown, type = 'application/json-patch+json') =>
      send('PATCH', '/skogdir/felling', JSON.stringify(operations), write, { 'content-type': type });
    const fine = { op: 'replace', path: '/name', value: 'Felling' };
    expect((await patch([fine, { op: 'copy', path: '/owner', value: '' }])).json().errors).toEqual({
      '1.op': [expect.any(String)],
      '1.path': [expect.any(String)],
      '1.value': [expect.any(String)],
    });
    for (const wrong of [fine, null, [null], Array(21).fill(fine), [{ ...fine, value: 'x'.repeat(4001) }]])
      expect((await patch(wrong)).statusCode, JSON.stringify(wrong)?.slice(0, 40)).toBe(400);
    expect((await patch([{ ...fine, op: 'test', value: 'Hogst' }])).statusCode).toBe(409);
    expect((await patch([{ ...fine, op: 'test' }], 'application/json')).statusCode).toBe(200);
    expect((await send('GET', '/skogdir/felling', undefined, read)).json().name).toBe('Felling');
  });

  it('takes members as organisation-number URNs under data (altinn-pdp#59)', async () => {
    expect((await send('POST', '/skogdir/felling/members', { data: [urn(BAKERY), urn(GRANLI)] })).statusCode).toBe(204);
    expect(await members()).toEqual([urn(BAKERY), urn(GRANLI)]);
    expect((await send('DELETE', '/skogdir/felling/members', { data: [urn(BAKERY)] })).statusCode).toBe(204);
    expect(await members()).toEqual([urn(GRANLI)]);
    expect((await send('PUT', '/skogdir/felling/members', { data: [urn(BAKERY), urn(ACCOUNTANT)] })).statusCode).toBe(
      204,
    );
    expect(await members()).toEqual([urn(ACCOUNTANT), urn(BAKERY)]);
    for (const data of [[BAKERY], [urn('123456789')], ['urn:altinn:person:identifier-no:01816010027'], 'x', [1]])
      expect((await send('POST', '/skogdir/felling/members', { data })).statusCode, JSON.stringify(data)).toBe(400);
    expect((await send('POST', '/skogdir/felling/members', [urn(BAKERY)])).statusCode).toBe(400);
    expect(await members()).toEqual([urn(ACCOUNTANT), urn(BAKERY)]);
  });

  it('connects resources of the owner, and the next decision sees it', async () => {
    const record = await harness.resources.resource('skogdir-felling');
    if (!record) throw new Error('missing');
    await harness.database.transaction((trx, announce) =>
      harness.resources.saveResource(trx, announce, { ...record, accessListMode: 'Enabled' }),
    );
    const decision = async (action: string) =>
      (
        await harness.authorization.decider.decide(
          singleRequest(
            readJsonRequest(
              requestBody({ 'urn:altinn:userid': '20001' }, action, {
                'urn:altinn:resource': 'skogdir-felling',
                'urn:altinn:partyid': '50020008',
              }),
            ),
          ),
          'external',
        )
      ).decision;
    expect(await decision('read')).toBe('Deny');
    const path = '/skogdir/felling/resource-connections/skogdir-felling';
    expect((await send('PUT', path, { actionFilters: ['read'] })).statusCode).toBe(200);
    expect([await decision('read'), await decision('write')]).toEqual(['Permit', 'Deny']);
    expect((await send('PUT', path, { actionFilters: null })).statusCode).toBe(200);
    expect(await decision('write')).toBe('Permit');
    expect((await send('GET', '/skogdir/felling/resource-connections', undefined, read)).json().data).toMatchObject([
      { resourceIdentifier: 'skogdir-felling' },
    ]);
    await send('DELETE', '/skogdir/felling/members', { data: [urn(BAKERY)] });
    expect(await decision('read')).toBe('Deny');
    await send('POST', '/skogdir/felling/members', { data: [urn(BAKERY)] });
    expect(await decision('read')).toBe('Permit');
    expect((await send('PUT', '/skogdir/felling/resource-connections/ttd-lonnsrapport', {})).statusCode).toBe(403);
    expect((await send('PUT', '/skogdir/felling/resource-connections/nothing', {})).statusCode).toBe(404);
    expect((await send('PUT', path, { actionFilters: 'read' })).statusCode).toBe(400);
  });

  it('tells the PDP who is on which list', async () => {
    const pdp = await tokenOf('310007404', 'altinn:resourceregistry/pdp:accesslist.read');
    const asked = `party=${urn(BAKERY)}&resource=urn:altinn:resource:skogdir-felling`;
    expect((await send('GET', `/memberships?${asked}`, undefined, pdp)).json().data).toMatchObject([
      { party: urn(BAKERY) },
    ]);
    expect((await send('GET', `/memberships?${asked}`, undefined, read)).statusCode).toBe(403);
    expect(
      (await send('GET', `/memberships?party=${BAKERY}&resource=urn:altinn:resource:x`, undefined, pdp)).statusCode,
    ).toBe(400);
    const uuid = 'urn:altinn:party:uuid:20000000-0000-4000-8000-000000000008';
    expect((await send('GET', `/get-by-member?party=${uuid}`, undefined, pdp)).json()).toMatchObject([
      { urn: 'urn:altinn:access-list:skogdir:felling' },
    ]);
  });

  it('is the owner’s own: other organisations and other scopes are refused', async () => {
    const other = await tokenOf('310007404', 'altinn:resourceregistry/accesslist.write');
    for (const [method, path, body] of [
      ['GET', '/skogdir', undefined],
      ['GET', '/skogdir/felling', undefined],
      ['PUT', '/skogdir/felling', { name: 'x' }],
      ['PATCH', '/skogdir/felling', []],
      ['DELETE', '/skogdir/felling', undefined],
      ['GET', '/skogdir/felling/members', undefined],
      ['POST', '/skogdir/felling/members', { data: [] }],
      ['PUT', '/skogdir/felling/resource-connections/skogdir-felling', {}],
      ['DELETE', '/skogdir/felling/resource-connections/skogdir-felling', undefined],
    ] as const)
      expect((await send(method, path, body, other)).statusCode, `${method} ${path}`).toBe(403);
    expect((await send('PUT', '/skogdir/felling', { name: 'x' }, read)).statusCode).toBe(403);
    expect((await send('PUT', '/nobody/felling', { name: 'x' })).statusCode).toBe(403);
    expect((await send('PUT', '/skogdir/Felling!', { name: 'x' })).statusCode).toBe(400);
  });

  it('goes with its members and connections', async () => {
    expect((await send('DELETE', '/skogdir/felling')).statusCode).toBe(204);
    expect((await send('GET', '/skogdir/felling', undefined, read)).statusCode).toBe(404);
    expect(await harness.resources.memberships(BAKERY)).toEqual([]);
  });
});

describe('queries over the registry', () => {
  const url = '/resourceregistry/api/v1/resource';

  it('finds resources by the subjects that their policies name', async () => {
    const payload = ['urn:altinn:accesspackage:skogbruk', 'urn:altinn:rolecode:dagl', 'urn:altinn:rolecode:nobody'];
    const { data } = (await harness.app.inject({ method: 'POST', url: `${url}/bysubjects`, payload })).json();
    expect(data.map((one: { subject: { urn: string } }) => one.subject.urn)).toEqual(payload.slice(0, 2));
    expect(data[0].resources).toEqual([
      { type: 'urn:altinn:resource', value: 'skogdir-felling', urn: 'urn:altinn:resource:skogdir-felling' },
    ]);
    expect((await harness.app.inject({ method: 'POST', url: `${url}/bysubjects`, payload: [1] })).statusCode).toBe(400);
  });

  it('feeds changes in pages, each row once', async () => {
    for (const path of ['updated', 'changes']) {
      const seen: string[] = [];
      let next: string | undefined = `${url}/${path}?limit=5`;
      for (let page = 0; next !== undefined && page < 50; page += 1) {
        const body: { data: object[]; links: { next?: string } } = (await harness.app.inject(next)).json();
        seen.push(...body.data.map((one) => JSON.stringify(one)));
        next = body.links.next;
      }
      expect(seen.length).toBeGreaterThan(8);
      expect(new Set(seen).size).toBe(seen.length);
      expect((await harness.app.inject(`${url}/${path}?since=2100-01-01T00:00:00Z`)).json().data).toEqual([]);
      for (const bad of ['since=yesterday', 'token=x', 'limit=0', 'limit=x'])
        expect((await harness.app.inject(`${url}/${path}?${bad}`)).statusCode, bad).toBe(400);
    }
  });

  it('tells the owners, and exports visible resources as RDF', async () => {
    expect(Object.keys((await harness.app.inject(`${url}/orgs`)).json().orgs).sort()).toEqual([
      'digdir',
      'skogdir',
      'ttd',
    ]);
    const rdf = await harness.app.inject(`${url}/export`);
    expect(rdf.headers['content-type']).toContain('text/turtle');
    expect(rdf.body).toContain('<urn:altinn:resource:skogdir-felling> a cpsv:PublicService');
    expect(rdf.body).not.toContain('altinn_access_management');
  });
});
