import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePolicy } from '../resources/index.ts';
import { BAKERY, type SystemsHarness, startSystems } from '../systems/harness.ts';

const CONNECTIONS = '/accessmanagement/api/v1/enduser/connections';
const FORESTRY = 'urn:altinn:accesspackage:skogbruk';
const REGN = 'urn:altinn:external-role:ccr:regnskapsforer';

let h: SystemsHarness;
beforeAll(async () => {
  h = await startSystems();
});
afterAll(() => h.close());

const uuidOf = (index: number) => `5800000${index % 10}-0000-4000-8000-${String(index).padStart(12, '0')}`;

/** Organisations that the bakery has given a package and a right, each with a managing director; and whose books the bakery keeps. */
async function connect(from: number, to: number): Promise<void> {
  const numbers = Array.from({ length: to - from }, (_, index) => from + index);
  const parties = numbers.map((index) => ({
    partyId: 58_000_000 + index,
    uuid: uuidOf(index),
    type: 'organization' as const,
    name: `FORBINDELSE ${index} AS`,
    form: 'AS',
    isDeleted: false,
  }));
  const given = parties.map((one) => ({ to_uuid: one.uuid, from_uuid: BAKERY.uuid, by_uuid: null, created: 1 }));
  await h.database.transaction(async (trx, announce) => {
    await h.register.saveParties(trx, announce, parties);
    await h.register.giveRoles(
      trx,
      announce,
      parties.flatMap(({ uuid }) => [
        { holder: uuid, of: BAKERY.uuid, role: 'urn:altinn:role:rettighetshaver' },
        { holder: BAKERY.uuid, of: uuid, role: REGN },
      ]),
    );
    for (let at = 0; at < given.length; at += 500) {
      const part = given.slice(at, at + 500);
      await trx
        .insertInto('delegated_package')
        .values(part.map((one) => ({ ...one, package: FORESTRY, via_uuid: '' })))
        .execute();
      await trx
        .insertInto('delegated_right')
        .values(part.map((one) => ({ ...one, resource_id: 'ttd-lonnsrapport', action: 'read', instance_id: '' })))
        .execute();
    }
    announce({ topic: 'delegation' });
  });
}

/** @returns how many statements the work has sent */
async function counting(work: () => Promise<void>): Promise<number> {
  let count = 0;
  const executor = h.database.db.getExecutor();
  const original = executor.executeQuery.bind(executor);
  executor.executeQuery = (...args) => {
    count += 1;
    return original(...args);
  };
  await work();
  executor.executeQuery = original;
  return count;
}

describe('many connections', () => {
  it('are listed in as many statements as one, page by page, whatever is asked of them (access-management#46)', async () => {
    const token = await h.personToken('dagl');
    const list = async (path: string, side: 'from' | 'to', more = '') => {
      const url = `${CONNECTIONS}${path}?party=${BAKERY.uuid}&${side}=${BAKERY.uuid}${more}`;
      const answer = await h.call('GET', url, token, undefined, { 'x-page-size': '100' });
      expect(answer.statusCode).toBe(200);
      return answer.json();
    };
    const everything = async () => {
      for (const side of ['from', 'to'] as const) {
        await list('', side, '&includeAccessPackages=true&includeResources=true&includeInstances=true');
        await list('/roles', side);
        await list('/accesspackages', side);
        await list('/resources', side);
        await list('/resources/instances', side);
      }
    };
    await connect(0, 2);
    await everything();
    const few = await counting(everything);
    await connect(2, 400);
    await everything();
    expect(await counting(everything)).toBe(few);
    const page = await list('', 'from', '&pageNumber=1');
    expect(page.data).toHaveLength(100);
    expect(page.links.next).toContain('pageNumber=2');
    expect((await list('/resources', 'from'))[0].permissions.length).toBeGreaterThan(90);
    const clients = await list('', 'to', '&pageNumber=3');
    expect(clients.data[0].roles[0]).toMatchObject({ code: 'regnskapsforer' });
  });

  it('are given 200 rights in one request with as many statements as one (access-management#46)', async () => {
    const resource = 'ttd-lonnsrapport';
    const actions = Array.from({ length: 200 }, (_, index) => `action-${index}`);
    const xml = writePolicy({ resourceId: resource, rules: [{ subjects: ['urn:altinn:rolecode:DAGL'], actions }] });
    await h.database.transaction((trx, announce) => h.resources.savePolicy(trx, announce, resource, xml));
    await connect(400, 402);
    const token = await h.personToken('dagl');
    const give = (to: string, directRightKeys: readonly string[]) => async () => {
      const url = `${CONNECTIONS}/resources/rights?party=${BAKERY.uuid}&to=${to}&resource=${resource}`;
      expect((await h.call('POST', url, token, { directRightKeys })).statusCode).toBe(201);
    };
    const check = `${CONNECTIONS}/resources/delegationcheck?party=${BAKERY.uuid}&resource=${resource}`;
    const rights: { right: { key: string } }[] = (await h.call('GET', check, token)).json().rights;
    const keys = rights.map((one) => one.right.key);
    expect(keys).toHaveLength(200);
    await give(uuidOf(400), keys.slice(0, 1))();
    const one = await counting(give(uuidOf(400), keys.slice(0, 1)));
    await give(uuidOf(401), keys.slice(0, 1))();
    expect(await counting(give(uuidOf(401), keys))).toBe(one);
    expect(await h.delegations.allRights(uuidOf(401), BAKERY.uuid)).toHaveLength(201);
  });
});
