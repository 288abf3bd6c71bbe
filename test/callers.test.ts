import { type Sandbox, startSandbox } from '@portvakt/platform/testing/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const AUTH = '/authentication/api/v1';
const CALLERS = [
  'nobody',
  'garbage',
  'maskinporten',
  'foreign organisation',
  'organisation',
  'system user',
  'person',
] as const;
type Caller = (typeof CALLERS)[number];

/** Expected status by caller, in the order of CALLERS. */
const MATRIX: readonly (readonly [method: string, path: string, ...statuses: number[]])[] = [
  ['GET', `${AUTH}/exchange/maskinporten`, 401, 401, 200, 401, 401, 401, 401],
  ['GET', `${AUTH}/exchange/id-porten`, 401, 401, 401, 401, 401, 401, 401],
  ['GET', `${AUTH}/exchange/altinnstudio`, 401, 401, 401, 401, 401, 401, 401],
  ['GET', `${AUTH}/exchange/other`, 401, 401, 400, 400, 400, 400, 400],
  ['GET', `${AUTH}/refresh`, 401, 401, 401, 200, 200, 200, 200],
  ['GET', `${AUTH}/openid/.well-known/openid-configuration`, 200, 200, 200, 200, 200, 200, 200],
  ['GET', `${AUTH}/openid/.well-known/openid-configuration/jwks`, 200, 200, 200, 200, 200, 200, 200],
  ['POST', `${AUTH}/introspection`, 401, 401, 401, 200, 200, 200, 200],
  ['GET', '/profile/api/v1/users/current', 401, 401, 401, 403, 403, 403, 200],
];

let box: Sandbox;
const tokens = new Map<Caller, string | undefined>();
beforeAll(async () => {
  box = await startSandbox();
  const scopes = ['altinn:instances.read'];
  const customer = { organization: '310044423', partyId: 50020008, director: '01816010027' };
  const { clientId } = await box.systemUser({ vendor: '310019747', customer, resources: ['app_ttd_demo'], scopes });
  tokens.set('nobody', undefined);
  tokens.set('garbage', 'a.b.c');
  tokens.set('maskinporten', await box.maskinportenToken('310044423', scopes));
  tokens.set('foreign organisation', await box.altinnToken('310075272', scopes));
  tokens.set('organisation', await box.altinnToken('310044423', scopes));
  tokens.set(
    'system user',
    await box.altinnToken('310019747', scopes, { clientId, systemUser: { org: customer.organization } }),
  );
  tokens.set('person', await box.personToken(customer.director));
});
afterAll(() => box.stop());

describe('every endpoint of Altinn Authentication with every caller', () => {
  it.each(MATRIX.map(([method, path, ...expected]) => ({ method, path, expected })))(
    '$method $path',
    async ({ method, path, expected }) => {
      const got = await Promise.all(
        CALLERS.map(async (caller) => {
          const token = tokens.get(caller);
          const form =
            method === 'POST'
              ? { raw: 'token=x', headers: { 'content-type': 'application/x-www-form-urlencoded' } }
              : {};
          return (await box.call(method, path, { ...(token === undefined ? {} : { token }), ...form })).status;
        }),
      );
      expect(Object.fromEntries(CALLERS.map((caller, index) => [caller, got[index]]))).toEqual(
        Object.fromEntries(CALLERS.map((caller, index) => [caller, expected[index]])),
      );
    },
  );
});
