import { spawn } from 'node:child_process';
import { createPrivateKey, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Sandbox, startSandbox } from '@portvakt/platform/testing/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAMPLES, sampleNames, samplesOf } from '../src/samples.ts';
import { cleanUp, RUNTIMES } from './languages.ts';

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
let folder: string;
/** The last one that was given. */
let consent = '';
const clientOf = async (organization: string, scopes: readonly string[]) => ({
  MASKINPORTEN_CLIENT_ID: await box.createClient(organization, scopes),
});
/** The accountant's director, who may let a system user work for its clients. */
const ACCOUNTANT = { organization: '310032085', partyId: 50020006, director: '30856810018' };
const PROVIDER = '20000000-0000-4000-8000-000000000006';
const SERVED = '20000000-0000-4000-8000-000000000008';

/** Asks the accountant for a system user. @returns the vendor's client, and the id of the request */
async function askedAgent(): Promise<{ readonly clientId: string; readonly id: string }> {
  const clientId = await box.createClient(VENDOR, [...ASKING, ...INSTANCES]);
  const token = await box.maskinportenToken(VENDOR, ASKING, { clientId });
  const accessPackages = [{ urn: 'urn:altinn:accesspackage:regnskapsforer-lonn' }];
  const texts = { nb: 'Test', nn: 'Test', en: 'Test' };
  const id = `${VENDOR}_${clientId.slice(0, 8)}`;
  const system = { id, vendor: { ID: `0192:${VENDOR}` }, name: texts, description: texts, accessPackages };
  const registered = { ...system, clientId: [clientId], isVisible: false };
  await box.call('POST', '/authentication/api/v1/systemregister/vendor', { token, body: registered });
  const body = { systemId: id, partyOrgNo: ACCOUNTANT.organization, accessPackages };
  const path = '/authentication/api/v1/systemuser/request/vendor/agent';
  const asked = await box.call<{ id: string }>('POST', path, { token, body });
  expect(asked.status, asked.text).toBe(201);
  return { clientId, id: asked.body.id };
}

/** What the accountant does with a request in the portal. */
async function approveAgent(id: string): Promise<void> {
  const token = await box.personToken(ACCOUNTANT.director);
  for (const path of [
    `request/agent/${ACCOUNTANT.partyId}/${id}/approve`,
    `agent/${ACCOUNTANT.partyId}/${id}?provider=${PROVIDER}&client=${SERVED}`,
  ]) {
    const { status, text } = await box.call('POST', `/authentication/api/v1/systemuser/${path}`, { token });
    expect(status, text).toBe(200);
  }
}

let agent: Promise<{ readonly clientId: string; readonly id: string }> | undefined;
/** One that works for the bakery, made once. */
function agentAtWork() {
  agent ??= askedAgent().then(async (asked) => {
    await approveAgent(asked.id);
    return asked;
  });
  return agent;
}

const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

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
    check: (printed) => approveAgent(/^Request (\S+):/.exec(printed)?.[1] ?? ''),
  },
  {
    name: 'agent-clients',
    prepare: async () => ({ REQUEST_ID: (await askedAgent()).id }),
    prints: /"customerOrganizationNumber":"310044423"/,
  },
  {
    name: 'agent-act',
    prepare: async () => ({ MASKINPORTEN_CLIENT_ID: (await agentAtWork()).clientId }),
    prints: /^System user [0-9a-f-]{36} of 0192:310032085$/,
    check: async (printed) => expect(printed).toContain((await agentAtWork()).id),
  },
  {
    name: 'agent-decide',
    prepare: async () => ({
      ...(await clientOf('310001236', ['altinn:authorization/authorize'])),
      SYSTEM_USER: (await agentAtWork()).id,
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
    prints: /"resource":"skogdir-skogdata"/,
  },
  {
    name: 'supplier',
    async prepare() {
      const path = `/accessmanagement/api/v1/enduser/maskinportensuppliers?party=${BAKERY}&supplier=${VENDOR}&resource=skogdir-skogdata`;
      const given = await box.call('POST', path, { token: await box.personToken(CUSTOMER.director) });
      expect([200, 201], given.text).toContain(given.status);
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
];

beforeAll(async () => {
  box = await startSandbox();
  folder = await mkdtemp(join(tmpdir(), 'portvakt-guide-key-'));
  const key = createPrivateKey({ key: { ...box.privateJwk }, format: 'jwk' });
  writeFileSync(join(folder, 'key.pem'), key.export({ type: 'pkcs8', format: 'pem' }));
});
afterAll(async () => {
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

for (const { ending, missing } of RUNTIMES)
  if (missing !== undefined) console.log(`The guide's samples that end in ${ending} are not run: ${missing}.`);

describe.each(TRIALS)('the samples of $name', ({ name, prepare, prints, check }) => {
  // What only a sandbox has is shown with curl alone.
  const has = (ending: string) => samplesOf(name).some((one) => one.file.endsWith(ending));
  it.each(RUNTIMES.filter(({ missing, ending }) => missing === undefined && has(ending)))(
    'do in $ending what the page says',
    async (runtime) => {
      const samples = samplesOf(name).filter((one) => one.file.endsWith(runtime.ending));
      expect(samples).toHaveLength(1);
      const env = { ...settings(), ...(await prepare(runtime.ending)) };
      const printed = await runtime.run(join(SAMPLES, name), samples[0]?.file ?? '', env);
      expect(printed).toMatch(prints);
      await check?.(printed);
    },
  );
});

describe('the samples of testing', () => {
  const samples = samplesOf('testing');
  const codeOf = (ending: string) => samples.find(({ file }) => file.endsWith(ending))?.code ?? '';

  it.each(RUNTIMES.filter(({ missing, test }) => missing === undefined && test !== undefined))(
    'pass in $ending against a platform that runs',
    async ({ test }) => {
      expect(await test?.({ PORTVAKT_URL: box.base })).toMatch(/2 passed/);
    },
  );

  it('say with Jest what runs with Vitest', () => {
    const lines = (code: string) =>
      code
        .replace(/'(vitest|@jest\/globals)'/, "'runner'")
        .replaceAll(': string', '')
        .split('\n')
        .sort();
    expect(lines(codeOf('.test.js'))).toEqual(lines(codeOf('.test.ts')));
  });
});

describe('the samples of check-token', () => {
  it.each(RUNTIMES.filter(({ missing, ending }) => missing === undefined && ending !== '.sh'))(
    'trust in $ending no token that is for something else, or was changed',
    async (runtime) => {
      const file = samplesOf('check-token').find((one) => one.file.endsWith(runtime.ending))?.file ?? '';
      const good = await box.maskinportenToken(BAKERY, INSTANCES);
      const [header, claims, signature = ''] = good.split('.');
      const changed = Buffer.from(JSON.stringify({ ...claimsOf(good), consumer: { ID: '0192:310019747' } }));
      for (const TOKEN of [
        await box.maskinportenToken(BAKERY, ['altinn:instances.write']),
        `${header}.${changed.toString('base64url')}.${signature}`,
        `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`,
      ])
        await expect(runtime.run(join(SAMPLES, 'check-token'), file, { ...settings(), TOKEN })).rejects.toThrow();
    },
  );
});

describe('the sample of protect', () => {
  it('lets in who may, in the same words as the page: also a system user that works for an accountant', async () => {
    const file = join(SAMPLES, 'protect', 'protect.ts');
    const own = await clientOf('310001236', ['altinn:authorization/authorize']);
    const args = ['--conditions=portvakt-source', '--no-warnings', file];
    const env = { PATH: process.env['PATH'], PORT: '0', ...settings(), ...own };
    const api = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const [line] = (await once(createInterface(api.stdout), 'line')) as [string];
      const [base = ''] = /http\S+$/.exec(line) ?? [];
      const ask = async (organization: string, token?: string) => {
        const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
        const answer = await fetch(`${base}/reports/${organization}`, { headers });
        return [answer.status, ((await answer.json()) as { askedBy?: string }).askedBy];
      };
      const { clientId } = await agentAtWork();
      const as = { clientId, systemUser: { org: ACCOUNTANT.organization } };
      const token = await box.altinnToken(VENDOR, INSTANCES, as);
      expect(await ask(BAKERY)).toEqual([401, undefined]);
      expect(await ask(BAKERY, token)).toEqual([200, 'systemUser']);
      // A client that the accountant has not given to the system user.
      expect(await ask('310056766', token)).toEqual([403, undefined]);
      expect(await ask(BAKERY, await box.altinnToken('310075272', INSTANCES))).toEqual([403, undefined]);
      // Maskinporten’s own has no level of log-in, which the policy asks for.
      expect(await ask(BAKERY, await box.maskinportenToken(VENDOR, INSTANCES, as))).toEqual([403, undefined]);
    } finally {
      api.kill();
      await once(api, 'exit');
    }
  });
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

it('tries every folder of samples', () => {
  expect([...TRIALS.map(({ name }) => name), 'protect', 'testing', 'situation-test', 'ci'].sort()).toEqual(
    [...sampleNames()].sort(),
  );
});
