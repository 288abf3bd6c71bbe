import { createHmac, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readGrant } from './grant.ts';
import {
  BEARER,
  CONSUMER,
  createHarness,
  type Harness,
  ISSUER,
  OTHER,
  OTHER_PRIVATE_KEY,
  otherPublicJwk,
  PRIVATE_KEY,
  publicJwk,
  signed,
} from './harness.ts';
import { isRefusal } from './refusals.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
  await harness.selfservice.createClient({
    organization: OTHER,
    name: 'Other',
    scopes: ['fjord:open.read'],
    keys: [otherPublicJwk('theirs')],
  });
});
afterAll(() => harness.close());

const MAX_CPU_MS = 50;
const b64 = (text: string | Buffer) => Buffer.from(text).toString('base64url');
const GOOD_HEADER = { alg: 'RS256', kid: 'key-1' };

/** Signs raw texts, so that headers and claims need not be JSON that JavaScript would write. */
const raw = (header: string, payload: string, key = PRIVATE_KEY) => {
  const input = `${b64(header)}.${b64(payload)}`;
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
};
const claimsJson = (over: Record<string, unknown> = {}) => JSON.stringify(harness.claims(over));
const headerJson = (over: object = {}) => JSON.stringify({ ...GOOD_HEADER, ...over });
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

function algorithms(): string[] {
  const input = (alg: unknown) => `${b64(JSON.stringify({ alg, kid: 'key-1' }))}.${b64(claimsJson())}`;
  const secrets = [
    JSON.stringify(publicJwk('key-1')),
    String(publicJwk('key-1').n),
    Buffer.from(String(publicJwk('key-1').n), 'base64url'),
  ];
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const unsigned = [
    'none',
    'None',
    'NONE',
    'nOnE',
    '',
    'RS1',
    'RS256 ',
    ' RS256',
    'rs256',
    'RSA-OAEP',
    'PS256',
    'PS384',
    'PS512',
    'EdDSA',
    null,
    256,
    ['RS256'],
    { alg: 'RS256' },
  ];
  return [
    ...unsigned.flatMap((alg) => [
      `${input(alg)}.`,
      `${input(alg)}.AA`,
      `${input(alg)}.${sign('sha256', Buffer.from(input(alg)), PRIVATE_KEY).toString('base64url')}`,
    ]),
    ...['HS256', 'HS384', 'HS512'].flatMap((alg) =>
      secrets.map(
        (secret) =>
          `${input(alg)}.${createHmac(`sha${alg.slice(2)}`, secret)
            .update(input(alg))
            .digest('base64url')}`,
      ),
    ),
    ...['ES256', 'ES384', 'ES512', 'ES256K'].map(
      (alg) =>
        `${input(alg)}.${sign('sha256', Buffer.from(input(alg)), { key: ec, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`,
    ),
    ...['RS384', 'RS512'].map(
      (alg) => `${input(alg)}.${sign('sha256', Buffer.from(input(alg)), PRIVATE_KEY).toString('base64url')}`,
    ),
  ];
}

function keyIds(): string[] {
  const kids = [
    'theirs',
    '../key-1',
    '../../etc/passwd',
    '/dev/null',
    'key-1\u0000',
    'key-1 ',
    ' key-1',
    'KEY-1',
    'key-1/../key-1',
    'key‐1',
    'ｋｅｙ-1',
    'key-1\u200b',
    '%6bey-1',
    '',
    "' or '1'='1",
    "key-1'; drop table client; --",
    'key-1" or ""="',
    '$(id)',
    '`id`',
    '{{7*7}}',
    '$' + '{jndi:ldap://x}',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'x'.repeat(256),
    'x'.repeat(5000),
    '\ud800',
    '\uffff',
  ];
  const odd = [null, 1, true, ['key-1'], { kid: 'key-1' }];
  return [
    ...kids.flatMap((kid) => [
      signed({ alg: 'RS256', kid }, harness.claims(), OTHER_PRIVATE_KEY),
      signed({ alg: 'RS256', kid }, harness.claims()),
    ]),
    ...odd.map((kid) => raw(headerJson({ kid }), claimsJson())),
  ];
}

function headers(): string[] {
  const jwk = otherPublicJwk('inside');
  const inside = [
    { jwk },
    { jwk, kid: 'inside' },
    { jku: 'http://127.0.0.1:1/jwks' },
    { jku: 'http://127.0.0.1:1/jwks', kid: 'theirs' },
    { x5u: 'http://127.0.0.1:1/cert' },
    { jwk, kid: undefined },
    { x5t: 'AAAA' },
    { 'x5t#S256': 'AAAA' },
    { cty: 'JWT' },
    { typ: 'at+jwt' },
    { p2c: 1e9 },
    { zip: 'DEF' },
    { b64: false },
  ];
  const refused = [
    { crit: ['exp'] },
    { crit: [] },
    { crit: 'b64', b64: false },
    { x5c: 'MIIB' },
    { x5c: [] },
    { x5c: [1] },
    { x5c: [null] },
    { x5c: {} },
    { x5c: ['***'] },
    { x5c: ['AAAA'] },
    { x5c: Array(6).fill('AAAA') },
    { x5c: ['A'.repeat(12_000)] },
  ];
  return [
    ...inside.map((over) => signed({ ...GOOD_HEADER, ...over }, harness.claims(), OTHER_PRIVATE_KEY)),
    ...refused.map((over) => signed({ ...GOOD_HEADER, ...over }, harness.claims())),
    raw('{"alg":"RS256","kid":"key-1","kid":"theirs"}', claimsJson()),
    raw('{"alg":"none","alg":"RS256","kid":"key-1"}', claimsJson()),
    raw('{"alg":"RS256","\\u0061lg":"none","kid":"key-1"}', claimsJson()),
    raw('{"alg":"RS256","kid":"key-1","__proto__":{"alg":"none"}}', claimsJson()),
    raw(`{"alg":"RS256","kid":"key-1","x":${nested(5000)}}`, claimsJson()),
    raw(`{"alg":"RS256","kid":"key-1","x":"${'a'.repeat(20_000)}"}`, claimsJson()),
    ...[
      'null',
      '[]',
      '"x"',
      '1',
      '',
      '{',
      '{}',
      '\ufeff{}',
      "{'alg':'RS256'}",
      '{"alg":"RS256",}',
      `${headerJson()} x`,
    ].map((header) => raw(header, claimsJson())),
  ];
}

function claims(): string[] {
  const now = Math.floor(harness.clock.now() / 1000);
  const times = [
    '"1795412860"',
    '1795412860.5',
    '-1',
    '-0.0',
    '1e400',
    'null',
    'true',
    '[]',
    '{}',
    '"NaN"',
    '99999999999999999999',
    '0',
    `"${now}"`,
    `${now}.0001`,
  ];
  const withTime = (name: string, value: string) =>
    claimsJson().replace(new RegExp(`"${name}":\\d+`), `"${name}":${value}`);
  const audiences = [
    '',
    '/',
    ISSUER.slice(0, -1),
    `${ISSUER}/`,
    `${ISSUER} `,
    ISSUER.replace('https', 'http'),
    `${ISSUER}token`,
    [ISSUER, ISSUER],
    [ISSUER, 'x'],
    [],
    [[ISSUER]],
    {},
    null,
    1,
    true,
    Array(500).fill(ISSUER),
  ];
  const odd = ['', ' ', '\t\n', null, 1, true, [], {}, '\ud800', 'x'.repeat(9000)];
  const strings = ['iss', 'scope', 'jti', 'pid', 'consumer_org', 'resource'];
  const details = [
    null,
    1,
    'x',
    {},
    [],
    [null],
    [1],
    ['x'],
    [[]],
    [{}],
    [{ type: 1 }],
    [{ type: 'urn:altinn:systemuser' }],
    [{ type: 'urn:altinn:systemuser', systemuser_org: { authority: 'iso6523-actorid-upis', ID: '0192:123456789' } }],
    [{ type: '__proto__' }],
    [{ type: 'urn:altinn:consent', id: "' or 1=1", from: 'x' }],
    Array(100).fill({ type: 'urn:altinn:systemuser' }),
  ];
  return [
    ...['iat', 'exp'].flatMap((name) => times.map((value) => raw(headerJson(), withTime(name, value)))),
    ...audiences.map((aud) => harness.assertion({ aud })),
    // Blanks are a jti like any other text.
    ...strings.flatMap((name) =>
      odd
        .filter((value) => name !== 'jti' || (value !== ' ' && value !== '\t\n'))
        .map((value) => harness.assertion({ [name]: value })),
    ),
    ...details.map((value) => harness.assertion({ authorization_details: value })),
    ...['foo', 'constructor', 'toString', 'act', 'may_act', 'cnf', 'roles', 'client_id', 'consumer', 'aud2', 'ISS'].map(
      (name) => harness.assertion({ [name]: 'x' }),
    ),
    ...['https://x/#', '#', 'x', '//x', '/x', 'javascript:alert(1)#', 'https://x y'].map((resource) =>
      harness.assertion({ resource }),
    ),
    raw(headerJson(), claimsJson().replace('{', '{"iss":"x",')),
    raw(headerJson(), claimsJson().replace('{', `{"aud":"${ISSUER}",`)),
    raw(headerJson(), claimsJson().replace('{', `{"x":${nested(2000)},`)),
    raw(headerJson(), claimsJson().replace('{', '{"__proto__":{},')),
    ...['null', '[]', '"x"', '1', '', '{', '{}', '{"iss":'].map((payload) => raw(headerJson(), payload)),
    harness.assertion({ iss: randomUUID() }),
    harness.assertion({ iss: "' or '1'='1" }),
    harness.assertion({ iss: '../x' }),
  ];
}

function encodings(): string[] {
  const good = harness.assertion();
  const [header = '', payload = '', signature = ''] = good.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  const last = signature.at(-1) ?? 'A';
  const variants = [
    `${signature}=`,
    `${signature}==`,
    `${signature} `,
    ` ${signature}`,
    `${signature}\n`,
    signature.replaceAll('-', '+').replaceAll('_', '/'),
    bytes.toString('hex'),
    bytes.toString('base64'),
    signature.slice(0, -1),
    signature.slice(1),
    `${signature}A`,
    '',
    'A',
    b64(bytes.subarray(0, 255)),
    b64(Buffer.concat([bytes, Buffer.alloc(1)])),
    b64(Buffer.concat([Buffer.alloc(1), bytes])),
    b64(Buffer.alloc(256)),
    b64(Buffer.alloc(256, 255)),
    b64(Buffer.alloc(4096)),
    `${signature.slice(0, -1)}${last === 'A' ? 'B' : String.fromCharCode(last.charCodeAt(0) + 1)}`,
    ...Array.from({ length: 24 }, (_, index) =>
      b64(Buffer.from(bytes.map((byte, at) => (at === index * 10 ? byte ^ (1 << (index % 8)) : byte)))),
    ),
  ];
  return [
    ...variants.map((variant) => `${header}.${payload}.${variant}`),
    `${header}.${payload}`,
    `${header}`,
    `${good}.`,
    `.${good}`,
    `${good}.x`,
    `${header}..${signature}`,
    `.${payload}.${signature}`,
    '..',
    '.',
    '',
    ' ',
    `${header}=.${payload}.${signature}`,
    `${header}.${payload}=.${signature}`,
    `${header}.${payload.slice(0, -2)}.${signature}`,
    `${header.slice(0, -2)}.${payload}.${signature}`,
    good.replaceAll('.', ' '),
    good.toUpperCase(),
    good.split('').reverse().join(''),
    encodeURIComponent(`${good}\u0000`),
    `Bearer ${good}`,
    'x'.repeat(17_000),
    `${'.'.repeat(10_000)}`,
    `${header}.${b64(Buffer.from([0xff, 0xfe]))}.${signature}`,
  ];
}

describe('hostile grants', () => {
  it('number at least three hundred; none gets a token, none is a 5xx, none takes long', async () => {
    const corpus = [...algorithms(), ...keyIds(), ...headers(), ...claims(), ...encodings()];
    expect(corpus.length).toBeGreaterThan(300);
    const faults: string[] = [];
    for (const [index, assertion] of corpus.entries()) {
      const cpu = process.cpuUsage();
      const answer = await harness.token(assertion);
      const { user, system } = process.cpuUsage(cpu);
      const spent = (user + system) / 1000;
      // One slow measurement may be the collector's; the same grant again tells.
      const slow = spent > MAX_CPU_MS && (await timed(assertion)) > MAX_CPU_MS;
      const good =
        (answer.status === 400 || answer.status === 403) &&
        typeof answer.body['error'] === 'string' &&
        typeof answer.body['error_description'] === 'string';
      if (!good || slow)
        faults.push(
          `${index}: ${answer.status} ${spent.toFixed(0)} ms ${JSON.stringify(answer.body).slice(0, 200)} ${assertion.slice(0, 120)}`,
        );
    }
    expect(faults).toEqual([]);
    expect((await harness.token(harness.assertion())).status).toBe(200);
  });

  async function timed(assertion: string): Promise<number> {
    const cpu = process.cpuUsage();
    await harness.token(assertion);
    const { user, system } = process.cpuUsage(cpu);
    return (user + system) / 1000;
  }
});

describe('hostile requests', () => {
  const type = 'application/x-www-form-urlencoded';
  const grant = `grant_type=${encodeURIComponent(BEARER)}`;
  it.each([
    [type, `${grant}&${grant}&assertion=x`],
    [type, `${grant}&assertion=x&assertion=y`],
    [type, `${grant}&assertion[]=x`],
    [type, `${grant}&assertion[a]=x`],
    [type, `${grant}&__proto__=x&assertion=x`],
    [type, `${grant}&assertion=%00`],
    [type, `${grant}&assertion=%ff%fe`],
    [type, `${grant}&assertion=%`],
    [type, '&'.repeat(60_000)],
    [type, `${'a=b&'.repeat(15_000)}`],
    [type, `${grant}&assertion=${'x'.repeat(63_000)}`],
    [type, `grant_type=${'x'.repeat(60_000)}`],
    [type, '\u0000\u0001\u0002'],
    [`${type}; charset=utf-16`, grant],
    ['application/json', '{"grant_type":"x"}'],
    ['multipart/form-data; boundary=x', '--x--'],
    ['text/xml', '<a/>'],
    ['', grant],
  ])('of type %j are refused', async (contentType, payload) => {
    const response = await harness.app.inject({
      method: 'POST',
      url: '/maskinporten/token',
      headers: contentType ? { 'content-type': contentType } : {},
      payload,
    });
    expect(response.statusCode).toBeGreaterThanOrEqual(400);
    expect(response.statusCode).toBeLessThan(500);
    expect(response.json()).toMatchObject({
      error: expect.any(String),
      error_description: expect.stringMatching(/trace_id/),
    });
  });

  it('with other methods are no token requests', async () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH', 'HEAD'] as const)
      expect((await harness.app.inject({ method, url: '/maskinporten/token' })).statusCode).toBe(404);
  });
});

describe('the grant parser', () => {
  it('reads or refuses any text, and never fails otherwise', () => {
    const member = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.integer(),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.array(fc.string(), { maxLength: 3 }),
    );
    const object = fc.dictionary(
      fc.oneof(
        fc.constantFrom('alg', 'kid', 'x5c', 'crit', 'iss', 'aud', 'scope', 'iat', 'exp', 'jti', 'resource', 'pid'),
        fc.string({ maxLength: 5 }),
      ),
      member,
      { maxKeys: 8 },
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 100 }),
      fc
        .tuple(object, object)
        .map(
          ([header, payload]) =>
            `${b64(JSON.stringify({ alg: 'RS256', kid: 'k', ...header }))}.${b64(JSON.stringify(payload))}.AAAA`,
        ),
    );
    fc.assert(
      fc.property(text, (assertion) => {
        try {
          readGrant(assertion);
        } catch (error) {
          if (!isRefusal(error)) throw error;
        }
      }),
      { numRuns: process.env['PORTVAKT_TESTS'] === 'long' ? 100_000 : 10_000 },
    );
  });

  it('has a good grant that it reads, so that the above could fail', () => {
    expect(readGrant(harness.assertion()).claims.issuer).toBe(harness.clientId);
    expect(CONSUMER).toMatch(/^\d{9}$/);
  });
});
