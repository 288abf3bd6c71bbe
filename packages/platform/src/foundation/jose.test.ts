import { generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { compactVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { isMalformedJws, isRsaAlgorithm, type JsonObject, parseJws, signJws, verifyJws } from './index.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const part = (value: string | Buffer): string => Buffer.from(value).toString('base64url');
const HEADER = part('{"alg":"RS256"}');
const PAYLOAD = part('{"iss":"x"}');
const refused = (text: string): string => {
  try {
    parseJws(text);
  } catch (error) {
    const { code, detail } = error as { readonly code: string; readonly detail: string };
    return `${code}: ${detail}`;
  }
  throw new Error(`it was read: ${text.slice(0, 80)}`);
};

describe('a compact JWS that is read (RFC 7515, section 7.1)', () => {
  it('gives its parts as they stand', () => {
    const jws = parseJws(`${HEADER}.${PAYLOAD}.AQID`);
    expect(jws.header).toEqual({ alg: 'RS256' });
    expect(jws.payload).toEqual({ iss: 'x' });
    expect([...jws.signature]).toEqual([1, 2, 3]);
    expect(jws.signingInput.toString('latin1')).toBe(`${HEADER}.${PAYLOAD}`);
  });

  it.each([
    ['no dot', `${HEADER}${PAYLOAD}AQID`],
    ['one dot', `${HEADER}.${PAYLOAD}`],
    ['three dots', `${HEADER}.${PAYLOAD}.AQID.`],
    ['a dot too many in front', `.${HEADER}.${PAYLOAD}.AQID`],
    ['nothing', ''],
  ])('has three parts: %s', (_what, text) => {
    expect(refused(text)).toBe('jws-malformed: it does not have three parts separated by dots');
  });

  it.each([
    ['header', `.${PAYLOAD}.AQID`],
    ['payload', `${HEADER}..AQID`],
    ['signature', `${HEADER}.${PAYLOAD}.`],
    ['header', `${HEADER}=.${PAYLOAD}.AQID`],
    ['payload', `${HEADER}.${PAYLOAD} .AQID`],
    ['signature', `${HEADER}.${PAYLOAD}.AQI`.replace(/AQI$/, 'AR')],
    ['signature', `${HEADER}.${PAYLOAD}.+/8`],
  ])('is canonical base64url, and says which part is not: %s', (what, text) => {
    expect(refused(text)).toBe(`jws-malformed: the ${what} is not base64url without padding`);
  });

  it('is UTF-8, without a byte order mark', () => {
    const bad = part(Buffer.from([0x7b, 0xff, 0x7d]));
    expect(refused(`${bad}.${PAYLOAD}.AQID`)).toBe('jws-malformed: the header is not UTF-8');
    expect(refused(`${HEADER}.${bad}.AQID`)).toBe('jws-malformed: the payload is not UTF-8');
    expect(refused(`${part('\uFEFF{}')}.${PAYLOAD}.AQID`)).toMatch(/^jws-malformed: the header is not JSON: /);
  });

  it.each([
    ['{', 'the header is not JSON: it is not JSON'],
    ['{"a":1,"a":2}', /^the header is not JSON: .*a/],
    ['{"__proto__":1}', /^the header is not JSON: /],
  ])('is JSON with unique names: %s', (text, says) => {
    const told = refused(`${part(text)}.${PAYLOAD}.AQID`).replace(/^jws-malformed: /, '');
    if (typeof says === 'string') expect(told).toBe(says);
    else expect(told).toMatch(says);
  });

  it.each(['[]', 'null', '"x"', '1', 'true'])('has objects for header and payload, not %s', (text) => {
    expect(refused(`${part(text)}.${PAYLOAD}.AQID`)).toBe('jws-malformed: the header is not a JSON object');
    expect(refused(`${HEADER}.${part(text)}.AQID`)).toBe('jws-malformed: the payload is not a JSON object');
  });

  it('is nested at most 16 levels deep', () => {
    const nested = (levels: number) => part(`${'{"a":'.repeat(levels - 1)}{}${'}'.repeat(levels - 1)}`);
    expect(parseJws(`${HEADER}.${nested(16)}.AQID`).payload).toHaveProperty('a');
    expect(refused(`${HEADER}.${nested(17)}.AQID`)).toMatch(/^jws-malformed: the payload is not JSON: /);
  });

  it('is read or refused, and never fails otherwise, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        try {
          parseJws(text);
        } catch (error) {
          expect(isMalformedJws(error)).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('is at most 16,384 characters long', () => {
    const rest = `.${PAYLOAD}.AQID`;
    // A header of spaces and an object, as long as is left; base64url has no length of one more than a multiple of four.
    const filled = (length: number) => part(`{}${' '.repeat(Math.floor((length * 3) / 4) - 2)}`);
    const longest = `${filled(16_384 - rest.length)}${rest}`;
    expect(longest).toHaveLength(16_384);
    expect(parseJws(longest).header).toEqual({});
    expect(refused(`${longest}A`)).toBe('jws-malformed: it is longer than 16384 characters');
  });
});

describe('a signature', () => {
  const jwsOf = (digest: string, header: JsonObject = { alg: 'RS256' }) => {
    const input = `${part(JSON.stringify(header))}.${PAYLOAD}`;
    return parseJws(`${input}.${sign(digest, Buffer.from(input), privateKey).toString('base64url')}`);
  };

  it('is by the digest of its algorithm, and none other', () => {
    for (const [alg, digest] of [
      ['RS256', 'sha256'],
      ['RS384', 'sha384'],
      ['RS512', 'sha512'],
    ] as const)
      for (const other of ['RS256', 'RS384', 'RS512'] as const)
        expect([alg, other, verifyJws(jwsOf(digest), other, publicKey)]).toEqual([alg, other, alg === other]);
  });

  it('by a key that is none of RSA’s is none, whatever it is', () => {
    const { privateKey: own, publicKey: elliptic } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const input = `${HEADER}.${PAYLOAD}`;
    const jws = parseJws(`${input}.${sign('sha256', Buffer.from(input), own).toString('base64url')}`);
    expect(verifyJws(jws, 'RS256', elliptic)).toBe(false);
  });

  it('covers header and payload', () => {
    const jws = jwsOf('sha256');
    expect(
      verifyJws({ ...jws, signingInput: Buffer.from(`${HEADER}.${part('{"iss":"y"}')}`) }, 'RS256', publicKey),
    ).toBe(false);
  });

  it('is made over header and payload as they are given, so that another program verifies it', async () => {
    for (const alg of ['RS256', 'RS384', 'RS512'] as const) {
      const compact = await signJws({ alg, kid: 'k' }, { sub: 'æ' }, privateKey);
      const { payload, protectedHeader } = await compactVerify(compact, publicKey, { algorithms: [alg] });
      expect(protectedHeader).toEqual({ alg, kid: 'k' });
      expect(JSON.parse(Buffer.from(payload).toString())).toEqual({ sub: 'æ' });
      expect(verifyJws(parseJws(compact), alg, publicKey)).toBe(true);
    }
  });

  it('that cannot be made is refused', async () => {
    await expect(signJws({ alg: 'RS256' }, {}, publicKey)).rejects.toThrow();
  });

  it('has an algorithm of RSA with PKCS #1 v1.5, and no other', () => {
    expect(['RS256', 'RS384', 'RS512'].every(isRsaAlgorithm)).toBe(true);
    for (const other of ['none', 'HS256', 'PS256', 'ES256', 'rs256', 'RS1', '', undefined, null, ['RS256']])
      expect([other, isRsaAlgorithm(other)]).toEqual([other, false]);
  });
});
