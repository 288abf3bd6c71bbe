import { StatementSync } from 'node:sqlite';
import { type Sandbox, startSandbox } from '@portvakt/platform/testing/sandbox';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { assertion, JWK } from './running.ts';

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;
/** What is put in a path's parameters, in turn. */
const VALUES = ['50020008', '20000000-0000-4000-8000-000000000008', 'skogdir-felling', 'ttd'];
const DIRECTOR = '01816010027';

let box: Sandbox;
let tokens: readonly (string | undefined)[];
let routes: readonly { readonly method: string; readonly path: string }[];
beforeEach(async () => {
  box = await startSandbox();
  const { paths } = (await box.call<{ paths: Record<string, Record<string, unknown>> }>('GET', '/openapi/all.json'))
    .body;
  routes = Object.entries(paths).flatMap(([path, operations]) =>
    METHODS.filter((method) => method in operations).map((method) => ({ method: method.toUpperCase(), path })),
  );
  tokens = [
    undefined,
    await box.maskinportenToken('310019747', [
      'altinn:authentication/systemregister.write',
      'altinn:authentication/systemuser.request.write',
      'altinn:authentication/systemuser.request.read',
    ]),
    await box.maskinportenToken('310044423', [
      'idporten:dcr.read',
      'idporten:dcr.write',
      'idporten:scopes.read',
      'idporten:scopes.write',
    ]),
    await box.altinnToken('310001236', [
      'altinn:serviceowner/instances.read',
      'altinn:serviceowner/instances.write',
      'altinn:resourceregistry/resource.write',
      'altinn:resourceregistry/accesslist.write',
      'altinn:authorization/authorize',
      'altinn:authorization/authorize.admin',
    ]),
    await box.personToken(DIRECTOR),
  ];
});
afterEach(async () => {
  vi.restoreAllMocks();
  await box.stop();
});

/** From now on every statement fails as on a full disk. */
function failAll(): void {
  for (const method of ['all', 'run'] as const)
    vi.spyOn(StatementSync.prototype, method).mockImplementation(() => {
      throw Object.assign(new Error('database or disk is full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 });
    });
}

describe.skipIf(process.env['PORTVAKT_TEST_DATABASE_URL'] !== undefined)('while the database is away', () => {
  it('no route of any surface fails but with 503, Retry-After and a body', async () => {
    failAll();
    const faults: string[] = [];
    const away = new Set<string>();
    for (const { method, path } of routes)
      for (let first = 0; first < VALUES.length; first += 1)
        for (const token of tokens) {
          let next = first;
          const filled = path.replace(/\{[^}]+\}/g, () => VALUES[next++ % VALUES.length] ?? 'x');
          const { status, headers, text } = await box.call(method, filled, {
            ...(token === undefined ? {} : { token }),
            ...(method === 'GET' || method === 'DELETE' ? {} : { body: {} }),
          });
          if (status === 503 && headers.get('retry-after') !== null && text !== '') away.add(`${method} ${path}`);
          else if (status >= 500) faults.push(`${method} ${filled}: ${status} ${text.slice(0, 200)}`);
        }
    expect(faults).toEqual([]);
    expect(away.size).toBeGreaterThan(120);
  });

  it('each surface says so in its own form, and what only the policy would have denied is not denied', async () => {
    const clientId = (
      await box.platform.createClient({
        organization: '310044423',
        name: 'X',
        scopes: ['altinn:instances.read'],
        keys: [JWK],
      })
    ).clientId;
    failAll();
    const json = { 'content-type': 'application/json' };
    const form = new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: assertion(box.platform.urls.maskinportenIssuer, clientId),
    });
    const ask = async (path: string, init: RequestInit) => {
      const answer = await fetch(new URL(path, box.base), { method: 'POST', ...init });
      expect([path, answer.status, answer.headers.get('retry-after')]).toEqual([path, 503, '1']);
      const text = await answer.text();
      expect(text).not.toContain('disk is full');
      return text;
    };
    const bearer = (token: string | undefined) => ({ authorization: `Bearer ${token}`, ...json });
    const asked = (body: object) => ({ headers: bearer(tokens[3]), body: JSON.stringify(body) });

    expect(JSON.parse(await ask('/maskinporten/token', { body: form }))).toMatchObject({
      error: 'temporarily_unavailable',
    });
    const client = { integration_type: 'maskinporten', client_name: 'X', scopes: ['altinn:instances.read'] };
    const selfService = await ask('/selvbetjening/api/v1/clients', {
      headers: bearer(tokens[2]),
      body: JSON.stringify(client),
    });
    expect(JSON.parse(selfService)).toMatchObject({ status: 503, error: 'temporarily_unavailable' });
    const attribute = (AttributeId: string, Value: string) => ({ Attribute: [{ AttributeId, Value }] });
    const decision = asked({
      Request: {
        AccessSubject: [attribute('urn:altinn:userid', '20001')],
        Action: [attribute('urn:oasis:names:tc:xacml:1.0:action:action-id', 'read')],
        Resource: [
          {
            Attribute: [
              { AttributeId: 'urn:altinn:resource', Value: 'skogdir-felling' },
              { AttributeId: 'urn:altinn:partyid', Value: '50020008' },
            ],
          },
        ],
      },
    });
    for (const path of ['authorize', 'decision'])
      expect(JSON.parse(await ask(`/authorization/api/v1/${path}`, decision))).toMatchObject({ status: 503 });
    const evaluation = {
      subject: { type: 'person', id: DIRECTOR },
      action: { name: 'read' },
      resource: { type: 'resource', id: 'skogdir-felling', properties: { organization: '310044423' } },
    };
    expect(await ask('/access/v1/evaluation', asked(evaluation))).toMatch(/^an unexpected error|cannot be reached/);
    const created = await ask('/ttd/demo/instances', {
      headers: bearer(tokens[4]),
      body: JSON.stringify({ instanceOwner: { partyId: 50020008 } }),
    });
    expect(JSON.parse(created)).toMatchObject({ status: 503, title: 'Service Unavailable' });
  });
});
