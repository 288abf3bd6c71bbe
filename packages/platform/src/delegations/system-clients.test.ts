import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ACCOUNTANT,
  accessPackage,
  BAKERY,
  COOPERATIVE,
  FOREST,
  type Person,
  SCOPES,
  type SystemsHarness,
  startSystems,
  systemBody,
  VENDOR,
} from '../systems/harness.ts';

const PATH = '/accessmanagement/api/v1/internal/systemuserclientdelegation';
const OURS = '/accessmanagement/api/v1/enduser/clientdelegations';
const LONN = 'urn:altinn:accesspackage:regnskapsforer-lonn';
const REGN = 'urn:altinn:external-role:ccr:regnskapsforer';

let h: SystemsHarness;
let vendor: string;
let counter = 0;
beforeAll(async () => {
  h = await startSystems();
  vendor = await h.vendorToken(`${SCOPES.register} ${SCOPES.write} ${SCOPES.read}`);
  const accessPackages = [accessPackage('lonn'), accessPackage('regnskapsforer-lonn'), accessPackage('skogbruk')];
  await h.call('POST', '/systemregister/vendor', vendor, systemBody('klient', { accessPackages }));
});
afterAll(() => h.close());

type Query = Readonly<Record<string, string>>;
const as = async (person: Person, method: 'GET' | 'POST' | 'DELETE', path: string, query: Query, body?: unknown) =>
  h.call(method, `${path}?${new URLSearchParams(query)}`, await h.personToken(person), body);
const accountant = (method: 'GET' | 'POST' | 'DELETE', path: string, query: Query = {}, body?: unknown) =>
  as('accountant', method, path, { party: ACCOUNTANT.uuid, ...query }, body);
const codesOf = (answer: { json(): { validationErrors: readonly { code: string; paths: readonly string[] }[] } }) =>
  answer.json().validationErrors.map((one) => [one.code, ...one.paths].join(' '));

/** A system user of the accountant's: made for clients, or not. */
async function systemUser(isAgent = true): Promise<string> {
  counter += 1;
  const accessPackages = [accessPackage(isAgent ? 'regnskapsforer-lonn' : 'lonn')];
  const path = isAgent ? '/agent' : '';
  const body = {
    systemId: `${VENDOR}_klient`,
    partyOrgNo: ACCOUNTANT.number,
    externalRef: `klient-${counter}`,
    accessPackages,
    ...(isAgent ? {} : { rights: [] }),
  };
  const { id } = (await h.call('POST', `/systemuser/request/vendor${path}`, vendor, body)).json();
  const approve = `/systemuser/request${path}/${ACCOUNTANT.partyId}/${id}/approve`;
  const approved = await h.call('POST', approve, await h.personToken('accountant'));
  expect(approved.statusCode, approved.body).toBe(200);
  return id;
}

const wish = (
  agentId: string,
  clientId = BAKERY.uuid,
  packages: readonly (readonly [string, string])[] = [['regnskapsforer', LONN]],
) => ({
  clientId,
  agentId,
  agentName: 'Lønn',
  agentRole: 'agent',
  rolePackages: packages.map(([roleIdentifier, packageUrn]) => ({ roleIdentifier, packageUrn })),
});

const decision = async (agent: string, of = BAKERY.number) =>
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

/** As the API of system users has it: clients of the agent, and of the end users' API: what the agent has of the bakery. */
const served = async (agent: string): Promise<readonly string[]> =>
  (
    await h.call(
      'GET',
      `/systemuser/agent/${ACCOUNTANT.partyId}/${ACCOUNTANT.uuid}/${agent}/delegations`,
      await h.personToken('accountant'),
    )
  )
    .json()
    .map((one: { customerId: string }) => one.customerId);
const given = async (agent: string): Promise<readonly string[]> =>
  (await accountant('GET', `${OURS}/agents/accesspackages`, { to: agent }))
    .json()
    .data.flatMap((one: { access: { packages: { urn: string }[] }[] }) =>
      one.access.flatMap((each) => each.packages.map((item) => item.urn)),
    );

describe('clients of system users', () => {
  it('are one truth behind three doors: what one gives the others show and take (access-management#74)', async () => {
    const agent = await systemUser();
    const person = await h.personToken('accountant');
    const own = `/systemuser/agent/${ACCOUNTANT.partyId}/${agent}`;
    const add = `${own}?provider=${ACCOUNTANT.uuid}&client=${BAKERY.uuid}`;
    const batch = { values: [{ role: 'regnskapsforer', packages: [LONN] }] };
    const ends = { from: BAKERY.uuid, to: agent };
    const gives = [
      () => h.call('POST', add, person),
      () => accountant('POST', PATH, {}, wish(agent)),
      () => accountant('POST', `${OURS}/agents/accesspackages`, ends, batch),
    ];
    const takes = [
      () => accountant('DELETE', `${OURS}/agents/accesspackages`, ends, batch),
      () => h.call('DELETE', `${own}/client?provider=${ACCOUNTANT.uuid}&client=${BAKERY.uuid}`, person),
      async () => {
        const [one] = (await accountant('GET', PATH, { systemUser: agent })).json();
        return accountant('DELETE', `${PATH}/deletedelegation`, { delegationId: one.id });
      },
    ];
    for (const [index, give] of gives.entries()) {
      expect((await give()).statusCode, `give ${index}`).toBe(200);
      expect([await served(agent), await given(agent), await decision(agent)]).toEqual([
        [BAKERY.uuid],
        [LONN],
        'Permit',
      ]);
      expect((await accountant('GET', PATH, { systemUser: agent })).json()).toHaveLength(1);
      expect((await takes[index]?.())?.statusCode, `take ${index}`).toBe(200);
      expect([await served(agent), await given(agent), await decision(agent)]).toEqual([[], [], 'NotApplicable']);
    }
  });

  it('are given by role, and listed with both roles and all ends (access-management#75)', async () => {
    const agent = await systemUser();
    const answer = await accountant('POST', PATH, {}, wish(agent));
    expect([answer.statusCode, answer.json()]).toEqual([
      200,
      [{ delegationId: expect.any(String), fromEntityId: BAKERY.uuid }],
    ]);
    expect((await accountant('POST', PATH, {}, wish(agent.toUpperCase()))).json()).toEqual(answer.json());
    const [{ delegationId: id }] = answer.json();
    const entity = (uuid: string, refId: string) => ({ id: uuid, refId, typeId: expect.any(String), parentId: null });
    const listed = await accountant('GET', PATH, { systemUser: agent, client: BAKERY.uuid });
    expect(listed.json()).toMatchObject([
      {
        id,
        delegation: { id, fromId: BAKERY.uuid, toId: agent, facilitatorId: ACCOUNTANT.uuid },
        from: entity(BAKERY.uuid, BAKERY.number),
        role: { code: 'agent', urn: 'urn:altinn:role:agent' },
        to: { ...entity(agent, agent), typeId: 'fe643898-2f47-4080-85e3-86bf6fe39630' },
        facilitator: entity(ACCOUNTANT.uuid, ACCOUNTANT.number),
        facilitatorRole: { code: 'regnskapsforer', urn: REGN },
      },
    ]);
    expect((await accountant('GET', PATH, { systemUser: agent, client: FOREST.uuid })).json()).toEqual([]);
    expect((await accountant('GET', PATH, { systemUser: randomUUID() })).json()).toEqual([]);
    const capitals = PATH.replace('internal/systemuserclientdelegation', 'Internal/SystemUserClientDelegation');
    expect((await accountant('GET', capitals, { systemUser: agent })).json()).toEqual(
      (await accountant('GET', PATH, { systemUser: agent })).json(),
    );
    // Whoever serves the client no longer has nothing of it to show.
    const role = { holder: ACCOUNTANT.uuid, of: BAKERY.uuid, role: REGN };
    await h.database.transaction((trx, announce) => h.register.takeRoles(trx, announce, role));
    expect((await accountant('GET', PATH, { systemUser: agent })).json()).toEqual([]);
    expect(await decision(agent)).toBe('NotApplicable');
    await h.database.transaction((trx, announce) => h.register.giveRoles(trx, announce, [role]));
    expect(await decision(agent)).toBe('Permit');
  });

  it('are also those that have given packages one by one (access-management#75)', async () => {
    const agent = await systemUser();
    const connections = '/accessmanagement/api/v1/enduser/connections';
    const ends = { party: BAKERY.uuid, to: ACCOUNTANT.uuid };
    await as('dagl', 'POST', connections, ends);
    const forestry = 'urn:altinn:accesspackage:skogbruk';
    expect((await as('dagl', 'POST', `${connections}/accesspackages`, { ...ends, package: forestry })).statusCode).toBe(
      200,
    );
    const by = [['rettighetshaver', forestry]] as const;
    expect((await accountant('POST', PATH, {}, wish(agent, BAKERY.uuid, by))).statusCode).toBe(200);
    expect(await h.delegations.packages(agent, BAKERY.uuid)).toEqual([forestry]);
    // What the client takes back is the agent's no longer.
    await as('dagl', 'DELETE', `${connections}/accesspackages`, { ...ends, from: BAKERY.uuid, package: forestry });
    expect(await h.delegations.packages(agent, BAKERY.uuid)).toEqual([]);
    expect((await accountant('GET', PATH, { systemUser: agent })).json()).toEqual([]);
  });

  it('are found by role and by all of the packages (access-management#76)', async () => {
    const clients = async (more: readonly (readonly [string, string])[] = []) => {
      const query = new URLSearchParams([['party', ACCOUNTANT.uuid], ...more.map((one) => [...one])]);
      return h.call('GET', `${PATH}/clients?${query}`, await h.personToken('accountant'));
    };
    const numbers = async (more: readonly (readonly [string, string])[]) =>
      (await clients(more))
        .json()
        .map((one: { party: { organizationNumber: string } }) => one.party.organizationNumber)
        .sort();
    const bakery = (await clients()).json().find((one: { party: { id: string } }) => one.party.id === BAKERY.uuid);
    expect(bakery).toMatchObject({
      party: { name: 'FJORDVIK BAKERI AS', organizationNumber: BAKERY.number, unitType: 'AS' },
      access: expect.arrayContaining([
        { role: 'regnskapsforer', packages: expect.arrayContaining(['regnskapsforer-lonn']) },
      ]),
    });
    expect(await numbers([['roles', 'regnskapsforer']])).toEqual([BAKERY.number, FOREST.number]);
    expect(await numbers([['roles', 'revisor']])).toEqual([]);
    expect(await numbers([['packages', 'regnskapsforer-lonn']])).toEqual([BAKERY.number, FOREST.number]);
    expect(
      await numbers([
        ['packages', 'regnskapsforer-lonn'],
        ['packages', 'ansvarlig-revisor'],
      ]),
    ).toEqual([]);
    const wrong = await clients([['roles', 'daglig-leder']]);
    expect([wrong.statusCode, wrong.body]).toEqual([
      400,
      "Invalid role filter: 'daglig-leder'. Valid Client roles are: 'regnskapsforer, revisor, forretningsforer, rettighetshaver, deltaker-delt-ansvar, deltaker-fullt-ansvar'",
    ]);
    expect(codesOf(await clients([['packages', 'nothing']]))).toEqual(['AM.VLD-00030 $QUERY/packages']);
  });

  it('are no end of an agent that has them, but with cascade (access-management#77)', async () => {
    const agent = await systemUser();
    await accountant('POST', PATH, {}, wish(agent));
    const [row] = await h.delegations.clientAgents.list({ facilitator: ACCOUNTANT.uuid, agent });
    const assignmentId = row?.id ?? '';
    for (const [path, query] of [
      ['deleteagentassignment', { agentId: agent }],
      ['deleteassignment', { assignmentId }],
    ] as const) {
      const refused = await accountant('DELETE', `${PATH}/${path}`, { ...query, cascade: 'false' });
      expect([refused.statusCode, codesOf(refused)]).toEqual([400, ['AM.VLD-00010 $QUERY/cascade']]);
      expect(refused.json().validationErrors[0].detail).toBe('Assignment is active in one or more delegations.');
      expect(await decision(agent)).toBe('Permit');
    }
    const ended = await accountant('DELETE', `${PATH}/deleteagentassignment`, { agentId: agent, cascade: 'true' });
    expect([ended.statusCode, await decision(agent), await served(agent)]).toEqual([200, 'NotApplicable', []]);
    expect((await accountant('DELETE', `${PATH}/deleteagentassignment`, { agentId: agent })).statusCode).toBe(200);
    for (const id of [assignmentId, randomUUID()]) {
      const unknown = await accountant('DELETE', `${PATH}/deleteassignment`, { assignmentId: id });
      expect([unknown.statusCode, unknown.body]).toEqual([400, 'Assignment not found']);
    }
    const none = await accountant('DELETE', `${PATH}/deletedelegation`, { delegationId: randomUUID() });
    expect([none.statusCode, none.body]).toEqual([400, 'Delegation not found']);
  });

  it('are found by the id of the delegation alone, also those that the version before has written (access-management#87)', async () => {
    const [one, other] = [await systemUser(), await systemUser()];
    await accountant('POST', PATH, {}, wish(one));
    await accountant('POST', PATH, {}, wish(other));
    const idOf = async (agent: string) => (await accountant('GET', PATH, { systemUser: agent })).json()[0].id;
    const ids = [await idOf(one), await idOf(other)];
    const { clientAgents } = h.delegations;
    let read = 0;
    const executor = h.database.db.getExecutor();
    const original = executor.executeQuery.bind(executor);
    executor.executeQuery = async (...args) => {
      const result = await original(...args);
      read += result.rows.length;
      return result;
    };
    expect(await clientAgents.delegation(ACCOUNTANT.uuid, ids[0])).toMatchObject({ to_uuid: one });
    executor.executeQuery = original;
    expect(read).toBe(1);
    expect(await clientAgents.delegation(FOREST.uuid, ids[0])).toBeUndefined();
    await h.database.db.updateTable('agent_grant').set({ delegation_id: null }).where('to_uuid', '=', other).execute();
    expect(await clientAgents.delegation(ACCOUNTANT.uuid, ids[1])).toMatchObject({ to_uuid: other });
    expect((await accountant('DELETE', `${PATH}/deletedelegation`, { delegationId: ids[1] })).statusCode).toBe(200);
    expect([await decision(one), await decision(other)]).toEqual(['Permit', 'NotApplicable']);
  });

  it('of another facilitator are not ended by this one (access-management#77)', async () => {
    const agent = await systemUser();
    await accountant('POST', PATH, {}, wish(agent));
    const [one] = (await accountant('GET', PATH, { systemUser: agent })).json();
    const forester = (path: string, query: Query) =>
      as('forester', 'DELETE', `${PATH}/${path}`, { party: FOREST.uuid, ...query });
    expect((await forester('deletedelegation', { delegationId: one.id })).statusCode).toBe(400);
    expect((await forester('deleteagentassignment', { agentId: agent, cascade: 'true' })).statusCode).toBe(200);
    expect(await decision(agent)).toBe('Permit');
  });

  it('that are none, for who may not: by code and path, and nothing is given (access-management#78)', async () => {
    const [agent, standard] = [await systemUser(), await systemUser(false)];
    const person = '10000000-0000-4000-8000-000000000001';
    const faults = async (body: unknown) => {
      const answer = await accountant('POST', PATH, {}, body);
      expect(answer.statusCode, answer.body).toBe(400);
      return codesOf(answer);
    };
    const packages = (...all: readonly (readonly [string, string])[]) => wish(agent, BAKERY.uuid, all);
    expect(await faults(wish(randomUUID()))).toEqual(['AM.VLD-00006 /agentId']);
    expect(await faults(wish(person))).toEqual(['AM.VLD-00006 /agentId']);
    expect(await faults(wish(standard))).toEqual(['AM.VLD-00008 /agentId']);
    expect(await faults(wish(agent, COOPERATIVE.uuid))).toEqual(['AM.VLD-00006 /clientId']);
    expect(await faults({ ...wish(agent), agentRole: 'regnskapsforer' })).toEqual(['AM.VLD-00029 /agentRole']);
    expect(await faults(packages(['regnskapsforer', LONN], ['nobody', LONN], ['regnskapsforer', 'xyz12345']))).toEqual([
      'AM.VLD-00029 /rolePackages[1]/roleIdentifier',
      'AM.VLD-00030 /rolePackages[2]/packageUrn',
    ]);
    expect(await faults(packages(['forretningsforer', LONN]))).toEqual([
      'AM.VLD-00032 /rolePackages[0]/roleIdentifier',
    ]);
    expect(await faults(packages(['regnskapsforer', 'urn:altinn:accesspackage:ansvarlig-revisor']))).toEqual([
      'AM.VLD-00026 /rolePackages[0]/packageUrn',
    ]);
    for (const body of [
      {},
      [],
      { ...wish(agent), clientId: 'x' },
      { ...wish(agent), agentId: 7 },
      { ...wish(agent), rolePackages: {} },
      { ...wish(agent), rolePackages: [null] },
      { ...wish(agent), rolePackages: Array.from({ length: 201 }, () => ({})) },
    ])
      expect((await accountant('POST', PATH, {}, body)).statusCode, JSON.stringify(body).slice(0, 80)).toBe(400);
    expect((await as('dagl', 'POST', PATH, { party: ACCOUNTANT.uuid }, wish(agent))).statusCode).toBe(403);
    expect((await as('accountant', 'POST', PATH, { party: FOREST.uuid }, wish(agent))).statusCode).toBe(403);
    expect((await h.call('GET', `${PATH}?party=${ACCOUNTANT.uuid}&systemUser=${agent}`)).statusCode).toBe(401);
    expect([await served(agent), await decision(agent)]).toEqual([[], 'NotApplicable']);
  });
});
