import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { type Database, openDatabase } from './database/index.ts';
import { freshDatabase } from './testing/database.ts';
import { HttpBrowser, logIn } from './testing/http-browser.ts';
import { type Sandbox, startSandbox } from './testing/sandbox.ts';

const PERSON = '01816010027';
const OWN = '310044423';

/** Every value of every table, as text, with the place where it lies. */
async function* valuesIn({ db }: Database): AsyncGenerator<readonly [place: string, value: string]> {
  for (const { name, columns } of await db.introspection.getTables()) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(db);
    for (const row of rows)
      for (const column of columns) {
        const value = row[column.name];
        yield [`${name}.${column.name}`, Buffer.isBuffer(value) ? value.toString('latin1') : String(value)];
      }
  }
}

/** What no stranger who reads the database may find in it, besides the secrets that the test itself has been told. */
const TELLTALE: readonly (readonly [string, RegExp])[] = [
  ['a signed token', /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/],
  ['a private key', /PRIVATE KEY-----/],
  ['a private JWK', /"(?:d|dp|dq|qi)"\s*:\s*"/],
  ['a verifier or secret by its name', /"(?:code_verifier|codeVerifier|client_secret|refresh_token)"\s*:\s*"/],
];
/** A person's number belongs in the register; the migration's and the seeded world's own texts name nobody who has logged in. */
const MAY_NAME_PERSONS: ReadonlySet<string> = new Set(['party.person_number']);

/** Uses what makes secrets. @returns the secrets that were told, by what they are */
async function use(box: Sandbox): Promise<ReadonlyMap<string, string>> {
  const told = new Map<string, string>();
  const { browser } = await logIn(box.base, PERSON);
  const begun = new HttpBrowser();
  // Left half-way: an attempt to log in here, and an interaction at the test ID-porten.
  const choice = await begun.get(
    `${box.base}/authentication/api/v1/authentication?goto=${encodeURIComponent(`${box.base}/`)}`,
  );
  expect(choice.status).toBe(200);
  const names = ['altinnsession', 'AltinnStudioRuntime', 'idporten_session', 'idporten_interaction', 'altinnlogin'];
  for (const one of [browser, begun])
    for (const name of names) {
      const value = one.cookie(name);
      if (value !== undefined && value !== '') told.set(`the cookie ${name}`, value);
    }
  const token = await box.maskinportenToken(OWN, ['idporten:dcr.read', 'idporten:dcr.write']);
  const made = await box.call<{ client_secret: string }>('POST', '/selvbetjening/api/v1/clients', {
    token,
    body: {
      integration_type: 'idporten',
      client_name: 'Test',
      token_endpoint_auth_method: 'client_secret_basic',
      redirect_uris: ['https://tjeneste.example/tilbake'],
    },
  });
  told.set('the client secret', made.body.client_secret);
  told.set('a Maskinporten token', token);
  const publicKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({
    type: 'spki',
    format: 'pem',
  });
  await box.call('POST', '/sandbox/certificates', { body: { organization: OWN, publicKey } });
  await box.call('GET', `/storage/api/v1/instances?org=ttd&size=1`, {
    token: await box.altinnToken('310001236', ['altinn:serviceowner', 'altinn:serviceowner/instances.read']),
  });
  expect([...told.keys()]).toEqual(expect.arrayContaining(['the cookie idporten_session', 'the cookie altinnsession']));
  return told;
}

async function inClear(database: Database, told: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const [place, value] of valuesIn(database)) {
    for (const [what, pattern] of TELLTALE) if (pattern.test(value)) found.push(`${place}: ${what}`);
    for (const [what, secret] of told) if (value.includes(secret)) found.push(`${place}: ${what}`);
    if (value.includes(PERSON) && !MAY_NAME_PERSONS.has(place)) found.push(`${place}: the number of who has logged in`);
  }
  return found;
}

describe('a database with a master key', () => {
  it('holds no secret and no token in clear, of all that its tables can be made to hold', async () => {
    const place = await freshDatabase();
    const url =
      place.url === ':memory:' ? join(mkdtempSync(join(tmpdir(), 'portvakt-sealed-')), 'portvakt.db') : place.url;
    const masterKey = randomBytes(32).toString('base64');
    const sealed = await startSandbox({ database: url, masterKey });
    const told = await use(sealed);
    const reader = await openDatabase({ url, masterKeys: [Buffer.from(masterKey, 'base64')] });
    expect(await inClear(reader, told)).toEqual([]);
    for (const table of [
      'login_session',
      'login_attempt',
      'storage_secret',
      'idporten_entry',
      'idporten_secret',
      'test_authority',
    ] as const)
      expect([table, (await reader.db.selectFrom(table).selectAll().execute()).length > 0]).toEqual([table, true]);
    await reader.close();
    await sealed.stop();
    await place.drop();
  });

  it('seals what an earlier start without one has left in clear, and everything still opens', async () => {
    const place = await freshDatabase();
    const url =
      place.url === ':memory:' ? join(mkdtempSync(join(tmpdir(), 'portvakt-sealed-')), 'portvakt.db') : place.url;
    const before = await startSandbox({ database: url });
    const { browser } = await logIn(before.base, PERSON);
    const told = await use(before);
    const { port } = before.platform;
    await before.stop();
    const plain = await openDatabase({ url });
    // So that what is found below could be found.
    expect((await inClear(plain, told)).map((one) => one.split('.')[0])).toEqual(
      expect.arrayContaining(['login_session', 'signing_key', 'idporten_secret', 'test_authority']),
    );
    await plain.close();
    const masterKey = randomBytes(32).toString('base64');
    const after = await startSandbox({ database: url, port, masterKey });
    const reader = await openDatabase({ url, masterKeys: [Buffer.from(masterKey, 'base64')] });
    expect(await inClear(reader, told)).toEqual([]);
    const logout = await browser.step(new URL(`${after.base}/authentication/api/v1/logout`), {});
    expect(logout.headers.get('location')).toMatch(/\/idporten\/session\/end\?.*id_token_hint=eyJ/);
    await reader.close();
    await after.stop();
    await place.drop();
  });
});

describe('a sealed value', () => {
  it('opens in its own column and row only, and only unaltered', async () => {
    const { vault, close } = await openDatabase({ url: ':memory:', masterKeys: [randomBytes(32)] });
    const sealed = vault.seal('hemmelig', 'login_session.id_token', 'one');
    expect(sealed).not.toContain('hemmelig');
    expect(vault.open(sealed, 'login_session.id_token', 'one')).toBe('hemmelig');
    expect(vault.open('from before', 'login_session.id_token', 'one')).toBe('from before');
    const wrong = /cannot be decrypted/;
    expect(() => vault.open(sealed, 'login_session.id_token', 'two')).toThrow(wrong);
    expect(() => vault.open(sealed, 'storage_secret.value', 'one')).toThrow(wrong);
    expect(() => vault.open(`${sealed.slice(0, -4)}AAAA`, 'login_session.id_token', 'one')).toThrow(wrong);
    expect(() => vault.open('enc:v1:', 'login_session.id_token', 'one')).toThrow(wrong);
    await close();
  });
});
