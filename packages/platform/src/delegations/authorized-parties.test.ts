import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
});
