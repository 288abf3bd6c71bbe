import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operationsOf } from '../http/index.ts';
import { requirePromised } from '../testing/promised.ts';
import { type Sandbox, startSandbox } from '../testing/sandbox.ts';
import { POLICY_AUTHORING } from './index.ts';

const RESOURCE = 'skogdir-felling';
const OWNER = '310013579';
const OWNERS_DIRECTOR = '09828610071';
const BAKERY = '310044423';
const BAKERS_DIRECTOR = '01816010027';
const STRANGER = '11918010779';
const PATH = `${POLICY_AUTHORING}/resources/${RESOURCE}/policy`;
const WRITE = 'altinn:resourceregistry/resource.write';

interface Shown {
  readonly xml: string;
  readonly version: number;
  readonly tests: readonly unknown[];
}

let box: Sandbox;
let owner: string;
beforeAll(async () => {
  box = held(await startSandbox());
  owner = await box.personToken(OWNERS_DIRECTOR);
});
afterAll(() => box.stop());

/** A sandbox whose answers are held to the descriptions of these operations. */
const held = (sandbox: Sandbox): Sandbox => ({
  ...sandbox,
  async call<T>(...[method, path, options]: Parameters<Sandbox['call']>) {
    const answer = await sandbox.call<T>(method, path, options);
    if (path.startsWith(POLICY_AUTHORING)) requirePromised(operationsOf(sandbox.platform.http), method, path, answer);
    return answer;
  },
});

const acting = (organization = OWNER, more: Record<string, string> = {}) => ({
  headers: { 'x-portvakt-organization': organization, ...more },
});
const shown = async (): Promise<Shown> => (await box.call<Shown>('GET', PATH, { token: owner, ...acting() })).body;
const put = (xml: unknown, version: number | string, token = owner, organization = OWNER) =>
  box.call('PUT', PATH, { token, body: { xml }, ...acting(organization, { 'if-match': `"${version}"` }) });
const test = (more: object = {}) => ({
  name: 'The director may read',
  subject: { type: 'person', id: BAKERS_DIRECTOR },
  party: BAKERY,
  action: 'read',
  expected: 'Permit',
  ...more,
});
const tryOut = <T>(body: unknown) => box.call<T>('POST', `${PATH}/try`, { token: owner, body, ...acting() });
const may = async (): Promise<boolean> => {
  const { body } = await tryOut<{ results: { decision: string }[] }>({ xml: (await shown()).xml, tests: [test()] });
  return body.results[0]?.decision === 'Permit';
};

describe('a policy in the portal', () => {
  it('is shown with its version and tests to its owner, and stored when nobody else has stored one since', async () => {
    const before = await shown();
    expect(before).toMatchObject({ xml: expect.stringContaining('<xacml:Policy'), tests: [] });
    const changed = before.xml.replace('</xacml:Policy>', '<!-- mine --></xacml:Policy>');
    const first = await put(changed, before.version);
    expect([first.status, first.body]).toEqual([200, { version: before.version + 1 }]);
    const late = await put(before.xml, before.version);
    expect(late.status).toBe(412);
    expect(late.body['detail']).toContain(`has version ${before.version + 1} by now`);
    expect((await shown()).xml).toBe(changed);
  });

  it('has one winner when two store at once', async () => {
    const { xml, version } = await shown();
    const outcomes = await Promise.all([1, 2, 3, 4].map((number) => put(`${xml}<!-- ${number} -->`, version)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
    expect((await shown()).version).toBe(version + 1);
  });

  it('that is not usable is refused with its place, and changes nothing', async () => {
    const before = await shown();
    for (const [xml, line] of [
      ['<Policy', 1],
      [before.xml.replace('string-equal', 'string-eqaul'), expect.any(Number)],
      [before.xml.replace(/skogdir-felling</, 'other<'), expect.any(Number)],
      ['<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', 1],
    ] as const) {
      const refused = await put(xml, before.version);
      expect([refused.status, refused.body['line']]).toEqual([400, line]);
    }
    for (const xml of [undefined, '', 7, {}, []]) expect((await put(xml, before.version)).status).toBe(400);
    expect(await shown()).toEqual(before);
  });

  it('asks for the version that the writer began from', async () => {
    const { xml, version } = await shown();
    const without = await box.call('PUT', PATH, { token: owner, body: { xml }, ...acting() });
    expect(without.status).toBe(428);
    for (const match of ['*', String(version), `W/"${version}"`, '"-1"', '"x"'])
      expect(
        (await box.call('PUT', PATH, { token: owner, body: { xml }, ...acting(OWNER, { 'if-match': match }) })).status,
      ).toBe(428);
  });
});

describe('only the owner', () => {
  it('may look, try and store, by somebody who administers it', async () => {
    const before = await shown();
    const baker = await box.personToken(BAKERS_DIRECTOR);
    const stranger = await box.personToken(STRANGER);
    const machine = await box.altinnToken(OWNER, [WRITE]);
    const callers: readonly (readonly [string | undefined, string | undefined, number])[] = [
      [undefined, OWNER, 401],
      ['a.b.c', OWNER, 401],
      [machine, OWNER, 403],
      [baker, OWNER, 403],
      [baker, BAKERY, 403],
      [stranger, OWNER, 403],
      [owner, undefined, 400],
      [owner, 'x', 403],
    ];
    for (const [token, organization, status] of callers) {
      const as = {
        ...(token === undefined ? {} : { token }),
        headers: organization === undefined ? {} : acting(organization).headers,
      };
      const body = { xml: before.xml, tests: [] };
      expect((await box.call('GET', PATH, as)).status).toBe(status);
      expect((await box.call('PUT', PATH, { ...as, body })).status).toBe(status);
      expect((await box.call('PUT', `${PATH}/tests`, { ...as, body })).status).toBe(status);
      expect((await box.call('POST', `${PATH}/try`, { ...as, body })).status).toBe(status);
    }
    const missing = PATH.replace(RESOURCE, 'no-such');
    expect((await box.call('GET', missing, { token: owner, ...acting() })).status).toBe(404);
    expect(await shown()).toEqual(before);
  });
});

describe('tests beside a policy', () => {
  it('are kept and shown again, and go away with the resource', async () => {
    const admin = await box.altinnToken(OWNER, [WRITE]);
    const path = PATH.replace(RESOURCE, 'short-lived');
    const record = (await box.call('GET', `/resourceregistry/api/v1/resource/${RESOURCE}`)).body;
    const make = () =>
      box.call('POST', '/resourceregistry/api/v1/resource', {
        token: admin,
        body: { ...record, identifier: 'short-lived' },
      });
    expect((await make()).status).toBe(201);
    const body = {
      tests: [
        test(),
        test({
          name: 'System user',
          subject: { type: 'systemUser', id: crypto.randomUUID() },
          within: 'urn:altinn:task:Task_1',
          expected: 'NotApplicable',
        }),
      ],
    };
    expect((await box.call('PUT', `${path}/tests`, { token: owner, body, ...acting() })).status).toBe(204);
    const found = await box.call('GET', path, { token: owner, ...acting() });
    expect(found.body).toEqual({ xml: null, version: 0, tests: body.tests });
    await box.call('DELETE', '/resourceregistry/api/v1/resource/short-lived', { token: admin });
    expect((await make()).status).toBe(201);
    expect((await box.call('GET', path, { token: owner, ...acting() })).body['tests']).toEqual([]);
  });

  it.each([
    ['no list', { tests: {} }, 'tests must be a list'],
    ['too many', { tests: Array.from({ length: 101 }, () => test()) }, 'at most 100'],
    ['no object', { tests: [7] }, 'tests[0] must be an object'],
    ['no name', { tests: [test({ name: ' ' })] }, 'tests[0].name'],
    ['a long name', { tests: [test({ name: 'x'.repeat(201) })] }, 'tests[0].name'],
    ['an unknown kind', { tests: [test({ subject: { type: 'dog', id: 'x' } })] }, 'tests[0].subject.type'],
    [
      'a number that may be real',
      { tests: [test({ subject: { type: 'person', id: '01810010027' } })] },
      'tests[0].subject.id',
    ],
    ['a wrong organisation', { tests: [test(), test({ party: '310044424' })] }, 'tests[1].party'],
    ['an unknown decision', { tests: [test({ expected: 'Maybe' })] }, 'tests[0].expected'],
    ['a place that is no attribute', { tests: [test({ within: 'Task_1' })] }, 'tests[0].within'],
  ])('with %s are refused, and say where', async (_, body, detail) => {
    const before = await shown();
    const refused = await box.call('PUT', `${PATH}/tests`, { token: owner, body, ...acting() });
    expect([refused.status, refused.body['detail']]).toEqual([400, expect.stringContaining(detail)]);
    expect(await shown()).toEqual(before);
  });

  it('run on a text that is not stored, which changes no decision that anybody else gets', async () => {
    const { xml } = await shown();
    expect(await may()).toBe(true);
    // The director holds the package, too.
    const without = xml.replaceAll('>DAGL<', '>NOBODY<').replaceAll('>skogbruk<', '>nothing<');
    const tests = [
      test(),
      test({ name: 'A stranger', subject: { type: 'person', id: STRANGER }, expected: 'NotApplicable' }),
    ];
    const { body, status } = await tryOut<{ results: { decision: string; reason: string }[] }>({ xml: without, tests });
    expect([status, body.results.map(({ decision }) => decision)]).toEqual([200, ['NotApplicable', 'NotApplicable']]);
    expect(await may()).toBe(true);
    const stored = await tryOut<{ results: { rule?: { id: string; line: number } }[] }>({ xml, tests });
    expect(stored.body.results[0]?.rule).toEqual({ id: expect.stringContaining('ruleid:1'), line: expect.any(Number) });
    expect((await shown()).xml).toBe(xml);
  });
});
