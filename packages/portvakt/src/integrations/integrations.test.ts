import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Platform, startPlatform } from '@portvakt/platform';
import { createKey, type Jwk, minimalJwk, openStore } from 'altinn-jwks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { integrationsCommand } from './index.ts';

const ORGANIZATION = '310044423';
const OTHER = '310019747';

interface Ended {
  readonly out: string;
  /** What the command ended with, when it failed. */
  readonly error?: string;
}

/** Runs a command line in this process. */
async function run(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  let out = '';
  const io = {
    out: (text: string) => {
      out += text;
    },
    error: () => {},
    env,
  };
  try {
    await integrationsCommand(io).exitOverride().parseAsync(args, { from: 'user' });
    return { out };
  } catch (error) {
    return { out, error: (error as Error).message };
  }
}

let folder: string;
let key: Jwk;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'portvakt-integrations-'));
  key = await createKey({ kid: 'first' });
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

describe('portvakt integrations, against the platform', () => {
  let platform: Platform;
  let at: readonly string[];
  beforeAll(async () => {
    platform = await startPlatform({ port: 0 });
    at = ['--url', platform.urls.base];
  });
  afterAll(() => platform.stop());
  const json = async <T>(...args: string[]): Promise<T> => {
    const { out, error } = await run([...args, '--json', ...at]);
    expect(error).toBeUndefined();
    return JSON.parse(out) as T;
  };
  const create = async (name: string, ...more: string[]) =>
    (await json<{ client_id: string }>('create', name, '--org', ORGANIZATION, ...more)).client_id;

  it('makes, lists and shows an integration with its keys, by no more than the organisation (maskinporten 6.2)', async () => {
    const id = await create(
      'Regnskap',
      ...['--scope', 'altinn:instances.read', '--public-key', file('public.json', [minimalJwk(key)])],
      ...['--lifetime', '600'],
    );
    const listed = await run(['list', '--org', ORGANIZATION, ...at]);
    expect(listed.out.split('\n')[0]).toMatch(/^CLIENT ID +TYPE +STATE +SCOPES +NAME$/);
    expect(listed.out).toMatch(new RegExp(`^${id} +maskinporten +active +1 +Regnskap$`, 'm'));
    // Nothing but the client: the sandbox tells whose it is.
    expect((await run(['show', id, ...at])).out).toMatch(/^Keys +1$/m);
    expect(await json('show', id)).toMatchObject({
      client_id: id,
      client_orgno: ORGANIZATION,
      access_token_lifetime: 600,
      keys: [{ kid: 'first', kty: 'RSA' }],
    });
    expect((await run(['show', id, '--org', OTHER, ...at])).error).toMatch(/answered 403: /);
  });

  it('publishes keys beside those that are there, and takes them away, the last one too (maskinporten 6.2, 6.4)', async () => {
    const id = await create('Nøkler');
    expect((await run(['keys', 'list', id, ...at])).out).toMatch(/^No keys: /);
    await run(['keys', 'add', id, file('set.json', { keys: [minimalJwk(key)] }), ...at]);
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = file('public.pem', publicKey.export({ type: 'spki', format: 'pem' }) as string);
    const added = await json<{ added: string[] }>('keys', 'add', id, pem, '--kid', 'second');
    expect(added.added).toEqual(['second']);
    const table = (await run(['keys', 'list', id, ...at])).out;
    expect(table).toMatch(/^ALG +EXPIRES +KID\n/);
    expect([...table.matchAll(/^RS256 +20\d\d-\d\d-\d\d +(\w+)$/gm)].map(([, kid]) => kid).sort()).toEqual([
      'first',
      'second',
    ]);
    expect((await run(['keys', 'remove', id, 'third', ...at])).error).toMatch(
      /has no key third: .*Nothing was changed/,
    );
    expect((await run(['keys', 'remove', id, 'first', ...at])).out).toBe('Took first away.\n');
    expect((await run(['keys', 'remove', id, 'second', ...at])).out).toBe('Took second away.\n');
    expect(await json('keys', 'list', id)).toEqual([]);
  });

  it('takes the keys of a set of altinn-jwks, and says when there is no such set', async () => {
    const store = await openStore(folder);
    const { createKeys } = await import('altinn-jwks');
    await createKeys({ store, name: 'app', environments: ['TEST'], now: new Date() });
    const id = await create('Sett', '--key-set', 'app', '--store', folder);
    const [published] = await json<{ kid: string }[]>('keys', 'list', id);
    expect(published?.kid).toMatch(/^app-TEST\./);
    const none = await run(['create', 'Ingen', '--key-set', 'none', '--store', folder, '--org', ORGANIZATION, ...at]);
    expect(none.error).toMatch(/There is no key set none .*altinn-jwks create none/);
    expect((await run(['list', '--org', ORGANIZATION, ...at])).out).not.toContain('Ingen');
  });

  it('gives and takes scopes, and leaves the rest of the client as it was (maskinporten 6.2)', async () => {
    const id = await create('Scope', '--scope', 'altinn:instances.read', '--lifetime', '77');
    expect((await run(['scopes', 'add', id, 'altinn:instances.write', ...at])).out).toBe(
      `${id} now has altinn:instances.read altinn:instances.write.\n`,
    );
    expect((await run(['scopes', 'add', id, 'altinn:instances.write', ...at])).out).toContain('is unchanged');
    expect((await run(['scopes', 'remove', id, 'altinn:none', ...at])).error).toMatch(/does not have altinn:none/);
    await run(['scopes', 'remove', id, 'altinn:instances.read', ...at]);
    expect(await json('scopes', 'list', id)).toEqual(['altinn:instances.write']);
    expect(await json('show', id)).toMatchObject({ access_token_lifetime: 77, client_name: 'Scope' });
    expect((await run(['scopes', 'add', id, 'no:such', ...at])).error).toMatch(/answered 40\d: .*no:such/);
  });

  it('tells what an integration was refused, and that the real API has no log', async () => {
    const id = await create('Logg');
    const body = new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: badGrant(id),
    });
    await fetch(`${platform.urls.maskinportenIssuer}token`, { method: 'POST', body });
    const { out } = await run(['log', id, '--outcome', 'refused', ...at]);
    expect(out).toMatch(/^TIME +OUTCOME +STATUS +CODE +WHAT\n20.* +refused +400 /);
    const env = { PORTVAKT_ADMIN_TOKEN: 'x.y.z' };
    expect((await run(['log', id, '-e', 'test'], env)).error).toMatch(/The self-service API of TEST has no log/);
  });

  it('is asked as a client of one’s own, as in TEST and PROD, and by a ready token', async () => {
    await openStore(folder).then((store) =>
      import('altinn-jwks').then(({ createKeys }) =>
        createKeys({ store, name: 'admin', environments: ['TEST'], now: new Date() }),
      ),
    );
    const admin = await create('Admin', '--scope', 'idporten:dcr.read', '--key-set', 'admin', '--store', folder);
    const as = ['--admin-client-id', admin, '--admin-key', 'admin', '--store', folder];
    expect((await run(['list', ...as, ...at])).out).toContain(admin);
    const asElsewhere = ['--client-id', admin, '--key', 'admin', '--store', folder];
    expect((await run(['list', ...asElsewhere, ...at])).out).toContain(admin);
    // It has not the scope with which clients are made.
    expect((await run(['create', 'Nei', ...as, ...at])).error).toMatch(/idporten:dcr\.write/);
    expect((await run(['list', ...at], { PORTVAKT_ADMIN_TOKEN: 'x.y.z' })).error).toMatch(/answered 401: /);
    const both = await run(['list', '-e', 'test', '--admin-client-id', admin, ...at]);
    expect(both.error).toBe('--admin-client-id and --admin-key go together.');
  });

  it('says what to give when nobody is named', async () => {
    expect((await run(['list', ...at])).error).toMatch(/As which organisation\? .*--org 310044423/);
    expect((await run(['list', '-e', 'prod', ...at])).error).toMatch(
      /--admin-client-id and --admin-key, or .*dcr\.read/,
    );
    expect((await run(['list', '--env', 'prod', '--org', ORGANIZATION])).error).toMatch(/--org is for the sandbox/);
    expect((await run(['show', 'nobody', ...at])).error).toMatch(/no active client nobody/);
    expect((await run(['show', '..', '--org', ORGANIZATION, ...at])).error).toMatch(/no id that an address can carry/);
    expect((await run(['list', '--org', '31', ...at])).error).toMatch(/nine digits/);
    expect((await run(['list', '--org', '999999999', ...at])).error).toMatch(/there is no organisation/);
  });
});

/** A grant that no key has signed. */
function badGrant(iss: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256', kid: 'x' })}.${part({ iss, scope: 'altinn:instances.read' })}.c2ln`;
}

describe('portvakt integrations, where all is not well', () => {
  let server: Server;
  let url: string;
  let answer: (response: ServerResponse) => void;
  let sent = '';
  beforeAll(async () => {
    server = createServer((request, response) => {
      request.on('data', (part: Buffer) => {
        sent += part.toString();
      });
      request.on('end', () => answer(response));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());
  const token = { PORTVAKT_ADMIN_TOKEN: 'a.b.c' };
  const commands: readonly (readonly string[])[] = [
    ['list'],
    ['create', 'Ny'],
    ['show', 'x'],
    ['keys', 'list', 'x'],
    ['keys', 'remove', 'x', 'k'],
    ['scopes', 'list', 'x'],
    ['scopes', 'add', 'x', 's'],
    ['log', 'x'],
  ];
  const ended = (env: Record<string, string>, at = url) =>
    Promise.all(commands.map(async (args) => (await run([...args, '--url', at], env)).error ?? 'no error'));

  it.each([
    ['HTML of a proxy', 200, '<!DOCTYPE html><script>steal()</script>', /answered 200 with a web page .*proxy/],
    ['HTML with a status', 502, '<html>Bad gateway</html>', /answered 502 with a web page/],
    ['JSON that is cut off', 200, '[{"client_id":"x', /answered 200 with JSON that is cut off or broken/],
    ['401', 401, '{"error":"invalid_token","error_description":"Expired"}', /answered 401: Expired/],
    ['403', 403, '{"error_description":"lacks the scope idporten:dcr.read"}', /answered 403: lacks the scope/],
    ['500 without a word', 500, '', /answered 500: no reason given/],
  ])('tells of %s in one line', async (_what, status, body, told) => {
    answer = (response) => response.writeHead(status).end(body);
    for (const error of await ended(token)) {
      expect(error).toMatch(told);
      expect(error).not.toMatch(/\n|a\.b\.c|steal/);
    }
  });

  it('tells of a host that is not there what to try', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    for (const error of await ended(token, `http://127.0.0.1:${port}`))
      expect(error).toMatch(/refused the connection: .*portvakt up/);
    for (const error of await ended(token, 'nonsense')) expect(error).toMatch(/must be a base URL/);
  });

  it.each([
    ['a JWK', () => file('private.json', key)],
    ['a set', () => file('private-set.json', { keys: [minimalJwk(key), key] })],
    ['only its exponent', () => file('exponent.json', { ...minimalJwk(key), d: 'AQAB' })],
    [
      'PEM',
      () =>
        file(
          'private.pem',
          generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
            type: 'pkcs8',
            format: 'pem',
          }) as string,
        ),
    ],
    ['a JWK in base64', () => file('private.b64', Buffer.from(JSON.stringify(key)).toString('base64'))],
    [
      'PEM below what OpenSSL writes above it',
      () =>
        file(
          'bag.pem',
          'Bag Attributes\n  friendlyName: a\n-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n',
        ),
    ],
  ])('refuses a private half with words and sends nothing: %s', async (_what, made) => {
    sent = '';
    answer = (response) => response.end('[]');
    for (const args of [
      ['keys', 'add', 'x', made()],
      ['create', 'Ny', '--public-key', made()],
    ]) {
      const { out, error } = await run([...args, '--url', url], token);
      expect([out, error]).toEqual(['', expect.stringMatching(/holds a private key, which never leaves/)]);
      expect(error).not.toContain(String(key.d).slice(0, 20));
    }
    expect(sent).toBe('');
  });

  it.each([
    ['a file that is not there', () => join(folder, 'none.json'), /cannot be read: it is not there/],
    ['an empty file', () => file('empty.json', '\n'), /is empty: give a JWK/],
    [
      'half a file',
      () => file('half.json', JSON.stringify(minimalJwk(key)).slice(0, 400)),
      /neither JSON nor PEM, or is cut off/,
    ],
    ['half a PEM', () => file('half.pem', '-----BEGIN PUBLIC KEY-----\nMIIB'), /it may be cut off/],
    ['a key of another type', () => file('ec.json', { kty: 'EC', kid: 'a' }), /no RSA key/],
    ['a list of something else', () => file('list.json', [7]), /something else than keys/],
    ['no key', () => file('none.json', '[]'), /holds no key/],
    ['a key without a kid', () => file('kidless.json', { ...minimalJwk(key), kid: undefined }), /add --kid/],
    ['the key itself', () => JSON.stringify(key), /path of a file/],
  ])('tells what is wrong with %s, and no part of a key', async (_what, made, told) => {
    const { error } = await run(['keys', 'add', 'x', made(), '--url', url], token);
    expect(error).toMatch(told);
    expect(error).not.toContain(String(key.d).slice(0, 20));
  });
});
