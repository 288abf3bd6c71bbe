import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Jwk, jwkJson, minimalJwk, privateKeyOf } from '../jwk.ts';
import { type Bench, openBench, someKeys } from './harness.ts';

const PASSPHRASE = 'pære-ål 1€';
const PIN = { ALTINN_JWKS_PASSPHRASE: PASSPHRASE };

let keys: readonly Jwk[];
let bench: Bench;
beforeAll(async () => {
  keys = await someKeys();
});
beforeEach(() => {
  bench = openBench();
});

const first = (): Jwk => keys[0] ?? {};
const file = (name: string, content: string | Buffer): string => {
  writeFileSync(bench.path(name), content);
  return bench.path(name);
};
const pem = (): string => String(privateKeyOf(first()).export({ type: 'pkcs8', format: 'pem' }));
const locked = (): string =>
  String(privateKeyOf(first()).export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: PASSPHRASE }));

describe('import', () => {
  it('takes a JWK from a file, base64 of it, a set, PEM and DER: the same key in canonical form', async () => {
    const jwk = jwkJson(first());
    const pkcs1 = privateKeyOf(first()).export({ type: 'pkcs1', format: 'pem' });
    const der = privateKeyOf(first()).export({ type: 'pkcs8', format: 'der' });
    const forms = [jwk, Buffer.from(jwk).toString('base64'), `{"keys":[${jwk}]}`, `[${jwk}]`, pem(), pkcs1, der];
    for (const [index, form] of forms.entries()) {
      const name = `form${index}`;
      const ended = await bench.cli(['import', name, file('key', form), '--kid', 'k']);
      expect([index, ended.code, ended.out, ended.err]).toEqual([index, 0, 'Imported key k\n', '']);
      expect((await bench.cli(['export', 'key', name])).out).toBe(jwkJson({ ...first(), kid: 'k' }));
    }
  });

  it('reads stdin, by a dash or by nothing', async () => {
    expect((await bench.cli(['import', 'a'], { input: pem() })).code).toBe(0);
    expect((await bench.cli(['import', 'b', '-'], { input: jwkJson(first()) })).out).toBe('Imported key one\n');
    expect(bench.kids('a-TEST.jwks.json')).toEqual(['a-TEST.2024-07-10']);
  });

  it('takes back what export p12 and export pem wrote, with the passphrase from a file or the environment', async () => {
    await bench.cli(['import', 'a', file('key', jwkJson(first()))]);
    const out = bench.path('a.p12');
    expect((await bench.cli(['export', 'p12', 'a', '--out', out], { env: PIN })).code).toBe(0);
    const passphrase = file('secret', `${PASSPHRASE}\nnot this line\n`);
    expect((await bench.cli(['import', 'b', out, '--passphrase-file', passphrase, '--kid', 'one'])).code).toBe(0);
    const sealed = bench.path('a.pem');
    await bench.cli(['export', 'pem', 'a', '--private', '--passphrase-file', passphrase, '--out', sealed]);
    expect((await bench.cli(['import', 'c', sealed, '--kid', 'one'], { env: PIN })).code).toBe(0);
    for (const name of ['b', 'c'])
      expect((await bench.cli(['export', 'key', name])).out).toBe((await bench.cli(['export', 'key', 'a'])).out);
    if (spawnSync('openssl', ['version']).status !== 0) return;
    const checked = spawnSync('openssl', ['pkcs12', '-in', out, '-nodes', '-passin', 'env:ALTINN_JWKS_PASSPHRASE'], {
      env: { ...process.env, ...PIN },
      encoding: 'utf8',
    });
    expect(checked.stdout).toContain('BEGIN CERTIFICATE');
    expect(checked.stdout).toContain('PRIVATE KEY');
  });

  it('asks for a passphrase on a terminal, shows nothing of it, and changes nothing when it is wrong', async () => {
    const key = file('key', locked());
    const wrong = await bench.cli(['import', 'a', key], { keyboard: ['other\r'] });
    expect([wrong.code, wrong.out]).toEqual([1, '']);
    expect(wrong.err).toMatch(/^Passphrase: \nNo key can be read here: the passphrase is wrong/);
    const right = await bench.cli(['import', 'a', key], { keyboard: [`${PASSPHRASE}\r`] });
    expect([right.code, right.out, right.err]).toEqual([0, 'Imported key a-TEST.2024-07-10\n', 'Passphrase: \n']);
    const unasked = await bench.cli(['import', 'b', key], { input: '' });
    expect([unasked.code, unasked.err]).toEqual([1, expect.stringContaining('--passphrase-file')]);
  });

  it('ends with 130 on Ctrl-C and with 1 on Ctrl-D, the store as before', async () => {
    const key = file('key', locked());
    const before = bench.content();
    expect(await bench.cli(['import', 'a', key], { keyboard: ['half\u0003'] })).toMatchObject({ code: 130, out: '' });
    expect(await bench.cli(['import', 'a', key], { keyboard: ['\u0004'] })).toMatchObject({ code: 1, out: '' });
    expect(bench.content()).toEqual(before);
  });

  it('puts a key where its kid says, else in TEST, and the last of several is the current one', async () => {
    const [one, two] = keys.map((key, index) => ({ ...key, kid: `a-PROD.v${index}` }));
    await bench.cli(['import', 'a', file('set', jwkJson({ keys: [one, two] }))]);
    expect(bench.kids('a-PROD.jwks.json')).toEqual(['a-PROD.v0', 'a-PROD.v1']);
    await bench.cli(['import', 'a', file('set', jwkJson({ keys }))]);
    expect(bench.kids('a-TEST.jwks.json')).toEqual(['one', 'two', 'three']);
    expect((await bench.cli(['export', 'key', 'a', '-r', 'public'])).out).toContain('"kid":"three"');
    expect((await bench.cli(['import', 'b', file('set', jwkJson({ keys })), '--kid', 'k'])).code).toBe(1);
    expect((await bench.cli(['import', 'b', file('set', jwkJson(one)), '-e', 'test,prod'])).code).toBe(1);
  });

  it('reads EC and Ed25519 keys with a note, and takes --alg where it fits the key', async () => {
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'sec1', format: 'pem' });
    const ended = await bench.cli(['import', 'ec', file('key', ec)]);
    expect([ended.code, ended.err]).toEqual([0, expect.stringContaining('does not take ES256')]);
    expect((await bench.cli(['import', 'x', file('key', pem()), '--alg', 'RS512', '-u', 'enc'])).code).toBe(0);
    expect(bench.read('x-TEST.jwks.json').keys[0]).toMatchObject({ alg: 'RS512', use: 'enc' });
    expect((await bench.cli(['import', 'y', file('key', pem()), '--alg', 'ES256'])).code).toBe(1);
  });

  it('refuses the same key twice, a public key and a weak one, and leaves the store as it was', async () => {
    await bench.cli(['import', 'a', file('key', jwkJson(first()))]);
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
    const before = { ...bench.content(), key: '' };
    for (const content of [
      jwkJson(first()),
      jwkJson({ ...first(), kid: 'other' }),
      jwkJson(minimalJwk(first())),
      weak.export({ type: 'pkcs8', format: 'pem' }),
    ]) {
      const { code, out, err } = await bench.cli(['import', 'a', file('key', content)]);
      expect([code, out, err]).toEqual([1, '', expect.stringMatching(/^[^\n]+\n$/)]);
    }
    expect({ ...bench.content(), key: '' }).toEqual(before);
    expect((await bench.cli(['import', 'a', bench.path('key'), '--insecure'])).code).toBe(0);
  });
});
