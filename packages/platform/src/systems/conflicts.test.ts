import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ACCOUNTANT,
  accessPackage,
  BAKERY,
  right,
  SCOPES,
  type SystemsHarness,
  startSystems,
  systemBody,
  VENDOR,
} from './harness.ts';

const CLIENT = '0b1c2d3e-0000-4000-8000-00000000cccc';
const SYSTEM = `${VENDOR}_lonn`;
/** Each race is run this often, because who wins may vary. */
const ROUNDS = 5;
let h: SystemsHarness;
let vendor: string;
let dagl: string;
let chair: string;
let counter = 0;

beforeAll(async () => {
  h = await startSystems();
  vendor = await h.vendorToken(`${SCOPES.register} ${SCOPES.write} ${SCOPES.read}`);
  dagl = await h.personToken('dagl');
  chair = await h.personToken('chair');
  const more = {
    clientId: [CLIENT],
    rights: [right('ttd-lonnsrapport'), right('app_ttd_demo')],
    accessPackages: [accessPackage('lonn'), accessPackage('regnskapsforer-lonn')],
  };
  await h.call('POST', '/systemregister/vendor', vendor, systemBody('lonn', more));
});
afterAll(() => h.close());

const body = () => {
  counter += 1;
  return {
    systemId: SYSTEM,
    partyOrgNo: BAKERY.number,
    externalRef: `ref-${counter}`,
    rights: [right('ttd-lonnsrapport')],
    accessPackages: [accessPackage('lonn')],
  };
};
const ask = (wanted: unknown) => h.call('POST', '/systemuser/request/vendor', vendor, wanted);
const answer = (verb: string, id: string, token: string) =>
  h.call('POST', `/systemuser/request/${BAKERY.partyId}/${id}/${verb}`, token);
const statuses = (answers: readonly { statusCode: number }[]) => answers.map((one) => one.statusCode).sort();
const status = async (id: string) => (await h.call('GET', `/systemuser/request/vendor/${id}`, vendor)).json().status;
/** A system user with all of its delegations, or neither. */
async function isWhole(id: string): Promise<boolean> {
  const user = await h.systems.users.find(id);
  const rights = await h.delegations.allRights(id, BAKERY.uuid);
  const packages = await h.delegations.packages(id, BAKERY.uuid);
  const expected = user ? [3, 1] : [0, 0];
  expect([rights.length, packages.length]).toEqual(expected);
  return user !== undefined;
}

describe('two at once', () => {
  it('approving: one system user, and the other gets AUTH-00013', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { id } = (await ask(body())).json();
      const both = await Promise.all([answer('approve', id, dagl), answer('approve', id, chair)]);
      expect(statuses(both)).toEqual([200, 409]);
      expect(both.find((one) => one.statusCode === 409)?.json().code).toBe('AUTH-00013');
      expect(await isWhole(id)).toBe(true);
    }
  });

  it('approving and rejecting: one wins, and nothing is half done', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { id } = (await ask(body())).json();
      const order = round % 2 === 0 ? ['approve', 'reject'] : ['reject', 'approve'];
      const both = await Promise.all(order.map((verb, index) => answer(verb, id, index === 0 ? dagl : chair)));
      expect(statuses(both)).toEqual([200, 409]);
      const approved = both[order.indexOf('approve')]?.statusCode === 200;
      expect(await status(id)).toBe(approved ? 'Accepted' : 'Rejected');
      expect(await isWhole(id)).toBe(approved);
    }
  });

  it('approving and deleting the request: either the system user is whole, or there is none', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { id } = (await ask(body())).json();
      const [approved, deleted] = await Promise.all([
        answer('approve', id, dagl),
        h.call('DELETE', `/systemuser/request/vendor/${id}`, vendor),
      ]);
      expect(deleted.statusCode).toBe(202);
      expect([200, 404, 409]).toContain(approved.statusCode);
      expect(await isWhole(id)).toBe(approved.statusCode === 200);
    }
  });

  it('asking: one request, and both get it', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const wanted = body();
      const both = await Promise.all([ask(wanted), ask(wanted)]);
      expect(statuses(both)).toEqual([200, 201]);
      expect(both[0]?.json().id).toBe(both[1]?.json().id);
    }
  });

  it('creating in the portal and approving a request for the same triple: one system user, the other AUTH-00004', async () => {
    const systemId = `${VENDOR}_portal`;
    await h.call(
      'POST',
      '/systemregister/vendor',
      vendor,
      systemBody('portal', { accessPackages: [accessPackage('lonn')] }),
    );
    for (let round = 0; round < ROUNDS; round += 1) {
      const { id } = (await ask({ ...body(), systemId, externalRef: BAKERY.number })).json();
      const create = () =>
        h.call('POST', `/systemuser/${BAKERY.partyId}/create`, chair, { integrationTitle: 'x', systemId });
      const approve = () => answer('approve', id, dagl);
      const [first, second] = await Promise.all(round % 2 === 0 ? [approve(), create()] : [create(), approve()]);
      expect(statuses([first, second])).toEqual([200, 400]);
      expect([first, second].find((one) => one.statusCode === 400)?.json().code).toBe('AUTH-00004');
      const won = await h.systems.users.byTriple(systemId, BAKERY.number, BAKERY.number);
      if (!won) throw new Error('nobody won');
      expect(await isWhole(won.id)).toBe(true);
      expect(await isWhole(id)).toBe(won.id === id);
      expect((await h.call('DELETE', `/systemuser/${BAKERY.partyId}/${won.id}`, dagl)).statusCode).toBe(202);
      await h.call('DELETE', `/systemuser/request/vendor/${id}`, vendor);
    }
  });

  it('deleting a system user: one 202, one 404, and no grant finds it from then on', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const wanted = body();
      const { id } = (await ask(wanted)).json();
      await answer('approve', id, dagl);
      const path = `/systemuser/${BAKERY.partyId}/${id}`;
      const query = {
        clientId: CLIENT,
        systemProviderOrgNo: VENDOR,
        systemUserOwnerOrgNo: BAKERY.number,
        externalRef: wanted.externalRef,
      };
      const [first, during, second] = await Promise.all([
        h.call('DELETE', path, dagl),
        h.systems.byExternalId(query),
        h.call('DELETE', path, chair),
      ]);
      expect(statuses([first, second])).toEqual([202, 404]);
      expect([undefined, id]).toContain(during?.id);
      expect(await h.systems.byExternalId(query)).toBeUndefined();
      expect(await isWhole(id)).toBe(false);
    }
  });

  it('answering a change request: one wins, and the rights are what it says', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { id: user } = (await ask(body())).json();
      await answer('approve', user, dagl);
      const id = randomUUID();
      const query = `?correlation-id=${id}&system-user-id=${user}`;
      const change = { requiredRights: [right('app_ttd_demo')], unwantedAccessPackages: [accessPackage('lonn')] };
      await h.call('POST', `/systemuser/changerequest/vendor${query}`, vendor, change);
      const path = `/systemuser/changerequest/${BAKERY.partyId}/${id}`;
      const both = await Promise.all([
        h.call('POST', `${path}/approve`, dagl),
        h.call('POST', `${path}/reject`, chair),
      ]);
      expect(statuses(both)).toEqual([200, 409]);
      const approved = both[0]?.statusCode === 200;
      const resources = new Set((await h.delegations.allRights(user, BAKERY.uuid)).map((one) => one.resourceId));
      expect(resources.has('app_ttd_demo')).toBe(approved);
      expect(await h.delegations.packages(user, BAKERY.uuid)).toHaveLength(approved ? 0 : 1);
    }
  });

  it('deleting an agent and giving it a client: never a deleted agent with a client', async () => {
    const accountant = await h.personToken('accountant');
    for (let round = 0; round < ROUNDS; round += 1) {
      const wanted = {
        systemId: SYSTEM,
        partyOrgNo: ACCOUNTANT.number,
        externalRef: `agent-${round}`,
        accessPackages: [accessPackage('regnskapsforer-lonn')],
      };
      const { id } = (await h.call('POST', '/systemuser/request/vendor/agent', vendor, wanted)).json();
      await h.call('POST', `/systemuser/request/agent/${ACCOUNTANT.partyId}/${id}/approve`, accountant);
      const path = `/systemuser/agent/${ACCOUNTANT.partyId}/${id}`;
      const [removed, added] = await Promise.all([
        h.call('DELETE', `${path}?facilitatorId=${ACCOUNTANT.uuid}`, accountant),
        h.call('POST', `${path}?provider=${ACCOUNTANT.uuid}&client=${BAKERY.uuid}`, accountant),
      ]);
      expect([removed.statusCode === 200, added.statusCode === 200].filter(Boolean)).toHaveLength(1);
      expect(await h.delegations.packages(id, BAKERY.uuid)).toHaveLength(added.statusCode === 200 ? 1 : 0);
    }
  });
});
