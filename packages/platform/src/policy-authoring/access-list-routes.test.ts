import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operationsOf } from '../http/index.ts';
import { requirePromised } from '../testing/promised.ts';
import { type Sandbox, startSandbox } from '../testing/sandbox.ts';
import { POLICY_AUTHORING } from './index.ts';

const OWNER = '310013579';
const OWNERS_DIRECTOR = '09828610071';
const BAKERY = '310044423';
const BAKERS_DIRECTOR = '01816010027';
const GRANLI = '310056766';
const PATH = `${POLICY_AUTHORING}/access-lists`;

let box: Sandbox;
let owner: string;
let baker: string;
beforeAll(async () => {
  box = await startSandbox();
  owner = await box.personToken(OWNERS_DIRECTOR);
  baker = await box.personToken(BAKERS_DIRECTOR);
});
afterAll(() => box.stop());

/** A call whose answer is held to the description of its operation. */
async function send(
  method: string,
  path: string,
  body?: unknown,
  more: { token?: string; for?: string; match?: string } = {},
) {
  const headers: Record<string, string> = { 'x-portvakt-organization': more.for ?? OWNER };
  if (more.match !== undefined) headers['if-match'] = more.match;
  const answer = await box.call(method, path, {
    token: more.token ?? owner,
    headers,
    ...(body === undefined ? {} : { body }),
  });
  requirePromised(operationsOf(box.platform.http), method, path, answer);
  return answer;
}
const texts = (name: string) => ({ name, description: '' });
const read = async (list: string) => (await send('GET', `${PATH}/${list}`)).body;

describe('an access list in the portal', () => {
  it('is added, changed from the version that was seen, and deleted (altinn-pdp 12.3)', async () => {
    const made = await send('PUT', `${PATH}/felling`, texts(' Felling '), { match: '"0"' });
    expect([made.status, made.body]).toEqual([200, { identifier: 'felling', version: 1 }]);
    expect(await read('felling')).toMatchObject({ name: 'Felling', version: 1, members: 0, resources: [] });
    const again = await send('PUT', `${PATH}/felling`, texts('x'), { match: '"0"' });
    expect([again.status, again.body['code']]).toEqual([409, 'list-exists']);
    expect((await send('PUT', `${PATH}/felling`, texts('Hogst'), { match: '"1"' })).body['version']).toBe(2);
    const late = await send('PUT', `${PATH}/felling`, texts('x'), { match: '"1"' });
    expect([late.status, late.body['code'], late.body['version']]).toEqual([412, 'list-superseded', 2]);
    expect((await send('DELETE', `${PATH}/felling`, undefined, { match: '"1"' })).status).toBe(412);
    expect((await send('DELETE', `${PATH}/felling`, undefined, { match: '"2"' })).status).toBe(204);
    expect((await send('DELETE', `${PATH}/felling`, undefined, { match: '"2"' })).status).toBe(404);
    expect((await send('PUT', `${PATH}/felling`, texts('x'), { match: '"2"' })).status).toBe(404);
  });

  it('has one winner when two add it, or change it, at once', async () => {
    const both = (match: string) =>
      Promise.all([1, 2].map((one) => send('PUT', `${PATH}/to`, texts(`Nr. ${one}`), { match })));
    expect((await both('"0"')).map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await both('"1"')).map(({ status }) => status).sort()).toEqual([200, 412]);
  });

  it('has members with names, in pages, found by the beginning of the number', async () => {
    await send('PUT', `${PATH}/mange`, texts('Mange'), { match: '"0"' });
    for (const number of [BAKERY, GRANLI]) await send('PUT', `${PATH}/mange/members/${number}`);
    expect((await send('PUT', `${PATH}/mange/members/${BAKERY}`)).status).toBe(204);
    const all = await send('GET', `${PATH}/mange/members`);
    expect(all.body['members']).toMatchObject([
      { organization: BAKERY, name: 'FJORDVIK BAKERI AS' },
      { organization: GRANLI, name: expect.any(String) },
    ]);
    const some = await send('GET', `${PATH}/mange/members?number=31005`);
    expect(some.body['members']).toMatchObject([{ organization: GRANLI }]);
    expect((await send('GET', `${PATH}/mange/members?after=${BAKERY}`)).body['members']).toHaveLength(1);
    for (const number of ['%25', 'x', '3100444230']) {
      const refused = await send('GET', `${PATH}/mange/members?number=${number}`);
      expect(refused.status, number).toBe(400);
    }
    for (const number of ['310044424', 'x', '..%2f'])
      expect((await send('PUT', `${PATH}/mange/members/${number}`)).status, number).toBe(400);
    expect((await send('DELETE', `${PATH}/mange/members/${BAKERY}`)).status).toBe(204);
    // Each change is a version of its own.
    expect(await read('mange')).toMatchObject({ members: 1, version: 5 });
    expect((await send('PUT', `${PATH}/ingen/members/${BAKERY}`)).status).toBe(404);
  });

  it('opens resources of the organisation with the actions that are named', async () => {
    await send('PUT', `${PATH}/apner`, texts('Åpner'), { match: '"0"' });
    await send('PUT', `${PATH}/apner/members/${BAKERY}`);
    const connect = (resource: string, actions: readonly string[] = []) =>
      send('PUT', `${PATH}/apner/resources/${resource}`, { actions });
    expect((await connect('skogdir-felling', ['read'])).status).toBe(204);
    expect((await read('apner'))['resources']).toEqual([{ identifier: 'skogdir-felling', actions: ['read'] }]);
    expect((await connect('skogdir-felling')).status).toBe(204);
    const { body } = await send('GET', PATH);
    expect(body).toMatchObject({ whole: true });
    expect(JSON.stringify(body)).toContain('"resources":[{"identifier":"skogdir-felling","actions":[]}]');
    expect((await connect('ttd-lonnsrapport')).status).toBe(403);
    expect((await connect('finnes-ikke')).status).toBe(404);
    expect((await send('DELETE', `${PATH}/apner/resources/skogdir-felling`)).status).toBe(204);
    const gone = await send('DELETE', `${PATH}/apner/resources/skogdir-felling`);
    expect([gone.status, gone.body['code']]).toEqual([404, 'list-connection-unknown']);
  });

  it('takes no texts that cannot be seen, nor too long or none', async () => {
    for (const body of [
      texts(''),
      texts('  '),
      texts('a\u0000b'),
      texts('\u202eedliv'),
      texts('x'.repeat(201)),
      { name: 'x', description: 'x'.repeat(4001) },
      { name: 'x', description: '\u2066' },
      { name: 'x' },
      { name: 7, description: '' },
      null,
      [],
    ])
      expect((await send('PUT', `${PATH}/daarlig`, body, { match: '"0"' })).status, JSON.stringify(body)).toBe(400);
    const two = { name: '<b>Shalom שלום</b>', description: 'to\nlinjer' };
    expect((await send('PUT', `${PATH}/daarlig`, two, { match: '"0"' })).status).toBe(200);
    expect(await read('daarlig')).toMatchObject(two);
    for (const list of ['x', 'Stor', 'a'.repeat(51), "a'b"])
      expect((await send('PUT', `${PATH}/${list}`, texts('x'), { match: '"0"' })).status, list).toBe(400);
    expect((await send('PUT', `${PATH}/uten`, texts('x'))).status).toBe(428);
  });

  it('is nobody else’s to see or change, nor of who is no service owner', async () => {
    await send('PUT', `${PATH}/vaar`, texts('Vår'), { match: '"0"' });
    const before = await read('vaar');
    for (const [as, status] of [
      [{ token: baker }, 403],
      [{ token: baker, for: BAKERY }, 403],
    ] as const)
      for (const [method, path, body, match] of [
        ['GET', ''],
        ['GET', '/vaar'],
        ['GET', '/vaar/members'],
        ['PUT', '/vaar', texts('x'), '"1"'],
        ['DELETE', '/vaar', undefined, '"1"'],
        ['PUT', `/vaar/members/${BAKERY}`],
        ['DELETE', `/vaar/members/${BAKERY}`],
        ['PUT', '/vaar/resources/skogdir-felling', { actions: [] }],
        ['DELETE', '/vaar/resources/skogdir-felling'],
      ] as const) {
        const answer = await send(method, PATH + path, body, { ...as, ...(match ? { match } : {}) });
        expect(answer.status, `${method} ${path}`).toBe(status);
      }
    expect(await read('vaar')).toEqual(before);
    // Another service owner has lists of its own: these are not among them.
    expect((await send('GET', `${PATH}/inntekt-godkjente`)).status).toBe(404);
  });
});
