/** What happens to an instance and its elements as the process moves: what an app's metadata ask for, and what is told of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../testing/sandbox.ts';
import { type RulesSandbox, startWithApps, TASKS } from './rules-harness.ts';

const CUSTOMER = { organization: '310044423', partyId: 50020008, director: '01816010027' };
const OWNER = '310001236';
const VENDOR = '310019747';
const SCOPES = ['altinn:instances.read', 'altinn:instances.write'];
const S = '/storage/api/v1/instances';
const DIRECTOR = ['urn:altinn:rolecode:DAGL'];
const rules = [
  { subjects: DIRECTOR, actions: ['read', 'write', 'instantiate', 'confirm', 'reject', 'delete'] },
  { subjects: ['urn:altinn:org:ttd'], actions: ['read', 'write', 'instantiate', 'confirm'] },
];
const text = { allowedContentTypes: ['text/plain'] };

interface State {
  started?: string;
  startEvent?: string;
  currentTask?: { elementId: string; flow: number; started?: string };
  ended?: string;
  endEvent?: string;
}
interface Element {
  id: string;
  dataType: string;
  contentType: string;
  locked: boolean;
  deleteStatus?: { isHardDeleted: boolean };
}
interface Instance {
  id: string;
  status: Record<string, unknown>;
  process: State;
  data: Element[];
}
interface Event {
  eventType: string;
  created: string;
  dataId?: string;
  processInfo: State;
  user: Record<string, unknown>;
}
interface HistoryItem {
  eventType: string;
  elementId: string;
  occured?: string;
  started?: string;
  ended?: string;
  performedBy: string;
}

let world: RulesSandbox;
let box: Sandbox;
let person: string;
let owner: string;
let systemUser: string;
beforeAll(async () => {
  world = await startWithApps([
    { app: 'steps', rules },
    {
      app: 'forms',
      rules,
      dataTypes: [
        {
          id: 'model',
          allowedContentTypes: ['application/xml'],
          taskId: 'Task_1',
          minCount: 1,
          maxCount: 1,
          appLogic: { autoCreate: true, classRef: 'Altinn.App.Models.Skjema' },
        },
        {
          id: 'json',
          allowedContentTypes: ['application/json', 'application/xml'],
          taskId: 'Task_2',
          minCount: 1,
          appLogic: { autoCreate: true, classRef: 'X' },
        },
        { id: 'later', taskId: 'Task_3', minCount: 1, ...text },
        { id: 'manual', taskId: 'Task_1', ...text, appLogic: { autoCreate: false } },
      ],
    },
    {
      app: 'fleeting',
      rules,
      dataTypes: [
        { id: 'scratch', ...text, taskId: 'Task_1', appLogic: { autoDeleteOnProcessEnd: true } },
        { id: 'kept', ...text, taskId: 'Task_1' },
        { id: 'free', ...text },
      ],
    },
    { app: 'gone', rules, metadata: { autoDeleteOnProcessEnd: true }, dataTypes: [{ id: 'kept', ...text }] },
    {
      app: 'limits',
      rules,
      dataTypes: [
        { id: 'one', ...text, taskId: 'Task_1', maxCount: 1 },
        { id: 'owned', ...text, appLogic: { disallowUserCreate: true, disallowUserDelete: true } },
        { id: 'ref-data-as-pdf' },
        { id: 'guarded', ...text, actionRequiredToWrite: 'guard' },
      ],
    },
  ]);
  ({ box } = world);
  person = await box.personToken(CUSTOMER.director);
  owner = await box.altinnToken(OWNER, ['altinn:serviceowner/instances.read', 'altinn:serviceowner/instances.write']);
  const wish = { vendor: VENDOR, customer: CUSTOMER, resources: ['app_ttd_steps'], scopes: SCOPES };
  const { clientId } = await box.systemUser(wish);
  systemUser = await box.altinnToken(VENDOR, SCOPES, { clientId, systemUser: { org: CUSTOMER.organization } });
});
afterAll(() => world.stop());

const create = async (app: string, token = person) => {
  const body = { instanceOwner: { partyId: CUSTOMER.partyId } };
  const answer = await box.call<Instance>('POST', `/ttd/${app}/instances`, { token, body });
  expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
  return answer.body;
};
const next = (app: string, id: string, token = person, action?: string) =>
  box.call<State>('PUT', `/ttd/${app}/instances/${id}/process/next`, {
    token,
    body: action === undefined ? {} : { action },
  });
const upload = (app: string, id: string, dataType: string, token = person, surface = `/ttd/${app}/instances`) =>
  box.call<Element>('POST', `${surface}/${id}/data?dataType=${dataType}`, {
    token,
    raw: 'hei',
    headers: { 'content-type': 'text/plain', 'content-disposition': 'attachment; filename="a.txt"' },
  });
const read = async (id: string, token = person) => (await box.call<Instance>('GET', `${S}/${id}`, { token })).body;
const events = async (id: string, query = '') =>
  (await box.call<{ instanceEvents: Event[] }>('GET', `${S}/${id}/events${query}`, { token: person })).body
    .instanceEvents;
const history = async (path: string) =>
  (await box.call<{ processHistory: HistoryItem[] }>('GET', `${path}/process/history`, { token: person })).body
    .processHistory;

describe('the events of a process', () => {
  it('tell of what was left with the state before, and of what was reached with the state after (altinn-instances#79)', async () => {
    const { id, process } = await create('steps');
    const after1 = (await next('steps', id)).body;
    box.platform.clock.advance(1000);
    await next('steps', id);
    box.platform.clock.advance(1000);
    const back = (await next('steps', id, person, 'reject')).body;
    for (let step = 0; step < 3; step += 1) await next('steps', id);
    const { process: ended } = await read(id);
    const told = await events(id);
    const start = { started: process.started, startEvent: 'StartEvent_1' };
    const state = (elementId: string, flow: number) => ({ ...start, currentTask: { elementId, flow } });
    const end = { ...start, ended: ended.ended, endEvent: 'EndEvent_1' };
    expect(told.map((event) => [event.eventType, event.processInfo])).toMatchObject([
      ['Created', state('Task_1', 2)],
      ['process_StartEvent', { ...start, currentTask: { elementId: 'StartEvent_1', flow: 1 } }],
      ['process_StartTask', state('Task_1', 2)],
      ['process_EndTask', state('Task_1', 2)],
      ['process_StartTask', state('Task_2', 3)],
      ['process_EndTask', state('Task_2', 3)],
      ['process_StartTask', state('Task_3', 4)],
      ['process_AbandonTask', state('Task_3', 4)],
      ['process_StartTask', state('Task_1', 5)],
      ['process_EndTask', state('Task_1', 5)],
      ['process_StartTask', state('Task_2', 6)],
      ['process_EndTask', state('Task_2', 6)],
      ['process_StartTask', state('Task_3', 7)],
      ['process_EndTask', state('Task_3', 7)],
      ['process_EndEvent', end],
      ['Submited', end],
    ]);
    for (const event of told.slice(-2)) expect(event.processInfo).not.toHaveProperty('currentTask');
    // The whole state, as the process itself had it.
    expect(told[3]?.processInfo).toEqual(process);
    const stateOf = ({ started, startEvent, currentTask }: State) => ({ started, startEvent, currentTask });
    expect(told[4]?.processInfo).toEqual(stateOf(after1));
    expect(told[8]?.processInfo).toEqual(stateOf(back));
    box.platform.clock.reset();
  });

  it('tell of a state that Storage is given, too', async () => {
    const { id, process } = await create('steps');
    const body = { currentTask: { elementId: 'Task_3' } };
    await box.call('PUT', `${S}/${id}/process`, { token: person, body });
    await box.call('PUT', `${S}/${id}/process`, { token: person, body: { ended: '2030-01-05T08:20:11Z' } });
    expect((await events(id)).slice(3).map((event) => [event.eventType, event.processInfo])).toMatchObject([
      ['process_EndTask', process],
      ['process_StartTask', { started: process.started, currentTask: { elementId: 'Task_3' } }],
      ['process_EndTask', { currentTask: { elementId: 'Task_3' } }],
      ['process_EndEvent', { ended: '2030-01-05T08:20:11.000Z', endEvent: 'EndEvent_1' }],
    ]);
  });
});

describe('the history of a process', () => {
  it('has one item for the start, each task and the end, with times and who acted (altinn-instances#80)', async () => {
    const { id, process } = await create('steps', systemUser);
    const upTo = async (...answers: Promise<{ status: number }>[]) =>
      expect((await Promise.all(answers)).every(({ status }) => status === 200)).toBe(true);
    box.platform.clock.advance(1000);
    await upTo(next('steps', id, owner));
    box.platform.clock.advance(1000);
    await upTo(next('steps', id, person));
    box.platform.clock.advance(1000);
    await upTo(next('steps', id, owner));
    const created = Object.fromEntries(
      (await events(id)).map((event) => [
        `${event.eventType} ${event.processInfo.currentTask?.elementId ?? ''}`.trim(),
        event.created,
      ]),
    );
    const began = { occured: process.started ?? '', started: process.started ?? '' };
    const expected: Partial<HistoryItem>[] = [
      {
        eventType: 'process_StartEvent',
        elementId: 'StartEvent_1',
        occured: process.started ?? '',
        performedBy: CUSTOMER.organization,
      },
      {
        eventType: 'process_StartTask',
        elementId: 'Task_1',
        ...began,
        ended: created['process_EndTask Task_1'] ?? '',
        performedBy: CUSTOMER.organization,
      },
      {
        eventType: 'process_StartTask',
        elementId: 'Task_2',
        ...began,
        ended: created['process_EndTask Task_2'] ?? '',
        performedBy: 'ttd',
      },
      {
        eventType: 'process_StartTask',
        elementId: 'Task_3',
        ...began,
        ended: created['process_EndTask Task_3'] ?? '',
        performedBy: '20001',
      },
      {
        eventType: 'process_EndEvent',
        elementId: 'EndEvent_1',
        occured: (await read(id)).process.ended ?? '',
        performedBy: 'ttd',
      },
    ];
    expect(await history(`${S}/${id}`)).toEqual(expected);
    expect(await history(`/ttd/steps/instances/${id}`)).toEqual(expected);
    expect(new Set(expected.map((item) => item.ended)).size).toBe(4);
    box.platform.clock.reset();
  });

  it('has one item for a task that is visited twice, begun anew, and no end for one that was abandoned (altinn-instances#80)', async () => {
    const { id } = await create('steps');
    await next('steps', id);
    const left = (await events(id)).find((event) => event.eventType === 'process_EndTask')?.created;
    await next('steps', id);
    box.platform.clock.advance(1000);
    await next('steps', id, person, 'reject');
    const [, first, , third] = await history(`${S}/${id}`);
    const again = (await events(id)).at(-1);
    // Until it ends again, its end is that of the first visit.
    expect(first).toMatchObject({ elementId: 'Task_1', started: again?.created, ended: left });
    expect(third).toMatchObject({ elementId: 'Task_3' });
    expect(third).not.toHaveProperty('ended');
    box.platform.clock.advance(1000);
    await next('steps', id);
    const all = await history(`${S}/${id}`);
    expect(all.map(({ elementId }) => elementId)).toEqual(['StartEvent_1', 'Task_1', 'Task_2', 'Task_3']);
    const ends = (await events(id)).filter((event) => event.eventType === 'process_EndTask');
    expect(all[1]).toMatchObject({ started: again?.created, ended: ends.at(-1)?.created });
    box.platform.clock.reset();
  });
});

describe('a form that is created by itself', () => {
  it('is there when its task begins, and is an event (altinn-instances#81)', async () => {
    const made = await create('forms');
    expect(made.data.map((one) => [one.dataType, one.contentType])).toEqual([['model', 'application/xml']]);
    const [form] = made.data;
    const content = await box.call('GET', `/ttd/forms/instances/${made.id}/data/${form?.id}`, { token: person });
    expect(content.text).toBe('<?xml version="1.0" encoding="utf-8"?>\n<Skjema />');
    expect((await events(made.id)).at(-1)).toMatchObject({ eventType: 'Created', dataId: form?.id });
    // The form is what minCount asks for.
    expect((await next('forms', made.id)).status).toBe(200);
    const { data } = await read(made.id);
    expect(data.map((one) => [one.dataType, one.contentType])).toEqual([
      ['model', 'application/xml'],
      ['json', 'application/json'],
    ]);
    expect((await events(made.id)).at(-1)).toMatchObject({ eventType: 'Created', dataId: data[1]?.id });
  });

  it('is not made beside one that was brought along, nor a second time', async () => {
    const form = new FormData();
    const instance = JSON.stringify({ instanceOwner: { partyId: String(CUSTOMER.partyId) } });
    form.set('instance', new Blob([instance], { type: 'application/json' }));
    form.set('model', new Blob(['<Skjema><a>1</a></Skjema>'], { type: 'application/xml' }));
    const { body } = await box.call<Instance>('POST', '/ttd/forms/instances', { token: person, raw: form });
    expect(body.data.map(({ dataType }) => dataType)).toEqual(['model']);
    await next('forms', body.id);
    await next('forms', body.id);
    expect((await next('forms', body.id, person, 'reject')).status).toBe(200);
    await next('forms', body.id);
    expect((await read(body.id)).data.map(({ dataType }) => dataType)).toEqual(['model', 'json']);
    const { db } = world.database;
    const orphans = await db
      .selectFrom('content_chunk')
      .select('content_id')
      .where('content_id', 'not in', db.selectFrom('data_element').select('content_id'))
      .execute();
    expect(orphans).toEqual([]);
  });

  it('is made once, however many steps are asked for at once', async () => {
    const { id } = await create('forms');
    await Promise.all(Array.from({ length: 4 }, () => next('forms', id)));
    const { data } = await read(id);
    expect(data.filter(({ dataType }) => dataType === 'json')).toHaveLength(1);
  });
});

describe('the end of a process', () => {
  it('deletes the elements whose data type lives no longer, and only these (altinn-instances#82)', async () => {
    const { id } = await create('fleeting');
    const scratch = (await upload('fleeting', id, 'scratch')).body.id;
    const kept = (await upload('fleeting', id, 'kept')).body.id;
    await next('fleeting', id);
    await next('fleeting', id);
    expect((await read(id)).data).toHaveLength(2);
    await next('fleeting', id);
    expect((await read(id)).data.map((one) => one.id)).toEqual([kept]);
    expect((await box.call('GET', `${S}/${id}/data/${scratch}`, { token: person })).status).toBe(404);
    expect((await read(id, owner)).data.find((one) => one.id === scratch)?.deleteStatus?.isHardDeleted).toBe(true);
    const deleted = await events(id, '?eventTypes=Deleted');
    expect(deleted.map((event) => event.dataId)).toEqual([scratch]);
  });

  it('deletes the instance for good where the app says so (altinn-instances#83)', async () => {
    const { id } = await create('gone');
    const ended = await box.call<State>('PUT', `/ttd/gone/instances/${id}/process/completeProcess`, { token: person });
    expect([ended.status, ended.body.endEvent]).toEqual([200, 'EndEvent_1']);
    const { status } = await read(id, owner);
    expect(status).toMatchObject({
      isArchived: true,
      isSoftDeleted: true,
      softDeleted: expect.any(String),
      isHardDeleted: true,
      hardDeleted: expect.any(String),
    });
    const list = async (token: string, query: string) =>
      (await box.call<{ instances: Instance[] }>('GET', `${S}?${query}`, { token })).body.instances.map(
        (one) => one.id,
      );
    expect(await list(person, `instanceOwner.partyId=${CUSTOMER.partyId}&size=1000`)).not.toContain(id);
    expect(await list(owner, 'appId=ttd/gone&status.isHardDeleted=true')).toContain(id);
    expect((await events(id)).at(-1)?.eventType).toBe('Deleted');
  });
});

describe('the elements of a task', () => {
  it('are locked when it is completed, and open again when it is entered again (altinn-instances#84)', async () => {
    const { id } = await create('fleeting');
    const kept = (await upload('fleeting', id, 'kept')).body.id;
    await upload('fleeting', id, 'free');
    const locks = async () => (await read(id)).data.map((one) => [one.dataType, one.locked]);
    const replace = () =>
      box.call('PUT', `${S}/${id}/data/${kept}`, {
        token: person,
        raw: 'nytt',
        headers: { 'content-type': 'text/plain' },
      });
    await next('fleeting', id);
    expect(await locks()).toEqual([
      ['kept', true],
      ['free', false],
    ]);
    expect((await replace()).status).toBe(409);
    await next('fleeting', id);
    await next('fleeting', id, person, 'reject');
    expect(await locks()).toEqual([
      ['kept', false],
      ['free', false],
    ]);
    expect((await replace()).status).toBe(200);
  });

  it('that an earlier visit to a task has made are deleted when it is entered again', async () => {
    const { id } = await create('fleeting');
    const path = `${S}/${id}/data?dataType=free`;
    const headers = { 'content-type': 'text/plain' };
    const made = async (query: string) =>
      (await box.call<Element>('POST', `${path}${query}`, { token: person, raw: 'x', headers })).body.id;
    for (let step = 0; step < 2; step += 1) await next('fleeting', id);
    const [first, second] = [await made('&generatedFromTask=Task_1'), await made('&generatedFromTask=Task_2')];
    const left = async () => (await read(id)).data.map((one) => one.id);
    expect(await left()).toEqual([first, second]);
    await next('fleeting', id, person, 'reject');
    expect(await left()).toEqual([second]);
    await next('fleeting', id);
    expect(await left()).toEqual([]);
    expect((await events(id, '?eventTypes=Deleted')).map((event) => event.dataId)).toEqual([first, second]);
  });

  it('hold the process in every kind of task until there are enough, unless it is rejected (altinn-instances#66)', async () => {
    const { id } = await create('forms');
    await next('forms', id);
    await next('forms', id);
    const refused = await next('forms', id);
    expect([refused.status, refused.body]).toMatchObject([
      409,
      {
        title: 'Validation failed for task',
        validationIssues: [{ code: 'TooFewDataElementsOfType', field: 'later', severity: 1 }],
      },
    ]);
    expect((await next('forms', id, person, 'reject')).status).toBe(200);
    for (let step = 0; step < 2; step += 1) await next('forms', id);
    await upload('forms', id, 'later');
    expect((await next('forms', id)).body.endEvent).toBe('EndEvent_1');
  });

  it('hold the process when there are too many, which only Storage lets happen (altinn-instances#66)', async () => {
    const { id } = await create('limits');
    const element = (await upload('limits', id, 'one')).body;
    const row = await world.database.db
      .selectFrom('data_element')
      .selectAll()
      .where('id', '=', element.id)
      .executeTakeFirstOrThrow();
    const other = id.split('/')[1] ?? '';
    await world.database.db
      .insertInto('data_element')
      .values({ ...row, id: other, body: row.body.replaceAll(element.id, other) })
      .execute();
    expect((await next('limits', id)).body).toMatchObject({
      validationIssues: [{ code: 'TooManyDataElementsOfType', field: 'one' }],
    });
  });
});

describe('the answers of an app', () => {
  it('are titled as the app library titles them', async () => {
    const { id } = await create('limits');
    const foreign = await box.altinnToken(VENDOR, SCOPES);
    expect((await next('limits', id, foreign)).body).toMatchObject({ status: 403, title: 'Unauthorized' });
    await upload('limits', id, 'one');
    expect((await upload('limits', id, 'one')).body).toMatchObject({ status: 409, title: 'Max Count Exceeded' });
    expect((await upload('limits', id, 'owned')).body).toMatchObject({ status: 400, title: 'User Create Disallowed' });
    expect((await upload('limits', id, 'guarded')).body).toMatchObject({ status: 403, title: 'Unauthorized' });
    expect((await upload('limits', id, 'nothing')).body).toMatchObject({ status: 400, title: 'Data Type Not Found' });
    const owned = (await upload('limits', id, 'owned', owner)).body.id;
    const remove = (token: string, element = owned) =>
      box.call('DELETE', `/ttd/limits/instances/${id}/data/${element}`, { token });
    expect((await remove(person)).body).toMatchObject({ status: 400, title: 'User Delete Disallowed' });
    expect((await remove(owner)).status).toBe(200);
    const form = await create('forms');
    const model = await box.call('DELETE', `/ttd/forms/instances/${form.id}/data/${form.data[0]?.id}`, {
      token: person,
    });
    expect(model.body).toMatchObject({ status: 400, title: 'Cannot Delete main data element' });
  });

  it('refuse to add, replace or delete what the platform makes, to the owner too (altinn-instances#85)', async () => {
    const { id } = await create('limits');
    for (const token of [person, owner])
      expect((await upload('limits', id, 'ref-data-as-pdf', token)).body).toMatchObject({
        status: 403,
        title: 'Forbidden',
      });
    const made = (await upload('limits', id, 'ref-data-as-pdf', owner, S)).body.id;
    const path = `/ttd/limits/instances/${id}/data/${made}`;
    const headers = { 'content-type': 'text/plain', 'content-disposition': 'attachment; filename="a.txt"' };
    expect((await box.call('PUT', path, { token: person, raw: 'x', headers })).status).toBe(403);
    expect((await box.call('DELETE', path, { token: person })).status).toBe(403);
    expect((await box.call('GET', path, { token: person })).text).toBe('hei');
  });

  it('list the app’s tasks with the state of the process', async () => {
    const { id } = await create('steps');
    const processTasks = TASKS.map((task) => ({
      elementId: task.id,
      elementType: 'Task',
      altinnTaskType: task.type,
    }));
    const state = await box.call('GET', `/ttd/steps/instances/${id}/process`, { token: person });
    expect(state.body).toMatchObject({
      processTasks,
      currentTask: { elementId: 'Task_1', elementType: 'Task', read: true, write: true },
    });
    expect((await next('steps', id)).body).toMatchObject({ processTasks, currentTask: { elementId: 'Task_2' } });
  });
});
