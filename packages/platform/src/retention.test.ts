import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { insertGrant } from './authentication/oidc-store.ts';
import { createDecisionLog } from './authorization/index.ts';
import { type Database, openDatabase } from './database/index.ts';
import { adapterFactory } from './idporten/adapter.ts';
import { makeOperatorCode } from './operator/index.ts';
import { PRODUCTION_LIMITS, RateLimits } from './rate-limits/index.ts';
import { createContents } from './storage/content.ts';
import { freshDatabase } from './testing/database.ts';
import { HttpBrowser } from './testing/http-browser.ts';
import { type Sandbox, startSandbox } from './testing/sandbox.ts';

const PAGE = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'production', 'retention.md'), 'utf8');
const [, byThemselves = ''] = PAGE.split(/^## /m);
const namesIn = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name = '']) => name);

/** Their number is bounded, and not their age; tests of their own rooms fill them. */
const BY_NUMBER: ReadonlySet<string> = new Set(['audit_entry', 'event']);
/** Each kind of database has one of them. */
const OF_ONE_KIND: ReadonlySet<string> = new Set(['used_grant', 'used_grant_batch']);
const PERSON = '01816010027';
const ORGANIZATION = '310044423';
const DAY_MS = 24 * 3600 * 1000;

/** What comes by the hour, once or more. */
async function use(box: Sandbox, database: Database): Promise<void> {
  const { clock, urls } = box.platform;
  const scope = 'altinn:authorization/authorize';
  const clientId = await box.createClient(ORGANIZATION, [scope]);
  const asking = await box.createClient('310001236', [scope]);
  // As long as a change waits.
  clock.advance(61_000);
  await box.altinnToken(ORGANIZATION, [scope], { clientId });
  await box.altinnToken('310001236', [scope], { clientId: asking });
  await box.call('POST', '/maskinporten/token', { raw: new URLSearchParams({ grant_type: 'x' }) });
  await box.personToken(PERSON);
  await box.call('DELETE', '/portal/api/v1/sessions', { token: await box.personToken(PERSON) });
  const login = `${urls.base}/authentication/api/v1/authentication?goto=${encodeURIComponent(`${urls.base}/`)}`;
  await new HttpBrowser().get(login);
  await database.transaction((trx) =>
    insertGrant(trx, { ...OIDC_GRANT, token_hash: `hash ${clock.now()}`, expires: clock.now() + 60_000 }, clock.now()),
  );
  // Its own goes by the machine's clock, which nobody moves.
  await adapterFactory(database, clock, async () => undefined)('Session').upsert(`one ${clock.now()}`, {}, 60);
  const decisions = createDecisionLog({ database, clock });
  decisions.write({ ...DECISION, created: new Date(clock.now()).toISOString() });
  await decisions.flush();
  await makeOperatorCode(database, clock.now());
  const limits = new RateLimits({ database, clock, settings: { ...PRODUCTION_LIMITS, client: 8 } });
  limits.take('client', 'a');
  await limits.tell();
  const contents = createContents(database, () => clock.now());
  await contents.write(Readable.from([Buffer.from('broken off')]), 1000);
  await contents.sweep();
}

const DECISION = {
  sessionId: null,
  subjectUserId: 20001,
  subjectOrgCode: null,
  subjectOrgNumber: null,
  subjectParty: null,
  resourcePartyId: null,
  resource: 'skogdir-felling',
  instanceId: null,
  operation: 'read',
  ipAdress: null,
  contextRequestJson: {},
  decision: 'Permit',
  subjectPartyUuid: null,
};

const OIDC_GRANT = {
  kind: 'code',
  family: 'one',
  sid: 'one',
  client_id: 'spa',
  redirect_uri: 'https://client.example/',
  code_challenge: 'x',
  nonce: null,
  scope: 'openid',
  used: 0,
} as const;

/** Rows of each table that goes by itself, after so many times of use with half a year in between. */
async function rowsAfter(times: number): Promise<Readonly<Record<string, number>>> {
  const place = await freshDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'portvakt-retention-'));
  const url = place.url === ':memory:' ? join(folder, 'portvakt.db') : place.url;
  const box = await startSandbox({ database: url, registrationDelay: [0, 60] });
  // What is counted by the minute is counted in one, however slow the machine is.
  box.platform.clock.freeze();
  const database = await openDatabase({ url });
  for (let time = 0; time < times; time += 1) {
    if (time > 0) box.platform.clock.advance(200 * DAY_MS);
    await use(box, database);
  }
  await box.stop();
  const there = new Set((await database.db.introspection.getTables()).map(({ name }) => name));
  const rows: Record<string, number> = {};
  for (const table of namesIn(byThemselves, /^\| `(\w+)`/gm).filter((name) => there.has(name))) {
    const { rows: counted } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(
      database.db,
    );
    rows[table] = Number(counted[0]?.n);
  }
  await database.close();
  await place.drop();
  rmSync(folder, { recursive: true });
  return rows;
}

describe('docs/production/retention.md', () => {
  it('names every table of the schema, once', async () => {
    const place = await freshDatabase();
    const database = await openDatabase({ url: place.url });
    const tables = (await database.db.introspection.getTables()).map(({ name }) => name);
    const named = namesIn(PAGE, /`([a-z]+(?:_[a-z]+)*)`/g).filter(
      (name) => tables.includes(name) || !OF_ONE_KIND.has(name),
    );
    expect(named.sort()).toEqual(tables.sort());
    await database.close();
    await place.drop();
  });

  it('is right about what goes by itself: no such table grows with the years', async () => {
    const [few, many] = [await rowsAfter(2), await rowsAfter(5)];
    const grown = Object.keys(many).filter((table) => !BY_NUMBER.has(table) && (many[table] ?? 0) > (few[table] ?? 0));
    expect(grown, JSON.stringify({ few, many })).toEqual([]);
    expect(Object.keys(many).filter((table) => many[table] === 0)).toEqual([]);
  });
});
