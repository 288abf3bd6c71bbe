import { connect } from 'node:net';
import { type Route, type Sandbox, startSandbox } from '@portvakt/platform/testing/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, callersOf, filled, send } from './walk.ts';

const DEEP = 10_000;
const nested = (open: string, close: string, depth = DEEP): string => open.repeat(depth) + close.repeat(depth);
const multipart = (head: string, content: string): string => `--b\r\n${head}\r\n\r\n${content}\r\n--b--\r\n`;
const part = (name: string, more = ''): string => `Content-Disposition: form-data; name="${name}"${more}`;
const FILE = '; filename="a.xml"\r\nContent-Type: application/xml';
const JSON_TYPE = 'application/json';
const XML_TYPE = 'application/xml';
const FORM = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data; boundary=b';
const TYPES = [
  JSON_TYPE,
  `${JSON_TYPE}; charset=utf-8`,
  FORM,
  XML_TYPE,
  MULTIPART,
  'text/plain',
  'application/x-unknown',
  'nonsense',
  '',
];

/** Whole bodies by what is wrong with them. */
const BODIES: Readonly<Record<string, readonly [type: string | undefined, body: string | Buffer]>> = {
  'deep list': [JSON_TYPE, nested('[', ']')],
  'deep object': [JSON_TYPE, `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`],
  'deep list that does not end': [JSON_TYPE, '['.repeat(DEEP)],
  'deep member of a name that routes know': [
    JSON_TYPE,
    `{"Request":${nested('[', ']')},"context":${nested('[', ']')},"keys":${nested('[', ']')},"rights":${nested('[', ']')}}`,
  ],
  'deep, in many places': [JSON_TYPE, `[${Array.from({ length: 50 }, () => nested('[', ']', 63)).join(',')}]`],
  'deep XML in JSON': [JSON_TYPE, JSON.stringify({ xml: nested('<a>', '</a>'), tests: [] })],
  'deep XML': [XML_TYPE, nested('<a>', '</a>')],
  'deep XML with a name that routes know': [
    XML_TYPE,
    `<Request xmlns="urn:oasis:names:tc:xacml:3.0:core:schema:wd-17">${nested('<Content>', '</Content>')}</Request>`,
  ],
  'deep XML that does not end': [XML_TYPE, '<a>'.repeat(DEEP)],
  entities: [XML_TYPE, '<!DOCTYPE a [<!ENTITY b "&c;&c;"><!ENTITY c "x">]><a>&b;</a>'],
  'deep form name': [FORM, `a${'[a]'.repeat(DEEP)}=1`],
  'form members twice': [FORM, 'grant_type=a&grant_type=b&assertion=a&assertion=b&person=a&person=b&code=a&code=b'],
  'NUL in a form': [FORM, 'grant_type=%00&assertion=%00&person=%00&client_id=%00&code=%00&refresh_token=%00'],
  'multipart without boundary': ['multipart/form-data', multipart(part('instance'), '{}')],
  'multipart with another boundary': ['multipart/form-data; boundary=c', multipart(part('instance'), '{}')],
  'garbage as multipart': [MULTIPART, 'garbage'],
  'truncated part': [MULTIPART, `--b\r\n${part('policyFile', FILE)}\r\n\r\n<a`],
  'truncated head': [MULTIPART, `--b\r\nContent-Disp`],
  'part without name': [MULTIPART, multipart('Content-Disposition: form-data', 'x')],
  'part called __proto__': [MULTIPART, multipart(part('__proto__', FILE), 'x')],
  'deep JSON part': [MULTIPART, multipart(`${part('instance')}\r\nContent-Type: application/json`, nested('[', ']'))],
  'deep XML part': [MULTIPART, multipart(part('policyFile', FILE), nested('<a>', '</a>'))],
  'many parts': [MULTIPART, `${`--b\r\n${part('a')}\r\n\r\nx\r\n`.repeat(500)}--b--\r\n`],
  'member twice': [JSON_TYPE, '{"id":"a","id":{},"Request":1,"Request":{}}'],
  __proto__: [JSON_TYPE, '{"__proto__":{"x":1},"constructor":{"prototype":{"x":1}}}'],
  'not UTF-8': [JSON_TYPE, Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xe6, 0xf8, 0x22, 0x7d])],
  'UTF-16': [JSON_TYPE, Buffer.from('\ufeff{"a":1}', 'utf16le')],
  'XML that is not UTF-8': [XML_TYPE, Buffer.from([0x3c, 0x61, 0x3e, 0xe6, 0xf8, 0x3c, 0x2f, 0x61, 0x3e])],
  'NUL in text': ['text/plain', '{"kid":"\\u0000","kty":"RSA"}'],
  text: ['text/plain', 'x'],
  'unknown type': ['application/x-unknown', 'x'],
  'no type': [undefined, '{"a":1}'],
};

/** Members of the query that some route reads. */
const MEMBERS = [
  ...[
    'acr_values',
    'agent',
    'app',
    'appId',
    'assertion',
    'archiveReference',
    'client',
    'client_id',
    'clientId',
    'code',
  ],
  ...[
    'code_challenge',
    'consumer_orgno',
    'consumerOrg',
    'continuationToken',
    'correlation-id',
    'coveredByUserId',
    'created',
  ],
  ...[
    'dataType',
    'delay',
    'dueBefore',
    'enrichPid',
    'eventTypes',
    'excludeConfirmedBy',
    'explain',
    'facilitator',
    'facilitatorId',
  ],
  ...[
    'from',
    'generatedFromTask',
    'goto',
    'grant_type',
    'hard',
    'id',
    'inactive',
    'includeApps',
    'includeMigratedApps',
  ],
  ...['includePackageResources', 'includeResources', 'instanceOwner.partyId', 'instanceOwnerPartyId', 'iss', 'lang'],
  ...[
    'lastChanged',
    'limit',
    'mainVersion',
    'offeredByPartyId',
    'org',
    'organization',
    'package',
    'packageId',
    'packages',
    'party',
  ],
  ...[
    'partyId',
    'partyUuid',
    'process.currentTask',
    'process.ended',
    'process.isComplete',
    'provider',
    'q',
    'query',
    'redirect_uri',
  ],
  ...[
    'Reference',
    'refs',
    'resource',
    'resourceId',
    'response_type',
    'role',
    'scope',
    'searchString',
    'sid',
    'since',
    'size',
  ],
  ...[
    'sortBy',
    'state',
    'status',
    'status.isArchived',
    'subject',
    'supplier',
    'supplierOrg',
    'system-user-id',
    'term',
    'test',
  ],
  ...['title', 'to', 'token', 'type', 'useOldFormatForApp', 'userId', 'variant', 'versionId', 'visibleAfter'],
] as const;

/** What a change of the sandbox itself would take away from the rest of the walk. */
const CONTROLS = new Set(['/sandbox/reset', '/sandbox/clock', '/sandbox/rotate-keys', '/sandbox/faults']);
const VALUES: Readonly<Record<string, string>> = {
  kid: 'k',
  id: 'ttd-lonnsrapport',
  party: '50010001',
  dataType: 'attachment',
};

let box: Sandbox;
let callers: Readonly<Record<string, Readonly<Record<string, string>>>>;
let routes: readonly Route[];
/** An instance that is there, with a data element. */
let instance: Readonly<Record<string, string>>;
beforeAll(async () => {
  box = await startSandbox();
  callers = await callersOf(box);
  // No token expires on a slow machine.
  box.platform.clock.freeze();
  const person = { ...callers['person'], 'content-type': JSON_TYPE };
  const owner = JSON.stringify({ instanceOwner: { organisationNumber: '310044423' } });
  const made = await send(box, 'POST', '/ttd/org-demo/instances', person, owner);
  const [party = '', guid = ''] = (JSON.parse(made.text) as { id: string }).id.split('/');
  const upload = `/ttd/org-demo/instances/${party}/${guid}/data?dataType=melding`;
  const { id } = JSON.parse((await send(box, 'POST', upload, person, '{}')).text) as { id: string };
  instance = { party, guid, element: id };
  routes = box.routes.filter(({ path }) => !CONTROLS.has(path));
});
afterAll(() => box.stop());

/** A path to something that is there, where no answer depends on how often it has been asked for. */
const pathOf = ({ path, method }: Route, known = {}): string =>
  filled(path, (name) => (method === 'DELETE' ? 'x' : (VALUES[name] ?? 'x')), known);

/** The same, to the instance and its data too, as long as nothing is taken from the rest of the walk. */
const livePathOf = (route: Route): string => {
  const { path, method } = route;
  const stays = method === 'GET' || (path.includes('/data') && !path.endsWith('/lock') && method !== 'DELETE');
  return pathOf(route, stays ? instance : {});
};

const takesBody = ({ method }: Route): boolean => !['GET', 'OPTIONS', 'HEAD'].includes(method);
const isFault = ({ status }: Answer): boolean => status >= 500;

/** On PostgreSQL, which all pass once more, every seventh is enough to find what only it refuses (a prime, so that each kind of each comes); `PORTVAKT_TESTS=long` takes all. */
const isLong = process.env['PORTVAKT_TESTS'] === 'long';
const isPostgres = process.env['PORTVAKT_TEST_DATABASE_URL'] !== undefined;
const EVERY = isLong || !isPostgres ? 1 : 7;

/** On SQLite every operation is asked, each with the next few of what there is to try: over all operations each comes often. */
const inTurn = <T>(all: readonly T[], operation: number, count: number): readonly T[] =>
  isLong || isPostgres
    ? all
    : all.filter((_, at) => (((at - operation * count) % all.length) + all.length) % all.length < count);

/** Runs `ask` for each, some at a time. */
async function each<T>(all: readonly T[], ask: (one: T, at: number) => Promise<void>): Promise<void> {
  const queue = [...all.entries()].filter(([at]) => at % EVERY === 0);
  const next = async (): Promise<void> => {
    for (let one = queue.shift(); one !== undefined; one = queue.shift()) await ask(one[1], one[0]);
  };
  await Promise.all(Array.from({ length: 16 }, next));
}

describe('on every operation', () => {
  it('walks those that the documents leave out too', () => {
    const paths = new Set(routes.map(({ path }) => path));
    for (const path of ['/idporten/*', '/health', '/docs', '/metrics', '/access/v1/evaluations', '/selvbetjening/*'])
      expect([path, paths.has(path)]).toEqual([path, true]);
    expect(routes.length).toBeGreaterThan(250);
  });

  it('an empty body is no body, whatever its type is said to be', async () => {
    const others: string[] = [];
    // QUERY is the one method that demands a type (RFC 10008, section 2).
    const asked = routes.filter((route) => takesBody(route) && route.method !== 'QUERY');
    await each(asked, async (route, at) => {
      for (const caller of inTurn(['none', 'vendor', 'owner', 'person'], at, 1)) {
        const ask = (more: Record<string, string>, body?: readonly string[]) =>
          send(box, route.method, pathOf(route), { ...callers[caller], ...more }, body);
        const without = await ask({ 'content-length': '0' });
        const check = (how: string, { status, text }: Answer, type: string) => {
          // An empty form is a form without members; where one must be there, more is told about it.
          const isSame =
            status === without.status ||
            ((type === FORM || type === MULTIPART) && status < 500 && without.status >= 400);
          if (!isSame)
            others.push(
              `${caller} ${route.method} ${pathOf(route)} ${type} ${how}: ${without.status} → ${status} ${text}`,
            );
        };
        for (const type of TYPES) check('empty', await ask({ 'content-type': type, 'content-length': '0' }), type);
        for (const type of [JSON_TYPE, 'application/x-unknown', ''])
          check('chunked', await ask({ 'content-type': type, 'transfer-encoding': 'chunked' }, []), type);
      }
    });
    expect(others).toEqual([]);
  });

  it('no body is answered with a fault, and each is answered', async () => {
    const faults: string[] = [];
    const names = Object.keys(callers);
    let count = 0;
    const requests = routes.filter(takesBody).flatMap((route, at) =>
      inTurn(Object.entries(BODIES), at, 7).flatMap(([wrong, [type, body]], which) =>
        // Every third caller, and the others with the next two bodies.
        names
          .filter((_, caller) => (caller + at + which) % 3 === 0)
          .map((caller) => ({ route, wrong, type, body, caller })),
      ),
    );
    await each(requests, async ({ route, wrong, type, body, caller }) => {
      const headers = { ...callers[caller], ...(type === undefined ? {} : { 'content-type': type }) };
      const answer = await send(box, route.method, livePathOf(route), headers, body);
      count += 1;
      if (isFault(answer))
        faults.push(
          `${caller} ${route.method} ${livePathOf(route)} ${wrong}: ${answer.status} ${answer.text.slice(0, 200)}`,
        );
    });
    expect(faults).toEqual([]);
    expect(count).toBe(Math.ceil(requests.length / EVERY));
  });

  it('no member of the query that is there twice is answered with a fault', async () => {
    const faults: string[] = [];
    const twice = (name: string) => `${encodeURIComponent(name)}=ttd%2Forg-demo&${encodeURIComponent(name)}=2`;
    // Some at a time, so that a route which refuses the first it reads is asked about the others too.
    const groups = Array.from({ length: 6 }, (_, group) => MEMBERS.filter((_, at) => at % 6 === group));
    const queries = [MEMBERS, ...groups].map((names) => names.map(twice).join('&'));
    const names = Object.keys(callers);
    await each(routes, async (route, at) => {
      for (const [which, query] of inTurn([...queries.entries()], at, 2))
        for (const caller of which === 0 ? names : ['owner', 'person']) {
          const answer = await send(box, route.method, `${livePathOf(route)}?${query}`, callers[caller] ?? {});
          if (isFault(answer))
            faults.push(`${caller} ${route.method} ${livePathOf(route)} ${which}: ${answer.status} ${answer.text}`);
        }
    });
    expect(faults).toEqual([]);
  });

  it('no NUL gets in by what is decoded after it has come in: cookies, base64, tokens', async () => {
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    const jws = (claims: object) =>
      [{ alg: 'RS256', kid: '\0', typ: 'JWT' }, claims]
        .map((one) => Buffer.from(JSON.stringify(one)).toString('base64url'))
        .join('.');
    const claims = {
      iss: '\0',
      sub: '\0',
      aud: 'http://localhost',
      scope: '\0',
      jti: '\0',
      iat: 1,
      exp: 9_999_999_999,
    };
    const token = `${jws(claims)}.AAAA`;
    const places: readonly Readonly<Record<string, string>>[] = [
      {
        cookie:
          'portvakt-organization=%00; .ALTINNTOKEN=%00; AltinnStudioRuntime=%00; AltinnLogoutInfo=%00; altinnsession=%00; altinnlogin=%00; AltinnPartyId=%00; AltinnPartyUuid=%00; _session=%00; _interaction=%00',
      },
      { cookie: `.ALTINNTOKEN=${token}; AltinnStudioRuntime=${token}` },
      { authorization: `Basic ${base64('\0:\0')}` },
      { authorization: `Bearer ${token}` },
      { ...callers['vendor'], 'x-altinn-enterpriseuser-authentication': base64('\0:\0') },
      { ...callers['person'], cookie: 'portvakt-organization=%00' },
      {
        ...callers['owner'],
        platformaccesstoken: token,
        'if-match': '"%00"',
        'if-none-match': '%00',
        'x-ai-instanceowneridentifier': 'person:%00',
      },
    ];
    const form = `grant_type=${encodeURIComponent('urn:ietf:params:oauth:grant-type:jwt-bearer')}&assertion=${token}&token=${token}&refresh_token=${token}&code=%00`;
    const opaque = Buffer.from('["\0","\0",1]').toString('base64url');
    const faults: string[] = [];
    await each(routes, async (route, at) => {
      for (const place of inTurn(places, at, 3)) {
        const query = `?token=${opaque}&continuationToken=${opaque}&provider=x`;
        const answer = takesBody(route)
          ? await send(box, route.method, livePathOf(route) + query, { ...place, 'content-type': FORM }, form)
          : await send(box, route.method, livePathOf(route) + query, place);
        if (isFault(answer))
          faults.push(`${route.method} ${livePathOf(route)} ${Object.keys(place)}: ${answer.status} ${answer.text}`);
      }
    });
    expect(faults).toEqual([]);
  });

  it('no head that is too long, broken or contradicts itself is answered with a fault or left open', async () => {
    const raw = (text: string) =>
      new Promise<string>((resolve, reject) => {
        const socket = connect(box.platform.port, 'localhost');
        let answer = '';
        socket.setEncoding('latin1');
        socket.on('data', (piece) => {
          answer += piece;
        });
        socket.on('close', () => resolve(answer.split('\r\n', 1)[0] ?? ''));
        socket.on('error', reject);
        // Half of the connection is closed, so that a server which waits for more is told that there is none.
        socket.end(text);
      });
    const head = (lines: readonly string[]) =>
      `${[...lines, 'Host: localhost', 'Connection: close'].join('\r\n')}\r\n\r\n`;
    const post = (path: string, more: readonly string[], body = '') => head([`POST ${path} HTTP/1.1`, ...more]) + body;
    const json = `Content-Type: ${JSON_TYPE}`;
    for (const path of [
      '/maskinporten/token',
      '/authorization/api/v1/authorize',
      '/storage/api/v1/instances',
      '/ttd/org-demo/instances',
      '/nowhere',
    ]) {
      const answers = [
        await raw(post(path, [json, `X-Long: ${'a'.repeat(40_000)}`, 'Content-Length: 0'])),
        await raw(post(`${path}?${'a'.repeat(40_000)}`, ['Content-Length: 0'])),
        await raw(post(`${path}/${'a'.repeat(5_000)}`, ['Content-Length: 0'])),
        await raw(post(`${path}?a=%zz&%&=&%E6%F8`, ['Content-Length: 0'])),
        await raw(post(`${path}/%zz`, ['Content-Length: 0'])),
        await raw(post(path, [json, 'Transfer-Encoding: chunked'], '0\r\n\r\n')),
        await raw(post(path, [json, 'Transfer-Encoding: chunked'], 'zz\r\n{}\r\n0\r\n\r\n')),
        await raw(post(path, [json, 'Transfer-Encoding: chunked', 'Content-Length: 2'], '2\r\n{}\r\n0\r\n\r\n')),
        await raw(post(path, [json, 'Content-Length: 2', 'Content-Length: 3'], '{}')),
        await raw(post(path, [json, 'Content-Length: -1'], '{}')),
        await raw(post(path, [json, 'Content-Length: 50'], '{}')),
        await raw(post(path, [json, 'Content-Encoding: gzip', 'Content-Length: 2'], '{}')),
        await raw(post(path, ['Content-Type: a', 'Content-Type: b', 'Content-Length: 2'], '{}')),
        await raw(post(path, [json, 'Expect: something', 'Content-Length: 2'], '{}')),
        await raw(`POST ${path}\r\n\r\n`),
        await raw('\0\x01\x02\r\n\r\n'),
      ];
      // Where a body ends before it should, there is nobody left to answer.
      for (const [which, answer] of answers.entries())
        expect([path, which, answer]).toEqual([path, which, expect.stringMatching(/^(HTTP\/1\.1 4\d\d .*)?$/)]);
    }
    expect((await send(box, 'GET', '/health')).status).toBe(200);
  });
});
