import { describe, expect, it } from 'vitest';
import type { TokenRequestError } from './errors.ts';
import { CLIENT_ID, refusal, world } from './testing/world.ts';

/** What the server answers, and what the error must then say (client-library.md 6.5). */
type Row = readonly [description: string, error: string, status: number, ...says: (string | RegExp)[]];
const ROWS: readonly Row[] = [
  ['Invalid assertion. MP-012', 'invalid_grant', 400, /proxy or a retry layer/],
  ['Unknown client MP-100', 'invalid_client', 401, CLIENT_ID, /2 minutes/, /TEST and PROD/],
  ['Invalid JWT claim aud MP-110', 'invalid_grant', 400, 'http://localhost:7070/maskinporten/'],
  ['Certificate MP-120', 'invalid_grant', 400, /another environment or organisation/],
  ['Key MP-121', 'invalid_grant', 400, 'key-1', /over a year ago/, /altinn-jwks export maskinporten/],
  ['Certificate MP-122', 'invalid_grant', 400, /x5c/],
  ['Certificate MP-123', 'invalid_grant', 400, /x5c/],
  ['Signature MP-124', 'invalid_grant', 400, /not the one registered/],
  ['Unknown key identifier', 'invalid_grant', 400, 'key-1'],
  ['Time MP-130', 'invalid_grant', 400, /clock/],
  ['Invalid issue time', 'invalid_grant', 400, /clock/],
  ['Scope MP-200', 'invalid_scope', 400, /Add the scope to the client/],
  ['Scope MP-201', 'invalid_scope', 400, /Add the scope to the client/],
  ['Access MP-250', 'forbidden', 403, /owner of the API has not given/],
  ['Delegation MP-251', 'invalid_grant', 400, /has not delegated/, /prod and tt02 are separate/],
  ['System user MP-301', 'invalid_grant', 400, /not approved/, /externalRef that was set at creation/],
  ['System user MP-302', 'invalid_grant', 400, /externalRef/],
  ['System user MP-303', 'invalid_grant', 400, /externalRef/],
  ['No system user', 'invalid_altinn_customer_configuration', 400, /externalRef/],
  ['Bad resource', 'invalid_target', 400, /absolute URI without fragment/],
];

const refused = async (answer: Response, request = {}): Promise<TokenRequestError> => {
  const { client, fake } = await world({ retry: false });
  fake.answerNext('token', () => answer.clone());
  return client.getToken(request).then(
    () => Promise.reject(new Error('a token was given')),
    (error: TokenRequestError) => error,
  );
};

describe('a refusal', () => {
  it('for too many requests says when to try again (client-library#58)', async () => {
    const told = await refused(refusal(429, 'too_many', 'Slow down', { 'retry-after': '90' }));
    expect(told.hint).toMatch(/Keep tokens until they expire, and try again in 90 s/);
    expect((await refused(refusal(429, 'too_many', 'Slow down'))).hint).toMatch(/try again later/);
  });

  it('by what is no token endpoint says that the address is wrong (client-library#58)', async () => {
    const told = await refused(new Response('404 page not found', { status: 404 }));
    expect(told.message).toMatch(/refused the token request \(404\): no description .*Check the address/);
    expect(told.message).not.toContain('This was sent');
  });

  it.each(ROWS.map(([description, error, status, ...says]) => ({ description, error, status, says })))(
    '"$description" says what to do (client-library#58)',
    async ({ description, error, status, says }) => {
      const told = await refused(refusal(status, error, description));
      for (const text of says) expect(told.message).toMatch(text);
      expect(told.hint).toBeDefined();
    },
  );

  it('tells how wrong the clock is, by the server’s Date', async () => {
    const { client, fake, clock } = await world({ retry: false });
    const date = new Date(clock() + 4_000).toUTCString();
    fake.answerNext('token', () => refusal(400, 'invalid_grant', 'Invalid issue time', { date }));
    await expect(client.getToken()).rejects.toThrow('differs 4 s');
  });

  it('without a code, or with MP-011, shows what was sent: no signature, and the person number masked (client-library#58, client-library#20)', async () => {
    for (const description of ['Something is wrong', 'Invalid assertion MP-011']) {
      const { hint, message } = await refused(refusal(400, 'invalid_grant', description), { pid: '01816010027' });
      expect(hint).toMatch(/"alg":"RS256".*"kid":"key-1"/);
      expect(hint).toMatch(/"aud":"http.*"iss":"7b1f0f52.*"pid":"0181…"/);
      expect(message).not.toContain('01816010027');
      expect(message).not.toMatch(/\.[A-Za-z0-9_-]{100,}/);
    }
  });
});

it('a person number is sent, and stands in no error, hook or printed form (client-library#20)', async () => {
  const pid = '01816010027';
  const seen: unknown[] = [];
  const hooks = {
    onTokenRequest: (event: unknown) => void seen.push(event),
    onTokenResult: (event: unknown) => void seen.push(event),
  };
  const { client, fake } = await world({ hooks, retry: false });
  fake.answerNext('token', () => refusal(403, 'forbidden', `Person ${pid} has no access MP-250`));
  const error = await client.getToken({ pid }).catch((refusedWith: unknown) => refusedWith);
  fake.answerNext('token', () => new Response('<html>', { status: 502 }));
  const away = await client.getToken({ pid, scopes: 'b:c' }).catch((refusedWith: unknown) => refusedWith);
  const token = await client.getToken({ pid, scopes: 'd:e' });
  expect(fake.calls.filter(({ claims }) => claims['pid'] === pid)).toHaveLength(3);
  const { inspect } = await import('node:util');
  const printed = [error, away, token, client, client.with({ pid }), seen].map(
    (value) => inspect(value, { depth: 9 }) + JSON.stringify(value),
  );
  for (const text of printed) expect(text).not.toContain(pid);
});
