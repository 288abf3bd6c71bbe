import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHarness, type Harness, MANAGER } from './authentication/harness.ts';
import { newCode } from './operator/codes.ts';
import { makeSecret } from './selfservice/client-secret.ts';

const DRAWN = 300;

/**
 * How many bits the values have at least, as far as so many of them can tell: each place counts with the characters that were seen in it. A
 * counter, a time, or a value that is made of another has places in which hardly anything changes.
 */
function bitsOf(values: readonly string[]): number {
  expect(new Set(values).size).toBe(values.length);
  const length = Math.min(...values.map((value) => value.length));
  return Array.from({ length }, (_, at) => Math.log2(new Set(values.map((value) => value[at])).size)).reduce(
    (sum, bits) => sum + bits,
    0,
  );
}

describe('what must not be guessed', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await createHarness({ listen: true });
  });
  afterAll(() => harness.close());

  it('is an operator’s code of 120 bits', () => {
    expect(bitsOf(Array.from({ length: DRAWN }, newCode))).toBeGreaterThan(120);
  });

  it('is a client’s secret of 240 bits', () => {
    expect(bitsOf(Array.from({ length: DRAWN }, () => makeSecret(0).text))).toBeGreaterThan(240);
  });

  it('is the handle of a session of 240 bits', async () => {
    const person = await harness.register.party({ person: MANAGER });
    if (!person) throw new Error('no such person');
    const login = { issuer: 'x', sid: undefined, idToken: undefined, acr: 'level3', amr: [] };
    const handles: string[] = [];
    for (let at = 0; at < DRAWN; at += 1)
      handles.push((await harness.authentication.sessions.begin(person, login)).handle);
    expect(bitsOf(handles)).toBeGreaterThan(240);
  });

  it('is what a log-in goes by: state, nonce, challenge of PKCE, and the browser’s cookie', async () => {
    const drawn = new Map<string, string[]>();
    for (let at = 0; at < DRAWN; at += 1) {
      const answer = await harness.app.inject('/authentication/api/v1/authentication');
      const { searchParams } = new URL(String(answer.headers['location']));
      const cookie = answer.cookies.find(({ name }) => name === 'altinnlogin')?.value ?? '';
      for (const name of ['state', 'nonce', 'code_challenge'])
        drawn.set(name, [...(drawn.get(name) ?? []), searchParams.get(name) ?? '']);
      drawn.set('cookie', [...(drawn.get('cookie') ?? []), cookie]);
    }
    for (const [name, values] of drawn) expect([name, bitsOf(values) > 240]).toEqual([name, true]);
  });
});
