import { type Sandbox, startSandbox } from '@portvakt/platform/testing/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;
/** Paths that end the browser's flow or belong to the OIDC provider answer with redirects and pages; they have tests of their own. */
const UUID = '00000000-0000-4000-8000-000000000000';
const PARAMETERS: readonly (readonly string[])[] = [
  [
    'x',
    '0',
    UUID,
    '310044423',
    '%00',
    '..%2f..%2fetc',
    "1'%20or%20'1'='1",
    'a'.repeat(300),
    '%F0%9F%92%A9',
    '__proto__',
  ],
];
const BODIES: readonly (readonly [type: string, body: string])[] = [
  ['application/json', '{'],
  ['application/json', 'null'],
  ['application/json', '[]'],
  ['application/json', '"text"'],
  ['application/json', '7'],
  ['application/json', '{}'],
  [
    'application/json',
    '{"id":{},"Request":[],"keys":"x","rights":{},"vendor":7,"systemId":[],"scopes":{"a":1},"partyOrgNo":true}',
  ],
  ['application/json', `{"Request":{"AccessSubject":${'['.repeat(200)}${']'.repeat(200)}}}`],
  ['application/json', '{"__proto__":{"x":1},"constructor":{"prototype":{}}}'],
  ['application/json', '\u0000'],
  ['application/json', '{"a":"\\ud800"}'],
  ['application/xml', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'],
  ['text/plain', 'x'],
  ['application/x-www-form-urlencoded', 'grant_type=x&grant_type=y&assertion=%00'],
  ['multipart/form-data; boundary=b', '--b\r\nContent-Disposition: form-data; name="policyFile"\r\n\r\n<a'],
  ['multipart/form-data', 'x'],
  ['nonsense', 'x'],
  ['', 'x'],
];

interface Route {
  readonly method: string;
  readonly path: string;
}

let box: Sandbox;
let routes: Route[];
let tokens: (string | undefined)[];
beforeAll(async () => {
  box = await startSandbox();
  const { paths } = (await box.call<{ paths: Record<string, Record<string, unknown>> }>('GET', '/openapi/all.json'))
    .body;
  routes = Object.entries(paths).flatMap(([path, operations]) =>
    METHODS.filter((method) => method in operations).map((method) => ({ method: method.toUpperCase(), path })),
  );
  const vendorScopes = [
    'altinn:authentication/systemregister.write',
    'altinn:authentication/systemuser.request.write',
    'altinn:authentication/systemuser.request.read',
    'altinn:authorization/authorize',
    'altinn:instances.read',
    'altinn:instances.write',
  ];
  tokens = [
    undefined,
    'garbage',
    await box.maskinportenToken('310019747', vendorScopes),
    await box.altinnToken('310001236', [
      'altinn:serviceowner/instances.read',
      'altinn:serviceowner/instances.write',
      'altinn:resourceregistry/resource.write',
      'altinn:resourceregistry/accesslist.write',
      'altinn:authorization/authorize.admin',
    ]),
    await box.maskinportenToken('310044423', [
      'idporten:dcr.read',
      'idporten:dcr.write',
      'idporten:scopes.read',
      'idporten:scopes.write',
    ]),
    await box.personToken('01816010027'),
  ];
});
afterAll(() => box.stop());

const filled = (path: string, index: number): string => {
  const values = PARAMETERS[0] ?? [];
  let count = index;
  return path.replace(/\{[^}]+\}/g, () => {
    count += 1;
    return values[count % values.length] ?? 'x';
  });
};

describe('bad input on every route', () => {
  it('knows the routes of every surface', () => {
    for (const surface of [
      '/maskinporten/token',
      '/selvbetjening/api/v1/clients',
      '/authentication/api/v1/systemregister/vendor',
      '/authorization/api/v1/authorize',
      '/storage/api/v1/instances',
      '/resourceregistry/api/v1/resource/',
    ])
      expect(routes.some(({ path }) => path.startsWith(surface))).toBe(true);
    expect(routes.length).toBeGreaterThan(150);
  });

  it('is never answered with a 5xx: wrong ids, wrong bodies, wrong types, every kind of caller', async () => {
    const faults: string[] = [];
    let sent = 0;
    for (const [number, { method, path }] of routes.entries()) {
      const hasBody = method !== 'GET' && method !== 'DELETE';
      const bodies = hasBody ? BODIES : [undefined];
      const requests = bodies.flatMap((body, index) =>
        tokens.flatMap((token, caller) => {
          // Every body with one caller in turn, every caller with one body in turn: pairs enough without the whole product.
          if (hasBody && (index + number) % tokens.length !== caller && index !== caller) return [];
          const rounds = hasBody ? 1 : 3;
          return Array.from({ length: rounds }, (_, round) => ({
            token,
            body,
            url: filled(path, index + caller + round * 3),
          }));
        }),
      );
      await Promise.all(
        requests.map(async ({ token, body, url }) => {
          sent += 1;
          const headers: Record<string, string> = {
            'x-portvakt-organization': '310044423',
            ...(body?.[0] ? { 'content-type': body[0] } : {}),
          };
          const response = await fetch(`${box.base}${url}`, {
            method,
            redirect: 'manual',
            headers: { ...headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
            ...(body === undefined ? {} : { body: body[1] }),
          });
          const text = await response.text();
          if (response.status >= 500)
            faults.push(
              `${method} ${url} ${body?.join(' ').slice(0, 80) ?? ''} → ${response.status} ${text.slice(0, 200)}`,
            );
        }),
      );
    }
    expect(faults.join('\n')).toBe('');
    expect(sent).toBeGreaterThan(2000);
    expect((await box.call('GET', '/health')).status).toBe(200);
  });

  it('of more than a mebibyte is 413 on every route that takes JSON', async () => {
    const big = JSON.stringify({ text: 'x'.repeat(1_100_000) });
    const others: string[] = [];
    for (const { method, path } of routes.filter(
      ({ method, path }) =>
        (method === 'POST' || method === 'PUT') && !/\/data|\/token$|\/instances$|\{kid\}|idporten|sandbox/.test(path),
    )) {
      const response = await fetch(`${box.base}${filled(path, 1)}`, {
        method,
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${tokens[5]}`,
          'x-portvakt-organization': '310044423',
        },
        body: big,
      }).catch(() => undefined);
      await response?.arrayBuffer().catch(() => undefined);
      // A server that refuses early may close the connection while the body is still being sent.
      if (response && (response.status < 400 || response.status >= 500))
        others.push(`${method} ${path} → ${response.status}`);
    }
    expect(others).toEqual([]);
  });
});
