import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HAPPENINGS, openDatabase, tell } from '../database/index.ts';
import { systemClock } from '../foundation/index.ts';
import { freshDatabase } from '../testing/database.ts';
import { type Sandbox, startSandbox } from '../testing/sandbox.ts';
import { Events } from './events.ts';

interface Page {
  readonly feed: string;
  readonly next: string;
  readonly events: readonly {
    readonly id: string;
    readonly type: string;
    readonly subject: string;
    readonly data: Record<string, unknown>;
  }[];
}

describe('the feed', () => {
  let box: Sandbox;
  beforeAll(async () => {
    box = await startSandbox();
  });
  afterAll(() => box.stop());

  const ask = async (query: string) => (await box.call<Page>('GET', `/sandbox/events?${query}`)).body;
  const newest = async () => (await ask('after=newest')).next;
  const since = async (place: string) => (await ask(`after=${place}&limit=1000`)).events;

  it('begins empty: the world that is there was not made while somebody looked', async () => {
    expect(await ask('')).toMatchObject({ next: '0', events: [] });
  });

  it('tells of a client and its key, a system user from request to approval, and what it was given, in that order', async () => {
    const place = await newest();
    const { clientId, id } = await box.systemUser({
      vendor: '310019747',
      customer: { organization: '310044423', partyId: 50_020_008, director: '01816010027' },
      resources: ['ttd-lonnsrapport'],
      scopes: [],
    });
    const events = await since(place);
    const of = (subject: string) => events.filter((one) => one.subject === subject).map((one) => one.type);
    expect(of(clientId)).toEqual(['no.portvakt.client.created', 'no.portvakt.key.added']);
    expect(of(id)).toEqual([
      'no.portvakt.system-user-request.created',
      'no.portvakt.system-user.created',
      'no.portvakt.system-user-request.accepted',
      'no.portvakt.delegation.given',
    ]);
    expect(events.at(-1)?.data).toMatchObject({ resources: ['ttd-lonnsrapport'], packages: [] });
    expect(events.map((one) => Number(one.id))).toEqual(events.map((_, index) => Number(place) + index + 1));
    // Whoever reads the feed learns of no person.
    expect(JSON.stringify(events)).not.toContain('01816010027');
  });

  it('tells of access lists, on-behalf-of entries and signing keys', async () => {
    const place = await newest();
    const write = { token: await box.altinnToken('310013579', ['altinn:resourceregistry/accesslist.write']) };
    const list = '/resourceregistry/api/v1/access-lists/skogdir/felling';
    const made = await box.call('PUT', list, { ...write, body: { name: 'Felling' } });
    expect(made.status, made.text).toBe(200);
    const data = ['urn:altinn:organization:identifier-no:310044423'];
    await box.call('POST', `${list}/members`, { ...write, body: { data } });
    await box.call('DELETE', list, write);
    const admin = { token: await box.maskinportenToken('310019747', ['idporten:dcr.write', 'idporten:dcr.modify']) };
    const login = {
      client_name: 'Logg inn',
      integration_type: 'api_klient',
      scopes: [],
      redirect_uris: ['https://a.no/'],
    };
    const clients = '/selvbetjening/api/v1/clients';
    const { body } = await box.call<{ client_id: string }>('POST', clients, { ...admin, body: login });
    const entry = { onbehalfof: 'kunde', name: 'Kunde', orgno: '310044423' };
    await box.call('POST', `${clients}/${body.client_id}/onbehalfof`, { ...admin, body: entry });
    await box.call('PUT', `${clients}/${body.client_id}/onbehalfof/kunde`, { ...admin, body: entry });
    await box.call('DELETE', `${clients}/${body.client_id}/onbehalfof/kunde`, admin);
    await box.call('POST', '/sandbox/rotate-keys');
    const events = await since(place);
    const of = (subject: string) => events.filter((one) => one.subject === subject).map((one) => one.type);
    expect(of('skogdir/felling')).toEqual(
      ['created', 'changed', 'deleted'].map((what) => `no.portvakt.access-list.${what}`),
    );
    expect(of(body.client_id)).toEqual(
      ['created', 'changed', 'changed', 'changed'].map((what) => `no.portvakt.client.${what}`),
    );
    expect([...of('altinn'), ...of('maskinporten')]).toEqual(Array(2).fill('no.portvakt.signing-key.rotated'));
  });

  it('is without gaps, and in order, however many write at once', async () => {
    const place = Number(await newest());
    await Promise.all(
      Array.from({ length: 20 }, (_, at) =>
        box.platform.createClient({ organization: '310044423', name: `Klient ${at}`, scopes: [], keys: [] }),
      ),
    );
    const events = await since(String(place));
    expect(events.map((one) => Number(one.id))).toEqual(Array.from({ length: 20 }, (_, at) => place + at + 1));
  });

  it('waits where there is nothing yet, and answers when something happens', async () => {
    const place = await newest();
    const waiting = ask(`after=${place}&wait=30`);
    await box.call('POST', '/sandbox/reset');
    expect((await waiting).events.map((one) => one.type)).toEqual(['no.portvakt.sandbox.reset']);
  });

  it('goes on through a reset and a snapshot that is loaded', async () => {
    const { feed, next } = await ask('after=newest');
    await box.platform.loadSnapshot(await box.platform.saveSnapshot());
    expect(await ask(`after=${next}`)).toMatchObject({ feed, events: [{ type: 'no.portvakt.sandbox.loaded' }] });
  });

  it('is another one in a platform that begins from a snapshot of this one', async () => {
    const { feed } = await ask('after=newest');
    const other = await startSandbox({ snapshot: await box.platform.saveSnapshot() });
    const there = (await other.call<Page>('GET', '/sandbox/events')).body;
    await other.stop();
    expect(there.events).toEqual([]);
    expect(there.feed).not.toBe(feed);
  });

  it('tells nothing of what was not done', async () => {
    const place = await newest();
    const wish = { organization: '310044423', name: 'Klient', scopes: ['nowhere:at.all'], keys: [] };
    await expect(box.platform.createClient(wish)).rejects.toThrow();
    expect(await since(place)).toEqual([]);
  });

  it.each([
    ['after=x', 400],
    ['after=-1', 400],
    ['after=1.5', 400],
    ['after=9999999999999999', 400],
    ['after=999999999', 409],
    ['limit=0', 400],
    ['limit=1001', 400],
    ['wait=31', 400],
  ])('refuses %s', async (query, status) => {
    expect((await box.call('GET', `/sandbox/events?${query}`)).status).toBe(status);
  });

  it('lets go of who waits when the platform stops', async () => {
    const other = await startSandbox();
    const waiting = other.call<Page>('GET', '/sandbox/events?wait=30');
    await other.call('GET', '/health');
    await other.stop();
    expect((await waiting).body.events).toEqual([]);
  });
});

describe('what is kept', () => {
  it('is of every kind that there is, each told by somebody and named where it is explained', () => {
    const source = join(import.meta.dirname, '..');
    const told = readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.endsWith('happenings.ts'))
      .map((file) => readFileSync(join(source, file), 'utf8'))
      .join('\n');
    // An answer to a consent is its kind.
    const isTold = (kind: string) =>
      told.includes(`'${kind}'`) || (kind.startsWith('consent.') && /kind: `consent\.\$/.test(told));
    expect(Object.keys(HAPPENINGS).filter((kind) => !isTold(kind))).toEqual([]);
    const page = readFileSync(join(source, '..', '..', '..', 'docs', 'testing.md'), 'utf8');
    const line = page.split('\n- ').find((one) => one.startsWith('Kinds: ')) ?? '';
    const families = new Set(Object.keys(HAPPENINGS).map((kind) => kind.split('.')[0]));
    expect([...families].filter((family) => !line.includes(`\`${family}\``))).toEqual([]);
    // And on the page of the portal where one reads what a program that listens gets.
    const shown = readFileSync(join(source, '..', '..', 'portal', 'src', 'webhooks', 'what-is-sent.tsx'), 'utf8');
    expect(/const KINDS =\s*'([^']*)'/.exec(shown)?.[1]?.split(', ')).toEqual([...families]);
  });

  it('holds nobody who has been answered', async () => {
    const place = await freshDatabase();
    const database = await openDatabase({ url: place.url });
    const events = await new Events({ database, clock: systemClock }).open();
    await database.transaction(async (trx) => tell(trx, { kind: 'sandbox.reset', subject: 'a' }));
    const { signal } = new AbortController();
    await events.follow('oldest', 10, signal);
    await expect(events.follow(7, 10, signal)).rejects.toMatchObject({ code: 'position-unknown' });
    expect(events.waiting).toBe(0);
    const waiting = events.follow('newest', 10, signal);
    await expect.poll(() => events.waiting).toBe(1);
    await database.transaction(async (trx) => tell(trx, { kind: 'sandbox.reset', subject: 'b' }));
    expect((await waiting).events.map(({ subject }) => subject)).toEqual(['b']);
    expect(events.waiting).toBe(0);
    await database.close();
    await place.drop();
  });

  it('is bounded: whoever comes too late is told so', async () => {
    const place = await freshDatabase();
    const database = await openDatabase({ url: place.url });
    const events = await new Events({ database, clock: systemClock }, 100).open();
    for (let round = 0; round < 3; round += 1)
      await database.transaction(async (trx) => {
        for (let at = 0; at < 700; at += 1) tell(trx, { kind: 'sandbox.reset', subject: `${round}.${at}` });
      });
    expect(await events.after('oldest', 2)).toMatchObject({ events: [{ position: 2001 }, { position: 2002 }] });
    await expect(events.after(1999, 10)).rejects.toMatchObject({ code: 'events-gone' });
    expect((await events.after(2000, 1000)).next).toBe(2100);
    await database.close();
    await place.drop();
  });

  it('is nothing of a transaction that is rolled back, and nothing where nobody keeps it', async () => {
    const place = await freshDatabase();
    const database = await openDatabase({ url: place.url });
    await database.transaction(async (trx) => tell(trx, { kind: 'sandbox.reset', subject: 'before' }));
    const events = await new Events({ database, clock: systemClock }).open();
    const failing = database.transaction(async (trx) => {
      tell(trx, { kind: 'sandbox.reset', subject: 'undone' });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await events.after('oldest', 10)).toMatchObject({ events: [], next: 0 });
    await database.close();
    await place.drop();
  });
});
