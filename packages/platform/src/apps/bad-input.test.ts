/** What nobody should send to an app that was brought in: the contract's status, nothing stored, and room for as much as before. */
import { once } from 'node:events';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RulesSandbox, startWithApps } from '../storage/rules-harness.ts';
import { startRulesProcess } from '../storage/rules-process.ts';
import { appFiles } from '../testing/apps.ts';
import type { Sandbox } from '../testing/sandbox.ts';

const MEBIBYTE = 1024 * 1024;
const PERSON = '01816010027';
const STRANGER = '11918010779';
const BAKERY = 50020008;
const APP = 'ttd/stor';
const OTHER = 'ttd/annen';
const S = '/storage/api/v1/instances';
const XML = { 'content-type': 'application/xml', 'content-disposition': 'attachment; filename="skjema.xml"' };
const TEXT = { 'content-type': 'text/plain', 'content-disposition': 'attachment; filename="a.txt"' };

interface Instance {
  readonly id: string;
  readonly data: readonly { readonly id: string; readonly dataType: string; readonly filename?: string }[];
}

let world: RulesSandbox;
let box: Sandbox;
let token: string;
let instance: Instance;
let at: string;
/** The form that the instance began with. */
let form: string;
beforeAll(async () => {
  world = await startWithApps([], { dataElementLimit: 25 * MEBIBYTE });
  ({ box } = world);
  for (const name of [APP, OTHER])
    expect((await box.call('POST', '/sandbox/apps', { body: { files: appFiles({ name }) } })).status).toBe(201);
  token = await box.personToken(PERSON);
});
afterAll(() => world.stop());

const create = async (app: string) => {
  const body = { instanceOwner: { partyId: BAKERY } };
  return (await box.call<Instance>('POST', `/${app}/instances`, { token, body })).body;
};
beforeEach(async () => {
  instance = await create(APP);
  at = `/${APP}/instances/${instance.id}`;
  form = instance.data[0]?.id ?? '';
});

/** Everything that is kept of instances and their data. */
async function kept() {
  const { db } = world.database;
  const rows = (await db.selectFrom('content_chunk').select('content_id').distinct().execute()).map(
    (one) => one.content_id,
  );
  const elements = await db.selectFrom('data_element').select(['id', 'content_id', 'body']).orderBy('id').execute();
  const instances = await db.selectFrom('instance').select(['id', 'revision']).orderBy('id').execute();
  const used = new Set(elements.map((one) => one.content_id));
  return { elements, instances, orphans: rows.filter((id) => !used.has(id)) };
}

/** So much of nothing, as it comes from a network: it is never held as a whole. */
function* zeros(size: number): Generator<Buffer> {
  for (let sent = 0; sent < size; sent += MEBIBYTE) yield Buffer.alloc(Math.min(MEBIBYTE, size - sent));
}

function* parted(size: number): Generator<Buffer> {
  yield Buffer.from(
    '--b\r\nContent-Disposition: form-data; name="instance"\r\nContent-Type: application/json\r\n\r\n' +
      `{"instanceOwner":{"partyId":"${BAKERY}"}}\r\n` +
      '--b\r\nContent-Disposition: form-data; name="skjema"\r\nContent-Type: application/xml\r\n\r\n',
  );
  yield* zeros(size);
  yield Buffer.from('\r\n--b--\r\n');
}

const send = async (
  base: string,
  path: string,
  as: string,
  wish: RequestInit & { readonly parts: Iterable<Buffer> },
) => {
  const { parts, headers, ...rest } = wish;
  const answer = await fetch(`${base}${path}`, {
    ...rest,
    headers: { authorization: `Bearer ${as}`, ...(headers as Record<string, string>) },
    body: Readable.from(parts),
    duplex: 'half',
  } as unknown as RequestInit);
  await answer.arrayBuffer();
  return answer.status;
};

const FORM = { 'content-type': 'multipart/form-data; boundary=b' };
/** Every door that takes the data of a form. */
const DOORS: readonly (readonly [
  name: string,
  method: string,
  path: () => string,
  headers: object,
  isForm: boolean,
])[] = [
  ['as a new element', 'POST', () => `${at}/data?dataType=skjema`, XML, false],
  ['as a new element of the path', 'POST', () => `${at}/data/skjema`, XML, false],
  ['in the place of the form', 'PUT', () => `${at}/data/${form}`, XML, false],
  ['in the place of the form, in Storage', 'PUT', () => `${S}/${instance.id}/data/${form}`, XML, false],
  ['in Storage', 'POST', () => `${S}/${instance.id}/data?dataType=skjema`, XML, false],
  ['with a new instance', 'POST', () => `/${APP}/instances`, FORM, true],
  ['as a new instance', 'POST', () => `/${APP}/instances`, { 'content-type': 'application/json' }, false],
  [
    'as a new instance, in short',
    'POST',
    () => `/${APP}/instances/create`,
    { 'content-type': 'application/json' },
    false,
  ],
];

describe('100 MB of form data', () => {
  it.each(DOORS)('is 413 %s, and leaves nothing', async (_, method, path, headers, isForm) => {
    const before = await kept();
    const parts = isForm ? parted(100 * MEBIBYTE) : zeros(100 * MEBIBYTE);
    expect(await send(box.base, path(), token, { method, headers: headers as HeadersInit, parts })).toBe(413);
    expect(await kept()).toEqual(before);
    // There is room for as many as there was.
    for (const status of [201, 201, 409])
      expect((await box.call('POST', `${at}/data?dataType=vedlegg`, { token, raw: 'x', headers: TEXT })).status).toBe(
        status,
      );
  });

  it('takes no memory of their size', async () => {
    const platform = await startRulesProcess({
      apps: [],
      options: { dataElementLimit: 25 * MEBIBYTE },
      person: PERSON,
    });
    try {
      const { base } = platform;
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ files: appFiles({ name: APP }) });
      expect((await fetch(`${base}/sandbox/apps`, { method: 'POST', headers, body })).status).toBe(201);
      const refused = (path: string, more: { headers: HeadersInit; parts: Iterable<Buffer> }) =>
        send(base, path, platform.token, { method: 'POST', ...more });
      const path = `/${APP}/instances`;
      const made = await fetch(`${base}${path}?instanceOwnerPartyId=${BAKERY}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${platform.token}` },
      });
      const { id } = (await made.json()) as Instance;
      const upload = () =>
        refused(`${path}/${id}/data?dataType=vedlegg`, { headers: TEXT, parts: zeros(100 * MEBIBYTE) });
      const whole = () => refused(path, { headers: FORM, parts: parted(100 * MEBIBYTE) });
      // What the first of each loads is the same whatever its size.
      expect([await upload(), await whole()]).toEqual([413, 413]);
      await platform.tell('baseline');
      for (let round = 0; round < 3; round += 1) expect([await upload(), await whole()]).toEqual([413, 413]);
      const { growth } = await platform.tell('peak');
      expect(growth).toBeLessThan(64 * MEBIBYTE);
    } finally {
      await platform.stop();
    }
  });
});

describe('an upload that is cut off', () => {
  afterEach(() => vi.restoreAllMocks());
  it.each([
    ['of a new element', 'POST', () => `${at}/data?dataType=vedlegg`],
    ['in the place of another', 'PUT', () => `${at}/data/${form}`],
    ['with a new instance', 'POST', () => `/${APP}/instances`],
  ])('%s leaves nothing, and is no fault', async (what, method, path) => {
    const faults = vi.spyOn(process.stderr, 'write');
    const before = await kept();
    const isForm = what.includes('instance');
    const headers = { authorization: `Bearer ${token}`, ...(isForm ? FORM : method === 'PUT' ? XML : TEXT) };
    const outgoing = request(new URL(path(), box.base), { method, headers });
    outgoing.on('error', () => {});
    const body = isForm ? parted(4 * MEBIBYTE) : zeros(4 * MEBIBYTE);
    for (const part of [...body].slice(0, -1)) if (!outgoing.write(part)) await once(outgoing, 'drain');
    // Pieces of it are there by now, except where all is read before anything is written.
    if (!isForm) await expect.poll(async () => (await kept()).orphans.length).toBe(1);
    outgoing.destroy();
    await expect.poll(kept).toEqual(before);
    expect(faults.mock.calls.map(([text]) => String(text)).join('')).not.toContain('request failed');
    expect((await box.call('POST', `${at}/data?dataType=vedlegg`, { token, raw: 'x', headers: TEXT })).status).toBe(
      201,
    );
  });
});

describe('ids of something else', () => {
  it('of another app lead nowhere, whatever is done with them', async () => {
    const wrong = `/${OTHER}/instances/${instance.id}`;
    const before = await kept();
    const calls: readonly (readonly [string, string, object])[] = [
      ['GET', wrong, {}],
      ['GET', `${wrong}/process`, {}],
      ['GET', `${wrong}/data/${form}`, {}],
      ['PUT', `${wrong}/data/${form}`, { raw: '<a/>', headers: XML }],
      ['DELETE', `${wrong}/data/${form}`, {}],
      ['POST', `${wrong}/data?dataType=vedlegg`, { raw: 'x', headers: TEXT }],
      ['PUT', `${wrong}/process/next`, {}],
      ['PUT', `${wrong}/process/completeProcess`, {}],
      ['POST', `${wrong}/complete`, {}],
      ['DELETE', wrong, {}],
    ];
    for (const [method, path, more] of calls) {
      const { status } = await box.call(method, path, { token, ...more });
      expect([403, 404], `${method} ${path}`).toContain(status);
    }
    expect(await kept()).toEqual(before);
  });

  it('of an element of another instance are none of this one', async () => {
    const other = await create(APP);
    const element = other.data[0]?.id ?? '';
    const before = await kept();
    for (const base of [at, `${S}/${instance.id}`]) {
      expect((await box.call('GET', `${base}/data/${element}`, { token })).status).toBe(404);
      const replaced = await box.call('PUT', `${base}/data/${element}`, { token, raw: '<a/>', headers: XML });
      expect(replaced.status).toBe(404);
      expect((await box.call('DELETE', `${base}/data/${element}`, { token })).status).toBe(404);
    }
    expect(await kept()).toEqual(before);
  });

  it('with another party in the path are unknown, and a foreign party is refused', async () => {
    const [, guid = ''] = instance.id.split('/');
    expect((await box.call('GET', `/${APP}/instances/50020013/${guid}`, { token })).status).toBe(404);
    const stranger = await box.personToken(STRANGER);
    const before = await kept();
    for (const [method, path, more] of [
      ['POST', `/${APP}/instances`, { body: { instanceOwner: { partyId: BAKERY } } }],
      ['POST', `/${APP}/instances/create`, { body: { instanceOwner: { organisationNumber: '310044423' } } }],
      ['GET', at, {}],
      ['POST', `${at}/data?dataType=vedlegg`, { raw: 'x', headers: TEXT }],
      ['PUT', `${at}/data/${form}`, { raw: '<a/>', headers: XML }],
      ['PUT', `${at}/process/next`, {}],
    ] as const)
      expect([path, (await box.call(method, path, { token: stranger, ...more })).status]).toEqual([path, 403]);
    expect(await kept()).toEqual(before);
  });
});

describe('names that climb', () => {
  it.each([
    ['../../etc/passwd.txt', 'passwd.txt'],
    ['..%2f..%2fpasswd.txt', 'passwd.txt'],
    ['C:\\Windows\\a.txt', 'a.txt'],
    ['/etc/a.txt', 'a.txt'],
    ['a\u0000b.txt', undefined],
  ])('are taken without their way: %s', async (name, stored) => {
    const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(name)}`;
    const headers = { 'content-type': 'text/plain', 'content-disposition': disposition };
    const sent = await box.call('POST', `${at}/data?dataType=vedlegg`, { token, raw: 'x', headers });
    const { data } = (await box.call<Instance>('GET', at, { token })).body;
    const names = data.filter(({ dataType }) => dataType === 'vedlegg').map(({ filename }) => filename);
    if (stored !== undefined) expect([sent.status, names]).toEqual([201, [stored]]);
    else expect(names.join('')).not.toMatch(/\p{Cc}/u);
  });

  it.each(['../skjema', '..%2Fskjema', 'skjema%00', '__proto__', 'constructor', 'x'.repeat(5000)])(
    'are no data type: %s',
    async (name) => {
      const before = await kept();
      for (const path of [`${at}/data?dataType=${name}`, `${at}/data/${name}`]) {
        const { status } = await box.call('POST', path, { token, raw: 'x', headers: TEXT });
        expect([400, 404, 414], path.slice(0, 200)).toContain(status);
      }
      expect(await kept()).toEqual(before);
    },
  );

  it.each([
    '/ttd/..%2f..%2fstor/instances',
    '/ttd/stor%00/instances',
    '/..%2fttd/stor/instances',
    '/TTD/../ttd/finnes-ikke/instances',
  ])('are no app: %s', async (path) => {
    const { status } = await box.call('POST', path, { token, body: { instanceOwner: { partyId: BAKERY } } });
    expect([400, 404]).toContain(status);
  });
});
