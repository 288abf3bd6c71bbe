import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operationsOf } from '../http/index.ts';
import { requirePromised } from '../testing/promised.ts';
import { type Sandbox, startSandbox } from '../testing/sandbox.ts';
import { POLICY_AUTHORING } from './index.ts';

const OWNER = '310013579';
const OWNERS_DIRECTOR = '09828610071';
const BAKERY = '310044423';
const BAKERS_DIRECTOR = '01816010027';
const PATH = `${POLICY_AUTHORING}/resources`;

let box: Sandbox;
let owner: string;
let baker: string;
beforeAll(async () => {
  box = await startSandbox();
  owner = await box.personToken(OWNERS_DIRECTOR);
  baker = await box.personToken(BAKERS_DIRECTOR);
});
afterAll(() => box.stop());

const words = (text: string) => ({ nb: text, nn: text, en: text });
const wish = (identifier: string, more: object = {}) => ({
  identifier,
  resourceType: 'GenericAccessResource',
  title: words('Tælling'),
  description: words('Counts'),
  rightDescription: words('May count'),
  ...more,
});

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
const read = async (id: string) => (await box.call('GET', `/resourceregistry/api/v1/resource/${id}`)).body;

describe('a resource in the portal', () => {
  it('is added for whom the person acts, changed from the version that was seen, and deleted (altinn-pdp 12.2)', async () => {
    const made = await send('POST', PATH, wish('telling', { keywords: [{ word: 'tre', language: 'nb' }] }));
    expect([made.status, made.body]).toEqual([201, { identifier: 'telling', version: expect.any(Number) }]);
    const stored = await read('telling');
    expect(stored).toMatchObject({
      hasCompetentAuthority: { organization: OWNER, orgcode: 'skogdir' },
      keywords: [{ word: 'tre', language: 'nb' }],
      delegable: true,
    });
    const match = `"${stored['versionId']}"`;
    const changed = await send('PUT', `${PATH}/telling`, wish('telling', { title: words('Ny') }), { match });
    expect(changed.status).toBe(200);
    const late = await send('PUT', `${PATH}/telling`, wish('telling'), { match });
    expect([late.status, late.body['code']]).toEqual([412, 'resource-superseded']);
    expect((await send('DELETE', `${PATH}/telling`, undefined, { match })).status).toBe(412);
    expect((await read('telling'))['title']).toEqual(words('Ny'));
    const now = `"${changed.body['version']}"`;
    expect((await send('DELETE', `${PATH}/telling`, undefined, { match: now })).status).toBe(204);
    expect((await send('DELETE', `${PATH}/telling`, undefined, { match: now })).status).toBe(404);
  });

  it('is never another’s, whatever the body says, and has one winner when two add it at once', async () => {
    const theirs = { organization: BAKERY, orgcode: 'ttd' };
    const both = await Promise.all(
      [1, 2].map(() => send('POST', PATH, wish('to-om-beinet', { hasCompetentAuthority: theirs }))),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const record = await read('to-om-beinet');
    expect(record['hasCompetentAuthority']).toMatchObject({ organization: OWNER });
    const moved = wish('other-name', { hasCompetentAuthority: theirs });
    await send('PUT', `${PATH}/to-om-beinet`, moved, { match: `"${record['versionId']}"` });
    expect(await read('to-om-beinet')).toMatchObject({ hasCompetentAuthority: { organization: OWNER } });
    expect((await box.call('GET', '/resourceregistry/api/v1/resource/other-name')).status).toBe(404);
  });

  it('is refused as the registry refuses it, with its members, and nothing is stored', async () => {
    const bad = [
      [wish('abc'), 'identifier'],
      [wish('../x'), 'identifier'],
      [wish('search'), 'identifier'],
      [wish('app_ttd_x', { resourceType: 'AltinnApp' }), 'identifier'],
      [wish('good-name', { resourceType: 'Nothing' }), 'resourceType'],
      [wish('good-name', { title: { nb: 'x' } }), 'title.nn'],
      [wish('good-name', { title: words('x'.repeat(4001)) }), 'title.nb'],
      [wish('good-name', { rightDescription: undefined }), 'rightDescription'],
      [wish('good-name', { resourceType: 'MaskinportenSchema' }), 'resourceReferences'],
      [wish('good-name', { delegable: 'yes' }), 'delegable'],
    ] as const;
    for (const [body, member] of bad) {
      const refused = await send('POST', PATH, body);
      expect([refused.status, Object.keys(refused.body['errors'] ?? {})], member).toEqual([
        400,
        expect.arrayContaining([member]),
      ]);
    }
    for (const body of [null, 7, [], 'x']) expect((await send('POST', PATH, body)).status).toBe(400);
    expect((await box.call('GET', '/resourceregistry/api/v1/resource/good-name')).status).toBe(404);
  });

  it('is nobody else’s to write, nor of who is no service owner', async () => {
    const before = await read('skogdir-felling');
    const match = `"${before['versionId']}"`;
    const id = `${PATH}/skogdir-felling`;
    for (const as of [{ token: baker }, { token: baker, for: BAKERY }]) {
      expect((await send('POST', PATH, wish('bakerens'), as)).status).toBe(403);
      expect((await send('PUT', id, wish('skogdir-felling'), { ...as, match })).status).toBe(403);
      expect((await send('DELETE', id, undefined, { ...as, match })).status).toBe(403);
    }
    const none = await send('POST', PATH, wish('bakerens'), { token: baker, for: BAKERY });
    expect(none.body['code']).toBe('owner-unknown');
    expect((await send('GET', `${POLICY_AUTHORING}/owner`, undefined, { token: baker, for: BAKERY })).status).toBe(403);
    expect((await send('GET', `${POLICY_AUTHORING}/owner`)).body).toEqual({ organization: OWNER, orgcode: 'skogdir' });
    expect((await send('PUT', id, wish('skogdir-felling'))).status).toBe(428);
    expect(await read('skogdir-felling')).toEqual(before);
  });
});
