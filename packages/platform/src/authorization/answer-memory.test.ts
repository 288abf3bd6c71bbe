import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writePolicy } from '../resources/index.ts';
import { createAnswerMemory } from './answer-memory.ts';
import { type Harness, requestBody, startHarness } from './harness.ts';

const BAKERY = { uuid: '20000000-0000-4000-8000-000000000008', number: '310044423' };
const STRANGER = { uuid: '10000000-0000-4000-8000-000000000011', userId: '20011' };
const SYSTEM_USER = '5f8f1e0a-8e8f-4b5a-9f0e-0a4b5c6d7e8f';

let harness: Harness;
let token: string;
beforeEach(async () => {
  harness = await startHarness({ stored: true });
  token = await harness.token('altinn:authorization/authorize');
});
afterEach(() => harness.close());

const ask = async (
  subject: Record<string, string>,
  resource: Record<string, string>,
  action = 'read',
): Promise<string> => {
  const answer = await harness.app.inject({
    method: 'POST',
    url: '/authorization/api/v1/authorize',
    headers: { authorization: `Bearer ${token}` },
    payload: requestBody(subject, action, resource),
  });
  return answer.json().response[0].decision;
};
const stranger = { 'urn:altinn:userid': STRANGER.userId };
const felling = { 'urn:altinn:resource': 'skogdir-felling', 'urn:altinn:organization:identifier-no': BAKERY.number };
const change = (work: Parameters<Harness['database']['transaction']>[0]) => harness.database.transaction(work);

describe('the same request again', () => {
  it('sees a role that was given or taken in between', async () => {
    const role = { holder: STRANGER.uuid, role: 'DAGL', of: BAKERY.uuid };
    expect(await ask(stranger, felling)).toBe('NotApplicable');
    await change((trx, announce) => harness.register.giveRoles(trx, announce, [role]));
    expect(await ask(stranger, felling)).toBe('Permit');
    await change(
      async (trx, announce) =>
        void (await harness.register.takeRoles(trx, announce, { holder: role.holder, of: role.of })),
    );
    expect(await ask(stranger, felling)).toBe('NotApplicable');
  });

  it('sees a new policy, and a resource that is put behind access lists', async () => {
    expect(await ask(stranger, felling)).toBe('NotApplicable');
    const rules = [{ subjects: [`urn:altinn:userid:${STRANGER.userId}`], actions: ['read'] }];
    await change(
      async (trx, announce) =>
        void (await harness.resources.savePolicy(
          trx,
          announce,
          'skogdir-felling',
          writePolicy({ resourceId: 'skogdir-felling', rules }),
        )),
    );
    expect(await ask(stranger, felling)).toBe('Permit');
    const record = await harness.resources.resource('skogdir-felling');
    if (!record) throw new Error('missing');
    await change((trx, announce) =>
      harness.resources.saveResource(trx, announce, { ...record, accessListMode: 'Enabled' }),
    );
    expect(await ask(stranger, felling)).toBe('Deny');
  });

  it('sees a delegation that was given or taken in between', async () => {
    const subject = { 'urn:altinn:systemuser:uuid': SYSTEM_USER };
    const from = await harness.register.party({ uuid: BAKERY.uuid });
    if (!from) throw new Error('missing');
    expect(await ask(subject, felling)).toBe('NotApplicable');
    const rights = [{ resourceId: 'skogdir-felling', action: 'read' }];
    await change((trx, announce) =>
      harness.stored.grantPlanned(trx, announce, {
        to: SYSTEM_USER,
        from,
        by: STRANGER.uuid,
        rights,
        packages: [],
      }),
    );
    expect(await ask(subject, felling)).toBe('Permit');
    await change((trx, announce) => harness.stored.revokeAll(trx, announce, { to: SYSTEM_USER }));
    expect(await ask(subject, felling)).toBe('NotApplicable');
  });

  it('sees a change in a multi request, word for word the same', async () => {
    const category = (id: string, pairs: Record<string, string>) => ({
      Id: id,
      Attribute: Object.entries(pairs).map(([AttributeId, Value]) => ({ AttributeId, Value })),
    });
    const actions = Array.from({ length: 30 }, (_, n) => (n % 2 === 0 ? 'read' : 'write'));
    const multi = {
      Request: {
        AccessSubject: [category('s', stranger)],
        Action: actions.map((action, n) =>
          category(`a${n}`, { 'urn:oasis:names:tc:xacml:1.0:action:action-id': action }),
        ),
        Resource: [category('r', felling)],
        MultiRequests: { RequestReference: actions.map((_, n) => ({ ReferenceId: ['s', `a${n}`, 'r'] })) },
      },
    };
    const askAll = async (): Promise<readonly string[]> => {
      const answer = await harness.app.inject({
        method: 'POST',
        url: '/authorization/api/v1/authorize',
        headers: { authorization: `Bearer ${token}` },
        payload: multi,
      });
      return answer.json().response.map((one: { decision: string }) => one.decision);
    };
    const all = (decision: string) => actions.map(() => decision);
    expect(await askAll()).toEqual(all('NotApplicable'));
    expect(await askAll()).toEqual(all('NotApplicable'));
    const role = { holder: STRANGER.uuid, role: 'DAGL', of: BAKERY.uuid };
    await change((trx, announce) => harness.register.giveRoles(trx, announce, [role]));
    expect(await askAll()).toEqual(all('Permit'));
    expect(await askAll()).toEqual(all('Permit'));
  });

  it('sees an instance that has moved on', async () => {
    const guid = '11111111-2222-4333-8444-555555555555';
    const resourceId = 'app_ttd_demo';
    const rules = [{ subjects: ['urn:altinn:rolecode:DAGL'], actions: ['read'], within: ['urn:altinn:task:Task_1'] }];
    await change(
      async (trx, announce) =>
        void (await harness.resources.savePolicy(trx, announce, resourceId, writePolicy({ resourceId, rules }))),
    );
    const director = { 'urn:altinn:userid': '20001' };
    const instance = (task: string) =>
      harness.instances.set(`50020008/${guid}`, { org: 'ttd', app: 'demo', partyId: 50020008, task });
    instance('Task_1');
    expect(await ask(director, { 'urn:altinn:instance-id': `50020008/${guid}` })).toBe('Permit');
    instance('Task_2');
    expect(await ask(director, { 'urn:altinn:instance-id': `50020008/${guid}` })).toBe('NotApplicable');
  });

  it('still needs a token that is good', async () => {
    expect(await ask(stranger, felling)).toBe('NotApplicable');
    const answer = await harness.app.inject({
      method: 'POST',
      url: '/authorization/api/v1/authorize',
      headers: { authorization: `Bearer ${await harness.token('altinn:instances.read')}` },
      payload: requestBody(stranger, 'read', felling),
    });
    expect(answer.statusCode).toBe(403);
  });
});

describe('the memory itself', () => {
  const ROUND = 2_048;
  const distinct = (count: number, ask: (text: string) => void): void => {
    for (let index = 0; index < count; index += 1) ask(`request ${index}`);
  };

  it('rests where every request is another, and tries again later', () => {
    const memory = createAnswerMemory(harness.database, 10);
    const { generation } = memory;
    const ask = (text: string): unknown => {
      const known = memory.get(text);
      if (known === undefined) memory.keep(text, 'answer', [], generation);
      return known;
    };
    distinct(ROUND, ask);
    expect(memory.size).toBe(0);
    memory.keep('again', 'answer', [], memory.generation);
    expect(memory.get('again')).toBeUndefined();
    distinct(16 * ROUND - 1, (text) => memory.get(text));
    memory.keep('again', 'answer', [], memory.generation);
    expect(memory.get('again')?.answer).toBe('answer');
  });

  it('goes on where requests come again', () => {
    const memory = createAnswerMemory(harness.database, 10);
    memory.keep('again', 'answer', [], memory.generation);
    for (let index = 0; index < 3 * ROUND; index += 1) expect(memory.get('again')?.answer).toBe('answer');
  });

  it('holds fewer long requests than short ones, and none that are very long', () => {
    const memory = createAnswerMemory(harness.database, 100);
    const long = (n: number) => `${n}`.padEnd(3_000);
    const keep = (text: string) => memory.keep(text, `answer to ${text.length}`, [], memory.generation);
    for (let n = 0; n < 50; n += 1) keep(long(n));
    expect(memory.size).toBe(2);
    expect(memory.get(long(49))?.answer).toBe('answer to 3000');
    keep('x'.repeat(65_537));
    expect(memory.size).toBe(2);
    for (let n = 0; n < 200; n += 1) keep(`${n}`);
    expect(memory.size).toBe(102);
  });

  it('keeps nothing that a change has overtaken', async () => {
    const memory = createAnswerMemory(harness.database, 10);
    const { generation } = memory;
    await harness.database.announce({ topic: 'policy', key: 'x' });
    memory.keep('overtaken', 'answer', [], generation);
    expect(memory.get('overtaken')).toBeUndefined();
  });

  it('holds nothing when it may hold nothing', () => {
    const memory = createAnswerMemory(harness.database, 0);
    memory.keep('again', 'answer', [], memory.generation);
    expect(memory.get('again')).toBeUndefined();
    expect(memory.size).toBe(0);
  });
});
