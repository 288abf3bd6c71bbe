import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../testing/sandbox.ts';
import { accessPackage, BAKERY, OTHER_VENDOR, PERSONS, right, systemBody, VENDOR } from './harness.ts';

/** DAGL of the vendor, and of the other vendor. */
const KLOK = '07846610027';
const RIVAL = '17818410042';
const BASE = '/portal/api/v1/vendor';
const WRITE = 'altinn:authentication/systemregister.write';

interface Page {
  readonly links: { readonly next?: string };
  readonly data: readonly { readonly id: string; readonly status?: string; readonly confirmUrl?: string }[];
}

describe('the vendor’s desk', () => {
  let box: Sandbox;
  let klok: string;
  let rival: string;
  beforeAll(async () => {
    box = await startSandbox();
    [klok, rival] = await Promise.all([box.personToken(KLOK), box.personToken(RIVAL)]);
  });
  afterAll(() => box.stop());

  const desk = <T = Record<string, unknown>>(method: string, path: string, body?: unknown, by = klok, of = VENDOR) =>
    box.call<T>(method, `${BASE}${path}`, {
      token: by,
      headers: { 'x-portvakt-organization': of },
      ...(body === undefined ? {} : { body }),
    });
  const asks = (system: string, more: object = {}) => ({
    systemId: `${VENDOR}_${system}`,
    partyOrgNo: BAKERY.number,
    rights: [right('ttd-lonnsrapport')],
    ...more,
  });

  it('registers, lists, changes and deletes a system as the vendors’ API does (system-register-and-users#85)', async () => {
    const id = `${VENDOR}_desk`;
    const made = await desk('POST', '/systems', systemBody('desk'));
    expect([made.status, made.body['id'], made.body['isDeleted']]).toEqual([201, id, false]);
    const token = await box.maskinportenToken(VENDOR, [WRITE]);
    const api = await box.call('GET', `/authentication/api/v1/systemregister/vendor/${id}`, { token });
    expect(api.body).toEqual(made.body);
    expect((await desk('PUT', `/systems/${id}`, systemBody('desk', { rights: [] }))).status).toBe(200);
    expect((await desk('GET', `/systems/${id}`)).body['rights']).toEqual([]);
    expect((await desk<unknown[]>('GET', '/systems')).body).toHaveLength(1);
    expect((await desk('DELETE', `/systems/${id}`)).status).toBe(200);
    expect((await desk<unknown[]>('GET', '/systems')).body).toEqual([]);
    expect((await desk('GET', `/systems/${id}`)).body['isDeleted']).toBe(true);
    expect((await desk('PUT', `/systems/${id}`, systemBody('desk'))).status).toBe(400);
  });

  it('refuses what the vendors’ API refuses, with the same codes (system-register-and-users#85)', async () => {
    const bad = systemBody('bad one', { rights: [right('nothing')], allowedRedirectUrls: ['javascript:alert(1)'] });
    const token = await box.maskinportenToken(VENDOR, [WRITE]);
    const api = await box.call('POST', '/authentication/api/v1/systemregister/vendor', { token, body: bad });
    const here = await desk('POST', '/systems', bad);
    expect([here.status, here.body['validationErrors']]).toEqual([400, api.body['validationErrors']]);
    expect((await desk('POST', '/requests', asks('none'))).body['code']).toBe('AUTH-00011');
    expect((await desk('POST', '/requests', { systemId: 1 })).body['errors']).toHaveProperty('partyOrgNo');
  });

  it('asks, shows what has become of it, asks for a change, and takes back (system-register-and-users#85)', async () => {
    const packages = { accessPackages: [accessPackage('skatt-naering')] };
    await desk('POST', '/systems', systemBody('life', { ...packages, rights: [right('ttd-lonnsrapport')] }));
    const path = `/systems/${VENDOR}_life`;
    const asked = await desk<{ id: string; confirmUrl: string }>('POST', '/requests', asks('life'));
    expect(asked.status).toBe(201);
    expect(asked.body.confirmUrl).toContain(`/accessmanagement/ui/systemuser/request?id=${asked.body.id}`);
    expect((await desk('POST', '/requests', asks('life'))).status).toBe(200);
    expect((await desk<Page>('GET', `${path}/requests`)).body.data.map(({ status }) => status)).toEqual(['New']);
    const user = `/authentication/api/v1/systemuser/request/${BAKERY.partyId}/${asked.body.id}/approve`;
    expect((await box.call('POST', user, { token: await box.personToken(PERSONS.dagl) })).status).toBe(200);
    expect((await desk<Page>('GET', `${path}/requests`)).body.data.map(({ status }) => status)).toEqual(['Accepted']);
    expect((await desk<Page>('GET', `${path}/users`)).body.data.map(({ id }) => id)).toEqual([asked.body.id]);
    const change = `/changerequests?system-user-id=${asked.body.id}`;
    expect((await desk('POST', change, {})).body).toEqual({ status: 'NoChangeNeeded' });
    const wanted = await desk<{ id: string }>('POST', change, { unwantedRights: [right('ttd-lonnsrapport')] });
    expect(wanted.status).toBe(201);
    expect((await desk<Page>('GET', `${path}/changerequests`)).body.data.map(({ id }) => id)).toEqual([wanted.body.id]);
    expect((await desk('DELETE', `/changerequests/${wanted.body.id}`)).status).toBe(202);
    expect((await desk<Page>('GET', `${path}/changerequests`)).body.data).toEqual([]);
    expect((await desk('POST', '/agentrequests', asks('life', packages))).body['code']).toBe('AUTH-00004');
    expect((await desk<Page>('GET', `${path}/agentrequests`)).body.data).toEqual([]);
    expect((await desk('DELETE', `/requests/${randomUUID()}`)).status).toBe(404);
  });

  it('is closed to everyone else, and tells them nothing (system-register-and-users#85)', async () => {
    await desk('POST', '/systems', systemBody('shut'));
    const asked = await desk<{ id: string }>('POST', '/requests', asks('shut', { externalRef: 'mine' }));
    const path = `/systems/${VENDOR}_shut`;
    for (const [method, what, body] of [
      ['GET', path],
      ['PUT', path, systemBody('shut')],
      ['DELETE', path],
      ['GET', `${path}/requests`],
      ['GET', `${path}/agentrequests`],
      ['GET', `${path}/changerequests`],
      ['GET', `${path}/users`],
      ['POST', '/requests', asks('shut', { externalRef: 'theirs' })],
      ['DELETE', `/requests/${asked.body.id}`],
    ] as const) {
      expect((await desk(method, what, body, rival, OTHER_VENDOR)).status, `${method} ${what}`).toBe(404);
      expect((await desk(method, what, body, rival)).status, `${method} ${what}`).toBe(403);
      expect((await box.call(method, `${BASE}${what}`)).status, `${method} ${what}`).toBe(401);
    }
    expect((await desk('POST', '/systems', systemBody('x'), rival, OTHER_VENDOR)).status).toBe(403);
    expect((await box.call('GET', `${BASE}/systems`, { token: klok })).status).toBe(400);
    expect((await desk<Page>('GET', `${path}/requests`)).body.data).toHaveLength(1);
  });

  it('is open to a program with the scope, as the vendors’ API is (system-register-and-users#85)', async () => {
    const call = async (...scopes: string[]) =>
      (await box.call('GET', `${BASE}/systems`, { token: await box.maskinportenToken(VENDOR, scopes) })).status;
    expect(await call(WRITE)).toBe(200);
    expect(await call('altinn:authentication/systemuser.request.read')).toBe(403);
  });

  it('takes that the vendor has been given the scope (system-register-and-users#85)', async () => {
    const owner = await box.maskinportenToken('310007404', ['idporten:scopes.write']);
    const scope = `/selvbetjening/api/v1/scopes?scope=${encodeURIComponent(WRITE)}`;
    const { body } = await box.call('GET', scope.replace('scopes?', 'scopes/scope?'), { token: owner });
    const { name: _name, owner_orgno: _owner, created: _created, last_updated: _updated, ...kept } = body;
    const closed = await box.call('PUT', scope, { token: owner, body: { ...kept, accessible_for_all: false } });
    expect(closed.status).toBe(200);
    const refused = await desk('GET', '/systems');
    expect([refused.status, refused.body['code']]).toEqual([403, 'vendor-scope-missing']);
    const give = scope.replace('scopes?', `scopes/access/${VENDOR}?`);
    expect((await box.call('PUT', give, { token: owner })).status).toBe(200);
    expect((await desk('GET', '/systems')).status).toBe(200);
  });
});
