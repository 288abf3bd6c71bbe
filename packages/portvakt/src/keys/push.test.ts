import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createMaskinportenClient, jwk, localEnvironment } from '@portvakt/client';
import { type Platform, startPlatform } from '@portvakt/platform';
import { createKey, minimalJwk, openStore } from 'altinn-jwks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ORGANIZATION = '310044423';
const SCOPE = 'altinn:instances.read';
const COMMAND = fileURLToPath(new URL('../../../altinn-jwks/src/cli.ts', import.meta.url));
const PRIVATE = /"(d|p|q|dp|dq|qi|k|oth)"/;

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The command `altinn-jwks push`, as a process of its own, against a whole platform (maskinporten.md 6). */
describe('altinn-jwks push maskinporten', () => {
  let platform: Platform;
  let recorder: Server;
  let folder: string;
  let adminId: string;
  let clientId: string;
  const sent: { readonly method: string; readonly body: string }[] = [];

  const run = (args: readonly string[], env: Record<string, string> = {}): Promise<Ended> =>
    new Promise((resolve) => {
      const options = ['--conditions=portvakt-source', '--disable-warning=ExperimentalWarning', COMMAND];
      const environment = { ...process.env, ALTINN_JWK_STORE: folder, ALTINN_JWKS_ADMIN_CLIENT_ID: adminId, ...env };
      const child = execFile(process.execPath, [...options, ...args], { env: environment }, (error, out, err) =>
        resolve({ code: error ? Number(error.code) : 0, out, err }),
      );
      child.stdin?.end();
    });
  const apiUrl = () => `http://127.0.0.1:${(recorder.address() as AddressInfo).port}/selvbetjening`;
  const push = (...args: string[]): Promise<Ended> =>
    run([
      ...['push', 'maskinporten', 'app', '--client-id', clientId, '--environment', 'local'],
      ...['--api-url', apiUrl(), '--issuer', platform.urls.maskinportenIssuer, '--admin-key', 'admin'],
      ...args,
    ]);
  const adminToken = async (): Promise<string> => {
    const set = await (await openStore(folder)).read('admin', 'TEST');
    const client = createMaskinportenClient({
      environment: localEnvironment(platform.urls.base),
      clientId: adminId,
      key: jwk(set?.current ?? {}),
      scopes: ['idporten:dcr.read', 'idporten:dcr.write'],
    });
    return (await client.getToken()).value;
  };
  const there = async (id = clientId): Promise<readonly Record<string, unknown>[]> => {
    const headers = { authorization: `Bearer ${await adminToken()}` };
    const response = await fetch(`${platform.urls.selfservice}/api/v1/clients/${id}/jwks`, { headers });
    return ((await response.json()) as { keys: Record<string, unknown>[] }).keys;
  };
  const kidsThere = async (id = clientId) => (await there(id)).map(({ kid }) => kid);
  const kidsHere = async () => (await (await openStore(folder)).read('app', 'TEST'))?.keys.map(({ kid }) => kid) ?? [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'portvakt-push-'));
    platform = await startPlatform({ port: 0 });
    // Passes everything on to the platform, and remembers what was sent.
    recorder = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const body = Buffer.concat(parts).toString('utf8');
      sent.push({ method: request.method ?? '', body });
      const headers = Object.fromEntries(
        ['authorization', 'content-type', 'accept'].flatMap((name) =>
          request.headers[name] === undefined ? [] : [[name, String(request.headers[name])]],
        ),
      );
      const answer = await fetch(new URL(request.url ?? '/', platform.urls.base), {
        method: request.method ?? 'GET',
        headers,
        ...(body === '' ? {} : { body }),
      });
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/json' });
      response.end(Buffer.from(await answer.arrayBuffer()));
    });
    await new Promise<void>((resolve) => recorder.listen(0, '127.0.0.1', resolve));
    await Promise.all([run(['create', 'app', '-e', 'test', '--suffix', 'v1']), run(['create', 'admin', '-e', 'test'])]);
    const admin = await (await openStore(folder)).read('admin', 'TEST');
    const make = async (scopes: readonly string[], keys: readonly object[]) =>
      (await platform.createClient({ organization: ORGANIZATION, name: 'Test', scopes, keys })).clientId;
    adminId = await make(['idporten:dcr.read', 'idporten:dcr.write'], [minimalJwk(admin?.current ?? {})]);
    clientId = await make([SCOPE], []);
  });
  afterAll(async () => {
    recorder.close();
    await platform.stop();
    rmSync(folder, { recursive: true });
  });

  it('shows what would change, and without a terminal to ask on changes nothing unless told to', async () => {
    const refused = await push();
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('--yes')]);
    expect(refused.out).toContain('+ app-TEST.v1\n');
    expect((await push('--dry-run')).code).toBe(0);
    expect(await kidsThere()).toEqual([]);
    expect(sent.map(({ method }) => method)).toEqual(['GET', 'GET']);
  });

  it('publishes the public half alone, so that the client gets a token with the private one', async () => {
    expect(await push('--yes')).toMatchObject({ code: 0, err: '' });
    expect(await kidsThere()).toEqual(['app-TEST.v1']);
    const posted = sent.filter(({ method }) => method === 'POST');
    expect(posted).toHaveLength(1);
    for (const { body } of sent) expect(body).not.toMatch(PRIVATE);
    const { out } = await run(['export', 'key', 'app']);
    const client = createMaskinportenClient({
      environment: localEnvironment(platform.urls.base),
      clientId,
      key: jwk(JSON.parse(out) as object),
      scopes: [SCOPE],
    });
    expect((await client.getToken()).value).toMatch(/^ey/);
  });

  it('says when nothing changes and sends nothing, except to renew', async () => {
    const before = sent.length;
    const began = Math.floor(Date.now() / 1000) * 1000;
    expect((await push('--yes')).out).toContain('Nothing to change.');
    expect(sent.slice(before).map(({ method }) => method)).toEqual(['GET']);
    expect((await push('--yes', '--renew')).code).toBe(0);
    expect(sent.at(-1)?.method).toBe('POST');
    const noted = JSON.parse(readFileSync(join(folder, 'app-TEST.jwks.json'), 'utf8')) as {
      'altinn-jwks': { keys: Record<string, { posted?: string }> };
    };
    expect(Date.parse(noted['altinn-jwks'].keys['app-TEST.v1']?.posted ?? '')).toBeGreaterThanOrEqual(began);
  });

  it.each([
    ['ahead of', -400_000],
    ['behind', 400_000],
  ])('goes by the clock of the server where its own is %s it, and says so', async (how, ms) => {
    platform.clock.advance(ms);
    try {
      const { code, err } = await push('--dry-run');
      expect(err).toMatch(
        new RegExp(
          `^Warning: this machine's clock is (399|400|401) s ${how} that of localhost:\\d+: set it, unless it is the sandbox’s that was moved\\. [^\\n]+\\n$`,
        ),
      );
      expect(code).toBe(0);
      // What is wrong besides is told with it.
      const refused = await push('--dry-run', '--admin-client-id', clientId);
      expect(refused.code).toBe(1);
      expect(refused.err).toMatch(/gave no admin token \(400\): .+ Besides, this machine's clock is \d+ s/);
    } finally {
      platform.clock.reset();
    }
  });

  it('publishes the overlap of a rotation, and removes a revoked key; keys of others stay', async () => {
    const foreign = { ...minimalJwk(await createKey({ kid: 'theirs' })) };
    const headers = { authorization: `Bearer ${await adminToken()}`, 'content-type': 'application/json' };
    const url = `${platform.urls.selfservice}/api/v1/clients/${clientId}/jwks`;
    const posted = await fetch(url, {
      method: 'POST',
      headers,
      body: JSON.stringify({ keys: [...(await there()), foreign] }),
    });
    expect(posted.ok).toBe(true);
    expect((await run(['rotate', 'app', '-e', 'test', '--suffix', 'v2'])).code).toBe(0);
    const rotated = JSON.parse((await push('--yes', '--json')).out) as Record<string, unknown>;
    expect(rotated).toMatchObject({
      added: ['app-TEST.v2'],
      kept: ['app-TEST.v1'],
      foreign: ['theirs'],
      published: true,
    });
    expect([...(await kidsThere())].sort()).toEqual(['app-TEST.v1', 'app-TEST.v2', 'theirs']);
    expect((await run(['rotate', 'app', '-e', 'test', '--promote'])).code).toBe(0);
    expect((await run(['revoke', 'app-TEST.v1'])).code).toBe(0);
    expect((await push('--yes')).out).toContain('- app-TEST.v1\n');
    expect([...(await kidsThere())].sort()).toEqual(['app-TEST.v2', 'theirs']);
  });

  it('keeps the limit of five keys, and says what to do', async () => {
    for (const suffix of ['v3', 'v4', 'v5', 'v6']) await run(['create', 'app', '-e', 'test', '--suffix', suffix]);
    expect(await kidsHere()).toHaveLength(5);
    const refused = await push('--yes');
    expect([refused.code, refused.err]).toEqual([1, expect.stringMatching(/takes 5 keys.*theirs.*\n$/)]);
    expect([...(await kidsThere())].sort()).toEqual(['app-TEST.v2', 'theirs']);
    expect((await push('--yes', '--replace')).code).toBe(0);
    expect(await kidsThere()).toEqual(await kidsHere());
    for (const { body } of sent) expect(body).not.toMatch(PRIVATE);
  });

  it('takes a ready token, and tells in one line what the platform refuses', async () => {
    const target = ['push', 'maskinporten', 'app', '-c', clientId, '-e', 'local', '--api-url', apiUrl()];
    const token = await adminToken();
    expect((await run([...target, '--dry-run'], { ALTINN_JWKS_ADMIN_TOKEN: token })).code).toBe(0);
    const other = [
      'push',
      'maskinporten',
      'app',
      '-c',
      adminId.replace(/^./, 'f'),
      '-e',
      'local',
      '--api-url',
      apiUrl(),
    ];
    const ended = [
      await run([...target, '--yes'], { ALTINN_JWKS_ADMIN_TOKEN: `${token}x` }),
      await run([...target, '--yes']),
      await run([...other, '--yes'], { ALTINN_JWKS_ADMIN_TOKEN: token }),
      await run([...target, '--api-url', 'http://127.0.0.1:1', '--yes'], { ALTINN_JWKS_ADMIN_TOKEN: token }),
      await push('--admin-client-id', clientId, '--yes'),
    ];
    for (const { code, err } of ended) {
      expect([code, err]).toEqual([1, expect.stringMatching(/^[^\n]+\n$/)]);
      expect(err).not.toContain(token);
    }
  });
});
