import type { KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_TRUST } from '../business-certificates/index.ts';
import type { GrantClient } from '../selfservice/index.ts';
import { checkPerson, checkResources, type GrantClaims, readClaims, withoutNull } from './claims.ts';
import { authenticate, checkAudienceAndTimes, DOCUMENTED, readGrant } from './grant.ts';
import { createHarness, type Harness, ISSUER, OTHER_PRIVATE_KEY, signed } from './harness.ts';
import { isRefusal, REFUSALS } from './refusals.ts';

const NOW = 1_800_000_000;
const CLAIMS = { iss: 'client', aud: ISSUER, scope: 'a:b', iat: NOW, exp: NOW + 120 };
const CLAIM_REMEDY = REFUSALS.kinds['claim-invalid'].remedy;

/** What a refusal tells: its code, and where they differ from the code's own, its words, its remedy and its values. */
function told(check: () => unknown): unknown {
  try {
    check();
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const { code, message, remedy, parameters } = error;
    const kind = REFUSALS.kinds[code];
    return [
      code,
      message === kind.what ? undefined : message,
      remedy === kind.remedy ? undefined : remedy,
      Object.keys(parameters).length === 0 ? undefined : parameters,
    ];
  }
  return 'accepted';
}

/** The code alone. */
const codeOf = (found: unknown): unknown => (Array.isArray(found) ? found[0] : found);

const claim = (over: Record<string, unknown>): unknown => told(() => readClaims({ ...CLAIMS, ...over } as never));
const invalidClaim = (why: string, name: string) => [
  'claim-invalid',
  `Invalid assertion. Invalid parameter value: ${why}`,
  undefined,
  { claim: name },
];

describe('a claim that is refused is told by its name, with what it must be (maskinporten#33)', () => {
  it.each(['iss', 'scope', 'iat', 'exp', 'aud'])('%s, when it is missing', (name) => {
    expect(claim({ [name]: undefined })).toEqual(invalidClaim(`the claim ${name} is missing`, name));
  });

  it.each([
    ['iss', 1000],
    ['scope', 8000],
    ['sub', 1000],
    ['jti', 500],
    ['pid', 50],
  ] as const)('%s: a text of 1 to %i characters', (name, most) => {
    const refusal = invalidClaim(`the claim ${name} must be a string of 1 to ${most} characters`, name);
    for (const value of ['', 'a'.repeat(most + 1), 1, null, ['a'], 'a\0', '\ud800'])
      expect(claim({ [name]: value }), JSON.stringify(value)).toEqual(refusal);
    for (const value of ['a', 'a'.repeat(most)]) expect(claim({ [name]: value })).toBe('accepted');
  });

  it.each(['iat', 'exp', 'nbf'])('%s: whole seconds', (name) => {
    const refusal = invalidClaim(`the claim ${name} must be whole seconds since 1970 as a number`, name);
    for (const value of ['1', -1, 1.5, 2 ** 53, null, true])
      expect(claim({ [name]: value }), JSON.stringify(value)).toEqual(refusal);
    for (const value of [0, NOW]) expect(claim({ [name]: value })).toBe('accepted');
  });

  it('scope: 1 to 200 names with any white space between, and around them', () => {
    const refusal = invalidClaim('the claim scope must name 1 to 200 scopes', 'scope');
    const many = Array.from({ length: 201 }, (_, index) => `s:${index}`);
    for (const scope of [' ', many.join(' ')]) expect(claim({ scope })).toEqual(refusal);
    const { scopes } = readClaims({ ...CLAIMS, scope: ` ${many.slice(1).join(' \t ')} ` });
    expect(scopes).toEqual(many.slice(1));
    expect(readClaims({ ...CLAIMS, scope: 'a:b c:d a:b' }).scopes).toEqual(['a:b', 'c:d']);
  });

  it('resource: one text, or 1 to 10', () => {
    const refusal = invalidClaim('the claim resource must be a string or a list of 1 to 10 strings', 'resource');
    const long = 'a'.repeat(1001);
    for (const resource of [[], Array(11).fill('a'), [1], ['a', long], long, { a: 1 }, 'a\0'])
      expect(claim({ resource }), JSON.stringify(resource)).toEqual(refusal);
    expect(readClaims({ ...CLAIMS, resource: 'a' }).resource).toEqual(['a']);
    expect(readClaims({ ...CLAIMS, resource: Array(10).fill(long.slice(1)) }).resource).toHaveLength(10);
    expect(readClaims(CLAIMS).resource).toEqual([]);
  });

  it('consumer_org: nine digits', () => {
    const refusal = invalidClaim(
      'the claim consumer_org must be the nine digits of an organisation number, without 0192:',
      'consumer_org',
    );
    for (const value of ['0192:310044423', 310044423, '31004442', null])
      expect(claim({ consumer_org: value })).toEqual(refusal);
    expect(readClaims({ ...CLAIMS, consumer_org: '310044423' }).consumerOrg).toBe('310044423');
  });

  it('what is not known is named, cut short, with all that is', () => {
    const known =
      'aud, iss, scope, iat, exp, jti, nbf, sub, resource, consumer_org, iss_onbehalfof, pid, authorization_details';
    expect(claim({ ['x'.repeat(70)]: 1 })).toEqual([
      'claim-unknown',
      `Invalid assertion. The claim "${'x'.repeat(60)}" is not allowed`,
      `Remove the claim. Allowed are: ${known}.`,
      { claim: 'x'.repeat(60) },
    ]);
    expect(claim({ iss_onbehalfof: 'a' })).toEqual(['on-behalf-of', undefined, undefined, { claim: 'iss_onbehalfof' }]);
  });

  it('null is left out where it may be, and nowhere else', () => {
    const required = { iss: null, aud: null, scope: null, iat: null, exp: null };
    const payload = { ...required, nbf: null, jti: null, unknown: null, sub: 'a' };
    expect(withoutNull(payload)).toEqual({ ...required, unknown: null, sub: 'a' });
  });

  it('the remedy of each is that of its kind', () => {
    expect(CLAIM_REMEDY).toMatch(/^Make a compact JWS .*value named\.$/);
  });
});

describe('what a resource and a person must be', () => {
  it('an absolute URI without fragment', () => {
    for (const value of ['a', '/a', 'a b:c', '1a:b', 'https://a.example/#b', 'urn:', `${'a'.repeat(120)}#`])
      expect(told(() => checkResources(['urn:good', value]))).toEqual([
        'resource-invalid',
        `The resource ${JSON.stringify(value.slice(0, 100))} is not an absolute URI without fragment`,
        undefined,
        { resource: value.slice(0, 100) },
      ]);
    expect(told(() => checkResources(['https://a.example/b', 'URN:x', 'a1+.-:x']))).toBe('accepted');
  });

  it('a number with good check digits, which is never repeated', () => {
    expect(told(() => checkPerson('01816010026'))).toEqual(['person-invalid', undefined, undefined, undefined]);
    for (const pid of ['01816010027', undefined]) expect(told(() => checkPerson(pid))).toBe('accepted');
  });
});

describe('a header that is refused is told by its name', () => {
  const header = (over: Record<string, unknown>): unknown =>
    told(() => readGrant(signed({ alg: 'RS256', kid: 'k', ...over }, CLAIMS)));

  it.each([
    [{ alg: 'none' }, 'alg', 'the header alg must be RS256, RS384 or RS512'],
    [{ alg: 'PS256' }, 'alg', 'the header alg must be RS256, RS384 or RS512'],
    [{ crit: [] }, 'crit', 'the header crit is not supported'],
    [{ kid: '' }, 'kid', 'the header kid must be a string'],
    [{ kid: 1 }, 'kid', 'the header kid must be a string'],
    [{ kid: 'k'.repeat(256) }, 'kid', 'the header kid must be a string'],
    [{ kid: undefined }, 'kid', 'the header has neither kid nor x5c'],
  ])('%j', (over, name, why) => {
    const words = `Invalid assertion. Invalid parameter value: ${why}`;
    expect(header(over)).toEqual(['header-invalid', words, undefined, { header: name }]);
  });

  it('x5c that cannot be read is told so before anything else of the grant', () => {
    expect(header({ x5c: 'a' })).toEqual([
      'certificate-unreadable',
      'Invalid assertion. Invalid JWT header x5c: it is not a list',
      'x5c is a list of certificates (DER in standard base64), the signing one first.',
      undefined,
    ]);
  });

  it('and claims that are null are refused where nothing else is said', () => {
    const assertion = signed({ alg: 'RS256', kid: 'k' }, { ...CLAIMS, jti: null });
    expect(codeOf(told(() => readGrant(assertion)))).toBe('claim-invalid');
    expect(codeOf(told(() => readGrant(assertion, { ...DOCUMENTED, nullClaims: 'absent' })))).toBe('accepted');
    const late = { ...readClaims(CLAIMS), expires: NOW + 121 };
    expect(codeOf(told(() => checkAudienceAndTimes(late, ISSUER, NOW)))).toBe('lifetime-too-long');
  });

  it('and one that is good is read', () => {
    const details = [{ type: 'a' }];
    expect(readClaims({ ...CLAIMS, authorization_details: details }).authorizationDetails).toBe(details);
    const { algorithm, kid } = readGrant(signed({ alg: 'RS384', kid: 'k'.repeat(255) }, CLAIMS));
    expect([algorithm, kid]).toEqual(['RS384', 'k'.repeat(255)]);
    expect(told(() => readGrant('a.b'))).toEqual([
      'assertion-unreadable',
      expect.stringMatching(/^Invalid assertion\. Invalid parameter value: the assertion cannot be read: .+/),
      undefined,
      undefined,
    ]);
  });
});

describe('audience and times', () => {
  const at = (over: Partial<GrantClaims>, times: 'documented' | 'live' = 'documented'): unknown => {
    const claims = { ...readClaims(CLAIMS), ...over };
    return told(() => checkAudienceAndTimes(claims, ISSUER, NOW, { ...DOCUMENTED, times }));
  };

  it('tell the audience that was wanted and the one that came, cut short', () => {
    const given = JSON.stringify('x'.repeat(300)).slice(0, 200);
    expect(at({ audience: 'x'.repeat(300) })).toEqual([
      'audience-wrong',
      undefined,
      `aud must be exactly ${ISSUER}, final slash included; it was ${given}.`,
      { expected: ISSUER, given },
    ]);
    for (const audience of [[ISSUER, ISSUER], [], ISSUER.slice(0, -1), { 0: ISSUER, length: 1 }])
      expect(codeOf(at({ audience }))).toBe('audience-wrong');
    for (const audience of [ISSUER, [ISSUER]]) expect(at({ audience })).toBe('accepted');
    // Another that is taken is taken to the letter, and only where it has been named.
    const other = 'https://test.maskinporten.no/';
    const named = (audience: unknown) => {
      const claims = { ...readClaims(CLAIMS), audience };
      const rules = { ...DOCUMENTED, audiences: new Set([other]) };
      return codeOf(told(() => checkAudienceAndTimes(claims, ISSUER, NOW, rules)));
    };
    for (const audience of [other, [other], ISSUER]) expect(named(audience)).toBe('accepted');
    for (const audience of [`${other}token`, { other }, [other, other]]) expect(named(audience)).toBe('audience-wrong');
  });

  it('tell by how much a time is off, from the first second that is', () => {
    expect(at({ issuedAt: NOW + 10 })).toBe('accepted');
    expect(at({ issuedAt: NOW + 11 })).toEqual([
      'issued-ahead',
      undefined,
      `iat is 11 s ahead of the server's clock, 10 s are allowed: set your clock, or sign right before sending.`,
      { ahead: 11 },
    ]);
    const old = (passed: number) => ({ issuedAt: NOW - 60, expires: NOW - passed });
    expect(at(old(-1))).toBe('accepted');
    for (const passed of [0, 9])
      expect(at(old(passed))).toEqual([
        'expired',
        undefined,
        `exp passed ${passed} s ago: sign right before sending, and check your clock.`,
        { ago: passed },
      ]);
    expect(at(old(9), 'live')).toBe('accepted');
    expect(codeOf(at(old(10), 'live'))).toBe('expired');
    for (const [times, most] of [
      ['documented', 120],
      ['live', 180],
    ] as const) {
      expect(at({ expires: NOW + most }, times)).toBe('accepted');
      expect(at({ expires: NOW + most + 1 }, times)).toEqual([
        'lifetime-too-long',
        `Invalid assertion. The JWT may be valid for at most ${most} seconds: exp − iat is ${most + 1} s`,
        most === 120 ? undefined : `Make exp − iat ${most} s or less.`,
        { lifetime: most + 1, max: most },
      ]);
    }
  });

  it('refuse what was issued after its end, or is not valid before it', () => {
    expect(at({ issuedAt: NOW + 5, expires: NOW + 5 })).toBe('accepted');
    expect(at({ issuedAt: NOW + 6, expires: NOW + 5 })).toEqual([
      'issued-after-expiry',
      undefined,
      undefined,
      undefined,
    ]);
    expect(at({ notBefore: NOW + 10 })).toBe('accepted');
    expect(at({ notBefore: NOW + 11 })).toEqual([
      'not-yet-valid',
      'Invalid assertion. JWT is not valid yet: nbf is 11 s ahead',
      `nbf may be 10 s ahead of the server's clock: leave it out, or set it to the time of signing.`,
      { ahead: 11 },
    ]);
    expect(at({ notBefore: NOW + 5, expires: NOW + 5 })).toBe('accepted');
    expect(at({ notBefore: NOW + 6, expires: NOW + 5 })).toEqual(['never-valid', undefined, undefined, undefined]);
  });
});

describe('a client that does not prove who it is', () => {
  let harness: Harness;
  let client: GrantClient;
  beforeAll(async () => {
    harness = await createHarness();
    const found = await harness.selfservice.client(harness.clientId);
    if (!found) throw new Error('the client of the tests is not there');
    client = found;
  });
  afterAll(() => harness.close());

  const prove = (header: object, over: Partial<GrantClient> = {}, key?: KeyObject): unknown => {
    const grant = readGrant(signed({ alg: 'RS256', ...header }, CLAIMS, key));
    return told(() => authenticate(grant, { ...client, ...over }, NO_TRUST, harness.clock.now()));
  };

  it('is told which keys it has, and which it named', () => {
    const [kid = ''] = client.keys.keys();
    expect(prove({ kid })).toBe('accepted');
    expect(prove({ kid: 'other' })).toEqual([
      'kid-unknown',
      undefined,
      `Upload the public half of the key to this client, or sign with one of its keys: ${[...client.keys.keys()].join(', ')}.`,
      { kid: 'other', kids: [...client.keys.keys()].join(', ') },
    ]);
    expect(prove({ kid: 'other' }, { keys: new Map() })).toEqual([
      'kid-unknown',
      undefined,
      'Upload the public half of the key to this client, or sign with one of its keys: it has none.',
      { kid: 'other', kids: '' },
    ]);
    expect(codeOf(prove({ kid }, { active: false }))).toBe('client-unknown');
  });

  it('is told whose signature was wanted', () => {
    const [kid = ''] = client.keys.keys();
    expect(prove({ kid }, {}, OTHER_PRIVATE_KEY)).toEqual([
      'signature-invalid',
      undefined,
      `The assertion is not signed by the private half of the key ${kid} that is registered.`,
      undefined,
    ]);
  });

  it('cannot use a key from the moment at which it ends', () => {
    const [[kid, key] = []] = client.keys;
    if (kid === undefined || key === undefined) throw new Error('the client of the tests has no key');
    const ending = (expires: number) => prove({ kid }, { keys: new Map([[kid, { ...key, expires }]]) });
    expect(codeOf(ending(harness.clock.now()))).toBe('key-expired');
    expect(ending(harness.clock.now() + 1)).toBe('accepted');
  });
});
