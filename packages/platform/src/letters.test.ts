import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Operation } from './http/index.ts';
import { operationsOf } from './testing/operations.ts';
import { type Sandbox, startSandbox } from './testing/sandbox.ts';

/** Those whose real peers, or whose standard, go by letters; every other surface is Altinn's, or the platform's own. */
const BY_LETTERS: ReadonlySet<string> = new Set(['AuthZEN', 'idporten', 'maskinporten', 'selvbetjening']);
const NOTHING = /there is nothing at|there is no operation/;

const UUID = '0af76519-16cd-43dd-8448-eb211c80319c';
/** Of parameters that are not found as anything else. */
const VALUES: ReadonlyMap<string, string> = new Map([
  ['{guid}', UUID],
  ['{element}', UUID],
  ['{event}', UUID],
  ['{surface}', 'all'],
]);

let box: Sandbox;
beforeAll(async () => {
  box = await startSandbox();
});
afterAll(() => box.stop());

/** An address of an operation. @param spell what becomes of the parts that are no parameters */
const addressOf = ({ path }: Operation, spell: (part: string) => string): string =>
  path
    .replace('{org}/{app}', 'ttd/org-demo')
    .split('/')
    .map((part) =>
      part === 'ttd' || part === 'org-demo'
        ? part
        : part
            .split(/(\{\w+\})/)
            .map((piece) => (piece.startsWith('{') ? (VALUES.get(piece) ?? '1') : spell(piece)))
            .join(''),
    )
    .join('/');

const swapped = (text: string): string =>
  [...text].map((letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase())).join('');
const inHex = (text: string): string =>
  [...text].map((letter) => `%${letter.charCodeAt(0).toString(16).padStart(2, '0')}`).join('');

/** Those that can be asked without a change to the platform: others would move its clock, or begin its world anew. */
const asked = (): readonly Operation[] =>
  operationsOf(box.platform.http).filter(({ method, access }) => method === 'GET' || access.who !== 'sandbox');

const ask = async ({ method }: Operation, address: string) => {
  // As it is answered, and not what a browser would be led to.
  const answer = await fetch(`${box.base}${address}`, {
    method,
    headers: { accept: 'application/json' },
    redirect: 'manual',
  });
  return { status: answer.status, isNothing: NOTHING.test(await answer.text()) };
};

describe('the letters of a path', () => {
  it('make no difference on any surface of Altinn’s (altinn-pdp#83, altinn-instances#96)', async () => {
    const loose = asked().filter(
      // What stands behind a parameter in one part, as in `{surface}.json`, belongs to the parameter.
      ({ surface, path }) => !BY_LETTERS.has(surface) && !path.includes('}.'),
    );
    expect(loose.length).toBeGreaterThan(300);
    const differing: string[] = [];
    for (const operation of loose) {
      const plain = await ask(operation, addressOf(operation, String));
      const other = await ask(operation, addressOf(operation, swapped));
      if (plain.status !== other.status || plain.isNothing || other.isNothing)
        differing.push(`${operation.method} ${operation.path}: ${plain.status} ${other.status}`);
    }
    expect(differing).toEqual([]);
  });

  it('are those of the declaration on Maskinporten, self-service and ID-porten, encoded or not', async () => {
    const strict = asked().filter(({ surface }) => BY_LETTERS.has(surface));
    expect(new Set(strict.map(({ surface }) => surface))).toEqual(BY_LETTERS);
    const wrong: string[] = [];
    for (const operation of strict) {
      const spellings = [
        [String, false],
        [inHex, false],
        [swapped, true],
        [(text: string) => inHex(swapped(text)), true],
      ] as const;
      for (const [spell, isNothing] of spellings) {
        const address = addressOf(operation, spell);
        const answer = await ask(operation, address);
        if (answer.isNothing !== isNothing) wrong.push(`${operation.method} ${address}: ${answer.status}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('of what a parameter holds stay as they were sent', async () => {
    const { status, body } = await box.call('GET', '/RESOURCEREGISTRY/API/V1/RESOURCE/ttd-LONNSRAPPORT');
    expect([status, body]).toEqual([404, expect.anything()]);
    expect((await box.call('GET', '/RESOURCEREGISTRY/API/V1/RESOURCE/ttd-lonnsrapport')).body).toMatchObject({
      identifier: 'ttd-lonnsrapport',
    });
  });

  it('may grow when they are made small, and nothing breaks', async () => {
    for (const path of [
      '/accessmanagement/api/v1/resource/%C4%B0/x',
      '/storage/api/v1/instances/%C4%B0%C4%B0/y',
      '/%C4%B0',
    ])
      expect((await box.call('GET', path)).status).toBeLessThan(500);
  });
});

describe('the letters of the members of a body', () => {
  const OWNER = '310013579';
  const text = (nb: string) => ({ nb, nn: nb, en: nb });
  const large = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(large);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([name, one]) => [
      /^(nb|nn|en)$/.test(name) ? name : pascal(name),
      large(one),
    ]);
    return Object.fromEntries(entries);
  };
  /** As a class in C# has them. */
  const pascal = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

  it('make no difference where a program in C# sends its own classes (altinn-pdp#84)', async () => {
    const owner = await box.altinnToken(OWNER, [
      'altinn:resourceregistry/resource.write',
      'altinn:resourceregistry/accesslist.write',
    ]);
    const director = await box.personToken('01816010027');
    const resource = {
      identifier: 'skogdir-store-bokstaver',
      title: text('Felling'),
      description: text('Melding'),
      rightDescription: text('Gir rett'),
      resourceType: 'GenericAccessResource',
      accessListMode: 'Enabled',
      hasCompetentAuthority: { organization: OWNER, orgcode: 'skogdir', name: text('Skogdirektoratet') },
    };
    const members = { data: ['urn:altinn:organization:identifier-no:310044423'] };
    const list = '/resourceregistry/api/v1/access-lists/skogdir/store-bokstaver';
    const calls = [
      ['POST', '/resourceregistry/api/v1/resource', owner, resource, 201],
      ['PUT', list, owner, { name: 'Liste', description: 'For alle' }, 200],
      ['POST', `${list}/members`, owner, members, 204],
      ['PUT', `${list}/resource-connections/${resource.identifier}`, owner, { actionFilters: ['read'] }, 200],
      ['POST', '/resourceregistry/api/v1/resource/bysubjects', owner, ['urn:altinn:rolecode:DAGL'], 200],
      [
        'POST',
        '/authorization/api/v1/policies/GetPolicies',
        owner,
        [[{ id: 'urn:altinn:resource', value: 'ttd-lonnsrapport' }]],
        200,
      ],
      ['POST', '/register/api/v1/parties/lookup', director, { orgNo: '310044423' }, 200],
    ] as const;
    const wrong: string[] = [];
    for (const [method, path, token, body, status] of calls) {
      const answer = await box.call(method, path, { token, body: large(body) });
      if (answer.status !== status) wrong.push(`${method} ${path}: ${answer.status} ${answer.text.slice(0, 200)}`);
    }
    expect(wrong).toEqual([]);
    const stored = await box.call('GET', `/resourceregistry/api/v1/resource/${resource.identifier}`);
    expect(stored.body).toMatchObject(resource);
    expect((await box.call('GET', `${list}/members`, { token: owner })).text).toContain('310044423');
  });
});
