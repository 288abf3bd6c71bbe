import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { HttpBrowser } from '@portvakt/platform/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from './packed.ts';
import { type Cluster, postgresBinaries, startCluster } from './postgres.ts';
import { type Listening, localIdentity, startLoginProvider, startProxy } from './tls.ts';

const PAGE = readFileSync(join(root, 'docs', 'production', 'first-token.md'), 'utf8');
const OPERATOR = '310007404';
const PERSON = '13849010020';
const STRANGER = '01816010027';
const SECRET = 'a-secret-of-the-client-at-the-provider';

/** The lines of the shell blocks, in order. */
const blocks = [...PAGE.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block.trim().split('\n'));
const [, yaml = ''] = /^```yaml\n([\s\S]*?)^```$/m.exec(PAGE) ?? [];

const isMissing = postgresBinaries() === undefined;
if (isMissing)
  console.warn('the walk through production mode is skipped: install PostgreSQL (apt-get install postgresql)');

describe.skipIf(isMissing)('docs/production/first-token.md', () => {
  let folder: string;
  let cluster: Cluster;
  let proxy: Listening;
  let provider: Listening;
  let platform: ChildProcess | undefined;
  let port = 0;
  /** What the terminal of the walk has exported. */
  let terminal = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'portvakt-production-'));
    cluster = await startCluster();
    const identity = await localIdentity();
    writeFileSync(join(folder, 'ca.pem'), identity.cert);
    proxy = await startProxy(identity, () => port);
    const redirectUri = `${proxy.url}/authentication/api/v1/upstream/callback`;
    const names = { [PERSON]: 'DJERV DIREKTØR', [STRANGER]: 'RASK RØYSKATT' };
    provider = await startLoginProvider(identity, { id: 'portvakt', secret: SECRET, redirectUri }, names);
  });
  afterAll(async () => {
    if (platform !== undefined && platform.exitCode === null) {
      const ended = new Promise((resolve) => platform?.once('exit', resolve));
      platform.kill('SIGTERM');
      await ended;
    }
    await Promise.all([proxy?.close(), provider?.close()]);
    await cluster?.remove();
    rmSync(folder, { recursive: true });
  });

  /** A line as it is typed here: the page's names stand for places of this test. */
  const typed = (line: string): string =>
    line
      .replaceAll('https://portvakt.example.no', proxy.url)
      .replaceAll('https://login.example.no', provider.url)
      .replaceAll('postgres://portvakt@db.example.no/portvakt', cluster.url)
      .replaceAll('<client_secret>', `'${SECRET}'`);
  const env = () => {
    const { NODE_OPTIONS: _sources, PORTVAKT_URL: _url, ...rest } = process.env;
    const PATH = `${join(root, 'node_modules', '.bin')}${delimiter}${process.env['PATH']}`;
    return { ...rest, PATH, NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'), ALTINN_JWK_STORE: folder };
  };
  const run = (line: string): Promise<string> =>
    new Promise((resolve, reject) =>
      execFile('bash', ['-c', `${terminal}\n${typed(line)}`], { cwd: folder, env: env() }, (error, out, err) =>
        error ? reject(new Error(`${line}: ${out}${err}`)) : resolve(out),
      ),
    );

  /** Runs the first block as it is printed, on a port of its own. */
  async function start(): Promise<void> {
    const [block = []] = blocks;
    const last = block.at(-1) ?? '';
    const exported = block.slice(0, -1).map(typed);
    // The key is made once, as it would be in a terminal that stays open.
    const key = await run('openssl rand -base64 32');
    terminal = exported.join('\n').replace(/\$\(openssl[^)]*\)/, key.trim());
    const line = `${terminal}\nexec ${typed(last)} --port 0 --json`;
    const child = spawn('bash', ['-c', line], { cwd: folder, env: env() });
    platform = child;
    let err = '';
    child.stderr.on('data', (bytes: Buffer) => {
      err += bytes.toString();
    });
    port = await new Promise((resolve, reject) => {
      let out = '';
      child.stdout.on('data', (bytes: Buffer) => {
        out += bytes.toString();
        if (out.includes('\n')) resolve((JSON.parse(out) as { port: number }).port);
      });
      child.once('exit', (code) => reject(new Error(`portvakt up ended with ${code}: ${err}`)));
    });
  }

  /** Logs in at the provider, as a person does. @returns the session's token */
  async function logIn(person: string): Promise<string> {
    const browser = new HttpBrowser();
    const first = await browser.get(`${proxy.url}/authentication/api/v1/authentication?goto=${proxy.url}/operator`);
    expect(first.url.origin, first.body).toBe(provider.url);
    expect(first.url.pathname, first.body.replaceAll(/<[^>]*>/g, '')).toMatch(/^\/interaction\//);
    const consent = await browser.post(first.url, { prompt: 'login', login: person, password: 'x' });
    const page = await browser.post(consent.url, { prompt: 'consent' });
    expect(page.url.href).toBe(`${proxy.url}/operator`);
    return browser.cookie('AltinnStudioRuntime') ?? '';
  }

  async function ask<T>(
    token: string,
    method: string,
    path: string,
    body?: object,
  ): Promise<{ status: number; body: T }> {
    const headers = {
      authorization: `Bearer ${token}`,
      'x-portvakt-organization': OPERATOR,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const answer = await fetch(proxy.url + path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, body: (text === '' ? undefined : JSON.parse(text)) as T };
  }

  it('leads from an empty database to the first token, and on from a file', async () => {
    const lines = blocks.slice(1).flat();
    expect(lines).toHaveLength(6);
    const [makeCode = '', makeKey = '', showKey = '', getToken = '', plan = '', apply = ''] = lines;
    await start();

    const [code = ''] = (await run(makeCode)).split('\n');
    const token = await logIn(PERSON);
    const other = await logIn(STRANGER);
    const operator = '/operator/api/v1';
    expect((await ask(token, 'GET', `${operator}/setup`)).status).toBe(403);
    expect((await ask(token, 'POST', `${operator}/claim`, { code })).status).toBe(204);
    expect((await ask(other, 'POST', `${operator}/claim`, { code })).status).toBe(403);

    const administrators = [{ personNumber: PERSON, name: 'DJERV DIREKTØR' }];
    const organization = { name: 'DIREKTORATET', form: 'ORGL', prefixes: ['digdir'], administrators };
    expect((await ask(token, 'PUT', `${operator}/organizations/${OPERATOR}`, organization)).status).toBe(200);
    expect((await ask(token, 'PUT', `${operator}/platform-scopes`, { organization: OPERATOR })).status).toBe(204);
    expect(await ask(token, 'GET', `${operator}/setup`)).toMatchObject({
      body: { missingScopes: [], organizations: 1, ownScopes: 0, issued: false },
    });

    const own = '/selvbetjening/api/v1';
    const scope = { prefix: 'digdir', subscope: 'planer.read', description: 'Lese planer' };
    expect((await ask(token, 'POST', `${own}/scopes`, scope)).status).toBe(201);
    const access = `${own}/scopes/access/${OPERATOR}?scope=digdir:planer.read`;
    expect((await ask(token, 'PUT', access)).status).toBe(200);
    expect(await run(makeKey)).toMatch(/^Generating key planer-TEST\./);
    const keys = JSON.parse(await run(showKey)) as object[];
    const { status, body: client } = await ask<{ client_id: string }>(token, 'POST', `${own}/clients`, {
      client_name: 'Planer',
      description: 'Den første klienten',
      integration_type: 'maskinporten',
      application_type: 'web',
      token_endpoint_auth_method: 'private_key_jwt',
      grant_types: ['urn:ietf:params:oauth:grant-type:jwt-bearer'],
      scopes: ['digdir:planer.read', 'portvakt:operator'],
    });
    expect(status).toBe(201);
    expect((await ask(token, 'POST', `${own}/clients/${client.client_id}/jwks`, { keys })).status).toBeLessThan(300);

    const asClient = (line: string) => run(line.replaceAll('<client_id>', client.client_id));
    expect(await asClient(getToken)).toMatch(/^ey[\w-]+\.ey[\w-]+\.[\w-]+\n$/);
    expect(await ask(token, 'GET', `${operator}/setup`)).toMatchObject({ body: { ownScopes: 1, clients: 1 } });

    writeFileSync(join(folder, 'organizations.yaml'), yaml);
    expect(await asClient(plan)).toContain('Plan: 1 to add, 0 to change, 0 to remove.');
    expect(await asClient(apply)).toContain('Applied: 1 added');
    expect(await asClient(plan)).toContain('Nothing to change');
    expect(await ask(token, 'GET', `${operator}/organizations/310013579`)).toMatchObject({
      body: { name: 'SKOGDIREKTORATET', serviceOwner: 'skogdir', prefixes: ['skogdir'] },
    });
    // Nothing of the sandbox is there.
    expect((await ask(token, 'GET', '/sandbox/parties')).status).toBe(404);
  });
});
