/** What an app's metadata and policy demand, with apps that are stricter than those of the synthetic world. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../testing/sandbox.ts';
import { type RulesSandbox, startWithApps } from './rules-harness.ts';

const OWNER = '310001236';
const CUSTOMER = { organization: '310044423', partyId: 50020008, director: '01816010027' };
const PERSON_PARTY = 50010001;
const VENDOR = '310019747';
const SCOPES = ['altinn:instances.read', 'altinn:instances.write'];
const OWNER_SCOPES = ['altinn:serviceowner/instances.read', 'altinn:serviceowner/instances.write'];
const S = '/storage/api/v1/instances';
const DIRECTOR = ['urn:altinn:rolecode:DAGL', 'urn:altinn:rolecode:PRIV'];
const EVERYTHING = ['read', 'write', 'delete', 'instantiate', 'confirm'];
const all = [{ subjects: DIRECTOR, actions: EVERYTHING }];
const owner = { subjects: ['urn:altinn:org:ttd'], actions: ['read', 'write', 'instantiate', 'complete', 'delete'] };
const text = { allowedContentTypes: ['text/plain'] };

interface Instance {
  id: string;
  status: { isArchived: boolean; archived?: string; isSoftDeleted: boolean; readStatus: string };
  process: { currentTask?: { elementId: string; flowType: string }; ended?: string; endEvent?: string };
  data: { id: string; isRead: boolean; locked: boolean; tags: string[] }[];
}

let world: RulesSandbox;
let box: Sandbox;
let person: string;
let serviceOwner: string;
let systemUser: string;
beforeAll(async () => {
  world = await startWithApps([
    { app: 'plain', rules: [...all, owner] },
    { app: 'scoped', rules: all, metadata: { apiScopes: { users: { write: 'altinn:[app].write' } } } },
    { app: 'instances', rules: all, metadata: { apiScopes: { users: { write: 'altinn:[app].write' } } } },
    { app: 'kept', rules: all, metadata: { preventInstanceDeletionForDays: 7 } },
    { app: 'people', rules: all, metadata: { partyTypesAllowed: { person: true } } },
    { app: 'level-four', rules: all, level: 4 },
    { app: 'rejectable', rules: [...all, { subjects: DIRECTOR, actions: ['reject'] }] },
    {
      app: 'narrow',
      rules: [
        { subjects: DIRECTOR, actions: ['read', 'instantiate'] },
        { subjects: DIRECTOR, actions: ['write'], within: ['urn:altinn:task:Task_1'] },
        { subjects: DIRECTOR, actions: ['delete'], within: ['urn:altinn:end-event:EndEvent_1'] },
      ],
      tasks: [
        { id: 'Task_1', type: 'data', name: 'A' },
        { id: 'Task_2', type: 'data', name: 'B' },
      ],
    },
    {
      app: 'locks',
      rules: [
        { subjects: DIRECTOR, actions: ['read', 'write', 'instantiate'] },
        { subjects: ['urn:altinn:org:ttd'], actions: ['read', 'unlock'] },
        { subjects: [`urn:altinn:organization:identifier-no:${CUSTOMER.organization}`], actions: ['reject'] },
        { subjects: [`urn:altinn:organization:identifier-no:${VENDOR}`], actions: ['read', 'confirm', 'delete'] },
      ],
    },
    {
      app: 'typed',
      rules: [...all, { subjects: ['urn:altinn:org:ttd'], actions: ['read', 'write', 'secret-read'] }],
      dataTypes: [
        { id: 'model', allowedContentTypes: ['application/json'], appLogic: { classRef: 'Model' } },
        { id: 'secret', ...text, actionRequiredToRead: 'secret-read' },
        { id: 'temporary', ...text, appLogic: { autoDeleteOnProcessEnd: true } },
        { id: 'required', ...text, taskId: 'Task_1', minCount: 1 },
      ],
    },
  ]);
  ({ box } = world);
  person = await box.personToken(CUSTOMER.director);
  serviceOwner = await box.altinnToken(OWNER, OWNER_SCOPES);
  const { clientId } = await box.systemUser({
    vendor: VENDOR,
    customer: CUSTOMER,
    resources: ['app_ttd_plain', 'app_ttd_scoped', 'app_ttd_instances'],
    scopes: SCOPES,
  });
  systemUser = await box.altinnToken(VENDOR, SCOPES, { clientId, systemUser: { org: CUSTOMER.organization } });
});
afterAll(() => world.stop());

const create = (app: string, token = person, partyId = CUSTOMER.partyId) =>
  box.call<Instance>('POST', `/ttd/${app}/instances`, { token, body: { instanceOwner: { partyId } } });
const made = async (app: string, token = person): Promise<string> => {
  const answer = await create(app, token);
  expect([answer.status, answer.text.slice(0, 300)]).toEqual([201, expect.any(String)]);
  return answer.body.id;
};
const upload = (app: string, id: string, dataType: string, token = person, json = false) =>
  box.call<{ id: string }>('POST', `/ttd/${app}/instances/${id}/data?dataType=${dataType}`, {
    token,
    raw: json ? '{}' : 'hei',
    headers: json
      ? { 'content-type': 'application/json' }
      : { 'content-type': 'text/plain', 'content-disposition': 'attachment; filename="a.txt"' },
  });
const put = (path: string, body: unknown = {}, token = person) => box.call<Instance>('PUT', path, { token, body });
const next = (app: string, id: string, token = person, action?: string) =>
  put(`/ttd/${app}/instances/${id}/process/next`, action === undefined ? {} : { action }, token);
const read = async (id: string) => (await box.call<Instance>('GET', `${S}/${id}`, { token: person })).body;

describe('scopes of an app', () => {
  it('are demanded with the app’s name filled in, and a refusal is a problem (altinn-instances#11)', async () => {
    expect((await create('instances', systemUser)).status).toBe(201);
    const refused = await create('scoped', systemUser);
    expect(refused.status).toBe(403);
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(refused.body).toMatchObject({ title: 'Forbidden', status: 403, instance: '/ttd/scoped/instances' });
    expect(refused.body).toMatchObject({ detail: expect.stringContaining('altinn:scoped.write') });
    // Users of the portal are always let in.
    expect((await create('scoped', person)).status).toBe(201);
  });

  it('are compared whole: one that begins like another opens nothing (altinn-instances#7)', async () => {
    const { db } = world.database;
    const name = 'altinn:serviceowner/instances.read';
    const longer = `${name}x`;
    const scope = await db.selectFrom('scope').selectAll().where('name', '=', name).executeTakeFirstOrThrow();
    const access = await db.selectFrom('scope_access').selectAll().where('scope', '=', name).execute();
    const body = scope.body.replaceAll('serviceowner/instances.read', 'serviceowner/instances.readx');
    await db
      .insertInto('scope')
      .values({ ...scope, name: longer, body })
      .execute();
    for (const one of access)
      await db
        .insertInto('scope_access')
        .values({ ...one, scope: longer })
        .execute();
    const list = async (scopes: string[]) =>
      (await box.call('GET', `${S}?org=ttd`, { token: await box.altinnToken(OWNER, scopes) })).status;
    expect(await list([longer])).toBe(403);
    expect(await list([longer, name])).toBe(200);
  });
});

describe('lists', () => {
  it('are of 100 rows when no size is named, and of more than 1000 never (altinn-instances#27)', async () => {
    const base = await read(await made('plain'));
    const { db } = world.database;
    const row = await db
      .selectFrom('instance')
      .selectAll()
      .where('id', '=', base.id.split('/')[1] ?? '')
      .executeTakeFirstOrThrow();
    for (let n = 0; n < 101; n += 1)
      await db
        .insertInto('instance')
        .values({ ...row, id: row.id.slice(0, -4) + n.toString(16).padStart(4, '0') })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute();
    const list = (query: string) =>
      box.call<{ count: number; next: string | null }>('GET', `${S}?appId=ttd/plain${query}`, { token: serviceOwner });
    expect((await list('')).body).toMatchObject({ count: 100, next: expect.any(String) });
    expect((await list('&size=1000')).body).toMatchObject({ count: expect.any(Number), next: null });
    for (const size of ['1001', '0', '-1', '1e3', 'x']) expect((await list(`&size=${size}`)).status).toBe(400);
  });
});

describe('metadata of an app', () => {
  it('holds deletion back for days after archiving, on both surfaces (altinn-instances#38)', async () => {
    const id = await made('kept');
    await put(`/ttd/kept/instances/${id}/process/completeProcess`);
    for (const path of [`${S}/${id}`, `/ttd/kept/instances/${id}?hard=true`]) {
      const refused = await box.call('DELETE', path, { token: person });
      expect(refused.status).toBe(403);
      expect(refused.text).toContain('Instance cannot be deleted yet due to application restrictions.');
    }
    expect((await read(id)).status.isSoftDeleted).toBe(false);
    box.platform.clock.advance(7 * 24 * 3600 * 1000 + 1000);
    const later = await box.personToken(CUSTOMER.director);
    expect((await box.call('DELETE', `${S}/${id}`, { token: later })).status).toBe(200);
    box.platform.clock.reset();
  });

  it('says which kinds of parties may have instances (altinn-instances#63)', async () => {
    expect((await create('people')).status).toBe(403);
    expect((await create('people', person, PERSON_PARTY)).status).toBe(201);
  });

  it('hides contents whose reading needs an action that the caller lacks, but not that they are there (altinn-instances#56)', async () => {
    const id = await made('typed');
    const element = (await upload('typed', id, 'secret')).body.id;
    for (const path of [`${S}/${id}/data/${element}`, `/ttd/typed/instances/${id}/data/${element}`]) {
      expect((await box.call('GET', path, { token: person })).status).toBe(403);
      expect((await box.call('GET', path, { token: serviceOwner })).text).toBe('hei');
    }
    expect((await read(id)).data.map((one) => one.id)).toEqual([element]);
  });

  it('lets only types that are deleted at the end be deleted with delay (altinn-instances#57)', async () => {
    const id = await made('typed');
    const remove = async (type: string) => {
      const element = (await upload('typed', id, type)).body.id;
      return box.call('DELETE', `${S}/${id}/data/${element}?delay=true`, { token: person });
    };
    const refused = await remove('required');
    expect([refused.status, refused.body]).toEqual([400, 'DataType required does not support delayed deletion']);
    expect((await remove('temporary')).status).toBe(200);
  });

  it('keeps the main form from being deleted (altinn-instances#61)', async () => {
    const id = await made('typed');
    const form = (await upload('typed', id, 'model', person, true)).body.id;
    const remove = (element: string) =>
      box.call('DELETE', `/ttd/typed/instances/${id}/data/${element}`, { token: person });
    expect((await remove(form)).status).toBe(400);
    const other = (await upload('typed', id, 'required')).body.id;
    expect((await remove(other)).status).toBe(200);
    expect((await read(id)).data.map((one) => one.id)).toEqual([form]);
  });

  it('holds the process until required elements are there, and says which (altinn-instances#66)', async () => {
    const id = await made('typed');
    const refused = await next('typed', id);
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({
      validationIssues: [{ code: 'TooFewDataElementsOfType', field: 'required', severity: 1 }],
    });
    await upload('typed', id, 'required');
    expect((await next('typed', id)).status).toBe(200);
  });
});

describe('metadata of an element', () => {
  it('is written where the ids are those of the path, and by nobody else’s ids (altinn-instances#58)', async () => {
    const id = await made('plain');
    const element = (await upload('plain', id, 'attachment')).body.id;
    const [, instanceGuid = ''] = id.split('/');
    const path = `${S}/${id}/dataelements/${element}`;
    const body = {
      id: element,
      instanceGuid,
      tags: ['a'],
      metadata: [{ key: 'k', value: 'v' }],
      locked: true,
      size: 9,
    };
    for (const wrong of [
      { ...body, id: instanceGuid },
      { ...body, instanceGuid: element },
      { tags: ['a'] },
      { ...body, tags: 'a' },
      { ...body, tags: Array(101).fill('a') },
      { ...body, refs: ['../x'] },
      { ...body, metadata: [{ key: '', value: 1 }] },
      [],
      null,
    ])
      expect([wrong, (await put(path, wrong)).status]).toEqual([wrong, 400]);
    expect((await read(id)).data[0]?.tags).toEqual([]);
    const written = await put(path, body);
    expect(written.status).toBe(200);
    expect((await read(id)).data[0]).toMatchObject({
      tags: ['a'],
      metadata: [{ key: 'k', value: 'v' }],
      locked: false,
      size: 3,
    });
    expect((await put(path, body, systemUser)).status).toBe(200);
    expect((await put(path, body, await box.altinnToken(VENDOR, SCOPES))).status).toBe(403);
  });

  it('tells that the owner’s element has been read once another fetches it', async () => {
    const id = await made('plain');
    const element = (await upload('plain', id, 'attachment', serviceOwner)).body.id;
    const path = `${S}/${id}/data/${element}`;
    await box.call('GET', path, { token: serviceOwner });
    expect((await read(id)).data[0]?.isRead).toBe(false);
    await box.call('GET', path, { token: person });
    expect((await read(id)).data[0]?.isRead).toBe(true);
  });

  it('survives locks, deletions and uploads of the same element at once: what is shown is what is stored', async () => {
    const id = await made('plain');
    const element = (await upload('plain', id, 'attachment')).body.id;
    const path = `${S}/${id}/data/${element}`;
    for (let round = 0; round < 5; round += 1) {
      const replace = (body: string) =>
        box.call('PUT', path, { token: person, raw: body, headers: { 'content-type': 'text/plain' } });
      const statuses = await Promise.all([
        replace(`round ${round}`),
        box.call('PUT', `${path}/lock`, { token: person }),
        replace(`other ${round}`),
      ]).then((answers) => answers.map((one) => one.status));
      expect(statuses.every((status) => [200, 201, 409].includes(status))).toBe(true);
      const shown = (await read(id)).data[0] as unknown as { size: number };
      const content = await box.call('GET', path, { token: person });
      expect([content.status, content.text.length]).toEqual([200, shown.size]);
      await box.call('DELETE', `${path}/lock`, { token: person });
    }
  });
});

describe('a lock', () => {
  it('is taken off with write, unlock or reject, and with nothing else (altinn-instances#55)', async () => {
    const id = await made('locks');
    const element = (await upload('locks', id, 'attachment')).body.id;
    const path = `${S}/${id}/data/${element}/lock`;
    const rejector = await box.altinnToken(CUSTOMER.organization, SCOPES);
    const other = await box.altinnToken(VENDOR, SCOPES);
    const locked = async () => (await read(id)).data[0]?.locked;
    for (const token of [person, serviceOwner, rejector]) {
      expect([200, 201]).toContain((await put(path, {})).status);
      expect((await box.call('DELETE', path, { token: other })).status).toBe(403);
      expect(await locked()).toBe(true);
      expect((await box.call('DELETE', path, { token })).status).toBe(200);
      expect(await locked()).toBe(false);
    }
  });

  it('is put on by who may move the process on or reject it, and by nobody else', async () => {
    const id = await made('locks');
    const element = (await upload('locks', id, 'attachment')).body.id;
    const path = `${S}/${id}/data/${element}/lock`;
    const rejector = await box.altinnToken(CUSTOMER.organization, SCOPES);
    expect((await put(path, {}, serviceOwner)).status).toBe(403);
    expect((await put(path, {}, await box.altinnToken(VENDOR, SCOPES))).status).toBe(403);
    expect((await put(path, {}, rejector)).status).toBe(201);
    expect((await put(path, {})).status).toBe(200);
    const unknown = '00000000-0000-4000-8000-000000000000';
    expect((await put(`${S}/${id.split('/')[0]}/${unknown}/data/${element}/lock`)).status).toBe(404);
    expect((await put(`${S}/${id}/data/${unknown}/lock`)).status).toBe(404);
  });
});

describe('the process', () => {
  it('archives the instance when an ended state is put (altinn-instances#44)', async () => {
    const id = await made('plain');
    const ended = '2026-01-05T08:20:11.000Z';
    const answer = await put(`${S}/${id}/process`, { ended, endEvent: 'EndEvent_1' });
    expect(answer.status).toBe(200);
    expect(await read(id)).toMatchObject({
      status: { isArchived: true, archived: ended },
      process: { ended, endEvent: 'EndEvent_1' },
    });
    expect((await put(`${S}/${id}/process`, { ended: '2027-01-01T00:00:00Z' })).status).toBe(403);
    expect((await read(id)).status.archived).toBe(ended);
  });

  it('takes a state that names one of the app’s tasks, and no other', async () => {
    const id = await made('plain');
    for (const body of [
      null,
      [],
      {},
      { ended: 'now' },
      { ended: 5 },
      { currentTask: { elementId: 'Task_9' } },
      { currentTask: { elementId: 'Task_2', flowType: 'x' } },
    ])
      expect([body, (await put(`${S}/${id}/process`, body)).status]).toEqual([body, 400]);
    expect((await put(`${S}/${id}/process`, { currentTask: { elementId: 'Task_3' } })).status).toBe(200);
    expect((await read(id)).process.currentTask).toMatchObject({ elementId: 'Task_3', altinnTaskType: 'confirmation' });
  });

  it('is abandoned only with the action reject, on both surfaces (altinn-instances#46)', async () => {
    const abandon = { currentTask: { elementId: 'Task_1', flowType: 'AbandonCurrentMoveToNext' } };
    const refused = await made('plain');
    expect((await next('plain', refused, person, 'reject')).status).toBe(403);
    expect((await put(`${S}/${refused}/process`, abandon)).status).toBe(403);
    const id = await made('rejectable');
    await next('rejectable', id);
    await next('rejectable', id);
    const rejected = await next('rejectable', id, person, 'reject');
    expect(rejected.status).toBe(200);
    expect(rejected.body).toMatchObject({ currentTask: { elementId: 'Task_1', flowType: 'AbandonCurrentMoveToNext' } });
    expect((await put(`${S}/${id}/process`, abandon)).status).toBe(200);
  });

  it('moves one step for each call that is answered with 200, however many are sent at once', async () => {
    const id = await made('plain');
    const answers = await Promise.all(Array.from({ length: 6 }, () => next('plain', id)));
    const moved = answers.filter((one) => one.status === 200).length;
    expect(answers.every((one) => one.status === 200 || one.status === 409)).toBe(true);
    const ended = await box.call<{ instanceEvents: object[] }>('GET', `${S}/${id}/events?eventTypes=process_EndTask`, {
      token: person,
    });
    expect(ended.body.instanceEvents).toHaveLength(moved);
  });
});

describe('decisions', () => {
  it('are about the stored instance’s task: what is permitted in Task_1 is refused in Task_2 and at the end (altinn-instances#45, altinn-instances#49)', async () => {
    const id = await made('narrow');
    expect((await upload('narrow', id, 'attachment')).status).toBe(201);
    expect((await box.call('DELETE', `${S}/${id}`, { token: person })).status).toBe(403);
    expect((await next('narrow', id)).status).toBe(200);
    expect((await upload('narrow', id, 'attachment')).status).toBe(403);
    expect((await next('narrow', id)).status).toBe(403);
    expect((await read(id)).data).toHaveLength(1);
  });

  it('stop a process that is to be completed at the first step that is refused (altinn-instances#67)', async () => {
    const id = await made('narrow');
    const stopped = await put(`/ttd/narrow/instances/${id}/process/completeProcess`);
    expect([stopped.status, stopped.body]).toMatchObject([403, { title: 'Unauthorized' }]);
    expect((await read(id)).process.currentTask?.elementId).toBe('Task_2');
  });

  it('are the same that the answer about the process tells beforehand (altinn-instances#68)', async () => {
    const id = await made('narrow');
    const told = async () =>
      (
        await box.call<{ currentTask: { actions: Record<string, boolean> } }>(
          'GET',
          `/ttd/narrow/instances/${id}/process`,
          { token: person },
        )
      ).body.currentTask.actions;
    expect(await told()).toEqual({ read: true, write: true, reject: false });
    await next('narrow', id);
    expect(await told()).toEqual({ read: true, write: false, reject: false });
  });

  it('ask for read only where the read status is written (altinn-instances#42)', async () => {
    const id = await made('narrow');
    await next('narrow', id);
    const path = `${S}/${id}/readstatus?status=`;
    expect((await put(`${path}uNreAd`)).status).toBe(200);
    expect((await read(id)).status.readStatus).toBe('Unread');
    expect((await put(`${path}Read`, {}, await box.altinnToken(VENDOR, SCOPES))).status).toBe(403);
    expect((await read(id)).status.readStatus).toBe('Unread');
  });

  it('ask for a level that the token may lack, and the app says which (altinn-instances#50)', async () => {
    const refused = await create('level-four');
    expect(refused.status).toBe(403);
    expect(refused.body).toMatchObject({ RequiredAuthenticationLevel: '4' });
  });
});
