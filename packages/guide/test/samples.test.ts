import { createPrivateKey, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Sandbox, startSandbox } from '@portvakt/platform/testing/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAMPLES, sampleNames, samplesOf } from '../src/samples.ts';
import { ACCOUNTANT, type Agents, agentsOf } from './agents.ts';
import { cleanUp, printed, RUNTIMES, started } from './languages.ts';
import { type SampleVault, startSampleVault } from './vault.ts';

const BAKERY = '310044423';
const VENDOR = '310019747';
const CUSTOMER = { organization: BAKERY, partyId: 50020008, director: '01816010027' };
const ASKING = ['altinn:authentication/systemregister.write', 'altinn:authentication/systemuser.request.write'];
const INSTANCES = ['altinn:instances.read', 'altinn:instances.write'];

interface Trial {
  /** Folder of the samples. */
  readonly name: string;
  /** Before each language: whose client it has, and what else its page tells to set. */
  prepare(ending: string): Promise<Readonly<Record<string, string>>>;
  /** What each language prints. */
  readonly prints: RegExp;
  /** What has become of it. */
  check?(printed: string): void | Promise<void>;
}

let box: Sandbox;
let agents: Agents;
let vault: SampleVault | undefined;
let folder: string;
/** The last one that was given. */
let consent = '';
const clientOf = async (organization: string, scopes: readonly string[]) => ({
  MASKINPORTEN_CLIENT_ID: await box.createClient(organization, scopes),
});
const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

/** For a sample that cannot be told to take any. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** In the order of the pages. */
const TRIALS: readonly Trial[] = [
  {
    name: 'token',
    prepare: () => clientOf(BAKERY, INSTANCES),
    prints: /^ey[\w-]+\.[\w-]+\.[\w-]+$/,
    check: (token) =>
      expect(claimsOf(token)).toMatchObject({ scope: INSTANCES.join(' '), consumer: { ID: `0192:${BAKERY}` } }),
  },
  {
    name: 'organisation',
    prepare: () => clientOf(BAKERY, INSTANCES),
    prints: /^Created 50020008\/[0-9a-f-]{36}$/,
  },
  {
    name: 'enterprise-user',
    prepare: async () => ({ ...(await clientOf(BAKERY, INSTANCES)), ENTERPRISE_PASSWORD: 'Rugbrod-Kanel-42' }),
    prints: /^Found \d+$/,
  },
  {
    name: 'system-user-ask',
    prepare: async (ending) => ({ ...(await clientOf(VENDOR, ASKING)), SYSTEM_ID: `${VENDOR}_in${ending.slice(1)}` }),
    prints: /^Request [0-9a-f-]{36}: the customer approves at http\S+$/,
    async check(printed) {
      const [, id = ''] = /^Request (\S+):/.exec(printed) ?? [];
      const path = `/authentication/api/v1/systemuser/request/${CUSTOMER.partyId}/${id}/approve`;
      expect((await box.call('POST', path, { token: await box.personToken(CUSTOMER.director) })).status).toBe(200);
    },
  },
  {
    name: 'system-user-act',
    async prepare() {
      const wish = { vendor: VENDOR, customer: CUSTOMER, resources: ['app_ttd_demo'], scopes: INSTANCES };
      return { MASKINPORTEN_CLIENT_ID: (await box.systemUser(wish)).clientId };
    },
    prints: /^Created 50020008\/[0-9a-f-]{36}$/,
  },
  {
    name: 'agent-ask',
    prepare: async (ending) => ({
      ...(await clientOf(VENDOR, ASKING)),
      SYSTEM_ID: `${VENDOR}_byraa${ending.slice(1)}`,
    }),
    prints: /^Request [0-9a-f-]{36}: the accountant approves at http\S+agentrequest\S+$/,
    check: (printed) => agents.approve(/^Request (\S+):/.exec(printed)?.[1] ?? ''),
  },
  {
    name: 'agent-clients',
    prepare: async () => ({ REQUEST_ID: (await agents.asked()).id }),
    prints: /"customerOrganizationNumber":"310044423"/,
  },
  {
    name: 'agent-act',
    prepare: async () => ({ MASKINPORTEN_CLIENT_ID: (await agents.atWork()).clientId }),
    prints: /^System user [0-9a-f-]{36} of 0192:310032085$/,
    check: async (printed) => expect(printed).toContain((await agents.atWork()).id),
  },
  {
    name: 'agent-decide',
    prepare: async () => ({
      ...(await clientOf('310001236', ['altinn:authorization/authorize'])),
      SYSTEM_USER: (await agents.atWork()).id,
    }),
    prints: /^Permit$/,
  },
  {
    name: 'situation-declined',
    async prepare(ending) {
      const id = `${VENDOR}_nei${ending.slice(1)}`;
      const client = await clientOf(VENDOR, [...ASKING, 'altinn:authentication/systemuser.request.read']);
      const token = await box.maskinportenToken(VENDOR, ASKING, { clientId: client.MASKINPORTEN_CLIENT_ID });
      const texts = { nb: 'Test', nn: 'Test', en: 'Test' };
      const rights = [{ resource: [{ id: 'urn:altinn:resource', value: 'app_ttd_demo' }] }];
      const body = { id, vendor: { ID: `0192:${VENDOR}` }, name: texts, description: texts, rights };
      const registered = { ...body, clientId: [client.MASKINPORTEN_CLIENT_ID] };
      const path = '/authentication/api/v1/systemregister/vendor';
      const { status, text } = await box.call('POST', path, { token, body: registered });
      expect(status, text).toBe(200);
      return { ...client, SYSTEM_ID: id };
    },
    prints: /^Rejected$/,
    check() {
      expect(box.platform.situations.list()).toEqual([]);
    },
  },
  {
    name: 'delegate',
    prepare: async () => ({}),
    prints: /^true$/,
  },
  {
    name: 'supplier',
    async prepare() {
      const token = await box.personToken(CUSTOMER.director);
      const suppliers = '/accessmanagement/api/v1/enduser/maskinportensuppliers';
      const between = `?party=${BAKERY}&supplier=${VENDOR}`;
      for (const path of [suppliers + between, `${suppliers}/resources${between}&resource=skogdir-skogdata`])
        expect((await box.call('POST', path, { token })).status, path).toBe(200);
      return clientOf(VENDOR, ['skogdir:skogdata.read']);
    },
    prints: new RegExp(`^0192:${VENDOR} for 0192:${BAKERY}$`),
  },
  {
    name: 'consent-ask',
    prepare: () => clientOf(VENDOR, ['altinn:consentrequests.write']),
    prints: /^Asked [0-9a-f-]{36}$/,
    async check(printed) {
      consent = printed.replace('Asked ', '');
      const path = `/accessmanagement/api/v1/bff/consentrequests/${consent}/accept`;
      expect((await box.call('POST', path, { token: await box.personToken(CUSTOMER.director) })).status).toBe(200);
    },
  },
  {
    name: 'consent-answer',
    async prepare() {
      const id = randomUUID();
      const body = {
        id,
        from: `urn:altinn:person:identifier-no:${CUSTOMER.director}`,
        to: `urn:altinn:organization:identifier-no:${VENDOR}`,
        validTo: new Date(box.platform.clock.now() + 86_400_000).toISOString(),
        consentRights: [
          {
            action: ['consent'],
            resource: [{ type: 'urn:altinn:resource', value: 'digdir-samtykke-inntekt' }],
            metaData: { inntektsaar: '2025' },
          },
        ],
        redirectUrl: 'https://fjordlonn.example/samtykke',
      };
      const token = await box.altinnToken(VENDOR, ['altinn:consentrequests.write']);
      const asked = await box.call('POST', '/accessmanagement/api/v1/enterprise/consentrequests', { token, body });
      expect(asked.status, asked.text).toBe(201);
      return { CONSENT_ID: id };
    },
    prints: /^true$/,
  },
  {
    name: 'consent-token',
    prepare: async () => ({ ...(await clientOf(VENDOR, ['altinn:consenttokens'])), CONSENT_ID: consent }),
    prints: /^ey[\w-]+\.[\w-]+\.[\w-]+$/,
    check: (token) =>
      expect(claimsOf(token)).toMatchObject({ authorization_details: [{ type: 'urn:altinn:consent', id: consent }] }),
  },
  {
    name: 'check-token',
    prepare: async () => ({ TOKEN: await box.maskinportenToken(BAKERY, INSTANCES) }),
    prints: new RegExp(`^Good until it expires, and asked for by ${BAKERY}$`),
  },
  {
    name: 'decide',
    prepare: () => clientOf('310001236', ['altinn:authorization/authorize']),
    prints: /^Permit$/,
  },
  {
    name: 'published-keys',
    prepare: async () => ({
      ...(await clientOf(BAKERY, ['idporten:dcr.read'])),
      SELF_SERVICE_URL: `${box.base}/selvbetjening/`,
      OWN_CLIENT_ID: await box.createClient(BAKERY, INSTANCES),
    }),
    prints: /^test$/,
  },
  {
    name: 'key-vault',
    async prepare(ending) {
      const jwk = Buffer.from(JSON.stringify(box.privateJwk)).toString('base64');
      const pem = readFileSync(join(folder, 'key.pem'), 'utf8');
      vault ??= await startSampleVault(folder, { testklient: jwk, 'testklient-pem': pem });
      // The key is in the vault, and nowhere else.
      const none = { MASKINPORTEN_CLIENT_JWK: '', KEY_FILE: '' };
      return { ...(await clientOf(BAKERY, INSTANCES)), ...none, ...vault.settings(ending) };
    },
    prints: /^ey[\w-]+\.[\w-]+\.[\w-]+$/,
    check: (token) => expect(claimsOf(token)).toMatchObject({ scope: INSTANCES.join(' ') }),
  },
];

beforeAll(async () => {
  box = await startSandbox();
  agents = agentsOf(box, VENDOR, [...ASKING, ...INSTANCES]);
  folder = await mkdtemp(join(tmpdir(), 'portvakt-guide-key-'));
  const key = createPrivateKey({ key: { ...box.privateJwk }, format: 'jwk' });
  writeFileSync(join(folder, 'key.pem'), key.export({ type: 'pkcs8', format: 'pem' }));
});
afterAll(async () => {
  await vault?.stop();
  await box?.stop();
  await rm(folder, { recursive: true, force: true });
  cleanUp();
});

/** What the first page tells to set, for every sample. */
const settings = (): Readonly<Record<string, string>> => ({
  PORTVAKT_URL: box.base,
  MASKINPORTEN_URL: `${box.base}/maskinporten/`,
  ALTINN_URL: box.base,
  APPS_URL: box.base,
  MASKINPORTEN_CLIENT_JWK: Buffer.from(JSON.stringify(box.privateJwk)).toString('base64'),
  KEY_FILE: join(folder, 'key.pem'),
  KEY_ID: String(box.privateJwk['kid']),
});

const READY = RUNTIMES.filter(({ missing }) => missing === undefined);
for (const { ending, missing } of RUNTIMES)
  if (missing !== undefined) console.log(`The guide's samples that end in ${ending} are not run: ${missing}.`);

describe.each(TRIALS)('the samples of $name', ({ name, prepare, prints, check }) => {
  it.each(READY)('do in $ending what the page says', async (runtime) => {
    const samples = samplesOf(name).filter((one) => one.file.endsWith(runtime.ending));
    expect(samples).toHaveLength(1);
    const env = { ...settings(), ...(await prepare(runtime.ending)) };
    const said = await printed(runtime.command(join(SAMPLES, name), samples[0]?.file ?? ''), env);
    expect(said).toMatch(prints);
    await check?.(said);
  });
});

const TESTS = [
  { name: 'testing', passed: '2 passed' },
  { name: 'situation-test', passed: '1 passed' },
];
describe.each(TESTS)('the samples of $name', ({ name, passed }) => {
  const fileOf = (ending: string) => samplesOf(name).find(({ file }) => file.endsWith(ending));

  it.each(READY.flatMap(({ test }) => test ?? []))(
    'pass in $ending against a platform that runs',
    async ({ ending, command }) => {
      expect(await printed(command(fileOf(ending)?.file ?? ''), { PORTVAKT_URL: box.base })).toContain(passed);
    },
  );

  it('say with Jest what runs with Vitest', () => {
    const lines = (ending: string) =>
      fileOf(ending)
        ?.code.replace(/'(vitest|@jest\/globals)'/, "'runner'")
        .replaceAll(/: (string|Promise<number>)/g, '')
        .split('\n')
        .sort();
    expect(lines('.test.js')).toEqual(lines('.test.ts'));
  });
});

describe('the samples of check-token', () => {
  it.each(READY)('trust in $ending no token that is for something else, or was changed', async (runtime) => {
    const file = samplesOf('check-token').find((one) => one.file.endsWith(runtime.ending))?.file ?? '';
    const good = await box.maskinportenToken(BAKERY, INSTANCES);
    const [header, claims, signature = ''] = good.split('.');
    const changed = Buffer.from(JSON.stringify({ ...claimsOf(good), consumer: { ID: '0192:310019747' } }));
    for (const TOKEN of [
      await box.maskinportenToken(BAKERY, ['altinn:instances.write']),
      `${header}.${changed.toString('base64url')}.${signature}`,
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`,
      'nothing',
    ]) {
      const command = runtime.command(join(SAMPLES, 'check-token'), file);
      await expect(printed(command, { ...settings(), TOKEN })).rejects.toThrow();
    }
  });
});

/** Asks about an organisation, as whom a token is for. @returns the status, and what the token is for where that is told */
type Ask = (organization: string, token?: string) => Promise<readonly [status: number, askedBy?: string | undefined]>;

describe('the samples of protect', () => {
  const folder = join(SAMPLES, 'protect');
  const fileOf = (ending: string) => samplesOf('protect').find(({ file }) => file.endsWith(ending))?.file ?? '';

  it.each(READY)(
    'let in $ending in who may, in the same words as the page: also a system user that works for an accountant',
    async (runtime) => {
      const own = { ...settings(), ...(await clientOf('310001236', ['altinn:authorization/authorize'])) };
      const command = () => runtime.command(folder, fileOf(runtime.ending));
      // A script answers nobody itself: it prints the status.
      if (runtime.ending === '.sh')
        return tries(async (ORG, TOKEN = '') => [Number(await printed(command(), { ...own, ORG, TOKEN }))], false);
      const address = `http://127.0.0.1:${await freePort()}`;
      const api = await started(command(), { ...own, PORT: new URL(address).port, ASPNETCORE_URLS: address });
      try {
        const said: string[] = [];
        for await (const line of createInterface(api.stdout)) {
          said.push(line);
          if (line.includes('listening on')) break;
        }
        const base = /http\S+$/.exec(said.at(-1) ?? '')?.[0];
        await tries(async (organization, token) => {
          const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
          const answer = await fetch(`${base}/reports/${organization}`, { headers });
          const text = await answer.text();
          return [answer.status, answer.ok ? (JSON.parse(text) as { askedBy?: string }).askedBy : undefined];
        }, true);
      } finally {
        api.kill();
        await once(api, 'exit');
      }
    },
  );

  async function tries(ask: Ask, isServer: boolean): Promise<void> {
    const { clientId } = await agents.atWork();
    const as = { clientId, systemUser: { org: ACCOUNTANT.organization } };
    const token = await box.altinnToken(VENDOR, INSTANCES, as);
    const [good, status] = [await ask(BAKERY, token), async (...asked: Parameters<Ask>) => (await ask(...asked))[0]];
    expect(good).toEqual(isServer ? [200, 'systemUser'] : [200]);
    expect(await status(BAKERY)).toBe(401);
    expect(await status(BAKERY, `${token.slice(0, -9)}AAAAAAAAA`)).toBe(401);
    expect(await status(BAKERY, await box.altinnToken(BAKERY, ['altinn:instances.write']))).not.toBe(200);
    // A client that the accountant has not given to the system user.
    expect(await status('310056766', token)).toBe(403);
    expect(await status(BAKERY, await box.altinnToken('310075272', INSTANCES))).toBe(403);
    // Maskinporten’s own has no level of log-in, which the policy asks for.
    expect([401, 403]).toContain(await status(BAKERY, await box.maskinportenToken(VENDOR, INSTANCES, as)));
  }
});

describe('the samples of ci', () => {
  it('start a platform, wait for it, and test, the same in each', () => {
    for (const { code } of samplesOf('ci')) {
      for (const step of [
        'npx portvakt up --port 7070 --data :memory: &',
        '/health',
        'npm test',
        'PORTVAKT_URL: http://localhost:7070',
      ])
        expect(code).toContain(step);
      expect(code).not.toContain('\t');
    }
  });
});

it('has every sample in the four languages, or as a test in the four tools', () => {
  const endings = (name: string) => samplesOf(name).map(({ label }) => label);
  for (const name of [...TRIALS.map((one) => one.name), 'protect'])
    expect([name, endings(name)]).toEqual([name, ['TypeScript', 'C#', 'Python', 'curl']]);
  for (const { name } of TESTS) expect([name, endings(name)]).toEqual([name, ['Vitest', 'Jest', 'xUnit', 'pytest']]);
});

it('tries every folder of samples', () => {
  expect([...TRIALS.map(({ name }) => name), 'protect', ...TESTS.map(({ name }) => name), 'ci'].sort()).toEqual(
    [...sampleNames()].sort(),
  );
});
