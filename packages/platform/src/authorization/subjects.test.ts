import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { writePolicy } from '../resources/index.ts';
import { enriched } from './context-handler.ts';
import type { Outcome } from './decide.ts';
import { type Harness, type Pairs, requestBody, startHarness } from './harness.ts';
import { readJsonRequest, singleRequest } from './json-request.ts';

const BAKERY = { uuid: '20000000-0000-4000-8000-000000000008', number: '310044423', partyId: '50020008' };
const DAGL = { number: '01816010027', uuid: '10000000-0000-4000-8000-000000000001', userId: '20001' };
const SYSTEM_USER = '5f8f1e0a-8e8f-4b5a-9f0e-0a4b5c6d7e8f';
const FELLING = { 'urn:altinn:resource': 'skogdir-felling', 'urn:altinn:organization:identifier-no': BAKERY.number };
const SALARY = { 'urn:altinn:resource': 'ttd-lonnsrapport', 'urn:altinn:organization:identifier-no': BAKERY.number };
const GUID = '11111111-2222-4333-8444-555555555555';
const PROCESSING_ERROR = 'urn:oasis:names:tc:xacml:1.0:status:processing-error';
const SYNTAX_ERROR = 'urn:oasis:names:tc:xacml:1.0:status:syntax-error';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());
beforeEach(() => {
  harness.delegations.grants.length = 0;
  harness.delegations.given.length = 0;
  harness.delegations.failing = false;
  harness.instances.clear();
  harness.instanceLookups.length = 0;
});

const evaluate = (subject: Pairs, action: string, resource: Pairs, side: 'external' | 'internal' = 'external') =>
  harness.authorization.decider.decide(singleRequest(readJsonRequest(requestBody(subject, action, resource))), side);
const asDecided = ({ context }: Outcome) => context && enriched(context);
const decision = async (...asked: Parameters<typeof evaluate>) => (await evaluate(...asked)).decision;

async function savePolicy(resourceId: string, rules: Parameters<typeof writePolicy>[0]['rules']): Promise<void> {
  await harness.database.transaction((trx, announce) =>
    harness.resources.savePolicy(trx, announce, resourceId, writePolicy({ resourceId, rules })),
  );
}

describe('subjects', () => {
  it('refuses a system user with any second attribute, a session id included (altinn-pdp#25)', async () => {
    harness.delegations.grants.push({
      to: SYSTEM_USER,
      from: BAKERY.uuid,
      resourceId: 'ttd-lonnsrapport',
      action: 'read',
    });
    const subject = { 'urn:altinn:systemuser:uuid': SYSTEM_USER };
    expect(await decision(subject, 'read', SALARY)).toBe('Permit');
    for (const second of ['urn:altinn:sessionid', 'urn:altinn:userid', 'urn:altinn:rolecode'])
      for (const [side, status] of [
        ['external', PROCESSING_ERROR],
        ['internal', SYNTAX_ERROR],
      ] as const)
        expect(await evaluate({ ...subject, [second]: '20001' }, 'read', SALARY, side)).toMatchObject({
          decision: 'Indeterminate',
          status,
        });
    const two = { 'urn:altinn:systemuser:uuid': [SYSTEM_USER, SYSTEM_USER.replace('5', '6')] };
    expect(await decision(two, 'read', SALARY)).toBe('Indeterminate');
    expect(await decision({ 'urn:altinn:systemuser:uuid': 'no-uuid' }, 'read', SALARY)).toBe('Indeterminate');
  });

  it('takes a person number as subject on the external endpoint only (altinn-pdp#26)', async () => {
    const subject = { 'urn:altinn:person:identifier-no': DAGL.number };
    expect(await decision(subject, 'read', FELLING)).toBe('Permit');
    expect(await evaluate(subject, 'read', FELLING, 'internal')).toMatchObject({
      decision: 'Indeterminate',
      status: SYNTAX_ERROR,
    });
  });

  it('gives Indeterminate with processing-error for a person that the register does not know (altinn-pdp#27)', async () => {
    for (const number of ['01816010028', '', 'x'])
      expect(await evaluate({ 'urn:altinn:person:identifier-no': number }, 'read', FELLING)).toMatchObject({
        decision: 'Indeterminate',
        status: PROCESSING_ERROR,
      });
  });

  it('refuses an organisation number beside a user id externally, and takes both internally (altinn-pdp#28)', async () => {
    for (const id of ['urn:altinn:organization:identifier-no', 'urn:altinn:organizationnumber']) {
      const subject = { 'urn:altinn:userid': DAGL.userId, [id]: BAKERY.number };
      expect(await decision(subject, 'read', FELLING)).toBe('Indeterminate');
      expect(await decision(subject, 'read', FELLING, 'internal')).toBe('Permit');
    }
    const both = { 'urn:altinn:userid': DAGL.userId, 'urn:altinn:person:identifier-no': DAGL.number };
    expect(await decision(both, 'read', FELLING)).toBe('Indeterminate');
  });

  it('gives an external organisation subject its party id, and an internal one none (altinn-pdp#29)', async () => {
    const subject = { 'urn:altinn:organization:identifier-no': '310019747' };
    harness.delegations.grants.push({
      to: '20000000-0000-4000-8000-000000000004',
      from: BAKERY.uuid,
      resourceId: 'ttd-lonnsrapport',
      action: 'read',
    });
    const outcome = await evaluate(subject, 'read', SALARY);
    expect(outcome.decision).toBe('Permit');
    expect(asDecided(outcome)?.subject.first('urn:altinn:partyid')).toBe('50020004');
    const inside = await evaluate(subject, 'read', SALARY, 'internal');
    expect(inside.decision).toBe('NotApplicable');
    expect(asDecided(inside)?.subject.has('urn:altinn:partyid')).toBe(false);
  });

  it('permits an organisation that the policy names, by the new and the legacy id (altinn-pdp#68)', async () => {
    const app = { 'urn:altinn:org': 'ttd', 'urn:altinn:app': 'org-demo', 'urn:altinn:partyid': BAKERY.partyId };
    for (const id of ['urn:altinn:organization:identifier-no', 'urn:altinn:organizationnumber'])
      for (const side of ['external', 'internal'] as const) {
        expect(await decision({ [id]: BAKERY.number }, 'read', app, side)).toBe('Permit');
        expect(await decision({ [id]: '310075272' }, 'read', app, side)).toBe('NotApplicable');
        expect(await decision({ [id]: BAKERY.number }, 'delete', app, side)).toBe('NotApplicable');
      }
  });

  it('takes a service owner by its code', async () => {
    const app = { 'urn:altinn:org': 'ttd', 'urn:altinn:app': 'demo', 'urn:altinn:partyid': BAKERY.partyId };
    expect(await decision({ 'urn:altinn:org': 'ttd' }, 'complete', app)).toBe('Permit');
    expect(await decision({ 'urn:altinn:org': 'skogdir' }, 'complete', app)).toBe('NotApplicable');
  });

  it('takes a person’s UUID for its user', async () => {
    expect(await decision({ 'urn:altinn:party:uuid': DAGL.uuid }, 'read', FELLING)).toBe('Permit');
    expect(await decision({ 'urn:altinn:person:uuid': DAGL.uuid }, 'read', FELLING, 'internal')).toBe('Permit');
    expect(await decision({ 'urn:altinn:party:uuid': 'not-a-uuid' }, 'read', FELLING)).toBe('Indeterminate');
    expect(await decision({ 'urn:altinn:party:uuid': SYSTEM_USER }, 'read', FELLING)).toBe('NotApplicable');
  });

  it('lets a role that the caller brings take part in matching', async () => {
    expect(await decision({ 'urn:altinn:rolecode': 'DAGL' }, 'read', FELLING)).toBe('Permit');
    expect(await decision({ 'urn:altinn:rolecode': 'MEDL' }, 'read', FELLING)).toBe('NotApplicable');
  });

  it('counts access packages for system users and for persons, own and delegated (altinn-pdp#35)', async () => {
    const rules = [{ subjects: ['urn:altinn:accesspackage:skogbruk'], actions: ['read'] }];
    await savePolicy('skogdir-skogdata', rules);
    const resource = { ...FELLING, 'urn:altinn:resource': 'skogdir-skogdata' };
    expect(await decision({ 'urn:altinn:userid': DAGL.userId }, 'read', resource)).toBe('Permit');
    const given = { from: BAKERY.uuid, package: 'urn:altinn:accesspackage:skogbruk' };
    const system = { 'urn:altinn:systemuser:uuid': SYSTEM_USER };
    const stranger = { 'urn:altinn:userid': '20011' };
    for (const subject of [system, stranger]) expect(await decision(subject, 'read', resource)).toBe('NotApplicable');
    harness.delegations.given.push({ to: SYSTEM_USER, ...given });
    expect(await decision(system, 'read', resource)).toBe('Permit');
    // The stranger's company, of which he is managing director, receives the package: a key role.
    harness.delegations.given.push({ to: '20000000-0000-4000-8000-000000000013', ...given });
    expect(await decision(stranger, 'read', resource)).toBe('Permit');
    expect(await decision({ 'urn:altinn:partyid': '50020013' }, 'read', resource)).toBe('NotApplicable');
    const other = { ...resource, 'urn:altinn:organization:identifier-no': '310056766' };
    expect(await decision(system, 'read', other)).toBe('NotApplicable');
  });

  it('gives NotApplicable for an action that the access package’s rule does not name (altinn-pdp#66)', async () => {
    harness.delegations.given.push({ to: SYSTEM_USER, from: BAKERY.uuid, package: 'urn:altinn:accesspackage:lonn' });
    const subject = { 'urn:altinn:systemuser:uuid': SYSTEM_USER };
    expect(await decision(subject, 'read', SALARY)).toBe('Permit');
    expect(await decision(subject, 'delete', SALARY)).toBe('NotApplicable');
  });

  it('lets what a main unit has given count for its sub-unit', async () => {
    const unit = { ...SALARY, 'urn:altinn:organization:identifier-no': '310050598' };
    const subject = { 'urn:altinn:systemuser:uuid': SYSTEM_USER };
    expect(await decision(subject, 'read', unit)).toBe('NotApplicable');
    harness.delegations.given.push({ to: SYSTEM_USER, from: BAKERY.uuid, package: 'urn:altinn:accesspackage:lonn' });
    expect(await decision(subject, 'read', unit)).toBe('Permit');
  });

  it('lets a DAGL use the client administration, and an ADMAI not (altinn-pdp#67)', async () => {
    const clients = (number: string) => ({
      'urn:altinn:resource': 'altinn_client_administration',
      'urn:altinn:organization:identifier-no': number,
    });
    expect(await decision({ 'urn:altinn:userid': DAGL.userId }, 'read', clients(BAKERY.number))).toBe('Permit');
    // The business manager's director is ADMAI of the housing cooperative, and no client administrator there.
    const admai = { 'urn:altinn:userid': '20009' };
    const housing = clients('310062936');
    expect(await decision(admai, 'read', { ...housing, 'urn:altinn:resource': 'altinn_access_management' })).toBe(
      'Permit',
    );
    expect(await decision(admai, 'read', housing)).toBe('NotApplicable');
  });

  it('keeps a board member out of access management', async () => {
    const resource = { ...FELLING, 'urn:altinn:resource': 'altinn_access_management' };
    expect(await decision({ 'urn:altinn:userid': '20003' }, 'read', resource)).toBe('NotApplicable');
    expect(await decision({ 'urn:altinn:userid': '20002' }, 'write', resource)).toBe('Permit');
  });
});

describe('requests without party', () => {
  const consent = { 'urn:altinn:resource': 'digdir-samtykke-inntekt' };
  const listed = { 'urn:altinn:organization:identifier-no': '310019747' };

  it('permits an organisation on the policy’s access list to ask for consent (altinn-pdp#65)', async () => {
    expect(await decision(listed, 'requestconsent', consent)).toBe('Permit');
    expect(await decision({ 'urn:altinn:organization:identifier-no': '310025917' }, 'requestconsent', consent)).toBe(
      'NotApplicable',
    );
  });

  it('adds party type and access lists only without party, app and instance in the request (altinn-pdp#36)', async () => {
    const withParty = [
      { 'urn:altinn:partyid': BAKERY.partyId },
      { 'urn:altinn:organization:identifier-no': BAKERY.number },
      { 'urn:altinn:party:uuid': BAKERY.uuid },
      { 'urn:altinn:resource:instance-id': 'urn:altinn:correspondence-id:1' },
      { 'urn:altinn:app': 'demo' },
    ];
    for (const more of withParty)
      expect(await decision(listed, 'requestconsent', { ...consent, ...more }), JSON.stringify(more)).toBe(
        'NotApplicable',
      );
    await savePolicy('skogdir-skogdata', [{ subjects: ['urn:altinn:partytype:organization'], actions: ['read'] }]);
    const resource = { 'urn:altinn:resource': 'skogdir-skogdata' };
    expect(await decision(listed, 'read', resource)).toBe('Permit');
    expect(await decision({ 'urn:altinn:userid': DAGL.userId }, 'read', resource)).toBe('NotApplicable');
    expect(await decision(listed, 'read', { ...resource, 'urn:altinn:partyid': BAKERY.partyId })).toBe('NotApplicable');
  });
});

describe('instances', () => {
  const user = { 'urn:altinn:userid': DAGL.userId };
  const id = `${BAKERY.partyId}/${GUID}`;
  const inTask = (task: string) =>
    harness.instances.set(id, { org: 'ttd', app: 'demo', partyId: Number(BAKERY.partyId), task });

  it('needs nothing but the instance id to find org, app, task and party (altinn-pdp#30)', async () => {
    inTask('Task_1');
    const outcome = await evaluate(user, 'read', { 'urn:altinn:instance-id': id });
    expect(outcome.decision).toBe('Permit');
    const found = Object.fromEntries(asDecided(outcome)?.resource.attributes.map((one) => [one.id, one.values]) ?? []);
    expect(found).toMatchObject({
      'urn:altinn:org': ['ttd'],
      'urn:altinn:app': ['demo'],
      'urn:altinn:task': ['Task_1'],
      'urn:altinn:partyid': [BAKERY.partyId],
      'urn:altinn:resource': ['app_ttd_demo'],
      'urn:altinn:resource:instance-id': [GUID, `urn:altinn:instance-id:${id}`],
    });
    expect(await decision({ 'urn:altinn:userid': '20011' }, 'read', { 'urn:altinn:instance-id': id })).toBe(
      'NotApplicable',
    );
  });

  it('echoes the party id that it took from the instance id (altinn-pdp#31)', async () => {
    inTask('Task_1');
    const token = await harness.token('altinn:authorization/authorize');
    const answer = await harness.app.inject({
      method: 'POST',
      url: '/authorization/api/v1/authorize',
      headers: { authorization: `Bearer ${token}` },
      payload: requestBody({ 'urn:altinn:userid': DAGL.userId }, 'read', { 'urn:altinn:instance-id': id }),
    });
    expect(answer.json().response[0].category).toMatchObject([
      { attribute: [{ attributeId: 'urn:altinn:partyid', value: BAKERY.partyId, includeInResult: false }] },
    ]);
    const given = { 'urn:altinn:org': 'ttd', 'urn:altinn:app': 'demo', 'urn:altinn:partyid': BAKERY.partyId };
    const outcome = await evaluate(user, 'read', { ...given, 'urn:altinn:instance-id': id });
    expect(asDecided(outcome)?.resource.attributes.some((one) => one.includeInResult)).toBe(false);
  });

  it('reads app_{org}_{app} as org plus app (altinn-pdp#32)', async () => {
    const resource = { 'urn:altinn:resource': 'app_ttd_demo', 'urn:altinn:partyid': BAKERY.partyId };
    expect(await decision(user, 'instantiate', resource)).toBe('Permit');
    expect(await decision(user, 'complete', resource)).toBe('NotApplicable');
    inTask('Task_1');
    expect(await decision(user, 'read', { 'urn:altinn:resource': 'app_ttd_demo', 'urn:altinn:instance-id': id })).toBe(
      'Permit',
    );
  });

  it('reads an instance URN in urn:altinn:resource:instance-id as the instance id (altinn-pdp#33)', async () => {
    inTask('Task_1');
    const resource = { 'urn:altinn:resource:instance-id': `urn:altinn:instance-id:${id}` };
    expect(await decision(user, 'read', resource)).toBe('Permit');
    expect(harness.instanceLookups).toEqual([id]);
  });

  it('asks for no instance when the request is complete', async () => {
    const app = { 'urn:altinn:org': 'ttd', 'urn:altinn:app': 'demo', 'urn:altinn:partyid': BAKERY.partyId };
    const complete: Pairs[] = [
      { ...app, 'urn:altinn:instance-id': id, 'urn:altinn:task': 'Task_1' },
      { ...app, 'urn:altinn:instance-id': id, 'urn:altinn:end-event': 'EndEvent_1' },
      { ...app, 'urn:altinn:instance-id': id, 'urn:altinn:appresource': 'events' },
      app,
      { ...FELLING, 'urn:altinn:partyid': BAKERY.partyId, 'urn:altinn:resource:instance-id': 'urn:altinn:dialog-id:7' },
    ];
    for (const resource of complete) expect(await decision(user, 'read', resource)).toBe('Permit');
    expect(harness.instanceLookups).toEqual([]);
  });

  it('keeps a rule to its task, and uses the end event when there is no task', async () => {
    await savePolicy('app_ttd_org-demo', [
      {
        subjects: ['urn:altinn:rolecode:DAGL'],
        actions: ['read'],
        within: ['urn:altinn:task:Task_1', 'urn:altinn:end-event:EndEvent_1'],
      },
    ]);
    const ask = async (info: { task?: string; endEvent?: string }) => {
      harness.instances.set(id, { org: 'ttd', app: 'org-demo', partyId: Number(BAKERY.partyId), ...info });
      return decision(user, 'read', { 'urn:altinn:instance-id': id });
    };
    expect(await ask({ task: 'Task_1' })).toBe('Permit');
    expect(await ask({ task: 'Task_2' })).toBe('NotApplicable');
    expect(await ask({ endEvent: 'EndEvent_1' })).toBe('Permit');
  });

  it('does not take another party’s word for an instance: the id must name its owner', async () => {
    const foreign = `50020013/${GUID}`;
    harness.instances.set(foreign, { org: 'ttd', app: 'demo', partyId: Number(BAKERY.partyId), task: 'Task_1' });
    const stranger = { 'urn:altinn:userid': '20011' };
    expect(await decision(stranger, 'read', { 'urn:altinn:instance-id': foreign })).toBe('Indeterminate');
    const app = { 'urn:altinn:org': 'ttd', 'urn:altinn:app': 'demo', 'urn:altinn:task': 'Task_1' };
    const contradicting = { ...app, 'urn:altinn:instance-id': id, 'urn:altinn:partyid': '50020013' };
    expect(await decision(stranger, 'read', contradicting)).toBe('Indeterminate');
  });

  it('answers Indeterminate with syntax-error for an instance that cannot be fetched', async () => {
    expect(await evaluate(user, 'read', { 'urn:altinn:instance-id': id })).toMatchObject({
      decision: 'Indeterminate',
      status: SYNTAX_ERROR,
    });
  });
});

describe('the delegation run', () => {
  const stranger = { 'urn:altinn:userid': '20011' };
  const app = { 'urn:altinn:org': 'ttd', 'urn:altinn:app': 'demo', 'urn:altinn:partyid': BAKERY.partyId };
  const strangerUuid = '10000000-0000-4000-8000-000000000011';
  const grant = (action: string, more: { to?: string; resourceId?: string; instanceId?: string } = {}) =>
    harness.delegations.grants.push({
      to: strangerUuid,
      from: BAKERY.uuid,
      resourceId: 'app_ttd_demo',
      action,
      ...more,
    });

  it('turns NotApplicable into Permit when the right has been given (altinn-pdp#40)', async () => {
    expect(await decision(stranger, 'read', app)).toBe('NotApplicable');
    grant('read');
    expect(await evaluate(stranger, 'read', app)).toMatchObject({ decision: 'Permit', decidedBy: 'delegation' });
    expect(await decision(stranger, 'write', app)).toBe('NotApplicable');
    expect(await decision(stranger, 'read', { ...app, 'urn:altinn:partyid': '50020010' })).toBe('NotApplicable');
    expect(await decision({ 'urn:altinn:userid': '20016' }, 'read', app)).toBe('NotApplicable');
  });

  it('gives nothing once the right has been taken back (altinn-pdp#41)', async () => {
    grant('read');
    expect(await decision(stranger, 'read', app)).toBe('Permit');
    harness.delegations.grants.length = 0;
    expect(await decision(stranger, 'read', app)).toBe('NotApplicable');
  });

  it('reaches a user through an organisation in which the user has a key role', async () => {
    grant('read', { to: '20000000-0000-4000-8000-000000000013' });
    expect(await decision(stranger, 'read', app)).toBe('Permit');
    expect(await decision({ 'urn:altinn:partyid': '50020013' }, 'read', app)).toBe('Permit');
  });

  it('does not let an instance delegation help a request without that instance (altinn-pdp#42)', async () => {
    grant('read', { instanceId: GUID.toUpperCase() });
    expect(await decision(stranger, 'read', app)).toBe('NotApplicable');
    const other = GUID.replace('1', '2');
    const withInstance = (guid: string) => ({
      ...app,
      'urn:altinn:instance-id': `${BAKERY.partyId}/${guid}`,
      'urn:altinn:task': 'Task_1',
    });
    expect(await decision(stranger, 'read', withInstance(other))).toBe('NotApplicable');
    expect(await decision(stranger, 'read', withInstance(GUID))).toBe('Permit');
    harness.delegations.grants.length = 0;
    grant('read', { instanceId: `urn:altinn:instance-id:${BAKERY.partyId}/${GUID}` });
    expect(await decision(stranger, 'read', withInstance(GUID))).toBe('Permit');
    harness.delegations.grants.length = 0;
    grant('read');
    expect(await decision(stranger, 'read', withInstance(GUID))).toBe('Permit');
  });

  it('carries the main policy’s obligations once (altinn-pdp#43)', async () => {
    harness.delegations.grants.push({ to: SYSTEM_USER, from: BAKERY.uuid, resourceId: 'app_ttd_demo', action: 'read' });
    const outcome = await evaluate({ 'urn:altinn:systemuser:uuid': SYSTEM_USER }, 'read', app);
    expect(outcome.decision).toBe('Permit');
    const byRole = await evaluate({ 'urn:altinn:userid': DAGL.userId }, 'read', app);
    expect(outcome.obligations).toEqual(byRole.obligations);
    expect(outcome.obligations.map((one) => one.id)).toEqual([
      'urn:altinn:obligation:authenticationLevel1',
      'urn:altinn:obligation:authenticationLevel2',
    ]);
  });

  it('leaves the role result standing when the lookup fails (altinn-pdp#44)', async () => {
    grant('read');
    harness.delegations.failing = true;
    expect(await evaluate(stranger, 'read', app)).toMatchObject({
      decision: 'NotApplicable',
      status: 'urn:oasis:names:tc:xacml:1.0:status:ok',
    });
    expect(await decision({ 'urn:altinn:userid': DAGL.userId }, 'read', app)).toBe('Permit');
  });

  it('permits a system user with a delegated right, and no other organisation’s data (altinn-pdp#45)', async () => {
    harness.delegations.grants.push({
      to: SYSTEM_USER,
      from: BAKERY.uuid,
      resourceId: 'ttd-lonnsrapport',
      action: 'write',
    });
    const subject = { 'urn:altinn:systemuser:uuid': SYSTEM_USER };
    expect(await decision(subject, 'write', SALARY)).toBe('Permit');
    expect(await decision(subject, 'read', SALARY)).toBe('NotApplicable');
    expect(await decision(subject, 'write', { ...SALARY, 'urn:altinn:organization:identifier-no': '310056766' })).toBe(
      'NotApplicable',
    );
  });

  it('does not overturn a Deny of the main policy (altinn-pdp#39)', async () => {
    const xml = writePolicy({
      resourceId: 'app_ttd_org-demo',
      rules: [
        { subjects: ['urn:altinn:userid:20011'], actions: ['read'] },
        { subjects: ['urn:altinn:rolecode:DAGL'], actions: ['read'] },
      ],
    }).replace('Effect="Permit"', 'Effect="Deny"');
    await harness.database.transaction((trx, announce) =>
      harness.resources.savePolicy(trx, announce, 'app_ttd_org-demo', xml),
    );
    const resource = { ...app, 'urn:altinn:app': 'org-demo' };
    grant('read', { resourceId: 'app_ttd_org-demo' });
    expect(await decision(stranger, 'read', resource)).toBe('Deny');
    expect(await decision({ 'urn:altinn:userid': DAGL.userId }, 'read', resource)).toBe('Permit');
  });
});

describe('access lists', () => {
  const person = { 'urn:altinn:person:identifier-no': DAGL.number };
  const listed = '310044423';

  async function connect(filters: readonly string[] | null): Promise<void> {
    const record = await harness.resources.resource('skogdir-felling');
    if (!record) throw new Error('missing');
    await harness.database.transaction(async (trx, announce) => {
      await harness.resources.saveResource(trx, announce, { ...record, accessListMode: 'Enabled' });
      for (const table of ['access_list_resource', 'access_list_member'] as const)
        await trx.deleteFrom(table).execute();
      const list = { owner: 'skogdir', identifier: 'felling' };
      await trx
        .insertInto('access_list_member')
        .values({ ...list, organization_number: listed, since: 0 })
        .execute();
      const action_filters = filters === null ? null : JSON.stringify(filters);
      const row = { ...list, resource_id: 'skogdir-felling', action_filters, created: 0, updated: 0 };
      await trx.insertInto('access_list_resource').values(row).execute();
      announce({ topic: 'access-list' });
    });
  }

  it('turns Permit into Deny for an organisation on no list, without obligations and echo (altinn-pdp#46)', async () => {
    await connect(null);
    expect(await decision(person, 'read', FELLING)).toBe('Permit');
    const stranger = { 'urn:altinn:person:identifier-no': '11918010779' };
    const outside = { ...FELLING, 'urn:altinn:organization:identifier-no': '310075272' };
    expect(await evaluate(stranger, 'read', outside)).toMatchObject({
      decision: 'Deny',
      status: 'urn:oasis:names:tc:xacml:1.0:status:ok',
      obligations: [],
    });
    expect(await decision(person, 'read', outside)).toBe('NotApplicable');
    const body = requestBody(stranger, 'read', outside);
    for (const one of body.Request.Resource[0]?.Attribute ?? []) Object.assign(one, { IncludeInResult: true });
    const answer = await harness.app.inject({
      method: 'POST',
      url: '/authorization/api/v1/authorize',
      headers: { authorization: `Bearer ${await harness.token('altinn:authorization/authorize')}` },
      payload: body,
    });
    expect(answer.json().response[0]).toMatchObject({ decision: 'Deny', obligations: null, category: null });
  });

  it('gives Deny to a person as resource party (altinn-pdp#47)', async () => {
    await connect(null);
    await savePolicy('skogdir-felling', [
      { subjects: ['urn:altinn:rolecode:PRIV', 'urn:altinn:rolecode:DAGL'], actions: ['read', 'write'] },
    ]);
    const own = { 'urn:altinn:resource': 'skogdir-felling', 'urn:altinn:person:identifier-no': DAGL.number };
    expect(await decision(person, 'read', own)).toBe('Deny');
    // The policy itself permits it: without access lists the same question is a Permit.
    const record = await harness.resources.resource('skogdir-felling');
    if (!record) throw new Error('missing');
    await harness.database.transaction((trx, announce) =>
      harness.resources.saveResource(trx, announce, { ...record, accessListMode: 'Disabled' }),
    );
    expect(await decision(person, 'read', own)).toBe('Permit');
  });

  it('gives Deny when the filter lacks the action, and Permit without filter (altinn-pdp#48)', async () => {
    await connect(['read']);
    expect(await decision(person, 'read', FELLING)).toBe('Permit');
    expect(await decision(person, 'write', FELLING)).toBe('Deny');
    await connect([]);
    expect(await decision(person, 'write', FELLING)).toBe('Permit');
    await connect(null);
    expect(await decision(person, 'write', FELLING)).toBe('Permit');
  });
});
