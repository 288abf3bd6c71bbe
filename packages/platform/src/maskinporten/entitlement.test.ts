import { describe, expect, it } from 'vitest';
import type { GrantClient, ScopeRecord } from '../selfservice/index.ts';
import { acceptScope } from '../selfservice/scope-rules.ts';
import { checkScopes, type EntitlementDeps, lifetimeOf, type Parties, partiesOf } from './entitlement.ts';
import { isRefusal } from './refusals.ts';

const [OWN, SUPPLIER, CUSTOMER] = ['310044423', '310019747', '310075272'];

const scope = (subscope: string, over: Partial<ScopeRecord> = {}): ScopeRecord => ({
  ...acceptScope({ prefix: 'fjord', subscope, description: 'A scope of the tests' }),
  ...{ name: `fjord:${subscope}`, owner: '310007404', created: 0, lastUpdated: 0, ...over },
});
const SCOPES = [
  scope('open'),
  scope('idle', { active: false }),
  scope('login', { integrationTypes: ['idporten'] }),
  scope('both', { integrationTypes: ['idporten', 'maskinporten'] }),
  scope('closed'),
  scope('delegable', { delegationSource: 'https://altinn.test/' }),
];

const client = (over: Partial<GrantClient> = {}): GrantClient => ({
  clientId: 'client',
  organization: OWN,
  active: true,
  integrationType: 'maskinporten',
  scopes: new Set([...SCOPES.map(({ name }) => name), 'fjord:gone']),
  accessTokenLifetime: 120,
  keys: new Map(),
  ...over,
});

interface World {
  readonly missing?: EntitlementDeps['missingAccess'];
  /** Who has access, besides those that have it to all but `closed`. */
  readonly given?: boolean;
}
const asked: object[] = [];
const deps = ({ missing = 'forbidden', given = false }: World): EntitlementDeps => ({
  selfservice: {
    scope: async (name) => SCOPES.find((one) => one.name === name),
    hasAccess: async ({ name }, holder) => name !== 'fjord:closed' || holder === SUPPLIER,
  },
  scopeDelegation: async (query) => {
    asked.push(query);
    return given;
  },
  missingAccess: missing,
});

const FOR_ITSELF: Parties = { consumer: OWN, supplier: undefined, delegated: false };
const FOR_CUSTOMER: Parties = { consumer: CUSTOMER, supplier: OWN, delegated: true };

/** The names of the scopes that are given, or what is told: code, words, remedy and values. */
async function outcome(names: readonly string[], parties = FOR_ITSELF, world: World = {}): Promise<unknown> {
  try {
    return (await checkScopes(deps(world), client(), names, parties)).map(({ name }) => name);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const { code, message, remedy, parameters } = error;
    return { code, message, remedy, parameters };
  }
}

describe('the scopes of a grant', () => {
  it('are given all of them, or none', async () => {
    expect(await outcome(['fjord:both', 'fjord:open'])).toEqual(['fjord:both', 'fjord:open']);
    expect(await outcome(['fjord:open', 'fjord:idle'])).toMatchObject({ code: 'scope-not-on-client' });
    expect(await outcome(['fjord:open', 'fjord:closed'])).toMatchObject({ code: 'access-missing' });
  });

  it('must be on the client, exist and be active: what is told names the scope, cut short', async () => {
    for (const name of ['fjord:idle', 'fjord:gone', 'fjord:other', 'x'.repeat(300)]) {
      const shown = name.slice(0, 200);
      expect(await outcome([name])).toEqual({
        code: 'scope-not-on-client',
        message: `Invalid assertion. Token request contains invalid scopes for client, ${shown}`,
        remedy: `Add ${shown} to the client, or leave it out; it must exist and be active.`,
        parameters: { scope: shown },
      });
    }
  });

  it('must be for Maskinporten, which is told before access to another is looked at', async () => {
    expect(await outcome(['fjord:closed', 'fjord:login'])).toEqual({
      code: 'scope-of-other-type',
      message: 'Invalid assertion. Token request contains scopes not allowed for maskinporten: fjord:login',
      remedy: 'fjord:login is for other kinds of clients, e.g. user login.',
      parameters: { scope: 'fjord:login' },
    });
  });

  it.each([
    ['forbidden', 'access-missing'],
    ['invalid_scope', 'access-missing-by-scope'],
  ] as const)('need access, answered as %s', async (missing, code) => {
    expect(await outcome(['fjord:closed'], FOR_ITSELF, { missing })).toEqual({
      code,
      message: 'Consumer has not been granted access to the scope fjord:closed',
      remedy: `Ask the owner of fjord:closed to give ${OWN} access.`,
      parameters: { scope: 'fjord:closed', consumer: OWN },
    });
  });
});

describe('who must have access to a scope', () => {
  it('is the supplier, of a client that it registered for a customer', async () => {
    const registered = { consumer: OWN, supplier: SUPPLIER, delegated: false };
    expect(await outcome(['fjord:closed'], registered)).toEqual(['fjord:closed']);
    // And Altinn is not asked.
    expect(asked).toEqual([]);
  });

  it('is the customer, for whom the supplier acts by a delegation', async () => {
    const delegated = { ...FOR_CUSTOMER, supplier: SUPPLIER };
    expect(await outcome(['fjord:closed'], delegated, { given: true })).toMatchObject({
      code: 'access-missing',
      parameters: { consumer: CUSTOMER },
    });
  });

  it('and a delegation is looked for at its source only', async () => {
    const refused = (name: string) => ({
      code: 'delegation-missing',
      message: `Consumer ${CUSTOMER} has not delegated access to the scope ${name} to supplier ${OWN}`,
      remedy: `${CUSTOMER} must delegate ${name} to ${OWN} in Altinn; production and test are separate.`,
      parameters: { scope: name, consumer: CUSTOMER, supplier: OWN },
    });
    expect(await outcome(['fjord:open'], FOR_CUSTOMER, { given: true })).toEqual(refused('fjord:open'));
    expect(asked).toEqual([]);
    expect(await outcome(['fjord:delegable'], FOR_CUSTOMER)).toEqual(refused('fjord:delegable'));
    expect(asked).toEqual([{ consumer: CUSTOMER, supplier: OWN, scope: 'fjord:delegable' }]);
    expect(await outcome(['fjord:delegable'], FOR_CUSTOMER, { given: true })).toEqual(['fjord:delegable']);
  });
});

describe('who a token is for', () => {
  it('follows from the client and from consumer_org', () => {
    expect(partiesOf(client(), undefined)).toEqual(FOR_ITSELF);
    expect(partiesOf(client({ supplierOrganization: SUPPLIER }), undefined)).toEqual({
      consumer: OWN,
      supplier: SUPPLIER,
      delegated: false,
    });
    expect(partiesOf(client(), CUSTOMER)).toEqual(FOR_CUSTOMER);
    expect(() => partiesOf(client(), OWN)).toThrow('The combination consumer_org in claim and delegation scope');
  });
});

describe('how long a token lives', () => {
  it('is as the client wishes, or as its strictest scope says, of which 0 says nothing', () => {
    const lasting = (...most: readonly (number | undefined)[]) =>
      lifetimeOf(
        client({ accessTokenLifetime: 100 }),
        most.map((atMaxAge) => scope('open', atMaxAge === undefined ? {} : { atMaxAge })),
      );
    expect([lasting(), lasting(undefined, 0, 200), lasting(60, 30, 0)]).toEqual([100, 100, 30]);
  });
});
