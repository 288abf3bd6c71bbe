import { createPublicKey } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKey, type Jwk, KeySet, keySetId, minimalJwk, openStore, publicKeyOf } from 'altinn-jwks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SECTIONS } from './model.ts';
import { editorSchema } from './schema.ts';
import { readWanted } from './wanted.ts';

let folder: string;
let key: Jwk;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'portvakt-wanted-'));
  key = await createKey({ kid: 'nokkel-1' });
});
afterAll(() => rmSync(folder, { recursive: true }));

const read = (text: string) => readWanted(text, 'portvakt.yaml', { folder, environment: 'TEST' });
const faultsOf = async (text: string): Promise<readonly string[]> => {
  const error = await read(text).catch((thrown: unknown) => thrown);
  if (!(error instanceof Error)) throw new Error('no fault was found');
  return error.message.split('\n');
};
const file = (name: string, text: string) => writeFileSync(join(folder, name), text);

describe('a set-up file', () => {
  it('is YAML or JSON, takes numbers of organisations with quotes or without, and may be nearly empty', async () => {
    const yaml = await read(
      'organization: 310013579\nscopes:\n  - {name: "a:b", description: B, access: [310044423]}\n',
    );
    const json = await read(
      '{"organization":"310013579","scopes":[{"name":"a:b","description":"B","access":["310044423"]}]}',
    );
    for (const { organization, scopes } of [yaml, json])
      expect([organization, scopes[0]?.access]).toEqual(['310013579', ['310044423']]);
    expect((await read('clients: []\n')).clients).toEqual([]);
  });

  it('prunes what it names alone', async () => {
    expect([...(await read('prune: true\nclients: []\n')).prune]).toEqual(['clients']);
    expect([...(await read('prune: [clients, systems]\nsystems: []\n')).prune]).toEqual(['systems']);
    expect([...(await read('clients: []\n')).prune]).toEqual([]);
  });

  it('is told everything that is wrong with it at once, with line and column', async () => {
    const text = `organization: 31001357
prune: [clients, scope]
clients:
  - name: Bok
    scope: [altinn:instances.read]
    access_token_lifetime: en time
    keys: []
  - description: uten navn
    keys:
      - store: ./keys
scopes:
  - name: uten prefiks
    description: ""
systems:
  - id: 310013579_a b
    name: { nb: a, nn: b }
    description: { nb: a, nn: b, en: c }
    accessPackages: [skatt-naering]
`;
    expect(await faultsOf(text)).toEqual([
      'portvakt.yaml:1:1: organization must be nine digits: the organisation whose set-up this is, as the credentials',
      'portvakt.yaml:2:1: prune must be true, or a list of scopes, clients, resources, systems, systemUserRequests: what is there and not in this file is taken away',
      'portvakt.yaml:5:5: clients[0].scope is not known here: is scopes meant?',
      'portvakt.yaml:6:5: clients[0].access_token_lifetime must be a whole number',
      'portvakt.yaml:7:5: clients[0].keys must have at least 1',
      'portvakt.yaml:8:5: clients[1] lacks name',
      'portvakt.yaml:10:9: clients[1].keys[0] must be store and set, or file: a key is referred to and never stands here',
      'portvakt.yaml:12:5: scopes[0].name must be <prefix>:<subscope>',
      'portvakt.yaml:13:5: scopes[0].description must not be empty',
      'portvakt.yaml:15:5: systems[0].id must be your organisation number, an underscore and a name; it can never be used again',
      'portvakt.yaml:16:5: systems[0].name lacks en',
      'portvakt.yaml:18:22: systems[0].accessPackages[0] must be of the form urn:altinn:accesspackage:<name>',
    ]);
  });

  it('that is no YAML is told where, and one that would fill the memory or the stack is refused', async () => {
    expect(await faultsOf('clients:\n  - name: "a\n')).toEqual([
      expect.stringMatching(
        /^portvakt\.yaml:3:1: The file ends too early, as one does that is half written: Missing closing "quote: mend it/,
      ),
    ]);
    // Each of them is one line, however much follows from it.
    for (const half of ['{"clients": [', '{"clients": [{"name": "a"', 'clients:\n  - {name: a'])
      expect(await faultsOf(half)).toEqual([expect.stringContaining('The file ends too early')]);
    expect(await faultsOf('clients: [a, b}\nscopes: []\n')).toEqual([expect.stringMatching(/^portvakt\.yaml:1:/)]);
    expect(await faultsOf('clients: []\nclients: []\n')).toEqual([
      expect.stringMatching(/^portvakt\.yaml:2:1: Map keys must be unique/),
    ]);
    const bomb = `a: &a [${'x,'.repeat(50)}]\n${'bcdefgh'.replaceAll(/./g, (name) => `${name}: &${name} [${`*${String.fromCharCode(name.charCodeAt(0) - 1)},`.repeat(50)}]\n`)}`;
    expect((await faultsOf(bomb))[0]).toMatch(/cannot be read|is not known here/);
    expect((await faultsOf('['.repeat(5_000)))[0]).toMatch(/^portvakt\.yaml:1:\d+: The file is nested too deeply\.$/);
    expect(await faultsOf('clients: null\n')).toEqual(['portvakt.yaml:1:1: clients must be a list']);
    expect(await faultsOf('just words\n')).toEqual(['portvakt.yaml:1:1: The file must be a map of members']);
    expect(await faultsOf(`x: ${'a'.repeat(2_000_000)}`)).toEqual([expect.stringContaining('is longer than')]);
  });

  it('with a slip of the pen is told what may be meant', async () => {
    const told = async (name: string) => (await faultsOf(`clients:\n  - name: A\n    ${name}: x\n`))[0];
    expect(await told('kyes')).toMatch(/is keys meant\?$/);
    expect(await told('accessTokenLifetime')).toMatch(/is access_token_lifetime meant\?$/);
    expect(await told('color')).toMatch(/known are name, id, description, /);
  });

  it('may name a thing once', async () => {
    const twice = 'scopes:\n  - { name: "a:b", description: B }\n  - { name: "a:b", description: B }\n';
    expect(await faultsOf(twice)).toEqual(['portvakt.yaml:3:7: the scope a:b stands on line 2 already']);
    expect((await read('clients:\n  - { name: A, id: one }\n  - { name: A, id: two }\n')).clients).toHaveLength(2);
  });

  it('has a JSON Schema for editors, which says of each section what it is', () => {
    const { properties } = JSON.parse(editorSchema()) as { properties: Record<string, { description?: string }> };
    for (const section of SECTIONS) expect(properties[section]?.description, section).toMatch(/^[A-Z]/);
  });
});

describe('a key', () => {
  const client = (reference: string) => `clients:\n  - name: Bok\n    keys:\n      - ${reference}\n`;
  const keysOf = async (reference: string) => (await read(client(reference))).clients[0]?.keys ?? [];

  it('that is private is refused in every form, before all else, and is in no message', async () => {
    const json = JSON.stringify(key);
    const pem = String(publicKeyOf(key).export({ type: 'spki', format: 'pem' })).replaceAll('PUBLIC', 'PRIVATE');
    const texts = [
      client(json),
      client(JSON.stringify(json)),
      client(`file: ${Buffer.from(json).toString('base64')}`),
      `clients:\n  - name: |\n${pem.replaceAll(/^/gm, '      ')}\nunknown: 1\n`,
      `x: &x ${json}\n`,
    ];
    for (const text of texts) {
      const faults = await faultsOf(text);
      expect(faults[0]).toMatch(/^portvakt\.yaml:\d+:\d+: a private key stands here, and nothing was sent/);
      expect(faults.join('\n')).not.toContain(String(key.d).slice(0, 20));
      expect(faults.join('\n')).not.toContain(pem.split('\n')[1]);
    }
  });

  it('comes from a store, a file with a JWK, a list or a set of them, or PEM; only the public half', async () => {
    const store = await openStore(join(folder, 'keys'));
    await store.update('bok', 'TEST', (set) => set.add(key));
    file('one.json', JSON.stringify(minimalJwk(key)));
    file('list.json', JSON.stringify([minimalJwk(key)]));
    file('set.json', JSON.stringify({ keys: [minimalJwk(key)] }));
    file('key.pem', String(publicKeyOf(key).export({ type: 'spki', format: 'pem' })));
    for (const reference of [
      '{ store: ./keys, set: bok }',
      'file: one.json',
      'file: ./list.json',
      'file: set.json',
      '{ file: key.pem, kid: nokkel-1 }',
    ]) {
      const [found, ...others] = await keysOf(reference);
      expect(others).toEqual([]);
      expect(found).toEqual({ kty: 'RSA', use: 'sig', alg: 'RS256', kid: 'nokkel-1', n: key.n, e: 'AQAB' });
    }
  });

  it('that cannot be read, or would be refused, is told where it is referred to', async () => {
    file('private.json', JSON.stringify(key));
    file('private.pem', '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n');
    file('words.json', 'words');
    file('short.json', JSON.stringify({ ...minimalJwk(key), kid: 'with space' }));
    file('other.json', JSON.stringify({ ...minimalJwk(await createKey({ kid: 'nokkel-1' })) }));
    file(
      'nokkel.pem',
      String(
        createPublicKey(publicKeyOf(key).export({ type: 'spki', format: 'pem' })).export({
          type: 'spki',
          format: 'pem',
        }),
      ),
    );
    const told: readonly [string, RegExp][] = [
      [
        '{ store: ./keys, set: nobody }',
        /4:26: there is no key set nobody for TEST in .*: make it with "altinn-jwks create nobody -e test --store \.\/keys"$/,
      ],
      ['file: nowhere.json', /4:9: nowhere\.json cannot be read: there is no /],
      ['file: private.json', /holds a private key: refer to the store/],
      ['file: private.pem', /holds a private key/],
      ['file: words.json', /is neither JSON nor PEM/],
      ['file: short.json', /the key with space would be refused: its kid/],
      ['file: nokkel.pem', /add kid beside file/],
    ];
    for (const [reference, words] of told)
      expect(await faultsOf(client(reference))).toEqual([expect.stringMatching(words)]);
    const two = 'clients:\n  - name: Bok\n    keys:\n      - file: one.json\n      - file: other.json\n';
    expect(await faultsOf(two)).toEqual(['portvakt.yaml:5:9: the kid nokkel-1 stands for another key above']);
  });

  it('of a set is told too many with others', async () => {
    const store = await openStore(join(folder, 'many'));
    const made = await Promise.all(['1', '2', '3', '4', '5'].map((name) => createKey({ kid: `m${name}` })));
    const set = made.reduce((all, one) => all.add(one), new KeySet(keySetId('mange', 'TEST')));
    await store.update('mange', 'TEST', () => set);
    const both = 'clients:\n  - name: Bok\n    keys:\n      - { store: many, set: mange }\n      - file: one.json\n';
    expect(await faultsOf(both)).toEqual(['portvakt.yaml:3:5: Maskinporten takes 5 keys a client, and these are 6']);
  });
});
