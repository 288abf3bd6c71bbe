import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Sandbox, startSandbox } from './testing/sandbox.ts';

const OWNER = '310013579';
const CUSTOMER = '310044423';
const V1 = '/selvbetjening/api/v1';
const ALTINN = '/authentication/api/v1';
const REGISTRY = '/resourceregistry/api/v1';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' });
const texts = { nb: 'Test', nn: 'Test', en: 'Test' };

let box: Sandbox;
let maskinporten: string;
let altinn: string;

beforeAll(async () => {
  box = await startSandbox();
  maskinporten = await box.maskinportenToken(OWNER, [
    'idporten:dcr.write',
    'idporten:scopes.write',
    'altinn:authentication/systemregister.write',
    'altinn:authentication/systemuser.request.write',
    'altinn:authentication/systemuser.request.read',
  ]);
  altinn = await box.altinnToken(OWNER, [
    'altinn:resourceregistry/resource.write',
    'altinn:resourceregistry/accesslist.write',
  ]);
  // A record that somebody else might reach by another's id.
  expect((await call('POST', `${V1}/clients`, client({ client_id: 'kept-client' }))).status).toBe(201);
  const keys = { keys: [jwk('kept'), jwk('kept-2')] };
  expect((await call('POST', `${V1}/clients/kept-client/jwks`, keys)).status).toBe(201);
  const entries = client({ client_id: 'kept-entries', integration_type: 'api_klient', scopes: [] });
  expect((await call('POST', `${V1}/clients`, entries)).status).toBe(201);
  expect((await call('POST', `${V1}/clients/kept-entries/onbehalfof`, entry('kept'))).status).toBe(201);
  expect((await call('POST', `${V1}/scopes`, scope('kept'))).status).toBe(201);
  expect((await call('POST', `${ALTINN}/systemregister/vendor`, system(`${OWNER}_kept`))).status).toBe(200);
  expect((await call('PUT', `${REGISTRY}/access-lists/skogdir/kept`, { name: 'Kept' })).status).toBe(200);
});
afterAll(() => box.stop());

/** As a client written by the URL Standard asks: dot segments are gone before anything is sent. */
function call(method: string, path: string, body?: unknown): Promise<Answer<unknown>> {
  const token = path.startsWith(REGISTRY) ? altinn : maskinporten;
  return box.call(method, path, { token, ...(body === undefined ? {} : { body }) });
}
const client = (over: object = {}) => ({
  integration_type: 'maskinporten',
  client_name: 'Test',
  description: 'Test',
  scopes: ['altinn:instances.read'],
  ...over,
});
const jwk = (kid: string) => ({ ...rsa, use: 'sig', alg: 'RS256', kid });
const entry = (onbehalfof: string) => ({ onbehalfof, name: 'Kunde', orgno: CUSTOMER });
const scope = (subscope: string) => ({ prefix: 'skogdir', subscope, description: 'Test' });
const system = (id: string) => ({
  id,
  vendor: { ID: `0192:${OWNER}` },
  name: texts,
  description: texts,
  rights: [{ resource: [{ id: 'urn:altinn:resource', value: 'ttd-lonnsrapport' }] }],
});
const resource = (identifier: string) => ({
  identifier,
  resourceType: 'GenericAccessResource',
  title: texts,
  description: texts,
  rightDescription: texts,
  hasCompetentAuthority: { organization: OWNER, orgcode: 'skogdir', name: texts },
});
const request = (externalRef: string) => ({
  systemId: `${OWNER}_kept`,
  partyOrgNo: CUSTOMER,
  externalRef,
  rights: system('').rights,
});

/** What callers name by an id of their own choosing, and how it is made, read, changed and removed. */
interface Kind {
  readonly name: string;
  /** Puts what is drawn into the form that the id must have anyway. */
  readonly idOf?: (drawn: string) => string;
  readonly make: (id: string) => Promise<Answer<unknown>>;
  readonly at: (segment: string) => string;
  /** Where it is read, if that is another address. */
  readonly readAt?: (segment: string) => string;
  /** How the record tells its id; the id itself unless said. */
  readonly told?: (id: string) => string;
  readonly change?: (id: string) => unknown;
  readonly remove?: boolean;
  /** What may not be touched. */
  readonly others: readonly string[];
}
const KINDS: readonly Kind[] = [
  {
    name: 'client_id',
    make: (client_id) => call('POST', `${V1}/clients`, client({ client_id })),
    at: (id) => `${V1}/clients/${id}`,
    change: (client_id) => client({ client_id, client_name: 'Changed' }),
    remove: true,
    others: [`${V1}/clients/kept-client`, `${V1}/clients/kept-client/jwks`],
  },
  {
    name: 'kid',
    make: (kid) =>
      box.call('POST', '/selvbetjening/api/v2/clients/kept-client/key', {
        token: maskinporten,
        raw: JSON.stringify(jwk(kid)),
        headers: { 'content-type': 'text/plain' },
      }),
    at: (kid) => `${V1}/clients/kept-client/jwks/${kid}`,
    change: jwk,
    remove: true,
    others: [`${V1}/clients/kept-client/jwks/kept`, `${V1}/clients/kept-client/jwks/kept-2`],
  },
  {
    name: 'onbehalfof',
    make: (id) => call('POST', `${V1}/clients/kept-entries/onbehalfof`, entry(id)),
    at: (id) => `${V1}/clients/kept-entries/onbehalfof/${id}`,
    change: entry,
    remove: true,
    others: [`${V1}/clients/kept-entries/onbehalfof/kept`],
  },
  {
    name: 'scope',
    make: (subscope) => call('POST', `${V1}/scopes`, scope(subscope)),
    at: (subscope) => `${V1}/scopes?scope=skogdir:${subscope}`,
    readAt: (subscope) => `${V1}/scopes/scope?scope=skogdir:${subscope}`,
    told: (subscope) => `skogdir:${subscope}`,
    change: scope,
    remove: true,
    others: [`${V1}/scopes/scope?scope=skogdir:kept`],
  },
  {
    name: 'resource',
    make: (identifier) => call('POST', `${REGISTRY}/resource`, resource(identifier)),
    at: (id) => `${REGISTRY}/resource/${id}`,
    change: resource,
    remove: true,
    others: [`${REGISTRY}/resource/skogdir-felling`],
  },
  {
    name: 'access list',
    make: (id) =>
      call('PUT', `${REGISTRY}/access-lists/skogdir/${encodeURIComponent(wellFormed(id))}`, { name: wellFormed(id) }),
    at: (id) => `${REGISTRY}/access-lists/skogdir/${id}`,
    change: (name) => ({ name }),
    remove: true,
    others: [`${REGISTRY}/access-lists/skogdir/kept`],
  },
  {
    name: 'system',
    idOf: (drawn) => `${OWNER}_${drawn}`.trim(),
    make: (id) => call('POST', `${ALTINN}/systemregister/vendor`, system(id)),
    at: (id) => `${ALTINN}/systemregister/vendor/${id}`,
    change: system,
    remove: true,
    others: [`${ALTINN}/systemregister/vendor/${OWNER}_kept`],
  },
  {
    name: 'externalRef',
    // Trimmed; a blank one is none, and then it is the customer's number.
    idOf: (drawn) => drawn.trim() || CUSTOMER,
    make: (ref) => call('POST', `${ALTINN}/systemuser/request/vendor`, request(ref)),
    at: (ref) => `${ALTINN}/systemuser/request/vendor/byexternalref/${OWNER}_kept/${CUSTOMER}/${ref}`,
    others: [],
  },
];

const wellFormed = (id: string): string => id.toWellFormed();
const PARTS = [
  '',
  '.',
  '..',
  '%2e',
  '%2E%2e',
  '/',
  '\\',
  ';',
  '?',
  '#',
  ' ',
  '%',
  '%2F',
  '\u0001',
  '\n',
  'æ',
  'a',
  '-',
];
const drawn = fc.oneof(
  fc.array(fc.constantFrom(...PARTS), { maxLength: 4 }).map((parts) => parts.join('')),
  fc.constantFrom(
    'x'.repeat(255),
    'æ'.repeat(255),
    '\ud800',
    '\u202e',
    'orgs',
    'export',
    'updated',
    'changes',
    'vendor',
  ),
  fc.array(fc.constantFrom(...PARTS), { minLength: 1, maxLength: 3 }).map((parts) => `id-${parts.join('')}`),
);
const ALWAYS = ['', '.', '..', '%2e', '%2E%2e', '/', '\\', ';', '?', '#', ' ', 'blåbær', '\u0001', 'x'.repeat(255)];

describe('an id that a caller chooses', () => {
  it.each(KINDS)(
    'is refused when it is made, or reaches its own record and no other: $name (maskinporten#117)',
    async (kind) => {
      const { others } = kind;
      const states = () => Promise.all(others.map(async (path) => (await call('GET', path)).text));
      const before = await states();
      const done = new Set<string>();
      await fc.assert(
        fc.asyncProperty(drawn, async (raw) => {
          const id = (kind.idOf ?? String)(raw);
          if (done.has(id)) return;
          done.add(id);
          const made = await kind.make(id);
          if (made.status >= 400) {
            expect(made.status, made.text).toBeLessThan(500);
          } else {
            const segment = encodeURIComponent(id);
            const own = kind.at(segment);
            const read = await call('GET', (kind.readAt ?? kind.at)(segment));
            expect(read.status, `${JSON.stringify(id)} was made, and is not found: ${read.text}`).toBe(200);
            expect(Object.values(read.body as object)).toContain((kind.told ?? String)(id));
            if (kind.change) {
              const changed = await call('PUT', own, kind.change(id));
              expect(changed.status, changed.text).toBe(200);
            }
            if (kind.remove) expect((await call('DELETE', own)).status).toBeLessThan(300);
          }
          expect(await states()).toEqual(before);
        }),
        { numRuns: 40, examples: ALWAYS.map((text) => [text]) },
      );
    },
  );
});

describe('an address that ends with an empty id', () => {
  it.each([
    ['DELETE', `${V1}/clients/kept-client/jwks/`],
    ['DELETE', `${V1}/clients/kept-client/jwks/?x=/`],
    ['DELETE', `${V1}/clients/kept-client/jwks/.`],
    ['DELETE', `${V1}/clients/kept-client/jwks/..`],
    ['DELETE', `${V1}/clients/kept-client/jwks/%2E%2e`],
    ['DELETE', `${V1}/clients/kept-client/jwks/kept/../..`],
    ['DELETE', `${V1}/clients/kept-client/`],
    ['PUT', `${V1}/clients/kept-client/`],
    ['DELETE', `${V1}/clients/kept-entries/onbehalfof/`],
    ['DELETE', `${V1}/scopes/?scope=skogdir:felling`],
    ['DELETE', `${ALTINN}/systemregister/vendor/${OWNER}_kept/`],
    ['PUT', `${ALTINN}/systemregister/vendor/${OWNER}_kept/`],
    ['DELETE', `${REGISTRY}/resource/skogdir-felling/`],
    ['DELETE', `${REGISTRY}/access-lists/skogdir/kept/`],
    ['PATCH', `${REGISTRY}/access-lists/skogdir/kept/`],
    ['DELETE', '/sandbox/faults/'],
  ])('does not do the work of the one above: %s %s (maskinporten#118)', async (method, path) => {
    expect((await call(method, path, method === 'DELETE' ? undefined : {})).status).toBe(404);
  });

  it('is the list to who reads and the collection to who adds', async () => {
    expect((await call('GET', `${V1}/clients/`)).status).toBe(200);
    expect((await call('POST', `${V1}/clients/`, client())).status).toBe(201);
  });
});
