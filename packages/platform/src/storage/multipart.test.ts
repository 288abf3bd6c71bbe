/** Creations and uploads in parts, byte for byte as callers send them. */
import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '../testing/sandbox.ts';
import { type RulesSandbox, startWithApps } from './rules-harness.ts';

const PARTY = 50020008;
const S = '/storage/api/v1/instances';
const A = '/ttd/parts/instances';
const all = [{ subjects: ['urn:altinn:rolecode:DAGL'], actions: ['read', 'write', 'instantiate'] }];

interface Element {
  id: string;
  dataType: string;
  contentType: string;
  filename?: string;
  size: number;
  contentHash: string;
}
interface Instance {
  id: string;
  data: Element[];
}

let world: RulesSandbox;
let box: Sandbox;
let person: string;
beforeAll(async () => {
  const dataTypes = [
    { id: 'melding', allowedContentTypes: ['application/json'], maxCount: 2 },
    { id: 'vedlegg', allowedContentTypes: ['application/pdf', 'text/plain'] },
    { id: 'any' },
    { id: 'owned', appLogic: { disallowUserCreate: true } },
    { id: 'org', allowedContributors: ['org:ttd'] },
    { id: 'ref-data-as-pdf' },
    { id: 'guarded', actionRequiredToWrite: 'guard' },
  ];
  world = await startWithApps([{ app: 'parts', rules: all, dataTypes }], { dataElementLimit: 4 * 1024 * 1024 });
  ({ box } = world);
  person = await box.personToken('01816010027');
});
afterAll(() => world.stop());

const BOUNDARY = 'b7c1d0a2-5b8e-4f0e-9d3e-8d6b1c1f2a33';
const TYPE = `multipart/form-data; boundary="${BOUNDARY}"`;
const bytesOf = (...pieces: (string | Buffer)[]) => Buffer.concat(pieces.map((piece) => Buffer.from(piece as string)));
const part = (headers: readonly string[], content: string | Buffer) =>
  bytesOf(`--${BOUNDARY}\r\n${headers.map((header) => `${header}\r\n`).join('')}\r\n`, content, '\r\n');
const form = (...parts: Buffer[]) => bytesOf(...parts, `--${BOUNDARY}--\r\n`);
const post = <T = Instance>(path: string, raw: Buffer | string, type = TYPE, method = 'POST') =>
  box.call<T>(method, path, {
    token: person,
    raw: new Blob([new Uint8Array(Buffer.from(raw as string))]),
    headers: { 'content-type': type },
  });
const JSON_PART = 'Content-Type: application/json; charset=utf-8';
const named = (name: string, more = '') => `Content-Disposition: form-data; name=${name}${more}`;
const instance = part([JSON_PART, named('instance')], JSON.stringify({ instanceOwner: { partyId: String(PARTY) } }));
const download = async (element: Element, id: string) => {
  const answer = await fetch(`${box.base}${S}/${id}/data/${element.id}`, {
    headers: { authorization: `Bearer ${person}` },
  });
  return { type: answer.headers.get('content-type'), bytes: Buffer.from(await answer.arrayBuffer()) };
};
const created = async () => (await post(A, form(instance))).body.id;
const count = async () => {
  const { db } = world.database;
  const rows = await Promise.all([
    db.selectFrom('instance').select('id').execute(),
    db.selectFrom('data_element').select('id').execute(),
    db.selectFrom('content_chunk').select('content_id').execute(),
  ]);
  return rows.map((one) => one.length);
};

describe('a creation in parts', () => {
  it('stores each part under its data type with the bytes and the type that were sent, file name or not (altinn-instances#64)', async () => {
    const binary = randomBytes(100_000);
    const answer = await post(
      `${A}?language=nb`,
      form(
        // Parts come in any order, and one data type more than once.
        part([JSON_PART, named('melding')], '{"æ":1}'),
        part(
          [
            named('"vedlegg"', '; filename="=?utf-8?B?csO4ZC5wZGY=?="; filename*=utf-8\'\'r%C3%B8d.pdf'),
            'Content-Type: application/pdf',
          ],
          binary,
        ),
        instance,
        part(['content-type:application/octet-stream', named('any')], binary),
        part([JSON_PART, named('melding', '; filename=to.json')], '{"æ":2}'),
        part(['Content-Type: text/plain', named('vedlegg')], 'uten filnavn'),
      ),
    );
    expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
    const { id, data } = answer.body;
    expect(data.map((one) => [one.dataType, one.contentType, one.filename])).toEqual([
      ['melding', 'application/json; charset=utf-8', undefined],
      ['vedlegg', 'application/pdf', 'rød.pdf'],
      ['any', 'application/octet-stream', undefined],
      ['melding', 'application/json; charset=utf-8', 'to.json'],
      ['vedlegg', 'text/plain', undefined],
    ]);
    const contents = ['{"æ":1}', binary, binary, '{"æ":2}', 'uten filnavn'];
    for (const [n, element] of data.entries()) {
      const bytes = Buffer.from(contents[n] as string);
      expect(await download(element, id)).toEqual({ type: element.contentType, bytes });
      expect(element).toMatchObject({
        size: bytes.length,
        contentHash: createHash('sha256').update(bytes).digest('hex'),
      });
    }
  });

  it('reads past a byte order mark, which some programs write', async () => {
    const marked = part(
      [JSON_PART, named('instance')],
      `\uFEFF${JSON.stringify({ instanceOwner: { partyId: String(PARTY) } })}`,
    );
    expect((await post(A, form(marked))).status).toBe(201);
  });

  it('needs no part named instance when the query names the owner', async () => {
    const answer = await post(`${A}?instanceOwnerPartyId=${PARTY}`, form(part([JSON_PART, named('melding')], '{}')));
    expect([answer.status, answer.body.data?.length]).toEqual([201, 1]);
    expect((await post(A, form(part([JSON_PART, named('melding')], '{}')))).status).toBe(400);
  });

  const melding = part([JSON_PART, named('melding')], '{}');
  it.each<[string, Buffer | string, number, string?]>([
    ['a part of an unknown name', form(instance, part([JSON_PART, named('nothing')], '{}')), 400],
    ['a part without a name', form(instance, part([JSON_PART], '{}')), 400],
    ['a part that does not say what it holds', form(instance, part([named('melding')], '{}')), 400],
    ['a type that is not allowed', form(instance, part(['Content-Type: text/html', named('melding')], '{}')), 400],
    ['an empty part', form(instance, part([JSON_PART, named('melding')], '')), 400],
    ['more of a type than the app takes', form(instance, melding, melding, melding), 400],
    ['two instances', form(instance, instance), 400],
    ['an instance that is no JSON', form(part([JSON_PART, named('instance')], '{')), 400],
    ['an instance of another type', form(part(['Content-Type: text/plain', named('instance')], '{}')), 400],
    ['a type that users may not create', form(instance, part([JSON_PART, named('owned')], '{}')), 400],
    ['a type of other contributors', form(instance, part([JSON_PART, named('org')], '{}')), 403],
    ['a type that the platform makes', form(instance, part([JSON_PART, named('ref-data-as-pdf')], '{}')), 403],
    ['a type that needs an action', form(instance, part([JSON_PART, named('guarded')], '{}')), 403],
    ['too many parts', form(instance, ...Array(40).fill(melding)), 413],
    ['garbage', 'garbage', 400],
    ['a cut part', form(instance, melding).subarray(0, -60), 400],
    ['nothing', '', 400],
    ['no boundary', form(instance), 400, 'multipart/form-data'],
  ])('is refused with %s, and stores nothing (altinn-instances#64)', async (_what, body, status, type) => {
    const before = await count();
    const answer = await post(A, body, type);
    expect([answer.status, answer.text]).toEqual([status, expect.stringMatching(/\w/)]);
    expect(await count()).toEqual(before);
  });
});

describe('an upload in parts', () => {
  it('is the first part, with a file name or without, on both surfaces', async () => {
    const id = await created();
    const binary = randomBytes(300_000);
    for (const [path, name, content, parts] of [
      [`${A}/${id}/data?dataType=melding`, undefined, '{"æ":1}', [part([JSON_PART, named('file')], '{"æ":1}')]],
      [
        `${S}/${id}/data?dataType=vedlegg`,
        undefined,
        binary,
        [part(['Content-Type: application/pdf', named('file')], binary)],
      ],
      [
        `${S}/${id}/data?dataType=any`,
        'a.pdf',
        'x',
        [part(['Content-Type: application/pdf', named('f', '; filename=a.pdf')], 'x'), melding()],
      ],
      [`${S}/${id}/data?dataType=any`, undefined, 'x', [part([], 'x')]],
    ] as const) {
      const answer = await post<Element>(path, form(...parts));
      expect([path, answer.status, answer.body.filename]).toEqual([path, 201, name]);
      expect((await download(answer.body, id)).bytes).toEqual(Buffer.from(content as string));
    }
    const [element] = (await box.call<Instance>('GET', `${S}/${id}`, { token: person })).body.data;
    const replaced = await post(
      `${S}/${id}/data/${element?.id}`,
      form(part([JSON_PART, named('x')], '{"æ":3}')),
      TYPE,
      'PUT',
    );
    expect(replaced.status).toBe(200);
    expect((await download(element as Element, id)).bytes.toString()).toBe('{"æ":3}');
  });
  const melding = () => part([JSON_PART, named('melding')], '{}');

  it('is refused with 400 where it cannot be read, and stores nothing', async () => {
    const id = await created();
    const before = await count();
    const good = form(part(['Content-Type: text/plain', named('f', '; filename=a.txt')], 'hei'));
    for (const surface of [`${A}/${id}/data?dataType=vedlegg`, `${S}/${id}/data?dataType=vedlegg`])
      for (const [body, type] of [
        ['garbage'],
        [''],
        [good.subarray(0, -50)],
        [good, 'multipart/form-data'],
        [good, 'multipart/form-data; boundary=other'],
        [form()],
        [form(part(['Content-Type: text/plain', named('f', '; filename=a.txt')], ''))],
      ] as const)
        expect([surface, String(body), (await post(surface, body, type)).status]).toEqual([surface, String(body), 400]);
    expect(await count()).toEqual(before);
  });

  it('keeps an answer for who sends more than is taken, and the connection whole', async () => {
    const id = await created();
    const large = Buffer.alloc(6 * 1024 * 1024, 'x');
    const parted = form(part(['Content-Type: text/plain', named('f', '; filename=a.txt')], large));
    expect((await post(`${S}/${id}/data?dataType=vedlegg`, parted)).status).toBe(413);
    expect((await post(`${S}/${id}/data?dataType=vedlegg`, large, 'text/plain')).status).toBe(413);
    expect((await post(A, Buffer.alloc(2 * 1024 * 1024, ' '), 'application/json')).status).toBe(413);
  });
});

/** What `fetch` refuses to send. @returns the status */
const sendRaw = (path: string, headers: readonly string[], body: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(box.base);
    const socket = connect(Number(port), hostname);
    let text = '';
    socket.on('error', reject).on('close', () => resolve(Number(text.split(' ')[1])));
    socket.on('data', (data) => {
      text += data;
    });
    const all = ['Host: x', `Authorization: Bearer ${person}`, 'Connection: close', ...headers];
    socket.write(`POST ${path} HTTP/1.1\r\n${all.join('\r\n')}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  });

it('asks an upload through an app for a type, and takes any in Storage, an empty or unreadable one too', async () => {
  const id = await created();
  const file = 'Content-Disposition: attachment; filename="a.txt"';
  for (const type of [[], ['Content-Type:'], ['Content-Type: '], ['Content-Type: text'], ['Content-Type: ;']]) {
    expect([type, await sendRaw(`${A}/${id}/data?dataType=vedlegg`, [file, ...type], 'hei')]).toEqual([type, 400]);
    expect([type, await sendRaw(`${S}/${id}/data?dataType=vedlegg`, [file, ...type], 'hei')]).toEqual([type, 201]);
  }
  const { data } = (await box.call<Instance>('GET', `${S}/${id}`, { token: person })).body;
  const octets = 'application/octet-stream';
  expect(data.map((one) => one.contentType)).toEqual([octets, octets, octets, 'text', ';']);
});

it('refuses a query parameter that is there twice where one is meant', async () => {
  const id = await created();
  const owner = { instanceOwner: { partyId: String(PARTY) } };
  for (const [method, path, body] of [
    ['POST', `${S}?appId=ttd/parts&appId=x`, owner],
    ['POST', `${A}?instanceOwnerPartyId=1&instanceOwnerPartyId=2`],
    ['POST', `${S}/${id}/data?dataType=any&dataType=org`],
    ['POST', `${A}/${id}/data?dataType=any&dataType=org`],
    ['PUT', `${S}/${id}/readstatus?status=read&status=unread`],
  ] as const)
    expect([path, (await box.call(method, path, { token: person, body })).status]).toEqual([path, 400]);
});
