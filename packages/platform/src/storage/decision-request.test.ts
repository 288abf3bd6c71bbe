/** What Storage and apps ask the PDP: the questions of a whole platform are listened to on their way, and answered as always. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { subjectOf } from '../authorization/pep.ts';
import type { AttributeInput, Authorization } from '../authorization/types.ts';
import type { Caller } from '../callers/index.ts';
import { type Sandbox, startSandbox } from '../testing/sandbox.ts';

const asked = vi.hoisted(() => [] as { caller: Caller; action: string; resource: readonly AttributeInput[] }[]);
/** How many resources each request for several had. */
const requests = vi.hoisted(() => [] as number[]);
vi.mock('../authorization/index.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('../authorization/index.ts')>();
  return {
    ...original,
    createAuthorization(deps: Parameters<typeof original.createAuthorization>[0]) {
      const point = original.createAuthorization(deps);
      const ask: Authorization['ask'] = (caller, action, resource) => {
        asked.push({ caller, action, resource });
        return point.ask(caller, action, resource);
      };
      const askAll: Authorization['askAll'] = (caller, action, resources) => {
        requests.push(resources.length);
        asked.push(...resources.map((resource) => ({ caller, action, resource })));
        return point.askAll(caller, action, resources);
      };
      return { ...point, ask, askAll };
    },
  };
});

const CUSTOMER = { organization: '310044423', partyId: 50020008, director: '01816010027' };
const VENDOR = '310019747';
const SCOPES = ['altinn:instances.read', 'altinn:instances.write'];
const S = '/storage/api/v1/instances';
const A = '/ttd/demo/instances';

let box: Sandbox;
let person: string;
beforeAll(async () => {
  box = await startSandbox();
  person = await box.personToken(CUSTOMER.director);
});
afterAll(() => box.stop());
beforeEach(() => {
  asked.length = 0;
});

const create = async (token = person) =>
  (await box.call<{ id: string }>('POST', A, { token, body: { instanceOwner: { partyId: CUSTOMER.partyId } } })).body
    .id;
const app = [
  { id: 'urn:altinn:org', value: 'ttd' },
  { id: 'urn:altinn:app', value: 'demo' },
  { id: 'urn:altinn:partyid', value: String(CUSTOMER.partyId) },
];
const of = (id: string, where: AttributeInput) => [...app, { id: 'urn:altinn:instance-id', value: id }, where];
const task = (value: string) => ({ id: 'urn:altinn:task', value });

describe('the decision request', () => {
  it('carries org, app, party, instance id and task of the stored instance (altinn-instances#48)', async () => {
    const id = await create();
    expect(asked).toMatchObject([{ action: 'instantiate', resource: app }]);
    const [, guid = ''] = id.split('/');
    const question = async (method: string, path: string) => {
      asked.length = 0;
      await box.call(method, path, { token: person, ...(method === 'PUT' ? { body: {} } : {}) });
      return asked.map(({ action, resource }) => ({ action, resource }));
    };
    const first = of(id, task('Task_1'));
    // The guid may be written in either case: the question has the stored form.
    for (const path of [`${S}/${id}`, `${S}/${guid.toUpperCase()}`, `${A}/${id}`, `${S}/${id}/events`])
      expect(await question('GET', path)).toEqual([{ action: 'read', resource: first }]);
    expect(await question('GET', `${S}?instanceOwner.partyId=${CUSTOMER.partyId}`)).toEqual([
      { action: 'read', resource: first },
    ]);
    expect(await question('PUT', `${A}/${id}/process/next`)).toEqual([{ action: 'write', resource: first }]);
    const second = of(id, task('Task_2'));
    expect(await question('PUT', `${A}/${id}/process/next`)).toEqual([{ action: 'confirm', resource: second }]);
    const end = of(id, { id: 'urn:altinn:end-event', value: 'EndEvent_1' });
    expect(await question('DELETE', `${A}/${id}`)).toEqual([{ action: 'delete', resource: end }]);
  });

  it('is one for all rows of a list (altinn-instances#94)', async () => {
    for (let count = 0; count < 3; count += 1) await create();
    asked.length = 0;
    requests.length = 0;
    const path = `${S}?instanceOwner.partyId=${CUSTOMER.partyId}`;
    const { count } = (await box.call<{ count: number }>('GET', path, { token: person })).body;
    expect([requests, asked.length]).toEqual([[count], count]);
    expect(count).toBeGreaterThan(2);
  });

  it('names a system user by one attribute, its uuid (altinn-instances#51)', async () => {
    const wish = { vendor: VENDOR, customer: CUSTOMER, resources: ['app_ttd_demo'], scopes: SCOPES };
    const { clientId, id } = await box.systemUser(wish);
    const as = { clientId, systemUser: { org: CUSTOMER.organization } };
    asked.length = 0;
    await create(await box.altinnToken(VENDOR, SCOPES, as));
    expect(asked).toHaveLength(1);
    const subject = asked.map(({ caller }) => subjectOf(caller));
    expect(subject).toMatchObject([[{ id: 'urn:altinn:systemuser:uuid', value: id }]]);
    expect(subject[0]).toHaveLength(1);
  });
});
