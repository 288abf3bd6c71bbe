import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ACCOUNTANT,
  accessPackage,
  BAKERY,
  COOPERATIVE,
  FOREST,
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
let dagl: string;
let accountant: string;
let counter = 0;

beforeAll(async () => {
  h = await startSystems({ pageSize: 2 });
  const scopes = `${SCOPES.register} ${SCOPES.write} ${SCOPES.read}`;
  vendor = await h.vendorToken(scopes);
  dagl = await h.personToken('dagl');
  accountant = await h.personToken('accountant');
  const accessPackages = [
    accessPackage('lonn'),
    accessPackage('regnskapsforer-lonn'),
    accessPackage('ansvarlig-revisor'),
  ];
  await h.call('POST', '/systemregister/vendor', vendor, systemBody('lonn', { accessPackages, clientId: [CLIENT] }));
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

async function createdAgent(names: readonly string[] = ['regnskapsforer-lonn']): Promise<string> {
  counter += 1;
  const accessPackages = names.map(accessPackage);
  const body = { systemId: SYSTEM, partyOrgNo: ACCOUNTANT.number, externalRef: `ref-${counter}`, accessPackages };
  const { id } = (await h.call('POST', '/systemuser/request/vendor/agent', vendor, body)).json();
  const path = `/systemuser/request/agent/${ACCOUNTANT.partyId}/${id}/approve`;
  expect((await h.call('POST', path, accountant)).statusCode).toBe(200);
  return id;
}

describe('an agent', () => {
  const path = (id: string, tail = '', party = ACCOUNTANT.partyId) => `/systemuser/agent/${party}/${id}${tail}`;
  const add = (id: string, client: string, token = accountant) =>
    h.call('POST', `${path(id)}?provider=${ACCOUNTANT.uuid}&client=${client}`, token);

  it('is refused when unknown (400), another party’s (403) or no agent (AUTH-00034) (system-register-and-users#75)', async () => {
    const unknown = await add(randomUUID(), BAKERY.uuid);
    expect([unknown.statusCode, Object.keys(unknown.json().errors)]).toEqual([400, ['return']]);
    const agent = await createdAgent();
    const forester = await h.personToken('forester');
    const query = `?provider=${FOREST.uuid}&client=${BAKERY.uuid}`;
    expect((await h.call('POST', `${path(agent, '', FOREST.partyId)}${query}`, forester)).statusCode).toBe(403);
    const mismatch = `${path(agent)}?provider=${FOREST.uuid}&client=${BAKERY.uuid}`;
    expect((await h.call('POST', mismatch, accountant)).statusCode).toBe(403);
    const standard = await created();
    const own = `${path(standard, '', BAKERY.partyId)}?provider=${BAKERY.uuid}&client=${FOREST.uuid}`;
    expect((await h.call('POST', own, dagl)).json().code).toBe('AUTH-00034');
    expect((await h.call('DELETE', `/systemuser/${ACCOUNTANT.partyId}/${agent}`, accountant)).json().code).toBe(
      'AUTH-00036',
    );
  });

  it('serves a client with its packages, for as long as the facilitator does', async () => {
    const agent = await createdAgent();
    const added = await add(agent, BAKERY.uuid);
    expect(added.json()).toEqual([
      {
        agentSystemUserId: agent,
        delegationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        customerId: BAKERY.uuid,
        assignmentId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        customerName: 'FJORDVIK BAKERI AS',
        customerOrganizationNumber: BAKERY.number,
      },
    ]);
    expect((await add(agent, BAKERY.uuid)).json()).toEqual(added.json());
    const decision = async (of: string) =>
      (
        await h.authorization.decide({
          subject: [{ id: 'urn:altinn:systemuser:uuid', value: agent }],
          action: 'write',
          resource: [
            { id: 'urn:altinn:resource', value: 'ttd-lonnsrapport' },
            { id: 'urn:altinn:organization:identifier-no', value: of },
          ],
        })
      ).decision;
    expect(await decision(BAKERY.number)).toBe('Permit');
    expect(await decision(FOREST.number)).toBe('NotApplicable');
    const role = { holder: ACCOUNTANT.uuid, of: BAKERY.uuid, role: 'urn:altinn:external-role:ccr:regnskapsforer' };
    await h.database.transaction((trx, announce) => h.register.takeRoles(trx, announce, role));
    expect(await decision(BAKERY.number)).toBe('NotApplicable');
    await h.database.transaction((trx, announce) => h.register.giveRoles(trx, announce, [role]));
    expect(await decision(BAKERY.number)).toBe('Permit');
    const listed = await h.call(
      'GET',
      `/systemuser/agent/${ACCOUNTANT.partyId}/${ACCOUNTANT.uuid}/${agent}/delegations`,
      accountant,
    );
    expect(listed.json()).toEqual(added.json());
    const removal = `${path(agent, '/client')}?client=${BAKERY.uuid}&provider=${ACCOUNTANT.uuid}`;
    const whileServing = await h.call('DELETE', `${path(agent)}?facilitatorId=${ACCOUNTANT.uuid}`, accountant);
    expect(whileServing.json().code).toBe('AUTH-00035');
    expect(
      (
        await h.call('DELETE', `${path(agent, '/client')}?client=${BAKERY.uuid}&provider=${FOREST.uuid}`, accountant)
      ).json().code,
    ).toBe('AUTH-00031');
    expect((await h.call('DELETE', removal, accountant)).statusCode).toBe(200);
    expect((await h.call('DELETE', removal, accountant)).json().code).toBe('AUTH-00038');
    expect(await decision(BAKERY.number)).toBe('NotApplicable');
    expect((await h.call('DELETE', `${path(agent)}?facilitatorId=${ACCOUNTANT.uuid}`, accountant)).statusCode).toBe(
      200,
    );
    expect((await h.call('DELETE', `${path(agent)}?facilitatorId=${ACCOUNTANT.uuid}`, accountant)).statusCode).toBe(
      400,
    );
  });

  it('can be given its facilitator’s clients only, and only with all its packages', async () => {
    const clients = `/systemuser/agent/${ACCOUNTANT.partyId}/clients?facilitator=${ACCOUNTANT.uuid}`;
    const all = (await h.call('GET', clients, accountant)).json();
    expect(all.map((one: { organizationIdentifier: string }) => one.organizationIdentifier).sort()).toEqual([
      BAKERY.number,
      FOREST.number,
    ]);
    expect(all[0]).toMatchObject({
      partyUuid: expect.any(String),
      displayName: expect.any(String),
      access: [{ role: 'regnskapsforer', packages: expect.arrayContaining(['regnskapsforer-lonn']) }],
    });
    expect((await h.call('GET', `${clients}&packages=ansvarlig-revisor`, accountant)).json()).toEqual([]);
    expect((await h.call('GET', clients.replace(ACCOUNTANT.uuid, FOREST.uuid), accountant)).json().code).toBe(
      'AUTH-00044',
    );
    const agent = await createdAgent(['regnskapsforer-lonn', 'ansvarlig-revisor']);
    expect((await add(agent, BAKERY.uuid)).json().code).toBe('AUTH-00080');
    expect((await add(agent, COOPERATIVE.uuid)).json().code).toBe('AUTH-00079');
    expect((await h.call('GET', `/systemuser/agent/${ACCOUNTANT.partyId}`, accountant)).json()).toEqual(
      expect.arrayContaining([expect.objectContaining({ id: agent, userType: 'agent' })]),
    );
  });

  it('serves its own organisation when the facilitator adds itself (system-register-and-users#76)', async () => {
    const agent = await createdAgent();
    const self = `${path(agent, '/self/')}?partyUuid=${ACCOUNTANT.uuid}`;
    expect((await h.call('GET', self, accountant)).json()).toEqual([]);
    const added = await h.call('POST', self, accountant);
    expect(added.json()).toMatchObject([{ customerId: ACCOUNTANT.uuid, agentSystemUserId: agent }]);
    expect((await h.call('GET', self, accountant)).json()).toEqual(added.json());
    expect(await h.delegations.packages(agent, ACCOUNTANT.uuid)).toEqual([
      'urn:altinn:accesspackage:regnskapsforer-lonn',
    ]);
    expect((await h.call('DELETE', self, accountant)).statusCode).toBe(200);
    expect((await h.call('GET', self, accountant)).json()).toEqual([]);
    expect(
      (await h.call('POST', self.replace(/partyUuid=.*/, `partyUuid=${FOREST.uuid}`), accountant)).statusCode,
    ).toBe(403);
    expect((await h.call('POST', self.replace(agent, randomUUID()), accountant)).statusCode).toBe(400);
  });
});

describe('the client delegation API', () => {
  const base = '/enduser/systemuser';
  const scopes = 'altinn:clientdelegations.read altinn:clientdelegations.write';

  it('adds, lists and removes clients (system-register-and-users#77)', async () => {
    const agent = await createdAgent();
    const person = await h.personToken('accountant', scopes);
    const numbers = async (tail: string) =>
      (await h.call('GET', `${base}/clients${tail}?agent=${agent}`, person))
        .json()
        .data.map((one: { clientOrganizationNumber: string }) => one.clientOrganizationNumber)
        .sort();
    expect(await numbers('/available')).toEqual([BAKERY.number, FOREST.number]);
    const query = `?agent=${agent}&client=${BAKERY.uuid}`;
    const added = await h.call('POST', `${base}/clients${query}`, person);
    expect([added.statusCode, added.json()]).toEqual([200, { agent, client: BAKERY.uuid }]);
    expect(await numbers('')).toEqual([BAKERY.number]);
    expect(await numbers('/available')).toEqual([FOREST.number]);
    const list = (await h.call('GET', `${base}/clients?agent=${agent}`, person)).json();
    expect(list).toEqual({
      links: {},
      systemUserInformation: { systemUserId: agent, systemUserOwnerOrg: ACCOUNTANT.number },
      data: [
        {
          clientId: BAKERY.uuid,
          clientOrganizationNumber: BAKERY.number,
          clientOrganizationName: 'FJORDVIK BAKERI AS',
        },
      ],
    });
    expect((await h.call('DELETE', `${base}/clients${query}`, person)).json()).toEqual({ agent, client: BAKERY.uuid });
    expect(await numbers('')).toEqual([]);
    const agents = await h.call('GET', `${base}/agents?party=${ACCOUNTANT.number}`, person);
    expect(agents.json()).toEqual(expect.arrayContaining([expect.objectContaining({ id: agent })]));
    expect((await h.call('GET', `${base}/agents?party=310099999`, person)).statusCode).toBe(404);
  });

  it('names what is wrong with agent or client (system-register-and-users#78)', async () => {
    const agent = await createdAgent();
    const person = await h.personToken('accountant', scopes);
    const vld = async (tail: string, method: 'GET' | 'POST' = 'GET') => {
      const got = await h.call(method, `${base}/clients${tail}`, person);
      expect(got.statusCode, got.body).toBe(400);
      const [error] = got.json().validationErrors;
      return [error.code, error.paths[0], error.title];
    };
    for (const tail of ['/available', '/available?agent=x'])
      expect(await vld(tail)).toEqual(['AUTH.VLD-00014', '?agent', 'The agent query parameter is missing or invalid']);
    expect(await vld(`?agent=${randomUUID()}`)).toEqual(['AUTH.VLD-00014', '?agent', 'System user not found']);
    expect((await vld(`?agent=${await created()}`)).slice(0, 2)).toEqual(['AUTH.VLD-00015', '?agent']);
    for (const tail of ['', '&client=x'])
      expect((await vld(`?agent=${agent}${tail}`, 'POST')).slice(0, 2)).toEqual(['AUTH.VLD-00016', '?client']);
    for (const client of [randomUUID(), COOPERATIVE.uuid]) {
      const got = await h.call('POST', `${base}/clients?agent=${agent}&client=${client}`, person);
      expect([got.statusCode, got.json().code]).toEqual([400, 'AUTH-00079']);
    }
    const stranger = await h.personToken('stranger', scopes);
    expect((await h.call('GET', `${base}/clients?agent=${agent}`, stranger)).statusCode).toBe(403);
    const reader = await h.personToken('accountant', 'altinn:clientdelegations.read');
    const query = `?agent=${agent}&client=${BAKERY.uuid}`;
    expect((await h.call('POST', `${base}/clients${query}`, reader)).statusCode).toBe(403);
  });
});
