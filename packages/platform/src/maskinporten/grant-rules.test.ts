import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkProduction } from '../assembly/index.ts';
import { createHarness, type Harness, ISSUER } from './harness.ts';

const REAL = 'https://test.maskinporten.no/';

let plain: Harness;
let live: Harness;
beforeAll(async () => {
  plain = await createHarness();
  live = await createHarness({
    grantTimes: 'live',
    acceptedAudiences: [REAL, `${ISSUER}token`],
    nullClaims: 'absent',
  });
});
afterAll(async () => {
  await plain.close();
  await live.close();
});

const now = (harness: Harness): number => Math.floor(harness.clock.now() / 1000);
/** `200`, or the code, else the text, with which a grant is refused. */
async function outcome(harness: Harness, over: Record<string, unknown>): Promise<string> {
  const { status, body } = await harness.token(harness.assertion(over));
  return status === 200 ? '200' : (body['error_uri']?.split('/').at(-1) ?? body['error_description'] ?? '');
}

describe('the times of a grant as live (maskinporten#127)', () => {
  it('may lie 180 s apart, and not 181', async () => {
    const iat = now(live);
    expect(await outcome(live, { iat, exp: iat + 180 })).toBe('200');
    expect(await outcome(live, { iat, exp: iat + 181 })).toContain('at most 180 seconds');
    expect(await outcome(plain, { iat, exp: iat + 180 })).toContain('at most 120 seconds');
  });

  it('may have passed 9 s ago, and not 10; iat has 10 s as ever', async () => {
    const iat = now(live) - 60;
    expect(await outcome(live, { iat, exp: iat + 51 })).toBe('200');
    expect(await outcome(live, { iat, exp: iat + 50 })).toBe('MP-130');
    expect(await outcome(plain, { iat, exp: iat + 59 })).toBe('MP-130');
    expect(await outcome(live, { iat: now(live) + 10 })).toBe('200');
    expect(await outcome(live, { iat: now(live) + 11 })).toContain('Issue time is after now');
  });

  it('do not let a grant be used again after its exp', async () => {
    const iat = now(live);
    const assertion = live.assertion({ iat, exp: iat + 5 });
    expect((await live.token(assertion)).status).toBe(200);
    live.clock.advance(14_000);
    expect((await live.token(assertion)).body['error_uri']).toMatch(/MP-012$/);
  });
});

describe('further audiences (maskinporten#128)', () => {
  it('are taken to the letter, one at a time', async () => {
    for (const aud of [REAL, [REAL], `${ISSUER}token`, ISSUER]) expect(await outcome(live, { aud })).toBe('200');
    for (const aud of [
      REAL.slice(0, -1),
      REAL.toUpperCase(),
      `${REAL}token`,
      [REAL, ISSUER],
      [REAL, REAL],
      [],
      '__proto__',
      { toString: REAL },
    ])
      expect(await outcome(live, { aud })).toBe('MP-110');
    for (const aud of [REAL, `${ISSUER}token`]) expect(await outcome(plain, { aud })).toBe('MP-110');
  });

  it('change nothing in the token', async () => {
    const { body } = await live.token(live.assertion({ aud: REAL }));
    const payload: unknown = JSON.parse(Buffer.from(body['access_token']?.split('.')[1] ?? '', 'base64url').toString());
    expect(payload).toMatchObject({ iss: ISSUER });
  });

  it('keep production from starting', () => {
    expect(() => checkProduction({ acceptedAudiences: [REAL] })).toThrow('further audiences are the sandbox’s');
  });
});

describe('claims that are null (maskinporten#129)', () => {
  const OPTIONAL = ['jti', 'nbf', 'sub', 'resource', 'consumer_org', 'iss_onbehalfof', 'pid', 'authorization_details'];

  it.each(OPTIONAL)('%s: as if it had been left out, or refused', async (name) => {
    expect(await outcome(live, { [name]: null })).toBe('200');
    expect(await outcome(plain, { [name]: null })).not.toBe('200');
  });

  it.each(['iss', 'aud', 'scope', 'iat', 'exp', 'foo', 'consumer_orgno'])('%s is refused either way', async (name) => {
    for (const harness of [live, plain]) expect(await outcome(harness, { [name]: null })).not.toBe('200');
  });

  it('leave a grant without jti good for one use', async () => {
    const assertion = live.assertion({ jti: null, scope: 'fjord:open.write' });
    expect((await live.token(assertion)).status).toBe(200);
    expect((await live.token(assertion)).body['error_uri']).toMatch(/MP-012$/);
  });
});
