import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logIn } from '../testing/http-browser.ts';
import {
  API,
  type Bench,
  OPERATIONS,
  type Operation,
  OTHER,
  OWN,
  ownerOf,
  type Refusal,
  SCOPES,
  startBench,
  WRITE,
} from './operations-fixture.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.box.stop());

const refusal = (status: number) => ({
  status,
  timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
  correlation_id: expect.stringMatching(/^[0-9a-f]{32}$/),
  error: expect.any(String),
  error_description: expect.any(String),
  errors: expect.any(Array),
});

const named = OPERATIONS.map((operation) => ({ name: `${operation.method} ${operation.path}`, operation }));

describe('the operations of the self-service API', () => {
  it('are all those of the contract', () => {
    const contract = readFileSync(new URL('../../../../docs/contracts/maskinporten.md', import.meta.url), 'utf8');

    expect(documented(contract).length).toBeGreaterThan(40);
    const known = new Set(OPERATIONS.map(({ method, path }) => `${method} ${generic(path)}`));
    expect(documented(contract).filter((operation) => !known.has(operation))).toEqual([]);
  });

  it.each(named)(
    '$name: refused without token, with a broken one, and with an exchanged one',
    async ({ operation }) => {
      const { needs } = operation;
      if (needs === 'open') {
        expect((await bench.ask(operation)).status).toBe(operation.success);
        return;
      }
      for (const bearer of [undefined, 'a.b.c', foreignToken()]) {
        const answer = await bench.ask(operation, bearer);
        expect(answer.status).toBe(401);
        expect(answer.body).toEqual(refusal(401));
        expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
      }
      const exchanged = await bench.ask(operation, await exchangedToken());
      expect(exchanged.status).toBe(403);
      expect(exchanged.body).toEqual(refusal(403));
    },
  );

  it.each(named)('$name: refused with the wrong scope (maskinporten#79)', async ({ operation }) => {
    const { needs, lacks = [] } = operation;
    if (needs === 'open' || needs === 'any') return;
    for (const wrong of [...lacks, 'altinn:instances.read']) {
      if (wrong === 'idporten:dcr.supplier') continue;
      const answer = await bench.ask(operation, await bench.token(ownerOf(operation), wrong));
      expect([wrong, answer.status]).toEqual([wrong, 403]);
      expect(answer.body).toEqual(refusal(403));
    }
  });

  it.each(named)('$name: another organisation gets nothing of it (maskinporten#83)', async ({ operation }) => {
    const { needs, foreign } = operation;
    if (typeof needs === 'string' || foreign === undefined) return;
    const answer = await bench.ask(operation, await bench.token(OTHER, needs[0] ?? ''));
    expect(answer.status).toBe(foreign);
    for (const secret of [
      bench.ids['id'],
      bench.ids['krr'],
      bench.ids['login'],
      bench.ids['wizard'],
      bench.ids['altinn'],
    ])
      if (foreign < 300) expect(answer.text).not.toContain(secret);
    if (foreign === 403) expect(answer.body).toEqual(refusal(403));
  });

  it.each(named)('$name: done for the owner, by each scope that gives the right', async ({ operation }) => {
    const { needs, success } = operation;
    if (needs === 'open') return;
    if (needs === 'user') {
      const person = await personStatus(operation);
      expect(person).toBe(success);
      return;
    }
    const scopes = needs === 'any' ? ['altinn:instances.read'] : needs;
    const statuses: number[] = [];
    for (const one of scopes) {
      const again = await bench.ask(operation, await bench.token(ownerOf(operation), one));
      statuses.push(again.status);
    }
    // Whatever cannot be done twice is done once: a second access, scope or removal is refused for what it is.
    expect(statuses[0]).toBe(success);
    for (const status of statuses.slice(1)) expect([success, 404, 409]).toContain(status);
  });

  it.each(named.filter(({ operation }) => operation.deactivated !== undefined))(
    '$name: 409 on what has been deactivated (maskinporten#86)',
    async ({ operation }) => {
      const [needed = ''] = operation.needs;
      const bearer = await bench.token(ownerOf(operation), needed);
      const name = /\{(id|krr|login|altinn)\}/.exec(operation.path)?.[1] ?? '';
      const path = `${API}/api/v1${operation.path.includes('/altinn/') ? '/altinn/admin' : ''}/clients/${bench.ids[name]}`;
      const remover = operation.path.includes('/altinn/') ? bearer : await bench.token(OWN, 'idporten:dcr.write');
      expect((await bench.box.call('DELETE', path, { token: remover })).status).toBeLessThan(300);
      const answer = await bench.ask(operation, bearer);
      expect(answer.body).toEqual(refusal(409));
    },
  );

  it('and what is no operation is a 404 in the same form (maskinporten#105)', async () => {
    for (const [method, path] of [
      ['GET', '/api/v1/nothing'],
      ['POST', '/api/v1/scopes/all'],
      ['DELETE', '/api/v3/clients/x'],
    ] as const) {
      const answer = await bench.box.call<Refusal>(method, `${API}${path}`);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(answer.body).toEqual(refusal(404));
    }
  });
});

/** Placeholders of one kind are one, whatever they are called. */
const generic = (path: string): string => path.replace(/\{\w+\}/g, '{}');

/** `METHOD /path` of each operation in the table of section 6.2. */
function documented(contract: string): readonly string[] {
  const from = contract.indexOf('### 6.2 Operations');
  const table = contract.slice(from, contract.indexOf('Further, for Digdir staff', from));
  const found = new Set<string>();
  for (const line of table.split('\n').filter((one) => /^\| (GET|POST|PUT|DELETE|`)/.test(one))) {
    const [, first = '', , reply = ''] = line.split(/(?<!\\)\|/);
    let methods: readonly string[] = [];
    let last = '';
    for (const part of `${first};${reply.includes('; GET `/') ? reply.slice(reply.indexOf('; GET `/')) : ''}`.split(
      ';',
    )) {
      methods = part.match(/\b(GET|POST|PUT|DELETE)\b/g) ?? methods;
      const joined = part.replaceAll('**', '').replaceAll('``', '');
      for (const [, quoted = ''] of joined.matchAll(/`(…?\/[^`]*)`/g)) {
        const path = quoted.startsWith('…') ? `${last}${quoted.slice(1)}` : quoted;
        last = path.replace(/[[?].*$/, '').replace(/…$/, '');
        const base = last.startsWith('/api/v2') ? last : `/api/v1${last}`;
        if (last.startsWith('/altinn/')) continue;
        for (const method of methods) found.add(`${method} ${generic(base)}`);
      }
    }
  }
  // The row of Altinn's own paths lists its operations in words.
  for (const [method, path] of [
    ['GET', ''],
    ['POST', ''],
    ['PUT', '/{}'],
    ['DELETE', '/{}'],
    ['GET', '/{}'],
    ['POST', '/{}/jwks'],
  ])
    found.add(`${method} /api/v1/altinn/admin/clients${path}`);
  return [...found];
}

/** Signed, well-formed, and by nobody that is trusted here. */
function foreignToken(): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: `${bench.box.base}/maskinporten/`, scope: 'idporten:dcr.write', exp: 9_999_999_999 };
  return `${part({ alg: 'RS256', kid: 'x' })}.${part(claims)}.${Buffer.alloc(256, 1).toString('base64url')}`;
}

let exchanged: string | undefined;
async function exchangedToken(): Promise<string> {
  exchanged ??= await bench.box.altinnToken(OWN, [...WRITE, ...SCOPES, 'idporten:dcr.datasharing']);
  return exchanged;
}

async function personStatus({ method, path, body }: Operation): Promise<number> {
  const { browser } = await logIn(bench.box.base, '01816010027');
  const page = await browser.step(new URL(`${API}${bench.filled(path)}`, bench.box.base), {
    method,
    headers: { 'x-portvakt-organization': OWN, origin: bench.box.base, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return page.status;
}
