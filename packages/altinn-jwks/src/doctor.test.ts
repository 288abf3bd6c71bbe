import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { createKeys } from './create.ts';
import { examine, examineKey } from './doctor.ts';
import { type Jwk, jwkFromKey, jwkJson } from './jwk.ts';
import { openStore } from './open-store.ts';
import { keyNumber } from './testing/keys.ts';

const NOW = new Date('2026-11-23T10:00:00Z');
const key = keyNumber(0, 'app-TEST.a');
const other = keyNumber(1, 'app-TEST.b');
const made = (algorithm: 'RS256' | 'ES256' | 'EdDSA', bits = 2048): Jwk => {
  const { privateKey } =
    algorithm === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: bits })
      : algorithm === 'ES256'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : generateKeyPairSync('ed25519');
  return jwkFromKey(privateKey, { algorithm, kid: 'k' });
};

describe('a key', () => {
  it('that is in order is found so', () => {
    expect(examineKey(key)).toEqual([]);
  });

  it.each([
    ['error', 'no kid', { ...key, kid: '' }],
    ['error', 'no kid', { ...key, kid: undefined }],
    ['warning', 'in a kid', { ...key, kid: 'a b' }],
    ['error', 'is none of', { ...key, alg: 'none' }],
    ['error', 'does not fit a key of type rsa', { ...key, alg: 'ES256' }],
    ['error', 'does not fit a key of type ec prime256v1', { ...made('ES256'), alg: 'ES384' }],
    ['warning', 'does not take ES256', made('ES256')],
    ['warning', 'does not take EdDSA', made('EdDSA')],
    ['warning', '1024 bits is too weak', made('RS256', 1024)],
    ['error', 'the key is damaged', { ...key, n: other.n }],
    ['error', 'the key is damaged', { ...key, d: other.d }],
    ['error', 'the key is damaged', { ...key, qi: other.qi }],
    ['error', 'the key is damaged', { ...key, p: undefined }],
    ['error', 'the key is damaged', { ...key, kty: 'oct' }],
  ] as const)('gives an %s: %s', (level, text, broken) => {
    const findings = examineKey(broken as Jwk);
    expect(findings).toContainEqual(expect.objectContaining({ level, text: expect.stringContaining(text) }));
    for (const secret of [key.d, key.p, key.qi]) expect(JSON.stringify(findings)).not.toContain(String(secret));
  });

  it('whose numbers lack leading zeros gives a warning', () => {
    let short: Jwk | undefined;
    while (!short) {
      const raw = generateKeyPairSync('rsa', { modulusLength: 512 }).privateKey.export({ format: 'jwk' }) as Jwk;
      if (Buffer.from(String(raw.qi), 'base64url').length < 32) short = { ...raw, alg: 'RS256', kid: 'k' };
    }
    expect(examineKey(short).map(({ text }) => text)).toContainEqual(expect.stringMatching(/qi.* lack leading zeros/));
  });
});

describe('a store', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'altinn-jwks-'));
  });
  const write = (file: string, content: string) => writeFileSync(join(directory, file), content, { mode: 0o600 });
  const found = async () => {
    const { findings, ...counts } = await examine(await openStore(directory), NOW);
    return { ...counts, findings: findings.map(({ level, where, text }) => `${level} ${where}: ${text}`) };
  };

  it('that was made here has nothing to find', async () => {
    await createKeys({ store: await openStore(directory), name: 'app', now: NOW });
    expect(await found()).toEqual({ sets: 2, keys: 2, findings: [] });
  });

  it('has its sets examined one by one, whatever is wrong with another', async () => {
    write('a-TEST.jwks.json', '{"keys":[');
    write('b-TEST.jwks.json', jwkJson({ keys: [] }));
    write('c-TEST.jwks.json', jwkJson({ keys: [key, { ...other, kid: key.kid }] }));
    write('d-TEST.jwks.json', jwkJson({ keys: [{ ...key, kid: 'd-TEST.2020-01-01' }] }));
    write(
      'e-TEST.jwks.json',
      jwkJson({ keys: [0, 1, 2, 3, 4, 5].map((number) => keyNumber(number, `e-TEST.${number}`)) }),
    );
    write('f g-TEST.jwks.json', jwkJson({ keys: [key] }));
    const { sets, keys, findings } = await found();
    expect([sets, keys]).toEqual([6, 10]);
    for (const expected of [
      /^error a-TEST: .* cannot be read as a key set/,
      /^warning b-TEST: it has no key/,
      /^error c-TEST: several keys have the kid app-TEST\.a/,
      /^warning d-TEST: Maskinporten has dropped the current key d-TEST\.2020-01-01 \(20(20|21)-1?\d/,
      /^warning d-TEST d-TEST\.2020-01-01: it is the same key as c-TEST app-TEST\.a/,
      /^warning e-TEST: it has 6 keys; Maskinporten takes 5/,
      /^warning f g-TEST app-TEST\.a: it is the same key as /,
    ])
      expect(findings).toContainEqual(expect.stringMatching(expected));
  });

  it('of both generations is told which of the two goes unread', async () => {
    write('app-TEST.jwks.json', jwkJson({ keys: [key] }));
    write('app-TEST.json', jwkJson({ keys: [other] }));
    const older = new Date('2026-01-01');
    utimesSync(join(directory, 'app-TEST.json'), older, older);
    expect((await found()).findings).toEqual([]);
    utimesSync(join(directory, 'app-TEST.jwks.json'), older, new Date('2025-12-31'));
    expect((await found()).findings).toEqual([
      expect.stringMatching(/^warning .*app-TEST\.json: not read any more, for app-TEST\.jwks\.json stands beside it/),
    ]);
  });
});
