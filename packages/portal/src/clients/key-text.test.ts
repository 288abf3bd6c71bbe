import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readKeyText } from './key-text.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const head = { use: 'sig', alg: 'RS256', kid: 'k1' };
const open = { ...publicKey.export({ format: 'jwk' }), ...head };
const secret = { ...privateKey.export({ format: 'jwk' }), ...head };
const json = (value: unknown) => JSON.stringify(value);

describe('the text of the key box', () => {
  it('takes a JWK, an array of them and a key set', () => {
    for (const text of [json(open), json([open]), ` ${json({ keys: [open] })}\n`])
      expect(readKeyText(text)).toEqual({ kind: 'jwks', keys: [open] });
  });

  it('takes empty x5c, key_ops and oth arrays, as altinn-jwks writes them', () => {
    expect(readKeyText(json([{ ...open, x5c: [], key_ops: [], oth: [] }])).kind).toBe('jwks');
  });

  it('takes a PEM public key, also with Windows line ends', () => {
    const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
    expect(readKeyText(pem)).toEqual({ kind: 'pem', text: pem.trim() });
    expect(readKeyText(pem.replaceAll('\n', '\r\n')).kind).toBe('pem');
  });

  it.each([
    ['a private JWK', json(secret)],
    ['a list with one private key among public ones', json([open, { ...secret, kid: 'k2' }])],
    ['a private key in a key set', json({ keys: [secret] })],
    ['only one private member', json({ ...open, dq: 'AQAB' })],
    ['a private member whose value is null', json({ ...open, d: null })],
    ['further primes', json({ ...open, oth: [{ r: 'a', t: 'c' }] })],
    ['a symmetric key', json({ kty: 'oct', k: 'c2VjcmV0', kid: 'k1' })],
    ['a private key somewhere deep', json({ answer: { keys: [{ inner: secret }] } })],
    ['a private key in a string', json({ note: json(secret) })],
    ['a private JWK that is cut short', json(secret).slice(0, -5)],
    ['a private JWK with text round it', `my key: ${json(secret)}`],
    ['a JavaScript object', "{ kty: 'RSA', 'd' : 'x' }"],
    ['a PKCS#8 PEM', privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()],
    ['a PKCS#1 PEM', privateKey.export({ format: 'pem', type: 'pkcs1' }).toString()],
    ['a private JWK in base64', Buffer.from(json(secret)).toString('base64')],
    [
      'a private JWK in base64url over several lines',
      Buffer.from(json(secret))
        .toString('base64url')
        .replace(/(.{64})/g, '$1\n'),
    ],
    ['something nested without end', `${'['.repeat(50)}{"kid":"k1"}${']'.repeat(50)}`],
  ])('calls %s private (maskinporten#113)', (_what, text) => {
    expect(readKeyText(text)).toEqual({ kind: 'private' });
  });

  it.each([
    ['nothing', '  \n', 'empty'],
    ['words', 'hello', 'invalid'],
    ['a number', '42', 'invalid'],
    ['a list of strings', '["a"]', 'invalid'],
    ['an object that is no key', '{"a":1}', 'invalid'],
    ['an empty list', '[]', 'no-keys'],
    ['an empty key set', '{"keys":[]}', 'no-keys'],
    ['a PEM that is cut short', '-----BEGIN PUBLIC KEY-----\nMIIB', 'invalid'],
    ['a JWK without kid', json({ ...open, kid: undefined }), 'no-kid'],
    ['a JWK with an empty kid', json({ ...open, kid: '' }), 'no-kid'],
  ])('says what is wrong with %s', (_what, text, kind) => {
    expect(readKeyText(text).kind).toBe(kind);
  });

  it('names the kid that two keys share', () => {
    expect(readKeyText(json([open, { ...open }]))).toEqual({ kind: 'kid-twice', kid: 'k1' });
  });
});
