import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BEARER, CONSUMER, createHarness, type Harness, ISSUER, OTHER, PRIVATE_KEY, signed } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await createHarness();
});
afterAll(() => harness.close());

/** Values that are no text, no number of seconds and no list, as JSON; some of them JavaScript would not write. */
const ODD = ['null', 'true', 'false', '[]', '{}', '[null]', '{"a":1}', '"\\u0000"', '"\\ud800"', '""'];
const NOT_TIMES = [
  ...ODD,
  '"NaN"',
  '"Infinity"',
  '"1795413600"',
  '1795413600.5',
  '-1',
  '-1795413600',
  '1e400',
  '-1e400',
  '1e21',
  '9007199254740993',
  '[1795413600]',
];

/** A grant whose claims are this JSON, so that numbers may be as no program would write them. */
function grantWith(name: string, json: string, over: Record<string, unknown> = {}): string {
  const { [name]: _taken, ...claims } = harness.claims(over);
  const payload = JSON.stringify(claims).replace(/^\{/, `{"${name}":${json},`);
  return signed({ alg: 'RS256', kid: 'key-1' }, payload, PRIVATE_KEY);
}

async function ask(assertion: string): Promise<{ status: number; text: string }> {
  const { status, body } = await harness.token(assertion);
  return { status, text: body['error_description'] ?? '' };
}

/** What Maskinporten says of a time is its own sentence (maskinporten.md 4), NUL is refused wherever it stands; all else names the claim. */
const wordsFor = (name: string, json: string): RegExp => {
  if (json.includes('\\u0000')) return /\bNUL\b/;
  return name === 'authorization_details' ? /authorization details/ : new RegExp(`\\b${name}\\b`);
};

/** Refused with 400, by a text that says what is wrong. */
async function refusedBy(name: string, json: string, over?: Record<string, unknown>): Promise<void> {
  const { status, text } = await ask(grantWith(name, json, over));
  expect([name, json, status]).toEqual([name, json, 400]);
  expect(text).toMatch(wordsFor(name, json));
}

const now = (): number => Math.floor(harness.clock.now() / 1000);

describe('every registered claim of a grant', () => {
  it.each(['exp', 'nbf', 'iat'])('refuses %s that is no time, and names it', async (name) => {
    for (const json of NOT_TIMES) await refusedBy(name, json);
  });

  it.each([
    'iss',
    'sub',
    'aud',
    'jti',
    'scope',
    'resource',
    'consumer_org',
    'pid',
    'authorization_details',
    'iss_onbehalfof',
  ])('refuses %s of another kind, null among them, and names it', async (name) => {
    for (const json of ODD) await refusedBy(name, json);
    if (name !== 'resource') for (const json of ['1', '1.5', '["x","y"]']) await refusedBy(name, json);
  });

  it.each([
    'act',
    'may_act',
    'client_id',
    'client_amr',
    'consumer',
    'supplier',
    'delegation_source',
    'cnf',
    'azp',
    'nonce',
    'consumer_orgno',
    'aud ',
    'EXP',
  ])('refuses the claim %s, which no grant has, whatever its value', async (name) => {
    for (const json of ['"x"', '1', 'null', '{}', `{"sub":"${OTHER}"}`]) {
      const { status, text } = await ask(grantWith(name, json));
      expect([status, text.includes(`"${name}"`)]).toEqual([400, true]);
    }
  });

  it('holds exp and iat to the second (RFC 7523 section 3, items 4 and 6)', async () => {
    const cases: readonly (readonly [Record<string, number>, number, RegExp?])[] = [
      [{ iat: now() - 60, exp: now() }, 400, /JWT is expired \(/],
      [{ iat: now() - 60, exp: now() - 1 }, 400, /JWT is expired \(/],
      [{ iat: now() - 60, exp: now() + 1 }, 200],
      [{ iat: now(), exp: now() + 120 }, 200],
      [{ iat: now(), exp: now() + 121 }, 400, /\bexp\b/],
      [{ iat: now() + 10, exp: now() + 60 }, 200],
      [{ iat: now() + 11, exp: now() + 60 }, 400, /Issue time is after now \(/],
      [{ iat: now() + 5, exp: now() + 5 }, 200],
      [{ iat: now() + 5, exp: now() + 4 }, 400, /\biat\b/],
      [{ iat: 0, exp: now() + 60 }, 400, /\bexp\b/],
    ];
    for (const [over, status, names] of cases) {
      const answer = await ask(harness.assertion(over));
      expect([over, answer.status]).toEqual([over, status]);
      if (names) expect(answer.text).toMatch(names);
    }
  });

  it('takes no grant before its nbf, nor one whose nbf is after its exp (maskinporten#120)', async () => {
    for (const nbf of [0, now() - 3600, now(), now() + 10])
      expect([nbf, (await ask(harness.assertion({ nbf }))).status]).toEqual([nbf, 200]);
    for (const nbf of [now() + 11, now() + 60, now() + 3600, Number.MAX_SAFE_INTEGER]) await refusedBy('nbf', `${nbf}`);
    const short = { iat: now() - 60, exp: now() + 5 };
    expect((await ask(harness.assertion({ ...short, nbf: now() + 5 }))).status).toBe(200);
    await refusedBy('nbf', `${now() + 6}`, short);
  });

  it('gives a token for no other times than those', async () => {
    const second = fc.integer({ min: -400, max: 400 });
    await fc.assert(
      fc.asyncProperty(second, second, fc.option(second, { nil: undefined }), async (iat, exp, nbf) => {
        const times = { iat: now() + iat, exp: now() + exp, nbf: nbf === undefined ? undefined : now() + nbf };
        const good =
          iat <= 10 && exp > 0 && exp - iat <= 120 && iat <= exp && (nbf === undefined || (nbf <= 10 && nbf <= exp));
        expect((await ask(harness.assertion(times))).status).toBe(good ? 200 : 400);
      }),
      {
        numRuns: 300,
        examples: [
          [10, 130, 10],
          [0, 1, undefined],
          [0, 120, 11],
        ],
      },
    );
  });

  it('answers any value of any claim with 200, 400 or 403 (also null, huge and nested ones)', async () => {
    const names = fc.constantFrom(
      ...'iss sub aud exp nbf iat jti scope resource consumer_org pid authorization_details iss_onbehalfof act'.split(
        ' ',
      ),
    );
    await fc.assert(
      fc.asyncProperty(names, fc.jsonValue({ maxDepth: 3 }), async (name, value) => {
        const { status } = await ask(grantWith(name, JSON.stringify(value)));
        expect([200, 400, 403]).toContain(status);
        // Of made-up values, only these claims can hold one that is good.
        if (status === 200) expect(['sub', 'jti', 'nbf', 'resource']).toContain(name);
      }),
      { numRuns: 500 },
    );
  });

  it('has a good grant for all of them at once, so that the above could fail', async () => {
    harness.altinn.systemUsers.set(`${OTHER} ${OTHER}`, { id: '5d6f1a0c-9b37-4a55-8a0e-77b0e6c3d912', systemId: 'x' });
    const { status } = await ask(
      harness.assertion({
        sub: harness.clientId,
        nbf: now(),
        aud: [ISSUER],
        resource: ['https://api.example/v1'],
        pid: '01816010027',
        authorization_details: [
          { type: 'urn:altinn:systemuser', systemuser_org: { authority: 'iso6523-actorid-upis', ID: `0192:${OTHER}` } },
        ],
      }),
    );
    expect([status, CONSUMER.length, BEARER.length > 0]).toEqual([200, 9, true]);
  });
});
