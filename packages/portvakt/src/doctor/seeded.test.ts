import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CauseId, examine, type Report, type Wishes } from '@portvakt/client/doctor';
import { certificateLife, findConfiguration } from '@portvakt/client/node';
import { createSystemsClient, rightTo, type SystemRegistration, type SystemsClient } from '@portvakt/client/systems';
import { type Sandbox, startSandbox } from '@portvakt/platform/testing/sandbox';
import { createKeys, openPkcs12, openStore, writePkcs12 } from 'altinn-jwks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const CUSTOMER = { organization: '310044423', partyId: 50020008, director: '01816010027' };
const VENDOR = '310019747';
const OWNER = '310013579';
const READ = 'altinn:instances.read';
const VENDORS = [
  'altinn:authentication/systemregister.write',
  'altinn:authentication/systemuser.request.write',
  'altinn:authentication/systemuser.request.read',
];
const AUTHORIZE = 'altinn:authorization/authorize';
/** Each registration takes all of it, and the checks but a few come after it. */
const DELAY_S = 60;
const DAY_MS = 86_400_000;
const texts = { nb: 'Hovedbok', nn: 'Hovudbok', en: 'Ledger' };

type Variables = Record<string, string>;
interface Setup {
  readonly env: Variables;
  readonly file?: string;
  readonly folder?: string;
  readonly wishes?: Wishes;
  /** How far the own clock is ahead, ms. */
  readonly aheadMs?: number;
  /** The machine’s own clock, while the platform’s has been moved. */
  readonly isMachineTime?: boolean;
  readonly fetch?: typeof fetch;
  readonly timeoutMs?: number;
}

const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const [mine, other, third] = [pair(), pair(), pair()];
type Pair = typeof mine;
const privateJwk = (key: Pair, kid = 'app', more: object = {}) => ({
  ...key.privateKey.export({ format: 'jwk' }),
  kid,
  alg: 'RS256',
  use: 'sig',
  ...more,
});
const publicJwk = (key: Pair, kid = 'app', more: object = {}) => ({
  ...key.publicKey.export({ format: 'jwk' }),
  kid,
  alg: 'RS256',
  use: 'sig',
  ...more,
});
const JWK = JSON.stringify(privateJwk(mine));
const page = (status = 200) =>
  new Response('<!doctype html><h1>Proxy</h1>', { status, headers: { 'content-type': 'text/html' } });

/** The platform, and what the set-ups are made with. */
class Ground {
  readonly box: Sandbox;
  readonly folder = mkdtempSync(join(tmpdir(), 'portvakt-doctor-'));
  readonly tls: string;
  customer = '';
  /** A client of the vendor's that gets its key late. */
  waiting = '';
  #files = 0;
  #systems = 0;

  constructor(box: Sandbox, tls: string) {
    this.box = box;
    this.tls = tls;
  }

  file(name: string, content: string | Buffer, mode = 0o600): string {
    this.#files += 1;
    const path = join(this.folder, `${this.#files}-${name}`);
    writeFileSync(path, content, { mode });
    return path;
  }

  /** What works, with something else in it; an empty text takes a variable away. */
  env(over: Variables = {}): Variables {
    const whole: Variables = {
      PORTVAKT_URL: this.box.base,
      MASKINPORTEN_ENVIRONMENT: 'local',
      MASKINPORTEN_CLIENT_ID: this.customer,
      MASKINPORTEN_CLIENT_JWK: JWK,
      MASKINPORTEN_SCOPES: READ,
      ...over,
    };
    return Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== ''));
  }

  keyless(over: Variables): Variables {
    return this.env({ MASKINPORTEN_CLIENT_JWK: '', ...over });
  }

  /** The .NET library's settings of what works. */
  dotnet(over: object = {}, key: object = { EncodedJwk: Buffer.from(JWK).toString('base64') }): string {
    const section = { Environment: 'local', ClientId: this.customer, Scope: READ, ...key, ...over };
    return this.file('appsettings.json', JSON.stringify({ Logging: {}, MaskinportenSettings: section }));
  }

  async client(
    scopes: readonly string[],
    organization = CUSTOMER.organization,
    keys: readonly object[] = [publicJwk(mine)],
  ) {
    const wish = { organization, name: 'Doctor', scopes, ...(keys.length === 0 ? {} : { keys }) };
    return (await this.box.platform.createClient(wish)).clientId;
  }

  async token(organization: string, scopes: readonly string[]): Promise<string> {
    const body = { organization, scopes, issuer: 'maskinporten' };
    const { body: made, text } = await this.box.call<{ token?: string }>('POST', '/sandbox/tokens', { body });
    if (!made.token) throw new Error(text);
    return made.token;
  }

  /** At the self-service API, for an organisation. */
  async administer(organization: string, method: string, path: string, body?: unknown): Promise<void> {
    const token = await this.token(organization, [
      'idporten:dcr.write',
      'idporten:scopes.write',
      'idporten:dcr.modify',
    ]);
    const { status, text } = await this.box.call(method, `/selvbetjening/api/v1${path}`, {
      token,
      ...(body === undefined ? {} : { body }),
    });
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
  }

  async scope(subscope: string, more: object = {}): Promise<string> {
    await this.administer(OWNER, 'POST', '/scopes', { prefix: 'skogdir', subscope, description: 'X', ...more });
    return `skogdir:${subscope}`;
  }

  async systems(): Promise<SystemsClient> {
    return createSystemsClient({ platform: this.box.base, token: () => this.token(VENDOR, VENDORS) });
  }

  /** A system of the vendor's. */
  async system(clients: readonly string[], more: object = {}): Promise<string> {
    this.#systems += 1;
    const id = `${VENDOR}_doctor${this.#systems}`;
    await (await this.systems()).register({
      id,
      vendor: { ID: `0192:${VENDOR}` },
      name: texts,
      description: texts,
      rights: [rightTo('ttd-lonnsrapport')],
      clientId: clients,
      isVisible: false,
      ...more,
    });
    return id;
  }

  async ask(systemId: string, externalRef?: string, what: Asked = { rights: [rightTo('ttd-lonnsrapport')] }) {
    const wish = { systemId, partyOrgNo: CUSTOMER.organization, ...what, ...(externalRef ? { externalRef } : {}) };
    return (await (await this.systems()).request(wish)).id;
  }

  async answer(id: string, what: 'approve' | 'reject'): Promise<void> {
    const token = await this.box.personToken(CUSTOMER.director);
    const path = `/authentication/api/v1/systemuser/request/${CUSTOMER.partyId}/${id}/${what}`;
    const { status, text } = await this.box.call('POST', path, { token });
    if (status !== 200) throw new Error(text);
  }

  /** A vendor's client whose system has been asked for as said, and what its configuration is. */
  async vendor({
    reference,
    until = 'approve',
    scopes = [READ, ...VENDORS, AUTHORIZE],
    more = {},
    asks,
  }: {
    reference?: string;
    asks?: Asked;
    until?: 'system' | 'ask' | 'approve' | 'reject';
    scopes?: readonly string[];
    more?: object;
  }) {
    const clientId = await this.client(scopes, VENDOR);
    const systemId = await this.system([clientId], { ...more, ...asks });
    const request = until === 'system' ? '' : await this.ask(systemId, reference, asks);
    if (until === 'approve' || until === 'reject') await this.answer(request, until);
    const env = this.env({
      MASKINPORTEN_CLIENT_ID: clientId,
      MASKINPORTEN_SYSTEM_USER_ORG: CUSTOMER.organization,
      ALTINN_EXCHANGE: 'true',
    });
    return { env, clientId, systemId, request };
  }

  async certificate(organization: string, days = 365, key: Pair = mine) {
    const publicKey = key.publicKey.export({ type: 'spki', format: 'pem' });
    const body = { organization, publicKey, days };
    const made = await this.box.call<{ certificate: string; serialNumber: string; chain: string[] }>(
      'POST',
      '/sandbox/certificates',
      { body },
    );
    return made.body;
  }

  /** A PKCS#12 file with a business certificate, and the variables that name it. */
  async pkcs12(organization: string, { days = 365, revoke = false } = {}): Promise<Variables> {
    const { certificate, chain, serialNumber } = await this.certificate(organization, days);
    const der = [certificate, ...chain].map((pem) => Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64'));
    const bytes = await writePkcs12(mine.privateKey, { passphrase: 'Hemmelig-42', name: 'x', certificates: der });
    if (revoke) await this.box.call('POST', `/sandbox/certificates/${serialNumber}/revoke`);
    return {
      MASKINPORTEN_PKCS12_FILE: this.file('key.p12', bytes),
      MASKINPORTEN_PKCS12_PASSWORD: 'Hemmelig-42',
      MASKINPORTEN_CLIENT_JWK: '',
    };
  }

  check({
    env,
    file,
    folder = this.folder,
    wishes,
    aheadMs = 0,
    isMachineTime,
    fetch,
    timeoutMs,
  }: Setup): Promise<Report> {
    const { clock } = this.box.platform;
    return examine(
      {
        configuration: () => findConfiguration({ env, folder, ...(file === undefined ? {} : { file }) }),
        clock: isMachineTime ? Date.now : () => clock.now() + aheadMs,
        certificate: certificateLife,
        ...(fetch ? { fetch } : {}),
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      },
      wishes,
    );
  }
}

/** What a system has, and its vendor asks for. */
type Asked = Pick<SystemRegistration, 'rights' | 'accessPackages'>;
type Make = (ground: Ground) => Setup | Promise<Setup>;
type Row = readonly [name: string, cause: CauseId, make: Make];

const CONFIGURATIONS: readonly Row[] = [
  ['nothing is set', 'configuration-missing', () => ({ env: {} })],
  ['the client id is not set', 'client-id-missing', (g) => ({ env: g.env({ MASKINPORTEN_CLIENT_ID: '' }) })],
  ['the key is not set', 'key-missing', (g) => ({ env: g.keyless({}) })],
  ['the scopes are not set', 'scopes-missing', (g) => ({ env: g.env({ MASKINPORTEN_SCOPES: '' }) })],
  [
    'no environment is named',
    'environment-missing',
    (g) => ({ env: g.env({ MASKINPORTEN_ENVIRONMENT: '', PORTVAKT_URL: '' }) }),
  ],
  ['the environment is "stage"', 'environment-unknown', (g) => ({ env: g.env({ MASKINPORTEN_ENVIRONMENT: 'stage' }) })],
  [
    'the exchange is in "tt03"',
    'environment-unknown',
    (g) => ({ env: g.env({ ALTINN_EXCHANGE: 'true', ALTINN_ENVIRONMENT: 'tt03' }) }),
  ],
  [
    'two different keys are set',
    'keys-two',
    (g) => ({
      env: g.env({ MASKINPORTEN_JWK_BASE64: Buffer.from(JSON.stringify(privateJwk(other))).toString('base64') }),
    }),
  ],
  [
    'the key is in quotes, as docker --env-file leaves them',
    'value-wrapped',
    (g) => ({ env: g.env({ MASKINPORTEN_CLIENT_JWK: `'${JWK}'` }) }),
  ],
  [
    'the client id has a line end, as a secret that was made with echo',
    'value-wrapped',
    (g) => ({ env: g.env({ MASKINPORTEN_CLIENT_ID: `${g.customer}\n` }) }),
  ],
  [
    'the client id in a file is in two pairs of quotes',
    'value-wrapped',
    (g) => ({ env: {}, file: g.dotnet({}, { ClientId: '"7b1f0f52-2c0e-4d0a-9a8e-5f0c8d1e2a34"' }) }),
  ],
  [
    'a comma stands between scopes',
    'scopes-run-together',
    (g) => ({ env: g.env({ MASKINPORTEN_SCOPES: 'altinn:instances.read,altinn:instances.write' }) }),
  ],
  ['a flag is "ja"', 'value-invalid', (g) => ({ env: g.env({ ALTINN_EXCHANGE: 'ja' }) })],
  ['the base URL has no scheme', 'address-invalid', (g) => ({ env: g.env({ PORTVAKT_URL: 'localhost:7070' }) })],
  [
    'the issuer is plain http',
    'address-invalid',
    (g) => ({
      env: g.env({
        PORTVAKT_URL: '',
        MASKINPORTEN_ENVIRONMENT: '',
        MASKINPORTEN_ISSUER: 'http://maskinporten.example/',
      }),
    }),
  ],
  [
    'the client id is that of the example',
    'value-placeholder',
    (g) => ({ env: g.env({ MASKINPORTEN_CLIENT_ID: '<client_id>' }) }),
  ],
  [
    'the customer’s number has a slip',
    'organisation-number-invalid',
    (g) => ({ env: g.env({ MASKINPORTEN_CONSUMER_ORG: '310044424' }) }),
  ],
  [
    'the external reference has a blank',
    'external-reference-invalid',
    (g) => ({
      env: g.env({ MASKINPORTEN_SYSTEM_USER_ORG: CUSTOMER.organization, MASKINPORTEN_EXTERNAL_REF: 'avdeling 1' }),
    }),
  ],
  ['resource is a word', 'resource-invalid', (g) => ({ env: g.env({ MASKINPORTEN_RESOURCE: 'api' }) })],
  ['the file is not there', 'file-missing', (g) => ({ env: {}, file: join(g.folder, 'none.json') })],
  [
    'the file is cut off',
    'file-malformed',
    (g) => ({
      env: {},
      file: g.file(
        'half.json',
        `{"MaskinportenSettings": {"ClientId": "x", "EncodedJwk": "${Buffer.from(JWK).toString('base64').slice(0, 300)}`,
      ),
    }),
  ],
  [
    'the certificate is in Windows’ store',
    'windows-store',
    (g) => ({ env: {}, file: g.dotnet({}, { CertificateStoreThumbprint: '00112233' }) }),
  ],
];

const CONTRADICTIONS: readonly Row[] = [
  [
    'a local token is exchanged in PROD',
    'environments-mixed',
    (g) => ({ env: g.env({ ALTINN_EXCHANGE: 'true', ALTINN_ENVIRONMENT: 'prod' }) }),
  ],
  [
    'the issuer is of TEST, the token endpoint of PROD',
    'environments-mixed',
    (g) => ({
      env: g.env({
        PORTVAKT_URL: '',
        MASKINPORTEN_ENVIRONMENT: '',
        MASKINPORTEN_ISSUER: 'https://test.maskinporten.no/',
        MASKINPORTEN_TOKEN_ENDPOINT: 'https://maskinporten.no/token',
      }),
    }),
  ],
  [
    'the settings of .NET have TEST and prod',
    'environments-mixed',
    (g) => ({
      env: {},
      file: g.dotnet({ Environment: 'test', ExhangeToAltinnToken: true, TokenExchangeEnvironment: 'prod' }),
    }),
  ],
];

const ADDRESSES: readonly Row[] = [
  ['nobody listens', 'unreachable', (g) => ({ env: g.env({ PORTVAKT_URL: 'http://localhost:1' }) })],
  [
    'the host has no address',
    'host-unknown',
    (g) => ({ env: g.env({ PORTVAKT_URL: 'https://maskinporten.invalid' }) }),
  ],
  ['the server’s certificate is its own', 'certificate-of-server', (g) => ({ env: g.env({ PORTVAKT_URL: g.tls }) })],
  [
    'https where http is spoken',
    'tls-failed',
    (g) => ({ env: g.env({ PORTVAKT_URL: g.box.base.replace('http:', 'https:') }) }),
  ],
  ['a proxy answers with a page', 'page-of-proxy', (g) => ({ env: g.env(), fetch: async () => page() })],
  ['a proxy wants a log-in', 'page-of-proxy', (g) => ({ env: g.env(), fetch: async () => page(407) })],
  [
    'a redirect to a log-in page',
    'redirected',
    (g) => ({
      env: g.env(),
      fetch: async () => new Response(null, { status: 302, headers: { location: 'https://wifi.example/' } }),
    }),
  ],
  [
    'no answer comes',
    'timeout',
    (g) => ({
      env: g.env(),
      timeoutMs: 20,
      fetch: (_, init) =>
        new Promise((_resolve, reject) => {
          init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
        }),
    }),
  ],
  [
    'a path too many in the base URL',
    'not-maskinporten',
    (g) => ({ env: g.env({ PORTVAKT_URL: `${g.box.base}/api` }) }),
  ],
  [
    'the platform is asked by another name than its own',
    'issuer-differs',
    (g) => ({ env: g.env({ PORTVAKT_URL: g.box.base.replace('localhost', '127.0.0.1') }) }),
  ],
  [
    'Maskinporten is down',
    'maskinporten-unavailable',
    (g) => ({ env: g.env(), fetch: async () => Response.json({}, { status: 503 }) }),
  ],
  ['the clock is ten minutes ahead', 'clock-ahead', (g) => ({ env: g.env(), aheadMs: 600_000 })],
  ['the clock is ten minutes behind', 'clock-behind', (g) => ({ env: g.env(), aheadMs: -600_000 })],
];

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
const jwkIn = (value: object): Variables => ({ MASKINPORTEN_CLIENT_JWK: JSON.stringify(value) });

const KEYS: readonly Row[] = [
  ['the public half is given', 'key-public', (g) => ({ env: g.env(jwkIn(publicJwk(mine))) })],
  [
    'what was uploaded is given, the list of public halves',
    'key-public',
    (g) => ({ env: g.env({ MASKINPORTEN_CLIENT_JWK: JSON.stringify([publicJwk(mine)]) }) }),
  ],
  [
    'an EC key is given',
    'key-of-other-type',
    (g) => ({ env: g.env(jwkIn({ ...ec.export({ format: 'jwk' }), kid: 'app' })) }),
  ],
  [
    'the key has 1024 bits',
    'key-too-small',
    (g) => ({ env: g.env(jwkIn({ ...small.export({ format: 'jwk' }), kid: 'app' })) }),
  ],
  ['the key is for PS256', 'key-algorithm', (g) => ({ env: g.env(jwkIn(privateJwk(mine, 'app', { alg: 'PS256' }))) })],
  [
    'the key has no kid',
    'key-without-kid',
    (g) => ({ env: g.env(jwkIn(privateJwk(mine, undefined, { kid: undefined }))) }),
  ],
  ['the key is cut off', 'key-unreadable', (g) => ({ env: g.env({ MASKINPORTEN_CLIENT_JWK: JWK.slice(0, 700) }) })],
  [
    'the key file is not there',
    'key-file-missing',
    (g) => ({ env: g.keyless({ MASKINPORTEN_KEY_FILE: join(g.folder, 'none.pem') }) }),
  ],
  [
    'the PEM is encrypted',
    'key-password',
    (g) => {
      const pem = mine.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'word' });
      return { env: g.keyless({ MASKINPORTEN_KEY_FILE: g.file('key.pem', pem), MASKINPORTEN_KID: 'app' }) };
    },
  ],
  [
    'the password of the PFX is wrong',
    'key-password',
    async (g) => ({
      env: g.env({ ...(await g.pkcs12(CUSTOMER.organization)), MASKINPORTEN_PKCS12_PASSWORD: 'Feil-passord-1' }),
    }),
  ],
  [
    'the PEM is damaged',
    'key-unreadable',
    (g) => ({
      env: g.keyless({
        MASKINPORTEN_KEY_FILE: g.file('key.pem', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'),
        MASKINPORTEN_KID: 'app',
      }),
    }),
  ],
  [
    'the store has no such key set',
    'key-set-missing',
    async (g) => ({
      env: g.keyless({ ALTINN_JWK_NAME: 'ingen', ALTINN_JWK_STORE: mkdtempSync(join(g.folder, 'store-')) }),
    }),
  ],
  [
    'the certificate has expired',
    'certificate-expired',
    async (g) => {
      const now = Date.now();
      const validity = { notBefore: new Date(now - 400 * DAY_MS), notAfter: new Date(now - DAY_MS) };
      const bytes = await writePkcs12(mine.privateKey, { passphrase: 'Hemmelig-42', name: 'x', ...validity });
      const file = g.file('old.p12', bytes);
      return { env: g.keyless({ MASKINPORTEN_PKCS12_FILE: file, MASKINPORTEN_PKCS12_PASSWORD: 'Hemmelig-42' }) };
    },
  ],
  [
    'the certificate is of another key',
    'certificate-of-other-key',
    async (g) => {
      const { certificate } = await g.certificate(CUSTOMER.organization, 365, other);
      const key = mine.privateKey.export({ type: 'pkcs8', format: 'pem' });
      return { env: g.keyless({ MASKINPORTEN_KEY_FILE: g.file('both.pem', `${key}${certificate}`) }) };
    },
  ],
];

const withClient = (g: Ground, clientId: string, over: Variables = {}): Setup => ({
  env: g.env({ MASKINPORTEN_CLIENT_ID: clientId, ...over }),
});

const REGISTRATIONS: readonly Row[] = [
  [
    'the client id is of another environment',
    'client-unknown',
    (g) => withClient(g, '7b1f0f52-2c0e-4d0a-9a8e-5f0c8d1e2a34'),
  ],
  [
    'the client is deactivated',
    'client-inactive',
    async (g) => {
      const clientId = await g.client([READ]);
      await g.administer(CUSTOMER.organization, 'DELETE', `/clients/${clientId}`);
      return { ...withClient(g, clientId), wishes: { organization: CUSTOMER.organization } };
    },
  ],
  [
    'the client has no key',
    'client-without-keys',
    async (g) => withClient(g, await g.client([READ], CUSTOMER.organization, [])),
  ],
  [
    'the client has another key',
    'key-not-registered',
    async (g) => withClient(g, await g.client([READ], VENDOR, [publicJwk(other, 'other')]), jwkIn(privateJwk(third))),
  ],
  [
    'the key is on another client',
    'key-on-other-client',
    async (g) => withClient(g, await g.client([READ], CUSTOMER.organization, [publicJwk(other, 'other')])),
  ],
  [
    'the key has another kid there',
    'kid-differs',
    async (g) => withClient(g, await g.client([READ], CUSTOMER.organization, [publicJwk(mine, 'app-2026')])),
  ],
  [
    'under the kid lies another key',
    'signature-invalid',
    async (g) => withClient(g, await g.client([READ], CUSTOMER.organization, [publicJwk(other)])),
  ],
  [
    'the key has expired',
    'key-expired',
    async (g) => {
      const exp = Math.floor(g.box.platform.clock.now() / 1000) + DELAY_S - 5;
      return withClient(g, await g.client([READ], CUSTOMER.organization, [publicJwk(mine, 'app', { exp })]));
    },
  ],
  [
    'a certificate without kid, and the client has keys',
    'kid-needed',
    async (g) => withClient(g, await g.client([READ]), await g.pkcs12(CUSTOMER.organization)),
  ],
  [
    'the certificate is another organisation’s',
    'certificate-of-other-organisation',
    async (g) => withClient(g, await g.client([READ], CUSTOMER.organization, []), await g.pkcs12(VENDOR)),
  ],
  [
    'the certificate is revoked',
    'certificate-untrusted',
    async (g) =>
      withClient(
        g,
        await g.client([READ], CUSTOMER.organization, []),
        await g.pkcs12(CUSTOMER.organization, { revoke: true }),
      ),
  ],
  [
    'the certificate is nobody’s that is trusted',
    'certificate-untrusted',
    async (g) => {
      const now = Date.now();
      const validity = { notBefore: new Date(now - DAY_MS), notAfter: new Date(now + 400 * DAY_MS) };
      const bytes = await writePkcs12(mine.privateKey, { passphrase: 'Hemmelig-42', name: 'x', ...validity });
      const own = { MASKINPORTEN_PKCS12_FILE: g.file('own.p12', bytes), MASKINPORTEN_PKCS12_PASSWORD: 'Hemmelig-42' };
      return withClient(g, await g.client([READ], CUSTOMER.organization, []), { ...own, MASKINPORTEN_CLIENT_JWK: '' });
    },
  ],
];

const SCOPES: readonly Row[] = [
  [
    'a scope is not on the client',
    'scope-not-on-client',
    (g) => ({ env: g.env({ MASKINPORTEN_SCOPES: `${READ} altinn:instances.write` }) }),
  ],
  [
    'a scope is misspelt',
    'scope-not-on-client',
    (g) => ({ env: g.env({ MASKINPORTEN_SCOPES: 'altinn:instances:read' }) }),
  ],
  [
    'a scope is deactivated',
    'scope-inactive',
    async (g) => {
      const scope = await g.scope('nedlagt.read', { accessible_for_all: true });
      const clientId = await g.client([scope]);
      await g.administer(OWNER, 'DELETE', `/scopes?scope=${scope}`);
      return withClient(g, clientId, { MASKINPORTEN_SCOPES: scope });
    },
  ],
  [
    'a scope is for log-in',
    'scope-of-other-type',
    async (g) => {
      const scope = await g.scope('innlogging.read', { accessible_for_all: true });
      const clientId = await g.client([scope]);
      const body = {
        prefix: 'skogdir',
        subscope: 'innlogging.read',
        description: 'X',
        allowed_integration_types: ['idporten'],
      };
      await g.administer(OWNER, 'PUT', `/scopes?scope=${scope}`, { ...body, accessible_for_all: true });
      return withClient(g, clientId, { MASKINPORTEN_SCOPES: scope });
    },
  ],
  [
    'a scope is not granted',
    'scope-not-granted',
    async (g) => {
      const scope = await g.scope('lukket.read');
      return withClient(g, await g.client([READ, scope]), { MASKINPORTEN_SCOPES: `${READ} ${scope}` });
    },
  ],
  [
    'the customer is not granted the scope',
    'scope-not-granted-to-customer',
    async (g) => {
      const scope = await g.scope('kundens.read');
      await g.administer(OWNER, 'PUT', `/scopes/access/${VENDOR}?scope=${scope}`);
      const clientId = await g.client([scope], VENDOR);
      return withClient(g, clientId, { MASKINPORTEN_SCOPES: scope, MASKINPORTEN_CONSUMER_ORG: CUSTOMER.organization });
    },
  ],
  [
    'the customer has not delegated',
    'delegation-missing',
    async (g) => {
      const clientId = await g.client(['skogdir:skogdata.read'], VENDOR);
      const asked = { MASKINPORTEN_SCOPES: 'skogdir:skogdata.read', MASKINPORTEN_CONSUMER_ORG: '310056766' };
      return withClient(g, clientId, asked);
    },
  ],
  [
    'consumer_org is the client’s own organisation',
    'consumer-is-client',
    (g) => ({ env: g.env({ MASKINPORTEN_CONSUMER_ORG: CUSTOMER.organization }) }),
  ],
];

const EXCHANGES: readonly Row[] = [
  [
    'the enterprise user’s password is wrong',
    'enterprise-user-rejected',
    (g) => ({
      env: g.env({
        ALTINN_ENTERPRISE_USER_NAME: 'fjordvik-bedrift',
        ALTINN_ENTERPRISE_USER_PASSWORD: 'Feil-passord-1',
      }),
    }),
  ],
  ...(
    [
      ['enterprise users are gone', 'enterprise-user-gone', 410],
      ['the enterprise user is locked', 'enterprise-user-locked', 429],
    ] as const
  ).map(
    ([name, cause, status]): Row => [
      name,
      cause,
      async (g) => {
        const clientId = await g.client([READ]);
        g.box.platform.faults.add({ kind: 'status', status, path: '/authentication/api/v1/exchange', clientId });
        return withClient(g, clientId, {
          ALTINN_ENTERPRISE_USER_NAME: 'fjordvik-bedrift',
          ALTINN_ENTERPRISE_USER_PASSWORD: 'Rugbrod-Kanel-42',
        });
      },
    ],
  ),
  [
    'Altinn is down',
    'exchange-unavailable',
    async (g) => {
      const clientId = await g.client([READ]);
      g.box.platform.faults.add({ kind: 'status', status: 503, path: '/authentication/api/v1/exchange', clientId });
      return withClient(g, clientId, { ALTINN_EXCHANGE: 'true' });
    },
  ],
  [
    'nobody listens where the platform of Altinn should be',
    'altinn-unreachable',
    (g) => ({ env: g.env({ ALTINN_EXCHANGE: 'true', ALTINN_PLATFORM_URL: 'http://localhost:1' }) }),
  ],
  [
    'Altinn trusts another Maskinporten',
    'exchange-of-other-environment',
    async (g) => {
      const clientId = await g.client([READ]);
      g.box.platform.faults.add({ kind: 'status', status: 401, path: '/authentication/api/v1/exchange', clientId });
      return withClient(g, clientId, { ALTINN_EXCHANGE: 'true' });
    },
  ],
];

const SYSTEMS: readonly Row[] = [
  [
    'no system names the client',
    'client-not-on-system',
    async (g) =>
      withClient(g, await g.client([READ, ...VENDORS], VENDOR), {
        MASKINPORTEN_SYSTEM_USER_ORG: CUSTOMER.organization,
      }),
  ],
  [
    'the system’s id has a slip',
    'system-unknown',
    async (g) => ({ ...(await g.vendor({})), wishes: { systemId: `${VENDOR}_ingen` } }),
  ],
  ['the customer has not been asked', 'approval-missing', (g) => g.vendor({ until: 'system' })],
  ['the customer has not answered', 'approval-pending', (g) => g.vendor({ until: 'ask' })],
  ['the customer has rejected', 'approval-rejected', (g) => g.vendor({ until: 'reject' })],
  [
    'the customer has removed the system user',
    'approval-missing',
    async (g) => {
      const made = await g.vendor({});
      const token = await g.box.personToken(CUSTOMER.director);
      const path = `/authentication/api/v1/systemuser/${CUSTOMER.partyId}/${made.request}`;
      const { status, text } = await g.box.call('DELETE', path, { token });
      if (status >= 300) throw new Error(text);
      return made;
    },
  ],
  [
    'it is not approved, and the client may not look',
    'system-user-unknown',
    (g) => g.vendor({ until: 'ask', scopes: [READ] }),
  ],
  [
    'the external reference is another',
    'external-reference-differs',
    async (g) => {
      const { env } = await g.vendor({ reference: 'avdeling-1' });
      return { env: { ...env, MASKINPORTEN_EXTERNAL_REF: 'avdeling-2' } };
    },
  ],
  ['the external reference is left out', 'external-reference-missing', (g) => g.vendor({ reference: 'avdeling-3' })],
  [
    'the redirect URL has a slash too many',
    'redirect-differs',
    async (g) => ({
      ...(await g.vendor({ more: { allowedRedirectUrls: ['https://vendor.example/ferdig'] } })),
      wishes: { redirectUrl: 'https://vendor.example/ferdig/' },
    }),
  ],
  [
    'the system has no redirect URL',
    'redirect-none',
    async (g) => ({ ...(await g.vendor({})), wishes: { redirectUrl: 'https://vendor.example/ferdig' } }),
  ],
  [
    'the resource is misspelt',
    'resource-unknown',
    async (g) => ({ ...(await g.vendor({})), wishes: { resource: 'ttd-lonn' } }),
  ],
  [
    'the action is in no rule',
    'action-not-in-policy',
    async (g) => ({ ...(await g.vendor({})), wishes: { resource: 'ttd-lonnsrapport', action: 'sign' } }),
  ],
  [
    'the system has no right to the resource',
    'right-not-on-system',
    async (g) => ({ ...(await g.vendor({})), wishes: { resource: 'skogdir-felling' } }),
  ],
  [
    'the organisation has no right',
    'decision-deny',
    async (g) => ({
      ...withClient(g, await g.client([READ, AUTHORIZE])),
      wishes: { resource: 'skogdir-felling', action: 'write' },
    }),
  ],
];

/** Made after the delay, and looked at within it. */
const NEW: readonly Row[] = [
  ['the client is a minute old', 'not-active-yet', async (g) => withClient(g, await g.client([READ]))],
  [
    'the key is a minute old',
    'not-active-yet',
    async (g) => {
      await g.administer(VENDOR, 'POST', `/clients/${g.waiting}/jwks`, { keys: [publicJwk(mine)] });
      return withClient(g, g.waiting);
    },
  ],
];

type Healthy = readonly [name: string, make: Make];
const pemOf = (type: 'pkcs8' | 'pkcs1') => mine.privateKey.export({ type, format: 'pem' }) as string;

const HEALTHY: readonly Healthy[] = [
  ['a JWK in a variable', (g) => ({ env: g.env() })],
  ['a JWK in base64', (g) => ({ env: g.env({ MASKINPORTEN_CLIENT_JWK: Buffer.from(JWK).toString('base64') }) })],
  ...(['RS384', 'RS512'] as const).map(
    (alg): Healthy => [`a key for ${alg}`, (g) => ({ env: g.env(jwkIn(privateJwk(mine, 'app', { alg }))) })],
  ),
  [
    'a PEM in a variable',
    (g) => ({ env: g.keyless({ MASKINPORTEN_PRIVATE_KEY: pemOf('pkcs8'), MASKINPORTEN_KID: 'app' }) }),
  ],
  [
    'a PEM file of the older form',
    (g) => ({ env: g.keyless({ MASKINPORTEN_KEY_FILE: g.file('key.pem', pemOf('pkcs1')), MASKINPORTEN_KID: 'app' }) }),
  ],
  ['a JWK file', (g) => ({ env: g.keyless({ MASKINPORTEN_KEY_FILE: g.file('key.jwk', JWK) }) })],
  [
    'a store of the key tool',
    async (g) => {
      const place = mkdtempSync(join(g.folder, 'store-'));
      const store = await openStore(place);
      const [key] = await createKeys({ store, name: 'app', environments: ['TEST'] });
      const set = await store.read('app', 'TEST');
      const { n, e } = set?.current ?? {};
      const registered = { kty: 'RSA', use: 'sig', alg: 'RS256', kid: key?.kid, n, e };
      const clientId = await g.client([READ], CUSTOMER.organization, [registered]);
      return { env: g.keyless({ MASKINPORTEN_CLIENT_ID: clientId, ALTINN_JWK_NAME: 'app', ALTINN_JWK_STORE: place }) };
    },
  ],
  [
    'a business certificate in a PFX file',
    async (g) =>
      withClient(g, await g.client([READ], CUSTOMER.organization, []), await g.pkcs12(CUSTOMER.organization)),
  ],
  ['the .NET library’s file', (g) => ({ env: { PORTVAKT_URL: g.box.base }, file: g.dotnet() })],
  [
    'appsettings.json where it lies, with a comment and a comma too many',
    (g) => {
      const folder = mkdtempSync(join(g.folder, 'app-'));
      const key = Buffer.from(JWK).toString('base64');
      const text = `{ // settings\n"Mine": { "ClientId": "${g.customer}", "Scope": "${READ}", "Environment": "local", "EncodedJwk": "${key}", }, }`;
      writeFileSync(join(folder, 'appsettings.json'), text, { mode: 0o600 });
      return { env: { PORTVAKT_URL: g.box.base }, folder };
    },
  ],
  [
    'the .NET library’s variables',
    (g) => ({
      env: {
        PORTVAKT_URL: g.box.base,
        MaskinportenSettings__Environment: 'local',
        MaskinportenSettings__ClientId: g.customer,
        MaskinportenSettings__Scope: READ,
        MaskinportenSettings__EncodedJwk: Buffer.from(JWK).toString('base64'),
      },
    }),
  ],
  [
    'an app’s settings file',
    (g) => {
      const settings = { authority: `${g.box.base}/maskinporten/`, clientId: g.customer, jwk: privateJwk(mine) };
      return {
        env: { MASKINPORTEN_SCOPES: READ },
        file: g.file('maskinporten-settings.json', JSON.stringify(settings)),
      };
    },
  ],
  [
    'variables as nais sets them',
    (g) => ({
      env: g.env({
        PORTVAKT_URL: '',
        MASKINPORTEN_ENVIRONMENT: '',
        MASKINPORTEN_ISSUER: `${g.box.base}/maskinporten/`,
        MASKINPORTEN_TOKEN_ENDPOINT: `${g.box.base}/maskinporten/token`,
      }),
    }),
  ],
  ['the exchange', (g) => ({ env: g.env({ ALTINN_EXCHANGE: 'true', ALTINN_ENVIRONMENT: 'local' }) })],
  [
    'an enterprise user',
    (g) => ({
      env: g.env({
        ALTINN_ENTERPRISE_USER_NAME: 'fjordvik-bedrift',
        ALTINN_ENTERPRISE_USER_PASSWORD: 'Rugbrod-Kanel-42',
      }),
    }),
  ],
  ['a system user', (g) => g.vendor({})],
  [
    'a system user with reference, redirect URL, right and decision',
    async (g) => {
      const redirectUrl = 'https://vendor.example/ferdig';
      const { env, systemId } = await g.vendor({
        reference: 'avdeling-9',
        more: { allowedRedirectUrls: [redirectUrl] },
      });
      const wishes = { systemId, redirectUrl: `${redirectUrl}?sak=1`, resource: 'ttd-lonnsrapport', action: 'read' };
      return { env: { ...env, MASKINPORTEN_EXTERNAL_REF: 'avdeling-9' }, wishes };
    },
  ],
  [
    'a system user whose system has a package that holds the resource',
    async (g) => ({
      ...(await g.vendor({ asks: { rights: [], accessPackages: [{ urn: 'urn:altinn:accesspackage:lonn' }] } })),
      wishes: { resource: 'ttd-lonnsrapport', action: 'read' },
    }),
  ],
  ['a system user, where the client may not look at the register', (g) => g.vendor({ scopes: [READ] })],
  ['an agent’s system user', agent],
  [
    'a supplier with a delegation',
    async (g) => {
      const token = await g.box.personToken(CUSTOMER.director);
      const suppliers = '/accessmanagement/api/v1/enduser/maskinportensuppliers';
      const between = `?party=${CUSTOMER.organization}&supplier=${VENDOR}`;
      for (const path of [suppliers + between, `${suppliers}/resources${between}&resource=skogdir-skogdata`]) {
        const { status, text } = await g.box.call('POST', path, { token });
        if (status >= 300) throw new Error(text);
      }
      const asked = { MASKINPORTEN_SCOPES: 'skogdir:skogdata.read', MASKINPORTEN_CONSUMER_ORG: CUSTOMER.organization };
      return withClient(g, await g.client(['skogdir:skogdata.read'], VENDOR), asked);
    },
  ],
  [
    'several scopes and a resource',
    async (g) =>
      withClient(g, await g.client([READ, 'altinn:instances.write', AUTHORIZE]), {
        MASKINPORTEN_SCOPES: `${READ} altinn:instances.write`,
        MASKINPORTEN_RESOURCE: 'https://api.example/v1',
      }),
  ],
  ['a sandbox whose clock has been moved', (g) => ({ env: g.env(), isMachineTime: true })],
  ['a clock that is 8 s ahead', (g) => ({ env: g.env(), aheadMs: 8000 })],
];

/** Kveldsol serves clients: it is asked for a system user of the type agent. */
async function agent(g: Ground): Promise<Setup> {
  const packages = [{ urn: 'urn:altinn:accesspackage:regnskapsforer-lonn' }];
  const clientId = await g.client([READ, ...VENDORS], VENDOR);
  const systemId = await g.system([clientId], { rights: [], accessPackages: packages });
  const accountant = { organization: '310032085', partyId: 50020006, director: '30856810018' };
  const wish = { systemId, partyOrgNo: accountant.organization, accessPackages: packages };
  const { id } = await (await g.systems()).request(wish, 'agent');
  const token = await g.box.personToken(accountant.director);
  const path = `/authentication/api/v1/systemuser/request/agent/${accountant.partyId}/${id}/approve`;
  const { status, text } = await g.box.call('POST', path, { token });
  if (status !== 200) throw new Error(text);
  return withClient(g, clientId, { MASKINPORTEN_SYSTEM_USER_ORG: accountant.organization });
}

const FAULTS: readonly Row[] = [
  ...CONFIGURATIONS,
  ...CONTRADICTIONS,
  ...ADDRESSES,
  ...KEYS,
  ...REGISTRATIONS,
  ...SCOPES,
  ...EXCHANGES,
  ...SYSTEMS,
];

/** Whatever must stay out of every report, however the set-up is wrong. */
const SECRETS = [mine, other, third]
  .map((key) => privateJwk(key))
  .concat([{ ...ec.export({ format: 'jwk' }) }, { ...small.export({ format: 'jwk' }) }] as never)
  .flatMap(({ d, p, q, dp, dq, qi }) => [d, p, q, dp, dq, qi])
  .flatMap((member) =>
    member === undefined ? [] : [member.slice(0, 16), Buffer.from(member).toString('base64').slice(0, 16)],
  )
  .concat(['Hemmelig-42', 'Feil-passord-1', 'Rugbrod-Kanel-42']);
const TOKEN = /ey[\w-]{8,}\.[\w-]+/;
const leaks = (text: string): readonly string[] => [
  ...SECRETS.filter((secret) => text.includes(secret)),
  ...(TOKEN.exec(text) ?? []),
];

let ground: Ground;
const faulty = new Map<string, Setup>();
const healthy = new Map<string, Setup>();
const server = createServer();
beforeAll(async () => {
  const validity = { notBefore: new Date(Date.now() - DAY_MS), notAfter: new Date(Date.now() + DAY_MS) };
  const file = await writePkcs12(other.privateKey, { passphrase: 'x', name: 'localhost', ...validity });
  const { certificates } = await openPkcs12(file, 'x');
  const pem = `-----BEGIN CERTIFICATE-----\n${certificates[0]?.toString('base64')}\n-----END CERTIFICATE-----\n`;
  server.setSecureContext({ key: other.privateKey.export({ type: 'pkcs8', format: 'pem' }), cert: pem });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  ground = new Ground(await startSandbox({ registrationDelay: [DELAY_S, DELAY_S] }), `https://localhost:${port}`);
  ground.box.platform.clock.freeze();
  ground.customer = await ground.client([READ]);
  ground.waiting = await ground.client([READ], VENDOR, [publicJwk(other, 'other')]);
  for (const [name, , make] of FAULTS) faulty.set(name, await make(ground));
  for (const [name, make] of HEALTHY) healthy.set(name, await make(ground));
  // What is new to the portal is new to the check too: past its two minutes, nothing is excused by its age.
  ground.box.platform.clock.advance(180_000);
  for (const [name, , make] of NEW) faulty.set(name, await make(ground));
});
afterAll(async () => {
  server.close();
  await ground.box.stop();
});

describe('the check of a set-up', () => {
  it.each([...FAULTS, ...NEW])('names the cause: %s (%s)', async (name, cause) => {
    const setup = faulty.get(name);
    const report = await ground.check(setup as Setup);
    expect(
      report.verdict?.cause,
      JSON.stringify(
        report.steps.filter(({ state }) => state !== 'SKIP'),
        null,
        1,
      ),
    ).toBe(cause);
    expect(report.verdict?.next).toMatch(/\w/);
    expect(leaks(JSON.stringify(report))).toEqual([]);
  });

  it.each([...HEALTHY])('raises no alarm: %s', async (name) => {
    const { steps, healthy: isHealthy } = await ground.check(healthy.get(name) as Setup);
    expect(leaks(JSON.stringify(steps))).toEqual([]);
    expect(steps.filter(({ state }) => state !== 'OK' && state !== 'SKIP')).toEqual([]);
    expect(steps.filter(({ seen }) => seen.startsWith('could not be'))).toEqual([]);
    expect(isHealthy).toBe(true);
  });

  // Against TEST and PROD nobody asks a sandbox: what only an administrator can tell apart has one cause.
  it.each([
    ['the client is deactivated', 'client-unknown'],
    ['the client is a minute old', 'client-unknown'],
    ['the client has no key', 'key-not-registered'],
    ['the key is on another client', 'key-not-registered'],
    ['the key has another kid there', 'key-not-registered'],
    ['the key is a minute old', 'key-not-registered'],
    ['a scope is deactivated', 'scope-not-on-client'],
  ])('names what a client alone can see: %s (%s)', async (name, cause) => {
    const { env, ...rest } = faulty.get(name) as Setup;
    const { PORTVAKT_URL: base, MASKINPORTEN_ENVIRONMENT: _, ...more } = env;
    const places = {
      MASKINPORTEN_ISSUER: `${base}/maskinporten/`,
      MASKINPORTEN_TOKEN_ENDPOINT: `${base}/maskinporten/token`,
    };
    const { verdict } = await ground.check({ ...rest, env: { ...more, ...places } });
    expect(verdict?.cause).toBe(cause);
  });

  it('is measured by 60 wrong set-ups at least, and 20 that are right', () => {
    expect(faulty.size).toBe(FAULTS.length + NEW.length);
    expect(faulty.size).toBeGreaterThanOrEqual(60);
    expect(HEALTHY.length).toBeGreaterThanOrEqual(20);
  });
});
