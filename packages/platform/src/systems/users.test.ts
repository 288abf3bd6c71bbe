import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
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

const CLIENT = '0b1c2d3e-0000-4000-8000-00000000bbbb';
const SYSTEM = `${VENDOR}_lonn`;
let h: SystemsHarness;
let vendor: string;
let other: string;
let lookup: string;
let dagl: string;
let counter = 0;

beforeAll(async () => {
  h = await startSystems({ pageSize: 2 });
  const scopes = `${SCOPES.register} ${SCOPES.write} ${SCOPES.read}`;
  vendor = await h.vendorToken(scopes);
  other = await h.vendorToken(scopes, OTHER_VENDOR);
  lookup = await h.vendorToken(SCOPES.lookup, '991825827');
  dagl = await h.personToken('dagl');
  const accessPackages = [
    accessPackage('lonn'),
    accessPackage('regnskapsforer-lonn'),
    accessPackage('ansvarlig-revisor'),
  ];
  await h.call('POST', '/systemregister/vendor', vendor, systemBody('lonn', { accessPackages, clientId: [CLIENT] }));
  await h.call('POST', '/systemregister/vendor', vendor, systemBody('portal', { isVisible: true }));
});
afterAll(() => h.close());

async function created(externalRef?: string): Promise<string> {
  counter += 1;
  const body = {
    systemId: SYSTEM,
    partyOrgNo: BAKERY.number,
    externalRef: externalRef ?? `ref-${counter}`,
    rights: [right('ttd-lonnsrapport')],
  };
  const { id } = (await h.call('POST', '/systemuser/request/vendor', vendor, body)).json();
  const answer = await h.call('POST', `/systemuser/request/${BAKERY.partyId}/${id}/approve`, dagl);
  expect(answer.statusCode, answer.body).toBe(200);
  return id;
}

const byExternalId = (query: Record<string, string>, token = lookup) =>
  h.call('GET', `/systemuser/byExternalId?${new URLSearchParams(query)}`, token);
const whole = { clientId: CLIENT, systemProviderOrgNo: VENDOR, systemUserOwnerOrgNo: BAKERY.number };

describe('a vendor’s system users', () => {
  it('are found by query, not by another vendor, not without scope or vendor (system-register-and-users#68)', async () => {
    const id = await created('query-1');
    const query = (ref: string | undefined, token = vendor) =>
      h.call(
        'GET',
        `/systemuser/vendor/byquery?system-id=${SYSTEM}&orgno=${BAKERY.number}${ref === undefined ? '' : `&external-ref=${ref}`}`,
        token,
      );
    expect((await query('query-1')).json()).toEqual({
      id,
      integrationTitle: 'Lønn',
      systemId: SYSTEM,
      productName: SYSTEM,
      reporteeOrgNo: BAKERY.number,
      created: '2026-11-23T12:00:00.000Z',
      isDeleted: false,
      supplierName: '',
      supplierOrgno: VENDOR,
      externalRef: 'query-1',
      userType: 'standard',
    });
    for (const got of [await query('query-1', other), await query('query-2'), await query(undefined)])
      expect([got.statusCode, got.body]).toEqual([404, '']);
    expect((await query('query-1', await h.vendorToken(SCOPES.read))).statusCode).toBe(403);
    const without = await h.vendorToken(SCOPES.write, VENDOR, { consumer: undefined });
    expect((await query('query-1', without)).statusCode).toBe(401);
    expect((await h.call('GET', '/systemuser/vendor/byquery?orgno=1', vendor)).statusCode).toBe(400);
  });

  it('are listed by system with paging (system-register-and-users#69)', async () => {
    const ids = [await created(), await created(), await created(), await created(), await created()];
    const seen: string[] = [];
    let path: string | undefined = `/systemuser/vendor/bysystem/${SYSTEM}`;
    while (path !== undefined) {
      const got: PageJson = (await h.call('GET', path, vendor)).json();
      expect(got.data.length).toBeLessThanOrEqual(2);
      seen.push(...got.data.map((one: { id: string }) => one.id));
      path = got.links.next?.replace('http://platform.example', '');
    }
    expect(seen).toEqual(expect.arrayContaining(ids));
    expect(new Set(seen).size).toBe(seen.length);
    expect((await h.call('GET', `/systemuser/vendor/bysystem/${SYSTEM}`, other)).json().code).toBe('AUTH-00011');
  });
});

describe('the lookup of Maskinporten', () => {
  it('answers 400 without a required parameter and 403 without the lookup scope (system-register-and-users#70)', async () => {
    for (const name of Object.keys(whole)) {
      const { [name as keyof typeof whole]: _left, ...rest } = whole;
      expect((await byExternalId(rest)).json().errors).toHaveProperty(name);
    }
    expect((await byExternalId(whole, vendor)).statusCode).toBe(403);
    expect((await h.call('GET', '/systemuser/byExternalId')).statusCode).toBe(401);
  });

  it('answers 404 unless client, vendor, customer and reference fit and all of them live (system-register-and-users#71)', async () => {
    const id = await created('ext-1');
    const good = { ...whole, externalRef: 'ext-1' };
    const got = await byExternalId(good);
    expect(got.json().id).toBe(id);
    expect(got.headers['cache-control']).toBe('no-store');
    expect((await byExternalId({ ...good, clientId: CLIENT.toUpperCase() })).statusCode).toBe(200);
    for (const wrong of [
      { externalRef: 'ext-2' },
      { externalRef: BAKERY.number },
      { clientId: randomUUID() },
      { systemProviderOrgNo: OTHER_VENDOR },
      { systemUserOwnerOrgNo: FOREST.number },
    ])
      expect((await byExternalId({ ...good, ...wrong })).statusCode, JSON.stringify(wrong)).toBe(404);
    expect((await byExternalId(whole)).statusCode).toBe(404);
    await h.call('DELETE', `/systemuser/${BAKERY.partyId}/${id}`, dagl);
    expect((await byExternalId(good)).statusCode).toBe(404);
  });

  it('takes the customer’s number for an absent reference, and tells the system id as product name (system-register-and-users#72)', async () => {
    const id = await created(BAKERY.number);
    expect((await byExternalId(whole)).json()).toMatchObject({ id, productName: SYSTEM, systemId: SYSTEM });
  });

  it('no longer finds it when the client id leaves the system, or the system is deleted', async () => {
    const body = (clientId: string[]) => systemBody('leaving', { clientId });
    await h.call('POST', '/systemregister/vendor', vendor, body(['leaver']));
    const request = { systemId: `${VENDOR}_leaving`, partyOrgNo: BAKERY.number, rights: [right('ttd-lonnsrapport')] };
    const { id } = (await h.call('POST', '/systemuser/request/vendor', vendor, request)).json();
    await h.call('POST', `/systemuser/request/${BAKERY.partyId}/${id}/approve`, dagl);
    const query = { ...whole, clientId: 'leaver' };
    const status = async () => (await byExternalId(query)).statusCode;
    expect(await status()).toBe(200);
    const path = `/systemregister/vendor/${VENDOR}_leaving`;
    await h.call('PUT', path, vendor, body([]));
    expect(await status()).toBe(404);
    await h.call('PUT', path, vendor, body(['leaver']));
    expect(await status()).toBe(200);
    await h.call('DELETE', path, vendor);
    expect(await status()).toBe(404);
  });
});

describe('the portal', () => {
  it('deletes with 202, and the system user, its rights and its request are gone (system-register-and-users#73)', async () => {
    const id = await created();
    const path = `/systemuser/${BAKERY.partyId}/${id}`;
    expect((await h.call('GET', path, dagl)).json()).toMatchObject({
      id,
      partyId: String(BAKERY.partyId),
      partyUuId: BAKERY.uuid,
      rights: [{ resource: [{ id: 'urn:altinn:resource', value: 'ttd-lonnsrapport' }] }],
    });
    const forester = await h.personToken('forester');
    expect((await h.call('DELETE', `/systemuser/${FOREST.partyId}/${id}`, forester)).json().code).toBe('AUTH-00024');
    const deleted = await h.call('DELETE', path, dagl);
    expect([deleted.statusCode, deleted.body]).toEqual([202, '1']);
    expect((await h.call('GET', path, dagl)).statusCode).toBe(404);
    const again = await h.call('DELETE', path, dagl);
    expect([again.statusCode, again.body]).toEqual([404, '0']);
    expect(await h.delegations.allRights(id, BAKERY.uuid)).toEqual([]);
    expect((await h.call('GET', `/systemuser/request/vendor/${id}`, vendor)).statusCode).toBe(404);
  });

  it('creates one system user for a system, not two (system-register-and-users#74)', async () => {
    const create = (token = dagl) =>
      h.call('POST', `/systemuser/${BAKERY.partyId}/create`, token, {
        integrationTitle: 'Vårt system',
        systemId: `${VENDOR}_portal`,
      });
    const got = await create();
    expect(got.statusCode, got.body).toBe(200);
    expect(got.json()).toMatchObject({
      integrationTitle: 'Vårt system',
      externalRef: BAKERY.number,
      accessPackages: [accessPackage('skatt-naering')],
    });
    const second = await create();
    expect([second.statusCode, second.json().code]).toEqual([400, 'AUTH-00004']);
    expect((await create(await h.personToken('member'))).statusCode).toBe(403);
    const unknown = { integrationTitle: 'x', systemId: 'x' };
    expect((await h.call('POST', `/systemuser/${BAKERY.partyId}/create`, dagl, unknown)).json().code).toBe(
      'AUTH-00011',
    );
    const list = (await h.call('GET', `/systemuser/${BAKERY.partyId}`, dagl)).json();
    expect(list.map((one: { id: string }) => one.id)).toContain(got.json().id);
    const access = (await h.call('GET', `/systemuser/${BAKERY.partyId}/${got.json().id}/delegations`, dagl)).json();
    expect(access).toMatchObject({
      systemUserId: got.json().id,
      rights: [{ resource: [{ value: 'ttd-lonnsrapport' }], actions: ['delete', 'read', 'write'] }],
      accessPackages: [accessPackage('skatt-naering')],
    });
  });

  it('updates nothing, for who may', async () => {
    const id = await created();
    expect((await h.call('PUT', '/systemuser', dagl, { id })).statusCode).toBe(200);
    expect((await h.call('PUT', '/systemuser', dagl, { id: randomUUID() })).statusCode).toBe(404);
    expect((await h.call('PUT', '/systemuser', await h.personToken('stranger'), { id })).statusCode).toBe(403);
    expect((await h.call('PUT', '/systemuser', dagl, {})).statusCode).toBe(400);
  });
});

describe('the stream', () => {
  it('gives every change once in order, and 410 for what is gone', async () => {
    const id = await created();
    const token = await h.vendorToken(SCOPES.internal);
    const read = async () => {
      const rows: { id: string; sequenceNo: number; isDeleted: boolean }[] = [];
      let path: string | undefined = '/systemuser/internal/systemusers/stream';
      while (path !== undefined) {
        const got: PageJson<{ id: string; sequenceNo: number; isDeleted: boolean }> = (
          await h.call('GET', path, token)
        ).json();
        rows.push(...got.data);
        if (got.data.length === 0) expect(got.links).toEqual({});
        path = got.links.next?.replace('http://platform.example', '');
      }
      return rows;
    };
    const before = await read();
    expect(before.find((one) => one.id === id)).toMatchObject({ isDeleted: false, systemUserType: 'standard' });
    expect(before.map((one) => one.sequenceNo)).toEqual(before.map((one) => one.sequenceNo).toSorted((a, b) => a - b));
    expect((await h.call('GET', `/systemuser/internal/systemusers/${id}`, token)).json().id).toBe(id);
    await h.call('DELETE', `/systemuser/${BAKERY.partyId}/${id}`, dagl);
    expect((await read()).at(-1)).toMatchObject({ id, isDeleted: true });
    expect((await h.call('GET', `/systemuser/internal/systemusers/${id}`, token)).statusCode).toBe(410);
    expect((await h.call('GET', '/systemuser/internal/systemusers/stream?token=zzz', token)).statusCode).toBe(400);
    expect((await h.call('GET', '/systemuser/internal/systemusers/stream', vendor)).statusCode).toBe(403);
  });

  it('is open to a component by the header PlatformAccessToken, for 300 s and 10 s of tolerance (altinn-authentication#61)', async () => {
    const path = '/systemuser/internal/systemusers/stream';
    const status = async (bearer: string | undefined, headers: Record<string, string>) =>
      (await h.call('GET', path, bearer, undefined, headers)).statusCode;
    h.clock.freeze();
    try {
      const token = await h.componentToken('storage');
      expect(await status(undefined, { platformaccesstoken: token })).toBe(200);
      // It is another header, and neither kind of token does in place of the other.
      expect(await status(token, {})).toBe(401);
      const bearer = await h.vendorToken(SCOPES.internal);
      expect(await status(bearer, {})).toBe(200);
      expect(await status(undefined, { platformaccesstoken: bearer })).toBe(401);
      h.clock.advance(309_000);
      expect(await status(undefined, { platformaccesstoken: token })).toBe(200);
      h.clock.advance(2_000);
      expect(await status(undefined, { platformaccesstoken: token })).toBe(401);
    } finally {
      h.clock.reset();
    }
  });
});
