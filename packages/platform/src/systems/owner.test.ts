import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  accessPackage,
  BAKERY,
  FOREST,
  type Person,
  right,
  SCOPES,
  type SystemsHarness,
  startSystems,
  systemBody,
  VENDOR,
} from './harness.ts';

describe('what the owner of a system user does with it', () => {
  let h: SystemsHarness;
  let vendor: string;
  beforeAll(async () => {
    h = await startSystems();
    vendor = await h.vendorToken(SCOPES.register);
  });
  afterAll(() => h.close());

  const create = async (name: string, more: Record<string, unknown> = {}) => {
    await h.call('POST', '/systemregister/vendor', vendor, systemBody(name, { accessPackages: [], ...more }));
    const body = { systemId: `${VENDOR}_${name}`, integrationTitle: 'Lønn' };
    const made = await h.call('POST', `/systemuser/${BAKERY.partyId}/create`, await h.personToken('dagl'), body);
    return made.json<{ id: string }>().id;
  };
  const work = async (method: 'PUT' | 'POST', id: string, body?: object, by: Person = 'dagl', of = BAKERY.partyId) => {
    const path = `/portal/api/v1/systemusers/${of}/${id}${method === 'POST' ? '/all' : ''}`;
    const token = await h.personToken(by);
    const { statusCode: status, payload } = await h.app.inject({
      method,
      url: path,
      headers: { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { payload: body }),
    });
    return { status, body: (payload === '' ? {} : JSON.parse(payload)) as Record<string, unknown> };
  };

  it('is to rename it (system-register-and-users#86)', async () => {
    const id = await create('rename');
    const renamed = await work('PUT', id, { integrationTitle: ' <b>Ny</b> ' });
    expect([renamed.status, renamed.body['integrationTitle']]).toEqual([200, '<b>Ny</b>']);
    const [user] = (await h.call('GET', `/systemuser/vendor/bysystem/${VENDOR}_rename`, vendor)).json<{
      data: { integrationTitle: string }[];
    }>().data;
    expect(user?.integrationTitle).toBe('<b>Ny</b>');
    expect((await work('PUT', id, { integrationTitle: '' })).status).toBe(400);
    expect((await work('PUT', id, { integrationTitle: 'x'.repeat(256) })).status).toBe(400);
  });

  it('is to give all that its system asks for now, and nothing that a standard one cannot have (system-register-and-users#86)', async () => {
    const id = await create('all', { rights: [], accessPackages: [accessPackage('skatt-naering')] });
    const more = {
      rights: [right('ttd-lonnsrapport')],
      accessPackages: [accessPackage('skatt-naering'), accessPackage('regnskapsforer-lonn')],
    };
    await h.call('PUT', `/systemregister/vendor/${VENDOR}_all`, vendor, systemBody('all', more));
    expect((await work('POST', id)).status).toBe(200);
    const path = `/systemuser/${BAKERY.partyId}/${id}/delegations`;
    const has = (await h.call('GET', path, await h.personToken('dagl'))).json<{
      rights: { resource: { value: string }[] }[];
      accessPackages: { urn: string }[];
    }>();
    expect(has.rights.flatMap(({ resource }) => resource.map(({ value }) => value))).toEqual(['ttd-lonnsrapport']);
    expect(has.accessPackages).toEqual([accessPackage('skatt-naering')]);
    expect((await work('POST', id)).status).toBe(200);
  });

  it('is nobody else’s to do (system-register-and-users#86)', async () => {
    const id = await create('closed');
    for (const method of ['PUT', 'POST'] as const) {
      const body = method === 'PUT' ? { integrationTitle: 'x' } : undefined;
      expect((await work(method, id, body, 'member')).status).toBe(403);
      expect((await work(method, id, body, 'stranger')).status).toBe(403);
      expect((await work(method, id, body, 'forester', FOREST.partyId)).status).toBe(403);
      expect((await work(method, '7b1f0f52-0000-4000-8000-000000000000', body)).status).toBe(404);
    }
  });
});
