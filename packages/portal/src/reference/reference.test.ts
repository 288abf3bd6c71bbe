import type { Access } from '@portvakt/platform/testing/operations';
import { describe, expect, it } from 'vitest';
import { fits, fittingFor, type Identity } from './callers.ts';
import { found, type OpenApiDocument, readReference } from './document.ts';
import { en } from './en.ts';
import { nb } from './nb.ts';
import { nn } from './nn.ts';
import { addressOf, placeOf } from './place.ts';
import { missingIn, sentOf } from './request.ts';
import { boundsOf, exampleOf, membersOf, typeOf } from './schema.ts';

const described = (operationId: string, tag: string, access: Access) => ({
  operationId,
  summary: `To ${operationId}`,
  tags: [tag],
  'x-access': access,
  parameters: [],
  responses: {},
});
const DOCUMENT: OpenApiDocument = {
  info: { version: '1' },
  servers: [{ url: 'https://portvakt.example' }],
  paths: {
    '/b/{id}': {
      get: {
        ...described('readB', 'the b', { who: 'token', scopes: ['x:read'] }),
        parameters: [
          { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
          { name: 'kind', in: 'query', schema: { type: 'array', items: { type: 'string' } } },
        ],
      },
    },
    '/a': { post: described('addA', 'the a', { who: 'anyone' }) },
  },
};
const reference = readReference(DOCUMENT);
const [addA, readB] = reference.operations;

describe('the document', () => {
  it('is read in the order of its surfaces, and makes tokens only where it has the door', () => {
    expect(reference.operations.map(({ id, method }) => [id, method])).toEqual([
      ['addA', 'POST'],
      ['readB', 'GET'],
    ]);
    expect(reference.makesTokens).toBe(false);
    const paths = { '/sandbox/tokens': { post: described('makeSandboxToken', 'sandbox', { who: 'sandbox' }) } };
    expect(readReference({ ...DOCUMENT, paths }).makesTokens).toBe(true);
  });

  it('is searched by every word, in paths, names, summaries and scopes', () => {
    const ids = (text: string, surface?: string) => found(reference.operations, text, surface).map(({ id }) => id);
    expect(ids('')).toEqual(['addA', 'readB']);
    expect(ids('GET x:read')).toEqual(['readB']);
    expect(ids('to post')).toEqual(['addA']);
    expect(ids('', 'the b')).toEqual(['readB']);
    expect(ids('nothing')).toEqual([]);
  });

  it('has an address for everything', () => {
    for (const place of [{}, { surface: 'the a' }, { surface: 'the b', operation: readB }])
      expect(placeOf(addressOf(place as never), reference)).toEqual(place);
    expect(placeOf('#/nowhere/at-all', reference)).toEqual({});
  });
});

describe('who may call', () => {
  const person: Identity = { kind: 'person', name: 'P', token: 't', scopes: [] };
  const organization = (issuer: 'altinn' | 'maskinporten', scope: string): Identity => ({
    kind: 'organization',
    name: 'O',
    token: 't',
    issuer,
    scopes: [scope],
  });
  it.each<[Access, boolean, string | undefined]>([
    [{ who: 'person' }, true, undefined],
    [{ who: 'party', resource: 'r', action: 'read', scopes: ['altinn:portal/enduser'] }, true, undefined],
    [{ who: 'vendor', scopes: ['a:b'] }, false, 'altinn a:b'],
    [{ who: 'administrator', right: 'r', scopes: ['a:b'] }, true, 'maskinporten a:b'],
    [{ who: 'token', issuers: ['altinn'], scopes: ['a:b'] }, false, 'altinn a:b'],
    [{ who: 'permit', actions: ['read'], scopes: ['altinn:instances.read'] }, true, 'altinn altinn:instances.read'],
    [{ who: 'platform', scopes: ['a:b'] }, false, 'altinn a:b'],
    [{ who: 'token', issuers: ['maskinporten'] }, false, 'maskinporten altinn:instances.read'],
  ])('%j lets in those that it is for', (access, isForPersons, machine) => {
    const fitting = fittingFor(access);
    if (!fitting) throw new Error('no token fits');
    expect(fits(person, fitting)).toBe(isForPersons);
    const [issuer, scope = ''] = machine?.split(' ') ?? [];
    for (const one of ['altinn', 'maskinporten'] as const)
      expect(fits(organization(one, scope), fitting)).toBe(one === issuer);
    expect(fits(organization('altinn', 'other:scope'), fitting)).toBe(false);
  });

  it('asks for no token where everybody may', () => {
    expect(fittingFor({ who: 'anyone' })).toBeUndefined();
    expect(fittingFor({ who: 'sandbox' })).toBeUndefined();
  });
});

describe('a request', () => {
  const filled = { type: undefined, text: '', files: {} };
  it('has what was filled in at its place, and names what is missing', () => {
    if (!readB || !addA) throw new Error('there are two operations');
    const parameters = { 'path id': 'ø/1', 'query kind': 'x, y&z' };
    expect(sentOf(readB, { ...filled, parameters }).target).toBe('/b/%C3%B8%2F1?kind=x&kind=y%26z');
    expect(missingIn(readB, { ...filled, parameters: {} })).toEqual(['id']);
    expect(sentOf(readB, { ...filled, parameters: {} }).target).toBe('/b/{id}');
    expect(() => sentOf(readB, { ...filled, parameters: { 'path id': '..' } })).toThrow();
  });
});

describe('a schema', () => {
  const schema = {
    allOf: [
      { type: 'object', required: ['id'], properties: { id: { type: 'string', format: 'uuid' } } },
      { type: 'object', properties: { kind: { anyOf: [{ const: 'a' }, { type: 'null' }] } } },
    ],
  };
  it('is told in few words', () => {
    expect(membersOf(schema).map((one) => [one.name, typeOf(one.schema, nb.schema), one.required])).toEqual([
      ['id', 'string (uuid)', true],
      ['kind', '"a" | null', false],
    ]);
    const list = { type: 'array', items: { type: 'integer' } };
    expect([nb, nn, en].map(({ schema }) => typeOf(list, schema))).toEqual([
      'liste av integer',
      'liste av integer',
      'array of integer',
    ]);
    expect(boundsOf({ minimum: 1, maximum: 9, default: 5 }, nb.schema)).toEqual(['1 – 9', 'standard: 5']);
    expect(boundsOf({ minLength: 1, maxLength: 255, maxItems: 1 }, nb.schema)).toEqual(['1 – 255 tegn', '≤ 1 element']);
    expect(boundsOf({ minLength: 9, maxLength: 9, minItems: 2 }, nn.schema)).toEqual(['9 teikn', '≥ 2 element']);
    expect(boundsOf({ minLength: 1, maxLength: 1, minItems: 2 }, en.schema)).toEqual(['1 character', '≥ 2 items']);
  });

  it('has an example with all that must be there', () => {
    expect(exampleOf(schema)).toEqual({ id: '00000000-0000-4000-8000-000000000001' });
    expect(exampleOf({ type: 'array', items: { enum: ['x'] } })).toEqual(['x']);
  });
});
