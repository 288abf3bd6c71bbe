import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importRegister } from '../register/index.ts';
import { BAKERY, FOREST, type SystemsHarness, startSystems } from '../systems/harness.ts';

const API = '/accessmanagement/api/v1';
const UNIT = '310050598';
const FELLING = 'skogdir-felling';
const GUID = '1c5efeba-a22b-4755-bf19-50103d48616a';

interface Told {
  readonly partyUuid: string;
  readonly authorizedRoles: readonly string[];
  readonly authorizedAccessPackages: readonly string[];
  readonly authorizedResources: readonly string[];
  readonly authorizedInstances: readonly object[];
  readonly subunits: readonly Told[];
}

let h: SystemsHarness;
let stranger: string;
let unit: string;
beforeAll(async () => {
  h = await startSystems();
  stranger = (await h.register.party({ person: '11918010779' }))?.uuid ?? '';
  unit = (await h.register.party({ organization: UNIT }))?.uuid ?? '';
  await give(FOREST.number, {
    rights: [
      { resourceId: FELLING, action: 'read' },
      { resourceId: 'app_ttd_demo', action: 'read', instanceId: `urn:altinn:instance-id:1/${GUID}` },
    ],
    packages: ['urn:altinn:accesspackage:skogbruk', 'urn:altinn:accesspackage:lonn'],
  });
  await give(UNIT, { rights: [{ resourceId: 'ttd-lonnsrapport', action: 'read' }], packages: [] });
});
afterAll(() => h.close());

async function give(
  number: string,
  { rights, packages }: { rights: { resourceId: string; action: string; instanceId?: string }[]; packages: string[] },
): Promise<void> {
  const from = await h.register.party({ organization: number });
  if (!from) throw new Error(number);
  const own = rights.filter((one) => one.instanceId === undefined);
  await h.database.transaction(async (trx, announce) => {
    await h.delegations.grantPlanned(trx, announce, { to: stranger, from, by: from.uuid, rights: own, packages });
    for (const { resourceId, action, instanceId } of rights)
      if (instanceId !== undefined)
        await h.delegations.setRights(trx, announce, {
          to: stranger,
          from,
          by: from.uuid,
          resourceId,
          instanceId,
          actions: [action],
        });
  });
}

const ask = async (query: string, who: 'stranger' | 'dagl' = 'stranger', path = 'enduser/authorizedparties') =>
  h.call('GET', `${API}/${path}?${query}`, await h.personToken(who));
const told = async (query: string, who: 'stranger' | 'dagl' = 'stranger'): Promise<readonly Told[]> =>
  (await ask(query, who)).json().data;
const named = (parties: readonly Told[]) => parties.map((one) => one.partyUuid);

describe('authorised parties', () => {
  it('are told with what is asked for alone (access-management#58)', async () => {
    const bare = await ask('');
    expect(bare.json().links).toEqual({ next: null });
    const forest = (parties: readonly Told[]) => parties.find((one) => one.partyUuid === FOREST.uuid);
    expect(forest(await told(''))).toMatchObject({
      parentId: null,
      emailId: null,
      authorizedRoles: [],
      authorizedAccessPackages: [],
      authorizedResources: [],
      authorizedInstances: [],
    });
    expect(forest(await told('includeResources=TRUE'))).toMatchObject({ authorizedResources: [FELLING] });
    expect(forest(await told('includeAccessPackages=true'))?.authorizedAccessPackages).toContain('skogbruk');
    expect(forest(await told('includeInstances=true'))?.authorizedInstances).toEqual([
      { resourceId: 'app_ttd_demo', instanceId: GUID, instanceRef: `urn:altinn:instance-id:1/${GUID}` },
    ]);
    const [me, bakery] = await told('includeRoles=true', 'dagl');
    expect(me).toMatchObject({ dateOfBirth: '1960-01-01', authorizedRoles: ['privatperson', 'PRIV'] });
    expect(bakery?.authorizedRoles).toEqual(expect.arrayContaining(['daglig-leder', 'DAGL']));
    expect(bakery?.subunits[0]).toMatchObject({ parentId: BAKERY.uuid });
    const list = (await ask('', 'stranger', 'authorizedparties')).json();
    expect(forest(list)).toMatchObject({ authorizedResources: [FELLING], authorizedAccessPackages: [] });
  });

  it('are narrowed to parties, to what opens a resource, and to what the person has without key roles (access-management#59)', async () => {
    expect(named(await told(`partyFilter=${FOREST.uuid.toUpperCase()}`))).toEqual([FOREST.uuid]);
    expect(await told(`partyFilter=${unit}&includeResources=true`)).toMatchObject([
      {
        partyUuid: BAKERY.uuid,
        onlyHierarchyElementWithNoAccess: true,
        subunits: [{ partyUuid: unit, authorizedResources: ['ttd-lonnsrapport'] }],
      },
    ]);
    const both = await told(`partyFilter=${unit}&partyFilter=${BAKERY.uuid}`, 'dagl');
    expect(both).toMatchObject([{ onlyHierarchyElementWithNoAccess: false, subunits: [{ partyUuid: unit }] }]);
    expect(await told('partyFilter=00000000-0000-4000-8000-000000000000')).toEqual([]);
    const all = 'includeRoles=true&includeAccessPackages=true&includeResources=true&includeInstances=true';
    expect(await told(`${all}&anyOfResourceIds=${FELLING}`)).toMatchObject([
      { authorizedRoles: ['daglig-leder', 'DAGL'] },
      { authorizedAccessPackages: ['skogbruk'], authorizedResources: [FELLING], authorizedInstances: [] },
    ]);
    const led = await told(`${all}&anyOfResourceIds=${FELLING}&anyOfResourceIds=nothing`, 'dagl');
    expect(led).toMatchObject([{ partyUuid: BAKERY.uuid, authorizedRoles: ['daglig-leder', 'DAGL'] }]);
    expect(await told('anyOfResourceIds=nothing', 'dagl')).toEqual([]);
    for (const wrong of ['partyFilter=1', 'includeRoles=1', 'includeRoles=auto', 'includePartiesViaKeyRoles=no'])
      expect([wrong, (await ask(wrong)).statusCode]).toEqual([wrong, 400]);
    expect((await ask(Array.from({ length: 101 }, () => 'anyOfResourceIds=a').join('&'))).statusCode).toBe(400);
    const before = named(await told('includePartiesViaKeyRoles=auto', 'dagl'));
    const from = await h.register.party({ uuid: FOREST.uuid });
    if (!from) throw new Error('no forest');
    const rights = [{ resourceId: FELLING, action: 'read' }];
    await h.database.transaction((trx, announce) =>
      h.delegations.grantPlanned(trx, announce, { to: BAKERY.uuid, from, by: from.uuid, rights, packages: [] }),
    );
    expect(named(await told('', 'dagl'))).toEqual([...before, FOREST.uuid]);
    expect(named(await told('includePartiesViaKeyRoles=false', 'dagl'))).toEqual(before);
  });

  it('are no party of who is rightholder of nothing (access-management#60)', async () => {
    const member = await h.register.party({ person: '11918010779' });
    if (!member) throw new Error('nobody');
    const holder = member.uuid;
    await h.database.transaction((trx, announce) =>
      h.register.giveRoles(trx, announce, [{ holder, role: 'urn:altinn:role:rettighetshaver', of: BAKERY.uuid }]),
    );
    const found = (await told('includeRoles=true')).find((one) => one.partyUuid === BAKERY.uuid);
    // It is there for its sub-unit, of which the person has something.
    expect(found).toMatchObject({ onlyHierarchyElementWithNoAccess: true, authorizedRoles: [] });
  });

  it('are filtered by a service owner in the body (access-management#61)', async () => {
    const token = await h.vendorToken('altinn:accessmanagement/authorizedparties.admin', '310001236');
    const subject = { type: 'urn:altinn:person:identifier-no', value: '11918010779' };
    const asked = async (partyFilter: unknown) => {
      const answer = await h.call('POST', `${API}/resourceowner/authorizedparties`, token, { ...subject, partyFilter });
      return answer.statusCode === 200 ? named(answer.json()) : answer.statusCode;
    };
    expect(await asked([{ type: 'urn:altinn:organization:identifier-no', value: FOREST.number }])).toEqual([
      FOREST.uuid,
    ]);
    expect(await asked([{ type: 'urn:altinn:organization:identifier-no', value: '999999999' }])).toEqual([]);
    expect(await asked([{ type: 'urn:altinn:person:idporten-email', value: 'nobody@example.com' }])).toEqual([]);
    expect(await asked([])).toContain(FOREST.uuid);
    for (const wrong of ['x', [{}], [{ type: 'urn:altinn:nothing', value: '1' }], Array.from({ length: 101 })])
      expect(await asked(wrong)).toBe(400);
  });

  it('are those of a system user that asks itself (access-management#81)', async () => {
    const system = '77777777-7777-4777-8777-777777777777';
    const of = (id: string) => [
      {
        type: 'urn:altinn:systemuser',
        systemuser_id: [id],
        systemuser_org: { authority: 'iso6523-actorid-upis', ID: `0192:${BAKERY.number}` },
        system_id: 'lonn',
      },
    ];
    const token = (id: string) =>
      h.personToken('stranger', 'altinn:portal/enduser', {
        'urn:altinn:userid': undefined,
        'urn:altinn:partyid': undefined,
        'urn:altinn:party:uuid': undefined,
        authorization_details: of(id),
      });
    const from = await h.register.party({ uuid: BAKERY.uuid });
    if (!from) throw new Error('no bakery');
    const packages = ['urn:altinn:accesspackage:lonn'];
    await h.database.transaction((trx, announce) =>
      h.delegations.grantPlanned(trx, announce, { to: system, from, by: from.uuid, rights: [], packages }),
    );
    const query = '?includeAccessPackages=true';
    const asked = await h.call('GET', `${API}/enduser/authorizedparties${query}`, await token(system));
    expect(asked.json().data).toMatchObject([
      { partyUuid: BAKERY.uuid, authorizedAccessPackages: ['lonn'], subunits: [{ partyUuid: unit }] },
    ]);
    const list = await h.call('GET', `${API}/authorizedparties${query}`, await token(system));
    expect(list.json()).toEqual(asked.json().data);
    const other = await h.call('GET', `${API}/enduser/authorizedparties`, await token(stranger.replace('1', '9')));
    expect(other.json().data).toEqual([]);
  });

  it('are narrowed to what opens a resource of one service owner (access-management#82)', async () => {
    const subject = { type: 'urn:altinn:person:identifier-no', value: '11918010779' };
    const scope = 'altinn:accessmanagement/authorizedparties';
    const asked = async (query: string, kind: 'admin' | 'resourceowner', organization: string) => {
      const token = await h.vendorToken(`${scope}.${kind}`, organization);
      const path = `${API}/resourceowner/authorizedparties?includeAccessPackages=true&${query}`;
      return h.call('POST', path, token, subject);
    };
    const [SKOGDIR, TTD] = ['310013579', '310001236'];
    const forest = (await asked('orgCode=skogdir', 'resourceowner', SKOGDIR))
      .json()
      .find((one: Told) => one.partyUuid === FOREST.uuid);
    expect(forest).toMatchObject({
      authorizedResources: [FELLING],
      authorizedAccessPackages: ['skogbruk'],
      authorizedInstances: [],
    });
    const own = (await asked('orgCode=%20TTD%20', 'resourceowner', TTD)).json();
    const found = own.find((one: Told) => one.partyUuid === FOREST.uuid);
    expect(found).toMatchObject({ authorizedResources: [], authorizedAccessPackages: ['lonn'] });
    expect(found.authorizedInstances).toHaveLength(1);
    expect((await asked(`orgCode=ttd&anyOfResourceIds=${FELLING}`, 'admin', TTD)).json()).toEqual([]);
    expect((await asked('orgCode=nobody', 'admin', TTD)).json()).toEqual([]);
    const other = await asked('orgCode=skogdir', 'resourceowner', TTD);
    expect([other.statusCode, Object.keys(other.json().errors)]).toEqual([400, ['skogdir']]);
  });

  it('are listed in as many statements for many as for one (access-management#83)', async () => {
    const statements = async () => {
      let count = 0;
      const executor = h.database.db.getExecutor();
      const original = executor.executeQuery.bind(executor);
      executor.executeQuery = (...args) => {
        count += 1;
        return original(...args);
      };
      for (const who of ['stranger', 'dagl'] as const)
        expect((await ask('includeRoles=true&includeAccessPackages=true&includeResources=true', who)).statusCode).toBe(
          200,
        );
      executor.executeQuery = original;
      return count;
    };
    const dagl = (await h.register.party({ person: '01816010027' }))?.uuid ?? '';
    const more = async (from: number, to: number) => {
      const parties = Array.from({ length: to - from }, (_, index) => from + index).map((index) => ({
        partyId: 58_100_000 + index,
        uuid: `58100000-0000-4000-8000-${String(index).padStart(12, '0')}`,
        type: 'organization' as const,
        name: `GIVER ${index} AS`,
        form: 'AS',
        isDeleted: false,
      }));
      await h.database.transaction(async (trx, announce) => {
        await h.register.saveParties(trx, announce, parties);
        const regn = 'urn:altinn:external-role:ccr:regnskapsforer';
        const roles = parties.flatMap(({ uuid: of }) => [
          { holder: BAKERY.uuid, of, role: regn },
          { holder: dagl, of, role: 'urn:altinn:external-role:ccr:daglig-leder' },
        ]);
        await h.register.giveRoles(trx, announce, roles);
        for (const { uuid } of parties) {
          const given = { to_uuid: stranger, from_uuid: uuid, by_uuid: null, created: 1 };
          await trx
            .insertInto('delegated_package')
            .values({ ...given, package: 'urn:altinn:accesspackage:lonn', via_uuid: '' })
            .execute();
          await trx
            .insertInto('delegated_right')
            .values({ ...given, resource_id: FELLING, action: 'read', instance_id: '' })
            .execute();
        }
        announce({ topic: 'delegation' });
      });
    };
    await more(0, 2);
    await statements();
    // What is told of is new each time, and nothing of it is remembered.
    await more(2, 4);
    const few = await statements();
    await more(4, 40);
    expect(await statements()).toBe(few);
    expect((await told('', 'stranger')).length).toBeGreaterThan(35);
  });

  it('are also owners of the sole proprietorships that an agent has by their accountant (access-management#84)', async () => {
    const agent = await h.register.party({ person: '21838810052' });
    const owner = await h.register.party({ person: '02877210076' });
    if (!agent || !owner) throw new Error('nobody');
    const triple = { facilitator: '20000000-0000-4000-8000-000000000006', client: FOREST.uuid, agent: agent.uuid };
    const item = 'urn:altinn:accesspackage:regnskapsforer-lonn';
    const role = 'urn:altinn:external-role:ccr:regnskapsforer';
    const wishes = [{ role, items: [item] }];
    const { clientAgents } = h.delegations;
    const packages = () => h.delegations.packages(agent.uuid, owner.uuid);
    expect(await packages()).toEqual([]);
    await clientAgents.give(triple, 'package', wishes, { by: owner.uuid, adds: true });
    expect([await packages(), await h.delegations.packages(agent.uuid, FOREST.uuid)]).toEqual([[item], [item]]);
    const reached = async () =>
      [...(await h.delegations.received([agent.uuid], { known: [], most: 1000 })).keys()].sort();
    expect(await reached()).toEqual([owner.uuid, FOREST.uuid].sort());
    // Who owns it no longer is reached no longer, and who does again is.
    const owning = { holder: owner.uuid, of: FOREST.uuid, role: 'urn:altinn:external-role:ccr:innehaver' };
    await h.database.transaction((trx, announce) => h.register.takeRoles(trx, announce, owning));
    expect([await packages(), await reached()]).toEqual([[], [FOREST.uuid]]);
    await h.database.transaction((trx, announce) => h.register.giveRoles(trx, announce, [owning]));
    expect(await packages()).toEqual([item]);
    // Nor does the agent have it when the accountant has it no longer.
    const serving = { holder: triple.facilitator, of: FOREST.uuid, role };
    await h.database.transaction((trx, announce) => h.register.takeRoles(trx, announce, serving));
    expect([await packages(), await reached()]).toEqual([[], []]);
    await h.database.transaction((trx, announce) => h.register.giveRoles(trx, announce, [serving]));
    await clientAgents.take(triple, 'package', wishes);
    expect(await packages()).toEqual([]);
  });

  it('are a thousand at most besides those of a role, and no more is read for them (access-management#88)', async () => {
    const nobody = '10000000-0000-4000-8000-000000000016';
    const uuidOf = (index: number) => `59100000-0000-4000-8000-${String(index).padStart(12, '0')}`;
    const parties = Array.from({ length: 1_100 }, (_, index) => ({
      partyId: 59_100_000 + index,
      uuid: uuidOf(index),
      type: 'organization' as const,
      name: `MANY ${index} AS`,
      form: 'AS',
      isDeleted: false,
    }));
    await h.database.transaction(async (trx, announce) => {
      await h.register.saveParties(trx, announce, parties);
      for (let at = 0; at < parties.length; at += 100)
        await trx
          .insertInto('delegated_package')
          .values(
            parties.slice(at, at + 100).flatMap(({ uuid }) =>
              ['lonn', 'skatt-naering'].map((name) => ({
                to_uuid: nobody,
                from_uuid: uuid,
                package: `urn:altinn:accesspackage:${name}`,
                via_uuid: '',
                by_uuid: null,
                created: 1,
              })),
            ),
          )
          .execute();
      announce({ topic: 'delegation' });
    });
    const main = await h.delegations.received([nobody], { known: [], most: 1_000 });
    expect([main.size, [...main.keys()].at(-1), main.get(uuidOf(0))?.packages.size]).toEqual([1_000, uuidOf(999), 2]);
    // Whom there is a role for is told with what was received, wherever it comes among the givers.
    const known = await h.delegations.received([nobody], { known: [uuidOf(1_099)], most: 10 });
    expect([...known.keys()].sort()).toEqual([
      ...Array.from({ length: 10 }, (_, index) => uuidOf(index)),
      uuidOf(1_099),
    ]);
    let read = 0;
    const executor = h.database.db.getExecutor();
    const original = executor.executeQuery.bind(executor);
    executor.executeQuery = async (...args) => {
      const result = await original(...args);
      read += result.rows.length;
      return result;
    };
    await h.delegations.received([nobody], { known: [], most: 10 });
    executor.executeQuery = original;
    expect(read).toBeLessThan(40);
  });

  it('of users without a number are themselves, by user name or e-mail address (access-management#85)', async () => {
    const users = [
      { name: 'skogvokter', userId: 2_000_001, partyId: 58_300_001, uuid: '58300000-0000-4000-8000-000000000001' },
      {
        name: 'Vokter@Example.com',
        userId: 2_000_002,
        partyId: 58_300_002,
        uuid: '58300000-0000-4000-8000-000000000002',
      },
    ];
    const file = { name: 'users.json', text: JSON.stringify({ users }) };
    for (const _again of [1, 2]) await importRegister(h.database, [file]);
    const asked = async (user: number) => {
      const claims = {
        'urn:altinn:userid': String(user),
        'urn:altinn:partyid': undefined,
        'urn:altinn:party:uuid': undefined,
      };
      const token = await h.personToken('stranger', 'altinn:portal/enduser', claims);
      return (await h.call('GET', `${API}/enduser/authorizedparties?includeRoles=true`, token)).json().data;
    };
    const self = { type: 'SelfIdentified', personId: null, organizationNumber: null, dateOfBirth: null };
    expect(await asked(2_000_001)).toMatchObject([
      { ...self, partyUuid: users[0]?.uuid, emailId: null, authorizedRoles: expect.arrayContaining(['SELN']) },
    ]);
    expect(await asked(2_000_002)).toMatchObject([
      { ...self, partyUuid: users[1]?.uuid, name: 'vokter@example.com', emailId: 'vokter@example.com' },
    ]);
    const owner = await h.vendorToken('altinn:accessmanagement/authorizedparties.admin', '310001236');
    const of = async (value: string, partyFilter?: unknown) =>
      named(
        (
          await h.call('POST', `${API}/resourceowner/authorizedparties`, owner, {
            type: 'urn:altinn:person:idporten-email',
            value,
            partyFilter,
          })
        ).json(),
      );
    expect(await of('VOKTER@example.com')).toEqual([users[1]?.uuid]);
    expect(await of('nobody@example.com')).toEqual([]);
    const filter = [{ type: 'urn:altinn:person:idporten-email', value: 'vokter@example.com' }];
    expect(await of('vokter@example.com', filter)).toEqual([users[1]?.uuid]);
    expect(await of('vokter@example.com', [{ type: 'urn:altinn:party:uuid', value: FOREST.uuid }])).toEqual([]);
    // An id that somebody has is nobody else's.
    const taken = { name: 'users.json', text: JSON.stringify({ users: [{ name: 'another', userId: 2_000_001 }] }) };
    await expect(importRegister(h.database, [taken])).rejects.toThrow(/userId 2000001 is that of another person/);
    const twice = { name: 'users.json', text: JSON.stringify({ users: [{ name: 'a@b.no' }, { name: 'A@b.no' }, {}] }) };
    await expect(importRegister(h.database, [twice])).rejects.toMatchObject({ problems: [{ line: 3 }, { line: 2 }] });
  });
});
