import { describe, expect, it } from 'vitest';
import { acceptScope } from './scope-rules.ts';

const LEAST = { prefix: 'fjord', subscope: 'read', description: 'A scope of the tests' };

/** What is accepted; or of each field that is wrong its name, what it must be, the code and the values. */
function outcome(over: Record<string, unknown>): unknown {
  try {
    return acceptScope({ ...LEAST, ...over });
  } catch (error) {
    const { fields } = error as { fields: readonly Record<string, unknown>[] };
    return fields.map(({ field, message, code, parameters }) => [field, message, code, parameters]);
  }
}
const wrong = (field: string, message: string, code = 'invalid', parameters = {}) => [
  [field, message, code, parameters],
];

describe('a scope', () => {
  it('is as self-service makes it where nothing is said, and where null is', () => {
    const made = {
      ...LEAST,
      visibility: 'PUBLIC',
      active: true,
      accessibleForAll: false,
      integrationTypes: ['maskinporten'],
      tokenType: 'SELF_CONTAINED',
      requiresUserConsent: false,
      requiresUserAuthentication: false,
      requiresPseudonymousTokens: false,
      supportsEuropeanBusinesses: false,
      protected: false,
    };
    expect(outcome({})).toStrictEqual(made);
    const NULLS = ['visibility', 'active', 'allowed_integration_types', 'token_type', 'long_description', 'at_max_age'];
    expect(outcome(Object.fromEntries(NULLS.map((name) => [name, null])))).toStrictEqual(made);
  });

  it('keeps each setting in its own place', () => {
    expect(
      outcome({
        visibility: 'PRIVATE',
        active: false,
        accessible_for_all: true,
        allowed_integration_types: ['idporten', 'maskinporten', 'idporten'],
        token_type: 'OPAQUE',
        requires_user_consent: true,
        long_description: 'line\nline',
        'description#nn': 'nynorsk',
        'description#se': 'sámi',
        'long_description#en': 'English',
        delegation_source: 'https://altinn.test/',
        enforced_aud_for_access_token: 'https://api.test',
        at_max_age: 0,
        authorization_max_lifetime: 60,
      }),
    ).toStrictEqual({
      ...LEAST,
      visibility: 'PRIVATE',
      active: false,
      accessibleForAll: true,
      integrationTypes: ['idporten', 'maskinporten'],
      tokenType: 'OPAQUE',
      requiresUserConsent: true,
      requiresUserAuthentication: false,
      requiresPseudonymousTokens: false,
      supportsEuropeanBusinesses: false,
      protected: false,
      longDescription: 'line\nline',
      descriptions: { nn: 'nynorsk', se: 'sámi' },
      longDescriptions: { en: 'English' },
      delegationSource: 'https://altinn.test/',
      enforcedAud: 'https://api.test',
      atMaxAge: 0,
      authorizationMaxLifetime: 60,
    });
    for (const [name, member] of [
      ['requires_user_authentication', 'requiresUserAuthentication'],
      ['requires_pseudonymous_tokens', 'requiresPseudonymousTokens'],
      ['supports_european_businesses', 'supportsEuropeanBusinesses'],
      ['protected', 'protected'],
    ] as const)
      expect(outcome({ [name]: true })).toMatchObject({ [member]: true, requiresUserConsent: false });
    expect(outcome({ visibility: 'INTERNAL' })).toMatchObject({ visibility: 'INTERNAL' });
  });
});

describe('what a field must be is told with its name, its code and its bounds', () => {
  it.each([
    ['prefix', 50, 'a'],
    ['subscope', 200, 'a'],
    ['description', 255, 'a'],
    ['long_description', 1023, 'a'],
    ['description#nn', 255, 'a'],
    ['long_description#se', 1023, 'a'],
    ['delegation_source', 255, 'a'],
    ['enforced_aud_for_access_token', 500, 'a'],
  ])('%s: a text of at most %i characters', (field, max, letter) => {
    expect(outcome({ [field]: letter.repeat(max) })).toHaveProperty('prefix');
    const tooLong = [field, `must be a string of at most ${max} characters`, 'too-long', { max }];
    for (const value of [letter.repeat(max + 1), 1, [letter]])
      expect(outcome({ [field]: value })).toContainEqual(tooLong);
    for (const value of ['a\tb', 'a\u0000', 'a\u001f', 'a\u007f', 'a\rb'])
      expect(outcome({ [field]: value })).toContainEqual([
        field,
        'may hold no control characters',
        'control-characters',
        {},
      ]);
  });

  it.each(['', 'Fjord', '-fjord', 'fj ord', 'fjord_', null])('prefix %j', (prefix) => {
    expect(outcome({ prefix })).toEqual(
      wrong('prefix', 'is required: the prefix that your organisation owns', 'required'),
    );
  });

  it('subscope, of these letters alone', () => {
    const refused = wrong('subscope', 'is required: letters, digits, "/", ".", ":", "_" and "-"', 'characters');
    for (const subscope of ['', 'a b', 'a#', 'é', null]) expect(outcome({ subscope })).toEqual(refused);
    expect(outcome({ subscope: 'aÆø/.:_-9' })).toMatchObject({ subscope: 'aÆø/.:_-9' });
    expect(outcome({ prefix: '9-fjord' })).toMatchObject({ prefix: '9-fjord' });
  });

  it.each(['', null, undefined])('description %j', (description) => {
    expect(outcome({ description })).toEqual(wrong('description', 'is required', 'required'));
  });

  it('yes and no, seconds, and one of several', () => {
    for (const field of ['active', 'accessible_for_all', 'requires_user_consent', 'protected'])
      expect(outcome({ [field]: 'true' })).toEqual(wrong(field, 'must be true or false'));
    for (const field of ['at_max_age', 'authorization_max_lifetime'])
      for (const value of [-1, 1.5, '1', 2 ** 53])
        expect(outcome({ [field]: value })).toEqual(
          wrong(field, 'must be a whole number of seconds, 0 or more', 'seconds', { min: 0 }),
        );
    expect(outcome({ visibility: 'public' })).toEqual(wrong('visibility', 'must be PUBLIC or PRIVATE or INTERNAL'));
    expect(outcome({ token_type: 'JWT' })).toEqual(wrong('token_type', 'must be SELF_CONTAINED or OPAQUE'));
    const types = 'ansattporten, api_klient, eformidling, idporten, idporten_saml2, krr, maskinporten';
    for (const value of ['maskinporten', ['other'], ['maskinporten', 1], {}])
      expect(outcome({ allowed_integration_types: value })).toEqual(
        wrong('allowed_integration_types', `must be a list of ${types}`),
      );
  });

  it('all that is wrong is told at once', () => {
    const told = outcome({ prefix: '', active: 1, at_max_age: -1 }) as readonly (readonly unknown[])[];
    expect(told.map(([field]) => field)).toEqual(['prefix', 'active', 'at_max_age']);
    for (const body of [null, [], 'a', 1]) expect(() => acceptScope(body)).toThrow('body: must be a JSON object');
  });
});
