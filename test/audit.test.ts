import { randomBytes } from 'node:crypto';
import {
  type AuditLine,
  isAdministration,
  NOT_ADMINISTRATION,
  type Operation,
  operationsOf,
} from '@portvakt/platform/testing/operations';
import { type Sandbox, startSandbox } from '@portvakt/platform/testing/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callerKinds, type Kind, send } from './access/callers.ts';

type Entry = AuditLine & {
  readonly operation: string;
  readonly outcome: string;
  readonly code?: string;
  readonly trace?: string;
  readonly organization?: string;
  readonly by: Readonly<Record<string, string>>;
  readonly changes?: readonly { readonly kind: string; readonly subject: string }[];
};

let box: Sandbox;
beforeAll(async () => {
  box = await startSandbox();
});
afterAll(() => box.stop());

const PAGE = 1_000;

async function entriesAfter(position: number): Promise<Entry[]> {
  const all: Entry[] = [];
  for (let after = position; ; after = all.at(-1)?.position ?? after) {
    const { body } = await box.call<{ entries: Entry[] }>('GET', `/audit/api/v1/entries?after=${after}`);
    all.push(...body.entries);
    if (body.entries.length < PAGE) return all;
  }
}
const head = async () =>
  (await box.call<{ head: { position: number } }>('GET', '/audit/api/v1/entries?limit=1')).body.head.position;

describe('every operation of the table', () => {
  const seen: {
    readonly operation: Operation;
    readonly kind: Kind;
    readonly status: number;
    readonly trace: string;
  }[] = [];
  let entries: readonly Entry[] = [];
  let before: number;
  let operations: readonly Operation[];

  beforeAll(async () => {
    const all = operationsOf(box.platform.http);
    // The world is made anew at the end.
    const isLast = ({ operationId }: Operation) => operationId === 'resetWorld';
    operations = [...all.filter((one) => !isLast(one)), ...all.filter(isLast)].filter(({ method }) => method !== 'GET');
    const kinds = (await callerKinds(box, operations)).filter(({ name }) =>
      ['nobody', 'vendor', 'service owner', 'managing director'].includes(name),
    );
    before = await head();
    for (const operation of operations)
      for (const kind of kinds) {
        const trace = randomBytes(16).toString('hex');
        const headers = { ...kind.headers, traceparent: `00-${trace}-00f067aa0ba902b7-01` };
        seen.push({ operation, kind, status: await send(box, operation, { ...kind, headers }), trace });
      }
  });

  it('that changes something leaves an entry of what it has done', async () => {
    // The newest that was noted is written when this is, which comes after it.
    const last = seen.findLast(
      ({ kind, operation, status }) => kind.proves && isAdministration(operation) && status === 403,
    );
    const isThere = async () => {
      entries = await entriesAfter(before);
      return entries.some(({ trace }) => trace === last?.trace);
    };
    await expect.poll(isThere).toBe(true);
    const done = new Set(entries.filter(({ outcome }) => outcome === 'done').map(({ trace }) => trace));
    const changing = seen.filter(({ operation, status }) => isAdministration(operation) && status < 400);
    expect(changing.length).toBeGreaterThan(10);
    expect(changing.filter(({ trace }) => !done.has(trace)).map(({ operation }) => operation.operationId)).toEqual([]);
  });

  it('that is refused to a caller who is known leaves an entry with the code, and to nobody none', () => {
    const refused = new Map(entries.filter(({ outcome }) => outcome === 'refused').map((one) => [one.trace, one]));
    const forbidden = seen.filter(
      ({ operation, kind, status }) => isAdministration(operation) && kind.proves && status === 403,
    );
    expect(forbidden.length).toBeGreaterThan(100);
    expect(
      forbidden
        .filter(({ trace }) => !refused.has(trace))
        .map(({ operation, kind }) => `${operation.operationId} ${kind.name}`),
    ).toEqual([]);
    const strangers = seen.filter(({ kind, status }) => !kind.proves && status >= 400);
    expect(strangers.filter(({ trace }) => refused.has(trace))).toEqual([]);
  });

  it('that asks, decides or lets in leaves none; each that is said to do so is in the table', () => {
    const others = new Set(seen.filter(({ operation }) => !isAdministration(operation)).map(({ trace }) => trace));
    expect(entries.filter(({ trace }) => trace !== undefined && others.has(trace))).toEqual([]);
    const names = new Set(operations.map(({ operationId }) => operationId));
    expect(Object.keys(NOT_ADMINISTRATION).filter((name) => !names.has(name))).toEqual([]);
  });

  it('leaves no token, secret or person number in the log, and the chain whole', async () => {
    const text = JSON.stringify(entries);
    for (const { headers } of seen.map(({ kind }) => kind))
      if (headers['authorization']) expect(text).not.toContain(headers['authorization'].slice('Bearer '.length));
    for (const person of ['01816010027', '21838810052']) expect(text).not.toContain(person);
    expect((await box.call('GET', '/audit/api/v1/verification')).body).toMatchObject({ isWhole: true });
  });
});

describe('what is done by the table’s operations', () => {
  it('is told with who, for whom, what and to what', async () => {
    const before = await head();
    const { clientId, id } = await box.systemUser({
      vendor: '310019747',
      customer: { organization: '310044423', partyId: 50_020_008, director: '01816010027' },
      resources: ['ttd-lonnsrapport'],
      scopes: [],
    });
    const entries = await entriesAfter(before);
    const of = (operation: string) => entries.find((one) => one.operation === operation && one.outcome === 'done');
    expect(of('createClient')).toMatchObject({ by: { kind: 'program' } });
    expect(of('registerSystem')).toMatchObject({
      by: { kind: 'organization', organization: '310019747', clientId },
      organization: '310019747',
      method: 'POST',
      path: '/authentication/api/v1/systemregister/vendor',
      changes: [{ kind: 'system.registered' }],
    });
    const approved = of('approveSystemUserRequest');
    expect(approved).toMatchObject({
      by: { kind: 'person', person: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      organization: '310044423',
    });
    expect(approved?.changes?.map(({ kind, subject }) => [kind, subject])).toContainEqual(['system-user.created', id]);
  });

  it('is written with the change, whatever a hostile caller names', async () => {
    const before = await head();
    const token = await box.maskinportenToken('310044423', ['idporten:dcr.write']);
    const name = '"}],"hash":"0","position":1\n\u2028<script>alert(1)</script> 01816010027 \ud800';
    const made = await box.call<{ client_id: string }>('POST', '/selvbetjening/api/v1/clients', {
      token,
      body: { client_name: name, description: name, integration_type: 'maskinporten', scopes: [] },
    });
    await box.call('DELETE', `/selvbetjening/api/v1/clients/${encodeURIComponent(name.toWellFormed())}`, { token });
    const path = expect.stringContaining('alert(1)') as string;
    await expect.poll(() => entriesAfter(before)).toContainEqual(expect.objectContaining({ method: 'DELETE', path }));
    expect(
      (await entriesAfter(before)).some(({ operation, outcome }) => operation === 'createClient' && outcome === 'done'),
    ).toBe(made.status < 300);
    expect((await box.call('GET', '/audit/api/v1/verification')).body).toMatchObject({ isWhole: true });
    expect(JSON.stringify(await entriesAfter(before))).not.toContain('01816010027');
  });

  it('is shown to the organisation alone on whose behalf it was, to the operator whole, and to nobody else', async () => {
    const person = await box.personToken('01816010027');
    const own = async (organization: string) =>
      box.call<{ rows: Entry[] }>('GET', '/portal/api/v1/audit', {
        token: person,
        headers: { 'x-portvakt-organization': organization },
      });
    const { status, body } = await own('310044423');
    expect(status).toBe(200);
    expect(body.rows.length).toBeGreaterThan(0);
    expect(body.rows.filter(({ organization }) => organization !== '310044423')).toEqual([]);
    expect((await own('310019747')).status).toBe(403);
    expect((await box.call('GET', '/portal/api/v1/audit')).status).toBe(401);
    const elsewhere = async (token?: string) =>
      (
        await box.platform.http.inject({
          url: '/audit/api/v1/entries',
          remoteAddress: '192.0.2.1',
          headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
        })
      ).statusCode;
    expect(await elsewhere()).toBe(401);
    expect(await elsewhere(person)).toBe(403);
    expect(await elsewhere(await box.altinnToken('310001236', ['altinn:authorization/authorize.admin']))).toBe(200);
    const fromAPage = await box.call('GET', '/audit/api/v1/entries', {
      headers: { origin: 'https://elsewhere.example' },
    });
    expect(fromAPage.status).toBe(403);
  });

  it('is checked against a place that was kept, which must be one', async () => {
    const verdict = async (checkpoint: string) =>
      box.call<{ isWhole: boolean; fault?: { fault: string }; last: { position: number; hash: string } }>(
        'GET',
        `/audit/api/v1/verification?checkpoint=${checkpoint}`,
      );
    const { last } = (await box.call<{ last: { position: number; hash: string } }>('GET', '/audit/api/v1/verification'))
      .body;
    expect((await verdict(`${last.position}:${last.hash}`)).body.isWhole).toBe(true);
    expect((await verdict(`${last.position}:${'0'.repeat(64)}`)).body.fault?.fault).toBe('another-chain');
    expect((await verdict(`${last.position + 1}:${last.hash}`)).body.fault?.fault).toBe('cut-off');
    for (const wrong of ['x', '1:', `1:${'g'.repeat(64)}`, '-1:0']) expect((await verdict(wrong)).status).toBe(400);
  });
});
