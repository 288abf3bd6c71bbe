/** The pages of docs/flows: what they say is sent, answered and written, is. */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { type Sandbox, startSandbox } from '@portvakt/platform/testing/sandbox';
import { importJWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const VENDOR = '310019747';
const CUSTOMER = { organization: '310044423', partyId: 50020008, director: '01816010027' };
const INSTANCES = ['altinn:instances.read', 'altinn:instances.write'];
const VENDORS_OWN = [
  'altinn:authentication/systemregister.write',
  'altinn:authentication/systemuser.request.write',
] as const;
/** They are written whenever a token is fetched for a page, some of them a little later. */
const BY_THE_WAY: ReadonlySet<string> = new Set(['used_grant_batch', 'token_request', 'milestone']);

/** What stands for `{name}` in a page. */
type Values = Record<string, string>;

interface Message {
  /** Request line or status line. */
  readonly first: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

function message(text: string): Message {
  const [head = '', ...rest] = text.trim().split('\n\n');
  const [first = '', ...lines] = head.split('\n');
  const headers = lines.map((line) => {
    const [name = '', ...value] = line.split(': ');
    return [name, value.join(': ')] as const;
  });
  return { first, headers, body: rest.join('\n\n') };
}

/** Every block ```http of a page, in order. */
const messagesOf = (page: string): readonly Message[] =>
  [...page.matchAll(/^```http\n([\s\S]*?)^```$/gm)].map(([, text = '']) => message(text));

const filled = (text: string, values: Values): string =>
  text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`nothing is known yet of {${name}}`);
    return value;
  });

/** Compares a text with what a page has; a placeholder that is not known yet becomes known. */
function matchText(expected: string, actual: string, values: Values): void {
  const names: string[] = [];
  const pattern = expected
    .split(/(\{\w+\})/)
    .map((part) => {
      const name = /^\{(\w+)\}$/.exec(part)?.[1];
      const known = name === undefined ? part : values[name];
      if (known !== undefined) return known.replaceAll(/[^\w\s]/g, String.raw`\$&`);
      names.push(name ?? '');
      return '(.+)';
    })
    .join('');
  const found = new RegExp(`^${pattern}$`, 's').exec(actual);
  if (!found) expect(actual).toBe(expected);
  for (const [index, name] of names.entries()) values[name] = found?.[index + 1] ?? '';
}

const REST = '…';

function matchJson(expected: unknown, actual: unknown, values: Values): void {
  if (typeof expected === 'string') matchText(expected, String(actual), values);
  else if (typeof expected === 'object' && expected !== null)
    matchMembers(expected, actual as Readonly<Record<string, unknown>>, values);
  else expect(actual).toEqual(expected);
}

function matchMembers(expected: object, actual: Readonly<Record<string, unknown>>, values: Values): void {
  const members = Object.entries(expected).filter(([name]) => name !== REST);
  const names = members.map(([name]) => name);
  if (REST in expected) expect(Object.keys(actual)).toEqual(expect.arrayContaining(names));
  else expect(Object.keys(actual).sort()).toEqual([...names].sort());
  for (const [name, value] of members) matchJson(value, actual[name], values);
}

async function matchAnswer(expected: Message, answer: Response, values: Values): Promise<void> {
  const text = await answer.text();
  expect(`HTTP/1.1 ${answer.status}`, text).toBe(expected.first);
  if (answer.headers.get('content-type')?.includes('json'))
    matchJson(JSON.parse(expected.body), JSON.parse(text), values);
  else matchText(expected.body, text, values);
  for (const [name, value] of expected.headers) matchText(value, answer.headers.get(name) ?? '', values);
}

/** The tables of the section "What is written". */
const tablesIn = (page: string): readonly string[] =>
  [...(page.split('## What is written')[1]?.split('\n## ')[0] ?? '').matchAll(/^\| `(\w+)` \|/gm)].map(
    ([, name = '']) => name,
  );

/** The codes of the section "What refuses" that stand neither in the file that is named beside them, nor in the refusals of its room. */
function misplacedCodes(page: string): readonly string[] {
  const rows = (page.split('## What refuses')[1]?.split('\n## ')[0] ?? '').matchAll(/^\| (.*?) \| .*? \| (.*?) \|$/gm);
  return [...rows].flatMap(([, codes = '', where = '']) => {
    const files = [...where.matchAll(/\]\(([^)#]+\.ts)\)/g)].map(([, link = '']) => join(root, 'docs', 'flows', link));
    const texts = files
      .flatMap((one) => [one, join(dirname(one), 'refusals.ts'), join(dirname(one), 'codes.ts')])
      .filter((one) => existsSync(one))
      .map((one) => readFileSync(one, 'utf8'));
    return [...codes.matchAll(/`(?!\d+`)([^`]+)`/g)]
      .map(([, code = '']) => code)
      .filter((code) => files.length > 0 && !texts.some((text) => text.includes(code)));
  });
}

const file = join(mkdtempSync(join(tmpdir(), 'portvakt-flows-')), 'data.db');
let box: Sandbox;

beforeAll(async () => {
  box = await startSandbox({ database: file });
});
afterAll(() => box.stop());

/** Rows by table, as another connection sees them. */
function rows(): ReadonlyMap<string, number> {
  const database = new DatabaseSync(file, { readOnly: true });
  const tables = database.prepare("select name from sqlite_master where type = 'table'").all();
  const counts = tables.map(({ name }) => {
    const [row] = database.prepare(`select count(*) as rows from "${name}"`).all();
    return [String(name), Number(row?.['rows'])] as const;
  });
  database.close();
  return new Map(counts);
}

async function assertionOf(clientId: string, scope: string): Promise<string> {
  const now = Math.floor(box.platform.clock.now() / 1000);
  const claims = { aud: box.platform.urls.maskinportenIssuer, iss: clientId, scope, jti: randomUUID() };
  return new SignJWT({ ...claims, iat: now, exp: now + 60 })
    .setProtectedHeader({ alg: 'RS256', kid: 'test' })
    .sign(await importJWK(box.privateJwk, 'RS256'));
}

/** A system of the vendor, and the token with which it asks. */
async function vendorToken(): Promise<string> {
  const clientId = await box.createClient(VENDOR, VENDORS_OWN);
  const token = await box.maskinportenToken(VENDOR, VENDORS_OWN, { clientId });
  const texts = { nb: 'Regnskap', nn: 'Rekneskap', en: 'Accounts' };
  const { status } = await box.call('POST', '/authentication/api/v1/systemregister/vendor', {
    token,
    body: {
      id: `${VENDOR}_regnskap`,
      vendor: { ID: `0192:${VENDOR}` },
      name: texts,
      description: texts,
      rights: [{ resource: [{ id: 'urn:altinn:resource', value: 'app_ttd_demo' }] }],
      clientId: [clientId],
      isVisible: false,
    },
  });
  expect(status).toBe(200);
  return token;
}

async function systemUserToken(): Promise<string> {
  const wish = { vendor: VENDOR, customer: CUSTOMER, resources: ['app_ttd_demo'], scopes: INSTANCES };
  const { clientId } = await box.systemUser(wish);
  return box.altinnToken(VENDOR, INSTANCES, { clientId, systemUser: { org: CUSTOMER.organization } });
}

/** What each page begins with. */
const GIVEN: Readonly<Record<string, () => Promise<Values>>> = {
  grant: async () => {
    const clientId = await box.createClient(CUSTOMER.organization, ['altinn:instances.read']);
    return { assertion: await assertionOf(clientId, 'altinn:instances.read') };
  },
  exchange: async () => ({ maskinportenToken: await box.maskinportenToken(CUSTOMER.organization, INSTANCES) }),
  decision: async () => ({ pdpToken: await box.altinnToken('310001236', ['altinn:authorization/authorize']) }),
  approval: async () => ({
    vendorToken: await vendorToken(),
    personToken: await box.personToken(CUSTOMER.director),
  }),
  upload: async () => ({ systemUserToken: await systemUserToken() }),
};

describe.each(Object.entries(GIVEN))('docs/flows/%s.md', (name, given) => {
  const page = readFileSync(join(root, 'docs', 'flows', `${name}.md`), 'utf8');

  it('names each refusal where it is made', () => {
    expect(misplacedCodes(page)).toEqual([]);
  });

  it('is answered as it says, and writes what it says', async () => {
    const values: Values = { base: box.base, ...(await given()) };
    const before = rows();
    const messages = messagesOf(page);
    expect(messages.length).toBeGreaterThan(1);
    expect(messages.length % 2).toBe(0);
    for (let next = 0; next < messages.length; next += 2) {
      const [request, answer] = [messages[next] as Message, messages[next + 1] as Message];
      const [method = '', path = ''] = filled(request.first, values).split(' ');
      const headers = request.headers.map(([header, value]) => [header, filled(value, values)] as [string, string]);
      const body = request.body === '' ? {} : { body: filled(request.body, values) };
      await matchAnswer(answer, await fetch(new URL(path, box.base), { method, headers, ...body }), values);
    }
    const grown = () =>
      [...rows()].filter(([table, count]) => count > (before.get(table) ?? 0)).map(([table]) => table);
    const written = tablesIn(page);
    // What is written in the background is there soon.
    await expect.poll(grown).toEqual(expect.arrayContaining([...written]));
    expect(grown().filter((table) => !written.includes(table) && !BY_THE_WAY.has(table))).toEqual([]);
  });
});
