import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTls } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKeys, openStore } from 'altinn-jwks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandsIn, type Ended, INSTALLED } from './commands.ts';
import { Tour } from './shipped.ts';

const { run, runAll } = commandsIn(() => folder);

const CLIENT = ['--client-id', 'x', '--key', 'app'];
const SCOPE = ['--scope', 'a:b'];
const ORG = ['--org', '310044423'];
const SYSTEM = 'system.json';
const SETUP = 'portvakt.yaml';

/** What each command that asks a host is given, its address left out. */
const ASKING: Readonly<Record<string, readonly string[]>> = {
  'portvakt token': [...CLIENT, ...SCOPE],
  'portvakt exchange': [...CLIENT, ...SCOPE],
  'portvakt authorize': [
    ...CLIENT,
    '--person',
    '01816010027',
    '--action',
    'read',
    '--resource-id',
    'r',
    '--party',
    '1',
  ],
  'portvakt systems register': [SYSTEM, ...CLIENT],
  'portvakt systems update': [SYSTEM, ...CLIENT],
  'portvakt systems show': ['x', ...CLIENT],
  'portvakt systems list': CLIENT,
  'portvakt systems delete': ['x', ...CLIENT],
  'portvakt systems users': ['x', ...CLIENT],
  'portvakt systems request': ['--system', 'x', '--right', 'x', ...ORG, ...CLIENT],
  'portvakt systems wait': ['x', ...CLIENT],
  'portvakt systems cancel': ['x', ...CLIENT],
  'portvakt integrations list': ORG,
  'portvakt integrations create': ['x', ...ORG],
  'portvakt integrations show': ['x'],
  'portvakt integrations keys list': ['x'],
  'portvakt integrations keys add': ['x', '--key-set', 'app'],
  'portvakt integrations keys remove': ['x', 'k'],
  'portvakt integrations scopes list': ['x'],
  'portvakt integrations scopes add': ['x', 'a:b'],
  'portvakt integrations scopes remove': ['x', 'a:b'],
  'portvakt integrations log': ['x'],
  'portvakt plan': [SETUP, ...ORG],
  'portvakt apply': [SETUP, '--yes', ...ORG],
  'portvakt drift': [SETUP, ...ORG],
  'portvakt import': ['--out', 'imported.yaml', ...ORG],
  'portvakt snapshot save': ['state.snapshot'],
  'portvakt audit verify': [],
  'portvakt audit export': [],
  'portvakt apps list': [],
  'portvakt apps remove': ['ttd/x'],
  'portvakt situation list': [],
  'portvakt situation start': ['request-declined'],
  'portvakt situation stop': [],
  'portvakt situation report': [],
  'portvakt certificate issue': ORG,
  'portvakt certificate revoke': ['AB'],
  'altinn-jwks push maskinporten': [
    ...['app', '--client-id', 'x', '--environment', 'local', '--admin-client-id', 'y', '--admin-key', 'app', '--yes'],
  ],
};
/** These tell by steps, or wait for the platform to come; they have tests of their own. */
const OTHERWISE = ['portvakt doctor', 'portvakt listen'];
/** What asks nobody, or reads a file first. */
const ALONE = [
  ...['up', 'journey', 'inspect', 'register import', 'register generate', 'hosts show', 'hosts remove', 'completion'],
  ...[
    'apps add',
    'apps sample',
    'snapshot load',
    'snapshot show',
    'operator code',
    'db status',
    'db migrate',
    'db check',
    'backup',
    'restore',
    'verify',
  ],
  ...['policy check', 'policy test', 'policy explain'],
].map((name) => `portvakt ${name}`);

let folder: string;
let every: readonly string[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'portvakt-bad-'));
  await createKeys({ store: await openStore(folder), name: 'app', environments: ['TEST'], now: new Date() });
  writeFileSync(join(folder, SYSTEM), '{"id":"x"}');
  writeFileSync(join(folder, SETUP), 'clients:\n  - name: Rapport\n    scopes: [altinn:instances.read]\n');
  every = await new Tour(INSTALLED, folder, async () => {}).everyCommand();
});
afterAll(() => rmSync(folder, { recursive: true }));

const listening = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

describe('a host that does not answer as it should', () => {
  it('is asked by commands that are all named here', () => {
    const known = [...Object.keys(ASKING), ...OTHERWISE, ...ALONE];
    const others = every.filter((name) => !known.includes(name) && !/^altinn-jwks (?!push)/.test(name));
    expect(others).toEqual([]);
  });

  const asking = Object.keys(ASKING);
  /** Each host is asked by a third of the commands, so that each command meets four or five of them; `PORTVAKT_TESTS=long` has all ask all. */
  let turn = 0;
  const nextThird = (): readonly string[] => {
    turn += 1;
    return process.env['PORTVAKT_TESTS'] === 'long'
      ? asking
      : asking.filter((_name, index) => (index + turn) % 3 === 0);
  };

  /** The words of the commands whose turn it is, when they are pointed at a base URL. */
  const told = async (base: string): Promise<readonly string[]> => {
    const all = await runAll(nextThird(), (name) => run(name, ASKING[name] ?? [], { PORTVAKT_URL: base }));
    return all.map(([name, { code, out, err }]) => `${name}: ${code} ${out}${err}`);
  };

  it('is told of in one line that says what to try: nothing listens', async () => {
    const closed = createServer();
    const port = await listening(closed);
    await new Promise((resolve) => closed.close(resolve));
    for (const line of await told(`http://127.0.0.1:${port}`))
      expect(line).toMatch(/: 1 .*refused the connection.*portvakt up.*--url.*\n$/);
  });

  it('is told of in one line that says what to try: a proxy’s page', async () => {
    for (const status of [200, 502]) {
      const server = createServer((_request, response) => response.writeHead(status).end('<html>Log in</html>'));
      for (const line of await told(`http://127.0.0.1:${await listening(server)}`)) {
        expect(line).toMatch(/: 1 [^\n]*\n$/);
        expect(line).toMatch(/Check the address: .*proxy/);
      }
      server.close();
    }
  });

  it('is told of in one line that says what to try: a redirect, which is not followed', async () => {
    const elsewhere = createServer((_request, response) => response.end('{}'));
    const target = `http://127.0.0.1:${await listening(elsewhere)}/`;
    const server = createServer((_request, response) => response.writeHead(302, { location: target }).end());
    let followed = 0;
    elsewhere.on('request', () => {
      followed += 1;
    });
    for (const line of await told(`http://127.0.0.1:${await listening(server)}`))
      expect(line).toMatch(/: 1 [^\n]*answered with a redirect, which is not followed\. Check the address[^\n]*\n$/);
    expect(followed).toBe(0);
    server.close();
    elsewhere.close();
  });

  it.each([
    ['JSON of something else', 200, '{}'],
    ['nothing in JSON', 200, 'null'],
    ['nothing', 200, ''],
    ['nothing, and that it is not there', 404, ''],
  ])(
    'is told of in one line that says what to try: another program, which answers with %s',
    async (_what, status, body) => {
      const headers = { 'content-type': 'application/json' };
      const server = createServer((_request, response) => response.writeHead(status, headers).end(body));
      const base = `http://127.0.0.1:${await listening(server)}`;
      for (const line of await told(base)) {
        expect(line).toMatch(/: 1 [^\n]*\n$/);
        expect(line).toMatch(/[Cc]heck (the address|--url|--environment)|no sandbox of Portvakt/);
      }
      server.close();
    },
  );

  it.each([
    [429, '90', /again in 90 s/],
    [503, null, /[Tt]ry again/],
  ])('is told of in one line that says when to try again: %i', async (status, after, says) => {
    const headers = { 'content-type': 'text/plain', ...(after === null ? {} : { 'retry-after': after }) };
    const server = createServer((_request, response) => response.writeHead(status, headers).end('not now'));
    for (const line of await told(`http://127.0.0.1:${await listening(server)}`)) {
      expect(line).toMatch(/: 1 [^\n]*\n$/);
      expect(line).toMatch(says);
    }
    server.close();
  });

  it('is told of in one line that says what to try: a certificate that nobody vouches for', async () => {
    const server = createTls(await ownCertificate(), (_request, response) => response.end('{}'));
    for (const line of await told(`https://127.0.0.1:${await listening(server as unknown as Server)}`))
      expect(line).toMatch(/: 1 [^\n]*NODE_EXTRA_CA_CERTS[^\n]*\n$/);
    server.close();
  });

  it('is told of in one line that says what to try: no address at all', async () => {
    for (const line of await told('nonsense')) expect(line).toMatch(/: 1 [^\n]*URL[^\n]*\n$/);
  });
});

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
const JWK = JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256' });
const SECRETS: readonly (readonly [how: string, text: string])[] = [
  ['PEM', PEM],
  ['a JWK', JWK],
  ['a JWK in base64', Buffer.from(JWK).toString('base64')],
];
const MISPLACED =
  'The variable NAME holds a private key, and is to hold a path, a name or an address. Put the key in MASKINPORTEN_CLIENT_JWK, or in a file that only you can read and its path in MASKINPORTEN_KEY_FILE.';
/** Long enough to be a part of a key, and of nothing else. */
const pieces = (text: string): readonly string[] =>
  text.split(/[\r\n]+/).flatMap((line) => (line.length > 40 ? [line.slice(2, 34), line.slice(-34, -2)] : []));
const shows = ({ out, err }: Ended, secret: string): boolean =>
  pieces(secret).some((piece) => `${out}${err}`.includes(piece));

describe('a private key in the wrong place', () => {
  const isLong = process.env['PORTVAKT_TESTS'] === 'long';
  /** Every other command has it on its command line, and the others in a variable; `PORTVAKT_TESTS=long` has all have both. */
  const half = (first: boolean): readonly string[] =>
    isLong ? every : every.filter((_name, index) => (index % 2 === 0) === first);
  /** Commands take the ways of writing a key in turn. */
  const secretOf = (name: string): string => SECRETS[every.indexOf(name) % SECRETS.length]?.[1] ?? PEM;

  it('is refused on the command line, and never printed', async () => {
    const all = await runAll(half(true), (name) => {
      const secret = secretOf(name);
      return run(name, [every.indexOf(name) % 4 === 0 ? secret : `--no-such-option=${secret}`]);
    });
    for (const [name, ended] of all) {
      expect(ended.err, name).toMatch(/^Argument \d holds a private key, [^\n]*\n$/);
      expect([name, ended.code, shows(ended, secretOf(name))]).toEqual([name, 1, false]);
    }
  });

  it('is refused in a variable that is a path, a name or an address, and never printed', async () => {
    const names = [
      ...['MASKINPORTEN_KEY_FILE', 'MASKINPORTEN_CLIENT_ID', 'MASKINPORTEN_SCOPES', 'ALTINN_JWK_NAME'],
      ...['ALTINN_JWK_STORE', 'PORTVAKT_URL', 'PORTVAKT_ADMIN_KEY', 'PORTVAKT_ADMIN_CLIENT_ID', 'DATABASE_URL'],
      ...['ALTINN_JWKS_ADMIN_CLIENT_ID', 'MASKINPORTEN_ENVIRONMENT', 'PORTVAKT_ADMIN_TOKEN'],
    ];
    const variable = (name: string) => names[every.indexOf(name) % names.length] ?? '';
    const all = await runAll(half(false), (name) =>
      run(name, ASKING[name] ?? [], { [variable(name)]: secretOf(name) }),
    );
    for (const [name, ended] of all) {
      expect(ended.err, name).toBe(`${MISPLACED.replace('NAME', variable(name))}\n`);
      expect([name, ended.code, shows(ended, secretOf(name))]).toEqual([name, 1, false]);
    }
  });
});

describe('a file that is not as it should be', () => {
  const cut = JWK.slice(0, 700);
  /** Each command that reads a file, with the file's name put in. */
  const READING: readonly (readonly [command: string, args: (file: string) => readonly string[]])[] = [
    ['portvakt token', (file) => ['--key-file', file, '--client-id', 'x', ...SCOPE]],
    ['portvakt exchange', (file) => ['--key-file', file, '--client-id', 'x', ...SCOPE]],
    ['portvakt systems register', (file) => [file, ...CLIENT]],
    ['portvakt systems update', (file) => [file, ...CLIENT]],
    ['portvakt systems request', (file) => [file, ...CLIENT]],
    ['portvakt integrations keys add', (file) => ['x', file]],
    ['portvakt integrations create', (file) => ['x', '--public-key', file]],
    ['portvakt register import', (file) => [file, '--data', 'data']],
    ['portvakt policy check', (file) => [file]],
    ['portvakt snapshot load', (file) => [file]],
    ['portvakt audit verify', (file) => ['--file', file]],
    ['portvakt snapshot show', (file) => [file]],
    ['portvakt policy explain', (file) => [file, file]],
    ['altinn-jwks import', (file) => ['other', file, '-e', 'test']],
  ];

  it.each([
    ['that is half written', cut],
    ['that is empty', ''],
    ['that is not there', undefined],
  ])('is told of by every command that reads one, and nothing of it: %s', async (_what, content) => {
    const file = content === undefined ? join(folder, 'none') : join(folder, 'half.json');
    if (content !== undefined) writeFileSync(file, content);
    for (const [command, args] of READING) {
      const ended = await run(command, args(file));
      expect([command, ended.code === 0, shows(ended, JWK)]).toEqual([command, false, false]);
      expect(`${command}: ${ended.out}${ended.err}`).toMatch(/none|half\.json|private key|empty|PKCS|JWK/i);
      expect(`${command}: ${ended.err}`).not.toMatch(/\n\s+at /);
    }
  });
});

describe('settings that contradict each other', () => {
  it.each([
    [
      'portvakt token',
      ['--key-file', 'key.pem', '--client-id', 'x', ...SCOPE],
      {},
      /holds PEM.*altinn-jwks import NAME key\.pem/,
    ],
    [
      'portvakt token',
      ['--client-id', 'x', ...SCOPE],
      { MASKINPORTEN_KEY_FILE: 'key.pem', ALTINN_JWK_NAME: 'app' },
      /two different keys/,
    ],
    ['portvakt integrations list', ['-e', 'prod', ...ORG], {}, /--org is for the sandbox/],
    ['portvakt integrations list', ['--admin-key', 'app'], {}, /go together/],
    ['portvakt integrations keys add', ['x', 'key.pem', '--key-set', 'app'], {}, /Which keys\?/],
    ['portvakt integrations keys add', ['x', 'key.pem'], {}, /holds a private key, which never leaves/],
    ['portvakt token', ['--as', 'person', '-e', 'prod'], {}, /there are none for prod/],
    ['portvakt doctor', ['--config', 'a.json', '--env'], {}, /exclude each other/],
    ['altinn-jwks import', ['mixed', 'mixed.pem', '-e', 'test'], {}, /certificate beside the key is of another key/],
  ] as const)('are told of in one line: %s %j', async (command, args, env, told) => {
    const { cert } = await ownCertificate();
    writeFileSync(join(folder, 'key.pem'), PEM, { mode: 0o600 });
    writeFileSync(join(folder, 'mixed.pem'), `${PEM}${cert}\n`, { mode: 0o600 });
    const ended = await run(command, args, env);
    expect(ended.err).toMatch(/^[^\n]+\n$/);
    expect(ended.err).toMatch(told);
    expect([ended.code === 0, shows(ended, PEM)]).toEqual([false, false]);
  });
});

/** A certificate for this machine by nobody that anyone knows. */
async function ownCertificate(): Promise<{ readonly key: string; readonly cert: string }> {
  await import('reflect-metadata');
  const { X509CertificateGenerator, cryptoProvider } = await import('@peculiar/x509');
  cryptoProvider.set(globalThis.crypto);
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await globalThis.crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=127.0.0.1',
    notBefore: new Date(Date.now() - 86_400_000),
    notAfter: new Date(Date.now() + 86_400_000),
    keys,
    signingAlgorithm: algorithm,
  });
  const pkcs8 = Buffer.from(await globalThis.crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    key: `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`,
    cert: certificate.toString('pem'),
  };
}
