import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signJws } from '../foundation/index.ts';
import { writePolicy } from '../resources/index.ts';
import { BAKERY, FOREST, type SystemsHarness, startSystems } from '../systems/harness.ts';

const API = '/accessmanagement/api/v1';
const STRANGER = '10000000-0000-4000-8000-000000000011';
const UNKNOWN = '11111111-1111-4111-8111-111111111111';
const RESOURCE = 'app_ttd_demo';
const GUID = '7a951b5b-ef26-4032-9273-f8d7651884a3';
const TASK = { type: 'urn:altinn:task', value: 'Task_1' };
const KEYS = generateKeyPairSync('rsa', { modulusLength: 2048 });

let h: SystemsHarness;
beforeAll(async () => {
  h = await startSystems({ trustedKeys: { ttd: [KEYS.publicKey.export({ type: 'spki', format: 'pem' }).toString()] } });
  const xml = writePolicy({
    resourceId: RESOURCE,
    rules: [
      { subjects: ['urn:altinn:rolecode:dagl'], actions: ['read', 'write', 'sign'] },
      {
        subjects: [`urn:altinn:resource:delegation:${RESOURCE}`],
        actions: ['read', 'sign'],
        within: ['urn:altinn:task:Task_1'],
      },
    ],
  });
  await h.database.transaction((trx, announce) => h.resources.savePolicy(trx, announce, RESOURCE, xml));
});
afterAll(() => h.close());
beforeEach(() =>
  h.database.transaction(async (trx, announce) => {
    await trx.deleteFrom('app_instance_right').execute();
    announce({ topic: 'delegation' });
  }),
);

const token = (app = 'demo', key = KEYS.privateKey, aud = 'platform.altinn.no', life = 300) => {
  const now = Math.floor(h.clock.now() / 1000);
  return signJws({ alg: 'RS256' }, { iss: 'ttd', aud, 'urn:altinn:app': app, nbf: now - 305, exp: now + life }, key);
};
type Method = 'GET' | 'POST' | 'DELETE';
interface Fault {
  readonly code: string;
  readonly paths: readonly string[];
}
interface Ask {
  readonly body?: unknown;
  readonly as?: string;
  readonly resource?: string;
  readonly instance?: string;
}
const ask = async (method: Method, what: string, { body, as, resource = RESOURCE, instance = GUID }: Ask = {}) => {
  const path = `${API}/app/${what}/resource/${resource}/instance/${instance}`;
  const answer = await h.call(method, path, undefined, body, { platformaccesstoken: as ?? (await token()) });
  const content = answer.json();
  const faults = ((content.validationErrors ?? []) as Fault[]).map((one) => [one.code, one.paths.join(' ')]);
  return { status: answer.statusCode, body: content, faults };
};
const party = (value: string) => ({ type: 'urn:altinn:party:uuid', value });
const right = (value: string, within: readonly { readonly type: string; readonly value: string }[] = [TASK]) => ({
  resource: [{ type: 'urn:altinn:resource', value: RESOURCE }, ...within],
  action: { type: 'urn:oasis:names:tc:xacml:1.0:action:action-id', value },
});
const wish = (actions: readonly string[] = ['read'], to = STRANGER, from = BAKERY.uuid) => ({
  from: party(from),
  to: party(to),
  rights: actions.map((one) => right(one)),
});
const give = (body: unknown = wish(), more: Ask = {}) => ask('POST', 'delegations', { body, ...more });
const take = (body: unknown = wish()) => ask('POST', 'delegationrevoke', { body });
const decides = async (action: string, { task = 'Task_1', instance = GUID, user = '20011' } = {}) =>
  (
    await h.authorization.decide({
      subject: [{ id: 'urn:altinn:userid', value: user }],
      action,
      resource: [
        { id: 'urn:altinn:org', value: 'ttd' },
        { id: 'urn:altinn:app', value: 'demo' },
        { id: 'urn:altinn:partyid', value: String(BAKERY.partyId) },
        { id: 'urn:altinn:task', value: task },
        { id: 'urn:altinn:resource:instance-id', value: instance },
      ],
    })
  ).decision;

describe('an app', () => {
  it('asks which rights it may hand out: none of another app or a component (access-management#36)', async () => {
    const own = await ask('GET', 'delegationcheck');
    expect(own).toMatchObject({ status: 200, body: { links: { next: null } } });
    expect(own.body.data).toMatchObject([
      { rightKey: `${RESOURCE},Task_1:read`, resource: [{ value: RESOURCE }, TASK], status: 'Delegable' },
      { rightKey: `${RESOURCE},Task_1:sign`, action: { value: 'sign' } },
    ]);
    expect(await ask('GET', 'delegationcheck', { as: await token('other') })).toMatchObject({
      status: 200,
      body: { data: [] },
    });
    const unknown = await ask('GET', 'delegationcheck', { resource: 'app_ttd_none' });
    expect([unknown.status, unknown.faults]).toEqual([
      400,
      [['AM.VLD-00002', 'appInstanceDelegationRequest.Resource']],
    ]);
  });

  it('writes the names of members in any letters (access-management#37)', async () => {
    const [one] = wish().rights;
    const right = {
      Resource: one?.resource.map(({ type, value }) => ({ Type: type, VALUE: value })),
      Action: one?.action,
    };
    const given = await give({ FROM: wish().from, To: wish().to, Rights: [right] });
    expect(given).toMatchObject({ status: 200, body: { rights: [{ status: 'Delegated' }] } });
    expect(await decides('read')).toBe('Permit');
  });

  it('hands out rights of one task on one instance; the PDP follows at once, both ways (access-management#37)', async () => {
    expect(await decides('read')).toBe('NotApplicable');
    const given = await give(wish(['read', 'sign']));
    expect(given).toMatchObject({
      status: 200,
      body: {
        from: party(BAKERY.uuid),
        to: party(STRANGER),
        resourceId: RESOURCE,
        instanceId: GUID,
        rights: [
          { resource: right('read').resource, action: { value: 'read' }, status: 'Delegated' },
          { action: { value: 'sign' }, status: 'Delegated' },
        ],
      },
    });
    expect(await decides('read')).toBe('Permit');
    expect(await decides('sign', { task: 'task_1', instance: GUID.toUpperCase() })).toBe('Permit');
    expect(await decides('write')).toBe('NotApplicable');
    expect(await decides('read', { task: 'Task_2' })).toBe('NotApplicable');
    expect(await decides('read', { instance: UNKNOWN })).toBe('NotApplicable');
    // Again is as once.
    expect((await give(wish(['read']))).status).toBe(200);
    const taken = await take(wish(['read']));
    expect(taken).toMatchObject({ status: 200, body: { rights: [{ status: 'Revoked' }] } });
    expect([await decides('read'), await decides('sign')]).toEqual(['NotApplicable', 'Permit']);
    expect((await take(wish(['read']))).status).toBe(200);
  });

  it('is told right by right what it may not hand out (access-management#38)', async () => {
    const mixed = { ...wish(), rights: [right('read'), right('write'), right('sign', [])] };
    const given = await give(mixed);
    expect(given.status).toBe(206);
    const statuses = given.body.rights.map((one: { status: string }) => one.status);
    expect(statuses).toEqual(['Delegated', 'NotDelegated', 'NotDelegated']);
    expect([await decides('read'), await decides('write'), await decides('sign')]).toEqual([
      'Permit',
      'NotApplicable',
      'NotApplicable',
    ]);
    const taken = await take(mixed);
    expect([taken.status, taken.body.rights[1].status]).toEqual([206, 'NotRevoked']);
    expect(await give({ ...wish(), rights: [] })).toMatchObject({ status: 200, body: { rights: [] } });
  });

  it('is told everything that is wrong at once, by code and path (access-management#39)', async () => {
    const wrong = await give({
      ...wish(['read'], UNKNOWN, UNKNOWN),
      rights: [right('read'), { ...right('sign'), resource: [] }],
    });
    expect([wrong.status, wrong.faults]).toEqual([
      400,
      [
        ['AM.VLD-00001', 'From'],
        ['AM.VLD-00001', 'To'],
        ['AM.VLD-00002', 'Rights[1]/Resource'],
      ],
    ]);
    const none = [['AM.VLD-00004', 'appInstanceDelegationRequest.Resource']];
    expect((await give(wish(), { as: await token('other') })).faults).toEqual(none);
    const unknown = {
      ...wish(),
      rights: [{ ...right('read'), resource: [{ type: 'urn:altinn:resource', value: 'no' }] }],
    };
    expect((await give(unknown, { resource: 'no' })).faults).toEqual([
      ['AM.VLD-00002', 'appInstanceDelegationRequest.Resource'],
    ]);
    const owned = [{ type: 'urn:altinn:org', value: 'ttd' }, { type: 'urn:altinn:app', value: 'demo' }, TASK];
    expect((await give({ ...wish(), rights: [{ ...right('read'), resource: owned }] })).status).toBe(200);
    const numbered = { ...wish(), to: { type: 'urn:altinn:organization:identifier-no', value: FOREST.number } };
    expect(await give(numbered)).toMatchObject({ status: 200, body: { to: numbered.to } });
    expect((await give({ ...wish(), to: { type: 'dog', value: 'Rex' } })).faults).toEqual([['AM.VLD-00001', 'To']]);
    expect((await give({})).faults).toEqual([
      ['STD.VLD-00001', '/from'],
      ['STD.VLD-00001', '/to'],
      ['STD.VLD-00001', '/rights'],
    ]);
    for (const bad of [
      { ...wish(), rights: [null] },
      { ...wish(), rights: [{ action: 1 }] },
      wish(['read'], BAKERY.uuid),
      [],
    ])
      expect((await give(bad)).status, JSON.stringify(bad)).toBe(400);
    const many = { ...wish(), rights: Array.from({ length: 101 }, () => right('read')) };
    expect((await give(many)).status).toBe(400);
    expect((await give(wish(), { instance: 'x'.repeat(201) })).status).toBe(400);
    expect(await decides('write')).toBe('NotApplicable');
  });

  it('sees what apps have handed out of an instance, by receiver (access-management#40)', async () => {
    await give(wish(['read', 'sign']));
    await give(wish(['read'], FOREST.uuid));
    const { body } = await ask('GET', 'delegations', { instance: GUID });
    expect(body.data).toMatchObject([
      {
        from: party(BAKERY.uuid),
        to: party(STRANGER),
        resourceId: RESOURCE,
        instanceId: GUID,
        rights: [
          { ...right('read'), status: 'Delegated' },
          { ...right('sign'), status: 'Delegated' },
        ],
      },
      { to: party(FOREST.uuid), rights: [{ action: { value: 'read' } }] },
    ]);
    expect((await ask('GET', 'delegations', { instance: UNKNOWN })).body).toEqual({ links: { next: null }, data: [] });
    const other = await ask('GET', 'delegations', { as: await token('other') });
    expect(other.faults).toEqual([['AM.VLD-00004', 'request.Resource']]);
    expect((await ask('GET', 'delegations', { resource: 'no' })).faults).toEqual([
      ['AM.VLD-00002', 'request.Resource'],
    ]);
    await give(wish(['read'], STRANGER, FOREST.uuid));
    const two = await ask('GET', 'delegations');
    expect([two.status, two.faults]).toEqual([400, [['AM.VLD-00047', 'request.InstanceId']]]);
  });

  it('takes everything of an instance back at once, from ten at most (access-management#41)', async () => {
    await give(wish(['read', 'sign']));
    await give(wish(['read'], FOREST.uuid));
    const taken = await ask('DELETE', 'delegationrevoke');
    expect(taken.status).toBe(200);
    expect(taken.body.data).toMatchObject([
      { to: party(STRANGER), rights: [{ status: 'Revoked' }, { action: { value: 'sign' }, status: 'Revoked' }] },
      { to: party(FOREST.uuid), rights: [{ status: 'Revoked' }] },
    ]);
    expect(await decides('read')).toBe('NotApplicable');
    expect((await ask('DELETE', 'delegationrevoke')).body.data).toEqual([]);
    const organizations = (await h.register.some('organization', 12)).filter((one) => one.uuid !== BAKERY.uuid);
    for (const one of organizations.slice(0, 11)) expect((await give(wish(['read'], one.uuid))).status).toBe(200);
    const refused = await ask('DELETE', 'delegationrevoke');
    expect([refused.status, refused.faults]).toEqual([400, [['AM.VLD-00005', 'InstanceId']]]);
    expect((await ask('GET', 'delegations')).body.data).toHaveLength(11);
    const other = await ask('DELETE', 'delegationrevoke', { as: await token('other') });
    expect(other.faults[0]).toEqual(['AM.VLD-00004', 'ResourceId']);
  });

  it('shows in what its receiver may act for, and not among the connections of the giver (access-management#42)', async () => {
    await give();
    const parties = await h.call('GET', `${API}/authorizedparties`, await h.personToken('stranger', 'any'));
    const own = (parties.json() as { partyUuid: string }[]).find((one) => one.partyUuid === BAKERY.uuid);
    expect(own).toMatchObject({
      authorizedInstances: [{ resourceId: RESOURCE, instanceId: GUID }],
      authorizedResources: [],
      // Who has something of a main unit is told of its sub-units; the instance is the main unit's alone.
      subunits: [{ authorizedInstances: [] }],
    });
    const path = `${API}/enduser/connections?party=${BAKERY.uuid}&from=${BAKERY.uuid}`;
    const connections = await h.call('GET', path, await h.personToken('dagl'));
    expect(connections.body).not.toContain(STRANGER);
    const managed = (id: number | string) => `${API}/${id}/authorizedparties`;
    const partyId = (await h.register.party({ uuid: STRANGER }))?.partyId ?? 0;
    expect((await h.call('GET', managed(partyId), await h.personToken('stranger'))).body).toContain(GUID);
    expect((await h.call('GET', managed(BAKERY.partyId), await h.personToken('dagl'))).statusCode).toBe(200);
    for (const id of [BAKERY.partyId, 1, 'x'])
      expect((await h.call('GET', managed(id), await h.personToken('stranger'))).statusCode).toBe(403);
  });

  it('is itself, and proves it (altinn-authentication#61)', async () => {
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const doors = [
      ['GET', 'delegationcheck'],
      ['GET', 'delegations'],
      ['POST', 'delegations'],
      ['POST', 'delegationrevoke'],
      ['DELETE', 'delegationrevoke'],
    ] as const;
    const forged = [
      await token('demo', stranger),
      await token('demo', KEYS.privateKey, 'other'),
      await token('demo', KEYS.privateKey, 'platform.altinn.no', -11),
    ];
    for (const [method, what] of doors) {
      const content = method === 'POST' ? wish() : undefined;
      const path = `${API}/app/${what}/resource/${RESOURCE}/instance/${GUID}`;
      expect((await h.call(method, path, undefined, content)).statusCode).toBe(401);
      expect((await h.call(method, path, await token(), content)).statusCode).toBe(401);
      for (const as of forged) expect((await ask(method, what, { body: content, as })).status).toBe(401);
    }
    expect(await decides('read')).toBe('NotApplicable');
  });
});
