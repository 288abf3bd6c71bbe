import { StatementSync } from 'node:sqlite';
import { type Sandbox, startSandbox } from '@portvakt/platform/testing/sandbox';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { assertion, JWK, redeem } from './running.ts';

const VENDOR = '310019747';
const ORGANIZATION = '310044423';
const PARTY = 50020008;
const WRITES = /^(?:insert|update|delete|with|commit)/;
/** SQLite's results for an error of the disk, and a full one. */
const FAILURES = [10, 13] as const;
const MOST_WRITES = 60;

/** From now on the n-th statement that writes, or commits, fails. @returns whether it has come to that */
function failAt(n: number, errcode: number): () => boolean {
  let count = 0;
  for (const method of ['all', 'run'] as const) {
    const real = StatementSync.prototype[method] as (this: StatementSync, ...values: unknown[]) => never;
    vi.spyOn(StatementSync.prototype, method).mockImplementation(function (this: StatementSync, ...values: unknown[]) {
      if (WRITES.test(this.sourceSQL)) {
        count += 1;
        if (count === n) throw Object.assign(new Error('the disk fails'), { code: 'ERR_SQLITE_ERROR', errcode });
      }
      return real.apply(this, values);
    });
  }
  return () => count >= n;
}

/** Something that is written, and how it is seen whether it has been. */
interface Deed {
  readonly run: () => Promise<{ readonly status: number }>;
  readonly done: number;
  /** What can be seen of it: the same again when it was not done. */
  readonly seen: () => Promise<unknown>;
}

describe.skipIf(process.env['PORTVAKT_TEST_DATABASE_URL'] !== undefined)('a disk that fails at one write', () => {
  let box: Sandbox;
  let token: string;
  beforeEach(async () => {
    box = await startSandbox({ logLevel: false });
    token = await box.personToken('01816010027');
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await box.stop();
  });

  /** Each write of the deed in turn: then it is not done, and can be done; or it is done, as it was said. */
  async function tried(deed: () => Promise<Deed>): Promise<number> {
    for (let n = 1; n <= MOST_WRITES; n += 1) {
      const { run, done, seen } = await deed();
      const before = await seen();
      const hasFailed = failAt(n, FAILURES[n % 2] ?? 10);
      const { status } = await run();
      const failed = hasFailed();
      vi.restoreAllMocks();
      if (status === done) {
        expect(await seen()).not.toEqual(before);
        if (!failed) return n - 1;
      } else {
        expect(status).toBe(503);
        expect(await seen()).toEqual(before);
        expect((await run()).status).toBe(done);
      }
    }
    throw new Error('it has more writes than that');
  }

  const self = { 'x-portvakt-organization': ORGANIZATION };
  const clients = () => box.call<object[]>('GET', '/selvbetjening/api/v1/clients', { token, headers: self });
  const newClient = () =>
    box.call<{ client_id: string }>('POST', '/selvbetjening/api/v1/clients', {
      token,
      headers: self,
      body: { integration_type: 'maskinporten', client_name: 'X', scopes: ['altinn:instances.read'] },
    });

  it('makes no client by half', async () => {
    const seen = async () => (await clients()).body.length;
    expect(await tried(async () => ({ run: newClient, done: 201, seen }))).toBeGreaterThan(2);
  });

  it('uses no grant up for which there was no token', async () => {
    const { client_id: id } = (await newClient()).body;
    const path = `/selvbetjening/api/v1/clients/${id}/jwks`;
    await box.call('POST', path, { token, headers: self, body: { keys: [JWK] } });
    const { maskinportenIssuer } = box.platform.urls;
    let used = 0;
    const deed = async (): Promise<Deed> => {
      const text = assertion(maskinportenIssuer, id);
      const run = async () => {
        const answer = await redeem({ at: box.base }, text);
        if (answer.ok) used += 1;
        return answer;
      };
      return { run, done: 200, seen: async () => used };
    };
    expect(await tried(deed)).toBeGreaterThan(0);
  });

  it('keeps no half of an upload', async () => {
    const { id } = (
      await box.call('POST', '/ttd/demo/instances', { token, body: { instanceOwner: { partyId: PARTY } } })
    ).body;
    const instance = `/ttd/demo/instances/${id}`;
    const run = () =>
      box.call('POST', `${instance}/data?dataType=attachment`, {
        token,
        headers: { 'content-type': 'text/plain', 'content-disposition': 'attachment; filename="a.txt"' },
        raw: 'x'.repeat(600_000),
      });
    const seen = async () => (await box.call<{ data: object[] }>('GET', instance, { token })).body.data.length;
    expect(await tried(async () => ({ run, done: 201, seen }))).toBeGreaterThan(4);
  });

  it('makes no system user by half', async () => {
    const own = ['systemregister.write', 'systemuser.request.write', 'systemuser.request.read'];
    const scopes = own.map((name) => `altinn:authentication/${name}`);
    const clientId = await box.createClient(VENDOR, scopes);
    const vendor = await box.maskinportenToken(VENDOR, scopes, { clientId });
    const texts = { nb: 'X', nn: 'X', en: 'X' };
    const rights = [{ resource: [{ id: 'urn:altinn:resource', value: 'app_ttd_demo' }] }];
    const systemId = `${VENDOR}_x`;
    await box.call('POST', '/authentication/api/v1/systemregister/vendor', {
      token: vendor,
      body: {
        ...{ id: systemId, vendor: { ID: `0192:${VENDOR}` }, name: texts, description: texts },
        ...{ rights, clientId: [clientId], isVisible: false },
      },
    });
    let count = 0;
    const deed = async (): Promise<Deed> => {
      count += 1;
      const requests = '/authentication/api/v1/systemuser/request';
      const body = { systemId, partyOrgNo: ORGANIZATION, rights, externalRef: `x${count}` };
      const { id } = (await box.call('POST', `${requests}/vendor`, { token: vendor, body })).body;
      const seen = async () => [
        (await box.call('GET', `${requests}/vendor/${id}`, { token: vendor })).body['status'],
        (await box.call('GET', `/authentication/api/v1/systemuser/${PARTY}/${id}`, { token })).status,
      ];
      return { run: () => box.call('POST', `${requests}/${PARTY}/${id}/approve`, { token }), done: 200, seen };
    };
    expect(await tried(deed)).toBeGreaterThan(4);
  });
});
