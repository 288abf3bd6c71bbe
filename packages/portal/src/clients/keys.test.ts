import { createPrivateKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { examine, openStore, privateKeyOf, publicKeyOf } from 'altinn-jwks';
import { describe, expect, it } from 'vitest';
import { renewalCalendar } from './calendar.ts';
import { freeKid, isSetName, setNameOf, setOfKid } from './key-kid.ts';
import { makeKey, publicHalf, storeText } from './make-key.ts';
import { adviceOn, REST_MS } from './rotation.ts';
import { readKeyFile } from './store-file.ts';

const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi'];
const DAY_MS = 24 * 3600 * 1000;

describe('a key made in the browser', () => {
  it('is kept so that altinn-jwks reads its file and finds nothing wrong with it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'portvakt-made-'));
    const kid = freeKid('min-app-TEST', Date.now(), new Set());
    const made = await makeKey({ kid, algorithm: 'RS256', size: 2048 });
    await writeFile(join(folder, 'min-app-TEST.jwks.json'), storeText(made), { mode: 0o600 });
    const store = openStore(folder);
    const set = await (await store).read('min-app', 'TEST');
    expect(set?.keys.map((key) => key.kid)).toEqual([kid]);
    // As wide as the tool writes it: what it reads is what stands there.
    expect(set?.toJson()).toBe(storeText(made));
    const found = await examine(await store, new Date());
    expect(found.findings.filter(({ level }) => level === 'error')).toEqual([]);
    await rm(folder, { recursive: true });
  });

  it.each([
    ['RS256', 2048, 'sha256'],
    ['RS384', 3072, 'sha384'],
    ['RS512', 4096, 'sha512'],
  ] as const)('signs with %s and %i bits, also from its PEM', async (algorithm, size, hash) => {
    const made = await makeKey({ kid: 'k1', algorithm, size });
    const half = publicHalf(made.jwk);
    expect(half).toMatchObject({ kty: 'RSA', use: 'sig', alg: algorithm, kid: 'k1' });
    expect(Object.keys(half).filter((name) => PRIVATE.includes(name))).toEqual([]);
    const data = Buffer.from('hei');
    for (const key of [privateKeyOf({ ...made.jwk }), createPrivateKey(made.pem)])
      expect(verify(hash, data, publicKeyOf({ ...half }), sign(hash, data, key))).toBe(true);
    expect(Buffer.from(half['n'] as string, 'base64url').length).toBe(size / 8);
    expect(made.pem).toMatch(/^-----BEGIN PRIVATE KEY-----\n([A-Za-z0-9+/=]{1,64}\n)+-----END PRIVATE KEY-----\n$/);
  });
});

describe('the name of a key', () => {
  it('is the tool’s: set, environment, date, and a number when the date is taken', () => {
    const now = new Date(2026, 10, 8).getTime();
    expect(freeKid('app-TEST', now, new Set())).toBe('app-TEST.2026-11-08');
    const taken = new Set(['app-TEST.2026-11-08', 'app-TEST.2026-11-08.2']);
    expect(freeKid('app-TEST', now, taken)).toBe('app-TEST.2026-11-08.3');
    expect(setOfKid('app-TEST.2026-11-08.3')).toBe('app');
    expect(setOfKid('noe.annet')).toBeUndefined();
  });

  it.each([
    ['Fjordlønn rapport', 'fjordlonn-rapport'],
    ['Ærlig & Åpen', 'aerlig-apen'],
    ['<script>alert(1)</script>', 'script-alert-1-script'],
    ['../../etc', 'etc'],
    ['שלום', 'klient'],
    ['x'.repeat(255), 'x'.repeat(40)],
  ])('is made of the client’s name %s', (client, name) => {
    expect(setNameOf(client)).toBe(name);
    expect(isSetName(name)).toBe(true);
  });
});

describe('a file that is dropped', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const secret = (kid: string) => ({ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid });
  const read = (value: unknown) => readKeyFile(new Blob([typeof value === 'string' ? value : JSON.stringify(value)]));

  it('is known as a store of altinn-jwks, and only its public halves come out', async () => {
    const store = { keys: ['a', 'b'].map(secret), 'altinn-jwks': { keys: { b: { waiting: true } } } };
    const found = await read(store);
    expect(found).toMatchObject({ kind: 'store', keys: [{ kid: 'a' }, { kid: 'b' }] });
    const text = JSON.stringify(found);
    for (const member of PRIVATE) expect(text).not.toContain(`"${member}"`);
    expect(text).not.toContain(String(secret('a').d));
  });

  it('gives the five newest keys of a store', async () => {
    const found = await read({ keys: ['a', 'b', 'c', 'd', 'e', 'f'].map(secret) });
    expect(found.kind === 'store' && found.keys.map(({ kid }) => kid)).toEqual(['b', 'c', 'd', 'e', 'f']);
  });

  it.each([
    ['one private JWK', secret('a')],
    ['a PKCS#8 key', privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()],
    ['a set in which a key is not whole', { keys: [secret('a'), { ...secret('b'), qi: undefined }] }],
  ])('is refused when it holds %s', async (_what, value) => {
    expect((await read(value)).kind).toBe('private');
  });

  it('may be a public key, and nothing of a size that no key has', async () => {
    expect((await read(publicKey.export({ format: 'pem', type: 'spki' }).toString())).kind).toBe('pem');
    expect((await read({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'a' }] })).kind).toBe('jwks');
    expect((await read('x'.repeat(1_000_001))).kind).toBe('too-large');
  });
});

describe('the calendar file', () => {
  const renewal = {
    kid: 'app-TEST.2026-11-08',
    clientId: '0243d7dd-9218-4f1d-b0bb-ecca2a6f8fa1',
    expires: Date.UTC(2027, 10, 8, 9, 30),
    now: Date.UTC(2026, 10, 8, 9, 30, 15, 123),
    title: 'Forny nøkkelen',
    text: 'Gjør det i god tid.',
    url: 'https://portvakt.test/clients/a?tab=keys',
  };

  it('has one event in UTC with alarms before it, the same for the same key', () => {
    const text = renewalCalendar(renewal);
    expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    const lines = text.replaceAll('\r\n ', '').split('\r\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        'DTSTART:20271108T093000Z',
        'DTSTAMP:20261108T093015Z',
        'UID:0243d7dd-9218-4f1d-b0bb-ecca2a6f8fa1.app-TEST.2026-11-08@portvakt',
        'TRIGGER:-P30D',
        'TRIGGER:-P7D',
      ]),
    );
    expect(renewalCalendar({ ...renewal, now: renewal.now + DAY_MS }).match(/UID.*/)?.[0]).toBe(
      text.match(/UID.*/)?.[0],
    );
  });

  it('folds at 75 octets, between characters, and lets no name begin a line of its own', () => {
    const title = `${'ø🌲'.repeat(60)}\r\nATTACH:http://evil.test/\u0007;,\\`;
    const text = renewalCalendar({ ...renewal, title });
    const physical = text.split('\r\n');
    expect(Math.max(...physical.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
    expect(text).not.toContain('\ufffd');
    const logical = text.replaceAll('\r\n ', '').split('\r\n');
    expect(logical.filter((line) => line.startsWith('ATTACH'))).toEqual([]);
    expect(logical.find((line) => line.startsWith('SUMMARY:'))).toBe(
      `SUMMARY:${'ø🌲'.repeat(60)}\\nATTACH:http://evil.test/\\;\\,\\\\`,
    );
  });
});

describe('advice on the keys of a client', () => {
  const now = Date.UTC(2026, 10, 8);
  const from = now - 30 * DAY_MS;
  const old = { kid: 'old', created: now - 300 * DAY_MS, expires: now + 65 * DAY_MS };
  const fresh = { kid: 'new', created: now - 3 * DAY_MS, expires: now + 362 * DAY_MS };

  it('keeps the old key until the new one has been used', () => {
    const keys = [{ ...old, lastUsed: now - 1000 }, fresh] as const;
    expect(keys.map((key) => adviceOn(key, keys, from, now))).toEqual([{ is: 'keep', newer: 'new' }, { is: 'unused' }]);
  });

  it('takes no reserve for a new key that ends the same day as the old one', () => {
    const ending = { ...old, expires: now + 12 * DAY_MS, lastUsed: now - 1000 };
    const keys = [ending, { ...fresh, expires: ending.expires + 3600_000 }];
    expect(keys.map((key) => adviceOn(key, keys, from, now))).toEqual([undefined, undefined]);
    // One that lives long takes over also from one of the same age: the old one may have been seen by somebody.
    const both = [
      { ...old, lastUsed: now - 1000 },
      { ...fresh, expires: old.expires + 3600_000 },
    ];
    expect(both.map((key) => adviceOn(key, both, from, now))).toEqual([{ is: 'keep', newer: 'new' }, { is: 'unused' }]);
  });

  it('lets the old one go when it has rested for a day beside the new one, and not before', () => {
    const used = { ...fresh, lastUsed: now - 1000 };
    const rests = (since: number) => {
      const key = { ...old, lastUsed: now - since };
      return adviceOn(key, [key, used], from, now);
    };
    expect(rests(REST_MS - 1)).toEqual({ is: 'still-used', newer: 'new' });
    expect(rests(REST_MS)).toEqual({ is: 'removable', newer: 'new', since: now - REST_MS });
  });

  it('claims no more than the log can tell', () => {
    const used = { ...fresh, lastUsed: now - 1000 };
    expect(adviceOn(old, [old, used], from, now)).toEqual({ is: 'removable', newer: 'new', since: from });
    expect(adviceOn(old, [old, used], now - 3600_000, now)).toBeUndefined();
    expect(adviceOn(old, [old], from, now)).toBeUndefined();
    const pair = [fresh, { ...fresh, kid: 'newer', created: now - DAY_MS }] as const;
    expect(pair.map((key) => adviceOn(key, pair, from, now))).toEqual([undefined, undefined]);
  });
});
