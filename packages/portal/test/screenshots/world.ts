import { createSign, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import type { Platform } from '@portvakt/platform';
import type { Browser, BrowserContext } from 'playwright-core';
import { logIn } from '../chromium.ts';
import { makeVendor, right, systemBody, VENDOR } from '../vendor.ts';
import { LIST } from './scene.ts';

/** Managing directors: of the vendor, of the directorate that owns the prefix skogdir, of the bakery, of an accountant, and of the one that operates the platform. */
export const PERSONS = {
  vendor: '07846610027',
  owner: '09828610071',
  customer: '01816010027',
  accountant: '30856810018',
  stranger: '11918010779',
  operator: '13849010020',
} as const;
export type Who = keyof typeof PERSONS;

/** The bakery's number and party, and the numbers of the directorate and of the accountant. */
const BAKERY = '310044423';
const BAKERY_PARTY = 50020008;
const DIRECTORATE = '310013579';
const ACCOUNTANT = '310032085';
const DAY_MS = 24 * 3600 * 1000;
/** Whom a person acts for where there is a choice. */
const ACTS_FOR: Partial<Record<Who, string>> = { customer: BAKERY, accountant: ACCOUNTANT };

/** When every picture is taken, by the platform's clock and the browser's. */
export const NOON = Date.parse('2027-03-10T11:00:00Z');

/** What the addresses of the pictures are made of. */
export interface World {
  readonly base: string;
  readonly client: string;
  /** A client without anything. */
  readonly bare: string;
  readonly system: string;
  readonly systemUser: string;
  readonly request: string;
  readonly agentRequest: string;
  readonly answered: string;
  readonly changeRequest: string;
  readonly consent: string;
  readonly consentGiven: string;
  /** A client of the accountant's, with which tokens are asked for while pictures are taken: nobody looks at its log. */
  readonly tried: string;
  /** Its private key, as a JWK. */
  readonly keyFile: string;
}

type State = Awaited<ReturnType<BrowserContext['storageState']>>;

/** A world, and the browsers' state with each person logged in. */
export interface Seeded {
  readonly world: World;
  readonly states: Readonly<Record<Who, State>>;
}

/** Fills a sandbox so that no page is empty that can be full, by its public ways alone. Its clock stands at noon afterwards. */
export async function seedWorld(platform: Platform, browser: Browser): Promise<Seeded> {
  const { clock, urls } = platform;
  // So that the key lives for twelve days more.
  clock.freeze(NOON - 353 * DAY_MS);
  const old = await makeClient(platform, 'Fjordlønn rapportering', 'fjordlonn-2026');
  clock.freeze(NOON - 3 * 3600 * 1000);
  const bare = await platform.createClient({ organization: VENDOR, name: 'Ny integrasjon', scopes: [], keys: [] });
  const bakery = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await platform.createClient({
    organization: BAKERY,
    name: 'Brødbestilling',
    scopes: ['altinn:instances.read'],
    keys: [published(bakery.publicKey, 'brod-1')],
  });
  await makeTraffic(platform, old);
  const toTry = await makeTried(platform);
  clock.freeze(NOON);
  const states = await logInAll(browser, urls.base);
  const asked = await makeRequests(platform, browser, states);
  await makeAccessList(platform, browser, states);
  await giveScopes(platform, browser, states);
  const consents = await makeConsents(platform, browser, states);
  await noteListeners(urls.base);
  makeSituations(platform);
  return {
    states,
    world: { base: urls.base, client: old.clientId, bare: bare.clientId, ...toTry, ...asked, ...consents },
  };
}

const published = (key: KeyObject, kid: string) => ({
  ...key.export({ format: 'jwk' }),
  use: 'sig',
  alg: 'RS256',
  kid,
});

interface Client {
  readonly clientId: string;
  readonly kid: string;
  readonly key: KeyObject;
}

async function makeClient(platform: Platform, name: string, kid: string): Promise<Client> {
  const [first, second] = [0, 1].map(() => generateKeyPairSync('rsa', { modulusLength: 2048 }));
  if (!first || !second) throw new Error('two keys were made');
  const { clientId } = await platform.createClient({
    organization: VENDOR,
    name,
    scopes: [
      'altinn:instances.read',
      'altinn:instances.write',
      'altinn:authorization/authorize',
      'skogdir:felling.read',
    ],
    keys: [published(first.publicKey, kid), published(second.publicKey, 'fjordlonn-reserve')],
  });
  return { clientId, kid, key: first.privateKey };
}

async function makeTried(platform: Platform) {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const names = { use: 'sig', alg: 'RS256', kid: 'kveldsol-2027' };
  const { clientId } = await platform.createClient({
    organization: ACCOUNTANT,
    name: 'Kveldsol rapportering',
    // The last is on the client, and nobody has given the accountant access to it.
    scopes: ['altinn:instances.read', 'altinn:broker.read'],
    keys: [published(publicKey, names.kid)],
  });
  return { tried: clientId, keyFile: JSON.stringify({ ...privateKey.export({ format: 'jwk' }), ...names }) };
}

/** Requests of every outcome in the last two hours, one after another. */
async function makeTraffic(platform: Platform, client: Client): Promise<void> {
  const { clock, urls } = platform;
  const ask = async (minutes: number, scope: string, more: object = {}) => {
    clock.freeze(NOON - minutes * 60_000);
    const iat = Math.floor(clock.now() / 1000);
    const claims = { aud: urls.maskinportenIssuer, iss: client.clientId, scope, iat, exp: iat + 60, jti: randomUUID() };
    const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const input = `${encoded({ alg: 'RS256', kid: client.kid })}.${encoded({ ...claims, ...more })}`;
    const assertion = `${input}.${createSign('RSA-SHA256').update(input).sign(client.key, 'base64url')}`;
    const response = await fetch(`${urls.maskinportenIssuer}token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }),
    });
    await response.arrayBuffer();
  };
  for (const minutes of [118, 95, 61]) await ask(minutes, 'altinn:instances.read');
  await ask(52, 'altinn:instances.read', { aud: 'https://maskinporten.no/' });
  await ask(44, 'altinn:instances.read');
  await ask(37, 'altinn:broker.read');
  await ask(20, 'altinn:instances.read');
  await ask(12, 'altinn:instances.read', { exp: Math.floor((NOON - 30 * 60_000) / 1000) });
  await ask(4, 'altinn:instances.write altinn:instances.read');
}

async function logInAll(browser: Browser, base: string): Promise<Record<Who, State>> {
  const states: Partial<Record<Who, State>> = {};
  for (const [who, number] of Object.entries(PERSONS) as [Who, string][]) {
    const context = await browser.newContext({ locale: 'nb-NO' });
    const page = await context.newPage();
    await page.goto(base);
    await logIn(page, number);
    const organization = ACTS_FOR[who];
    if (organization !== undefined) {
      await page.goto(`${base}/organizations`);
      await page
        .getByRole('main')
        .getByRole('button')
        .filter({ hasText: grouped(organization) })
        .first()
        .click();
      await page.waitForURL(`${base}/`);
    }
    states[who] = await context.storageState();
    await context.close();
  }
  return states as Record<Who, State>;
}

/** A number as a page may show it: with or without spaces between its three groups. */
const grouped = (number: string) => new RegExp(number.replace(/(\d{3})(?=\d)/g, '$1\\s?'));

async function makeRequests(platform: Platform, browser: Browser, states: Record<Who, State>) {
  const vendor = await makeVendor(platform);
  const packages = [{ urn: 'urn:altinn:accesspackage:skogbruk' }];
  const salary = { urn: 'urn:altinn:accesspackage:regnskapsforer-lonn' };
  const register = (name: string, more: object) =>
    vendor.call('POST', '/systemregister/vendor', systemBody(name, more));
  await register('lonn', { clientId: [vendor.clientId], accessPackages: packages });
  await register('regnskap', { rights: [], accessPackages: [salary], name: ACCOUNTING });
  const ask = (kind: string, more: object) =>
    vendor.call<{ id: string }>('POST', `/systemuser/request/vendor${kind}`, {
      systemId: `${VENDOR}_lonn`,
      partyOrgNo: BAKERY,
      ...more,
    });
  const own = { rights: [right('ttd-lonnsrapport')] };
  const open = await ask('', {
    ...own,
    externalRef: 'open',
    integrationTitle: 'Lønn for torget',
    accessPackages: packages,
  });
  const used = await ask('', { ...own, externalRef: 'used', integrationTitle: 'Lønn for bakeriet' });
  const over = await ask('', { ...own, externalRef: 'over', integrationTitle: 'Gammel lønn' });
  const agent = await ask('/agent', {
    systemId: `${VENDOR}_regnskap`,
    partyOrgNo: ACCOUNTANT,
    integrationTitle: 'Lønn for kunder',
    accessPackages: [salary],
  });
  const context = await browser.newContext({ storageState: states.customer });
  const page = await context.newPage();
  await page.goto(platform.urls.base);
  const answer = (id: string, what: string) =>
    page.evaluate(
      async ([party, request, verb]) => {
        const path = `/authentication/api/v1/systemuser/request/${party}/${request}/${verb}`;
        const { status } = await fetch(path, { method: 'POST', headers: { accept: 'application/json' } });
        if (status !== 200) throw new Error(`${path}: ${status}`);
      },
      [BAKERY_PARTY, id, what] as const,
    );
  await answer(used.id, 'approve');
  await answer(over.id, 'reject');
  await context.close();
  const change = await vendor.call<{ id: string }>(
    'POST',
    `/systemuser/changerequest/vendor?correlation-id=${randomUUID()}&system-user-id=${used.id}`,
    { requiredRights: [right('skogdir-felling')], unwantedRights: [right('ttd-lonnsrapport')] },
  );
  return {
    system: `${VENDOR}_lonn`,
    systemUser: used.id,
    request: open.id,
    agentRequest: agent.id,
    answered: over.id,
    changeRequest: change.id,
  };
}

const ACCOUNTING = { nb: 'Fjordregnskap', nn: 'Fjordrekneskap', en: 'Fjord Accounting' };

/** A list of the directorate's, with two on it, that is connected to a resource. */
async function makeAccessList(platform: Platform, browser: Browser, states: Record<Who, State>): Promise<void> {
  const context = await browser.newContext({ storageState: states.owner });
  const put = async (path: string, data?: object) => {
    const url = `${platform.urls.base}/policy-authoring/api/v1/access-lists/${LIST}${path}`;
    const headers = { 'x-portvakt-organization': DIRECTORATE, origin: platform.urls.base, 'if-match': '"0"' };
    const answer = await context.request.put(url, { headers, ...(data && { data }) });
    if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
  };
  await put('', { name: 'Godkjente entreprenører', description: 'De som er godkjent for å felle.' });
  for (const number of [VENDOR, ACCOUNTANT]) await put(`/members/${number}`);
  await put('/resources/skogdir-felling', { actions: [] });
  await context.close();
}

/** The bakery lets the accountant use the directorate's API for it. */
async function giveScopes(platform: Platform, browser: Browser, states: Record<Who, State>): Promise<void> {
  const context = await browser.newContext({ storageState: states.customer });
  const suppliers = `${platform.urls.base}/accessmanagement/api/v1/enduser/maskinportensuppliers`;
  const query = `party=${BAKERY}&supplier=${ACCOUNTANT}`;
  for (const url of [`${suppliers}?${query}`, `${suppliers}/resources?${query}&resource=skogdir-skogdata`]) {
    const answer = await context.request.post(url, { headers: { origin: platform.urls.base } });
    if (!answer.ok()) throw new Error(`${url}: ${answer.status()} ${await answer.text()}`);
  }
  await context.close();
}

/** Two programs that forward events: one that gets through, and one whose webhook fails. The clock stands, so they stay. */
async function noteListeners(base: string): Promise<void> {
  const note = async (id: string, listener: object) => {
    const answer = await fetch(new URL(`/sandbox/listeners/${id}`, base), {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(listener),
    });
    if (!answer.ok) throw new Error(`a listener: ${answer.status} ${await answer.text()}`);
  };
  await note('good', { target: 'http://localhost:3000/hendelser', at: '9000' });
  const trouble = 'it answers 500, and not 2xx';
  const failing = { trouble, problem: 'answer', status: 500, retryInMs: 32_000 };
  await note('bad', { target: 'http://localhost:4000/lonn/webhooks/altinn', at: '3', ...failing });
}

/** Two that are in force for somebody whom no picture shows, and one that has been met. */
function makeSituations({ situations }: Platform): void {
  situations.start({ name: 'request-declined', customer: '310050598', externalRef: 'lonn-2027-03' });
  situations.start({ name: 'token-expired', client: 'c0ffee00-0000-4000-8000-000000000000' });
  situations.meet('token-expired');
}

/** The vendor asks the bakery's managing director twice, and is answered once. */
async function makeConsents(platform: Platform, browser: Browser, states: Record<Who, State>) {
  const { base } = platform.urls;
  const token = await platform.token({ as: 'organisation', orgNo: VENDOR, scopes: ['altinn:consentrequests.write'] });
  const ask = async () => {
    const response = await fetch(`${base}/accessmanagement/api/v1/enterprise/consentrequests`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        from: `urn:altinn:person:identifier-no:${PERSONS.customer}`,
        to: `urn:altinn:organization:identifier-no:${VENDOR}`,
        validTo: new Date(NOON + 30 * DAY_MS).toISOString(),
        consentRights: [
          {
            action: ['consent'],
            resource: [{ type: 'urn:altinn:resource', value: 'digdir-samtykke-inntekt' }],
            metaData: { inntektsaar: '2026' },
          },
        ],
        requestMessage: { nb: 'Vi trenger inntekten din for å regne ut lønnen.' },
      }),
    });
    if (!response.ok) throw new Error(`a consent request: ${response.status} ${await response.text()}`);
    return ((await response.json()) as { id: string }).id;
  };
  const [consent, consentGiven] = [await ask(), await ask()];
  const context = await browser.newContext({ storageState: states.customer });
  const url = `${base}/accessmanagement/api/v1/bff/consentrequests/${consentGiven}/accept`;
  const answer = await context.request.post(url, { headers: { origin: base } });
  if (!answer.ok()) throw new Error(`${url}: ${answer.status()} ${await answer.text()}`);
  await context.close();
  return { consent, consentGiven };
}
