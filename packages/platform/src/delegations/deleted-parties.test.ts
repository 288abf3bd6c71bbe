import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  ACCOUNTANT,
  BAKERY,
  COOPERATIVE,
  FOREST,
  type Person,
  type SystemsHarness,
  startSystems,
} from '../systems/harness.ts';

const API = '/accessmanagement/api/v1/enduser';
const CONNECTIONS = `${API}/connections`;
const PACKAGES = `${CONNECTIONS}/accesspackages`;
const LONN = 'urn:altinn:accesspackage:lonn';
const WHEN = Date.UTC(2026, 0, 31);

let h: SystemsHarness;
beforeAll(async () => {
  h = await startSystems();
});
afterAll(() => h.close());

type Query = Readonly<Record<string, string>>;
const as = async (person: Person, method: 'GET' | 'POST' | 'DELETE', path: string, query: Query = {}) =>
  h.call(method, `${path}?${new URLSearchParams(query)}`, await h.personToken(person));
const codesOf = (answer: { json(): { code?: string; validationErrors?: { code: string; paths: string[] }[] } }) => {
  const { code, validationErrors } = answer.json();
  return validationErrors?.map((one) => [one.code, ...one.paths].join(' ')) ?? [code];
};
const setDeleted = async (uuid: string, isDeleted: boolean) => {
  const party = await h.register.party({ uuid });
  if (!party) throw new Error(`no party ${uuid}`);
  await h.database.transaction((trx, announce) =>
    h.register.saveParties(trx, announce, [{ ...party, isDeleted, deletedAt: WHEN }]),
  );
};
const toCooperative = { party: BAKERY.uuid, to: COOPERATIVE.uuid };
const both = { party: BAKERY.uuid, from: BAKERY.uuid, to: COOPERATIVE.uuid };
const GONE = { isDeleted: true, deletedAt: '2026-01-31T00:00:00.000Z' };

describe('parties that are deleted', () => {
  afterEach(async () => {
    for (const { uuid } of [BAKERY, COOPERATIVE]) await setDeleted(uuid, false);
    await as('dagl', 'DELETE', CONNECTIONS, { ...both, cascade: 'true' });
  });

  it('are told of with what they have, which is taken; nothing more is given to them (access-management#89)', async () => {
    expect((await as('dagl', 'POST', CONNECTIONS, toCooperative)).statusCode).toBe(200);
    expect((await as('dagl', 'POST', PACKAGES, { ...both, package: LONN })).statusCode).toBe(200);
    await setDeleted(COOPERATIVE.uuid, true);
    const listed = async (query: Query = {}) =>
      (await as('dagl', 'GET', CONNECTIONS, { party: BAKERY.uuid, from: BAKERY.uuid, ...query })).json().data;
    expect(await listed({ to: COOPERATIVE.uuid, includeAccessPackages: 'true' })).toMatchObject([
      { party: { id: COOPERATIVE.uuid, ...GONE }, packages: [{ urn: LONN }] },
    ]);
    const users = await as('dagl', 'GET', `${CONNECTIONS}/users`, { party: BAKERY.uuid });
    expect(users.json().data).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ party: expect.objectContaining({ id: COOPERATIVE.uuid, ...GONE }) }),
      ]),
    );
    for (const [path, query] of [
      [CONNECTIONS, toCooperative],
      [PACKAGES, { ...both, package: LONN }],
    ] as const) {
      const answer = await as('dagl', 'POST', path, query);
      expect([answer.statusCode, codesOf(answer)], path).toEqual([400, ['AM.VLD-00006 QUERY/to']]);
    }
    expect((await as('dagl', 'DELETE', PACKAGES, { ...both, package: LONN })).statusCode).toBe(204);
    expect((await as('dagl', 'DELETE', CONNECTIONS, both)).statusCode).toBe(204);
    expect(await listed({ to: COOPERATIVE.uuid })).toEqual([]);
  });

  it('are still managed by who managed them, and give nothing more (access-management#89)', async () => {
    await as('dagl', 'POST', CONNECTIONS, toCooperative);
    await as('dagl', 'POST', PACKAGES, { ...both, package: LONN });
    await setDeleted(BAKERY.uuid, true);
    expect((await as('dagl', 'GET', CONNECTIONS, { party: BAKERY.uuid, from: BAKERY.uuid })).statusCode).toBe(200);
    for (const path of [CONNECTIONS, PACKAGES]) {
      const answer = await as('dagl', 'POST', path, { ...both, package: LONN });
      expect([answer.statusCode, codesOf(answer)], path).toEqual([400, ['AM.VLD-00006 QUERY/from']]);
    }
    expect((await as('stranger', 'GET', CONNECTIONS, { party: BAKERY.uuid, from: BAKERY.uuid })).statusCode).toBe(403);
    expect((await as('dagl', 'DELETE', CONNECTIONS, { ...both, cascade: 'true' })).statusCode).toBe(204);
  });

  it('are among the authorised parties, and say so (access-management#90)', async () => {
    await setDeleted(BAKERY.uuid, true);
    const { data } = (await as('dagl', 'GET', `${API}/authorizedparties`, { includeRoles: 'true' })).json();
    const found = data.find((one: { partyUuid: string }) => one.partyUuid === BAKERY.uuid);
    expect(found).toMatchObject({ isDeleted: true, authorizedRoles: expect.arrayContaining(['DAGL']) });
    expect(found.subunits).toHaveLength(1);
    const { data: ofOthers } = (await as('stranger', 'GET', `${API}/authorizedparties`)).json();
    expect(JSON.stringify(ofOthers)).not.toContain(BAKERY.uuid);
  });

  it('are asked for nothing, and their requests are listed (access-management#91)', async () => {
    await as('dagl', 'POST', CONNECTIONS, toCooperative);
    await setDeleted(BAKERY.uuid, true);
    const asking = await h.personToken('dagl');
    const asked = await h.call(
      'POST',
      `${API}/request/package?${new URLSearchParams({ party: (await h.register.party({ person: '01816010027' }))?.uuid ?? '', to: BAKERY.uuid, package: LONN })}`,
      asking,
    );
    expect([asked.statusCode, codesOf(asked)]).toEqual([400, ['AM.VLD-00041 /to']]);
    expect((await as('dagl', 'GET', `${API}/request/received`, { party: BAKERY.uuid })).statusCode).toBe(200);
  });

  it('are clients that are told of, and suppliers that are taken off (access-management#92)', async () => {
    const suppliers = `${API}/maskinportensuppliers`;
    const between = { party: BAKERY.uuid, supplier: COOPERATIVE.number };
    expect((await as('dagl', 'POST', suppliers, between)).statusCode).toBe(200);
    await setDeleted(BAKERY.uuid, true);
    const clients = await as('accountant', 'GET', `${API}/clientdelegations/clients`, { party: ACCOUNTANT.uuid });
    expect(clients.json().data).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ client: expect.objectContaining({ id: BAKERY.uuid, ...GONE }) }),
      ]),
    );
    const forest = await as('dagl', 'POST', suppliers, { ...between, supplier: FOREST.number });
    expect([forest.statusCode, codesOf(forest)]).toEqual([400, ['AM-00023']]);
    expect((await as('dagl', 'GET', suppliers, { party: BAKERY.uuid })).json()).toHaveLength(1);
    expect((await as('dagl', 'DELETE', suppliers, between)).statusCode).toBe(204);
  });
});
