import type { GrantClient, ScopeRecord, SelfService } from '../selfservice/index.ts';
import { refuse } from './refusals.ts';

export interface EntitlementDeps {
  readonly selfservice: Pick<SelfService, 'scope' | 'hasAccess'>;
  scopeDelegation(query: { consumer: string; supplier: string; scope: string }): Promise<boolean>;
  /** How a missing access is answered: today's 403 `forbidden`, or the 400 `invalid_scope` once seen in TEST (maskinporten.md 10). */
  readonly missingAccess: 'forbidden' | 'invalid_scope';
}

/** Who the token is for. Organisation numbers. */
export interface Parties {
  /** Legal consumer. */
  readonly consumer: string;
  /** Who acts for it. */
  readonly supplier: string | undefined;
  /** True when Altinn holds the delegation. */
  readonly delegated: boolean;
}

/** The consumer and, when another acts for it, the supplier (maskinporten.md 3.2). */
export function partiesOf(client: GrantClient, consumerOrg: string | undefined): Parties {
  if (consumerOrg === undefined)
    return { consumer: client.organization, supplier: client.supplierOrganization, delegated: false };
  if (consumerOrg === client.organization) throw refuse('consumer-is-client');
  return { consumer: consumerOrg, supplier: client.organization, delegated: true };
}

/** Steps 9 and 10: every scope is on the client, usable and granted; or the whole request fails. @returns the scopes' records */
export async function checkScopes(
  deps: EntitlementDeps,
  client: GrantClient,
  scopes: readonly string[],
  parties: Parties,
): Promise<readonly ScopeRecord[]> {
  const records: ScopeRecord[] = [];
  for (const name of scopes) {
    const record = client.scopes.has(name) ? await deps.selfservice.scope(name) : undefined;
    if (!record?.active) throw notOnClient(name);
    records.push(record);
  }
  for (const record of records)
    if (!record.integrationTypes.includes('maskinporten')) throw notForMaskinporten(record.name);
  for (const record of records) await checkAccess(deps, record, parties);
  return records;
}

async function checkAccess(
  deps: EntitlementDeps,
  scope: ScopeRecord,
  { consumer, supplier, delegated }: Parties,
): Promise<void> {
  // A client that a supplier registered for a customer uses the supplier's own access (maskinporten.md 3.3).
  const holder = !delegated && supplier !== undefined ? supplier : consumer;
  if (!(await deps.selfservice.hasAccess(scope, holder))) throw noAccess(scope.name, holder, deps.missingAccess);
  if (!delegated || supplier === undefined) return;
  const given =
    scope.delegationSource !== undefined && (await deps.scopeDelegation({ consumer, supplier, scope: scope.name }));
  if (!given) throw notDelegated(scope.name, consumer, supplier);
}

const notOnClient = (scope: string) => {
  const shown = scope.slice(0, 200);
  return refuse(
    'scope-not-on-client',
    `Invalid assertion. Token request contains invalid scopes for client, ${shown}`,
    {
      remedy: `Add ${shown} to the client, or leave it out; it must exist and be active.`,
      parameters: { scope: shown },
    },
  );
};

const notForMaskinporten = (scope: string) =>
  refuse(
    'scope-of-other-type',
    `Invalid assertion. Token request contains scopes not allowed for maskinporten: ${scope}`,
    { remedy: `${scope} is for other kinds of clients, e.g. user login.`, parameters: { scope } },
  );

const noAccess = (scope: string, consumer: string, form: 'forbidden' | 'invalid_scope') =>
  refuse(
    form === 'forbidden' ? 'access-missing' : 'access-missing-by-scope',
    `Consumer has not been granted access to the scope ${scope}`,
    { remedy: `Ask the owner of ${scope} to give ${consumer} access.`, parameters: { scope, consumer } },
  );

const notDelegated = (scope: string, consumer: string, supplier: string) =>
  refuse(
    'delegation-missing',
    `Consumer ${consumer} has not delegated access to the scope ${scope} to supplier ${supplier}`,
    {
      remedy: `${consumer} must delegate ${scope} to ${supplier} in Altinn; production and test are separate.`,
      parameters: { scope, consumer, supplier },
    },
  );

/** Seconds that the token lives: the client's wish, capped by the lowest `at_max_age` that is not 0 (maskinporten.md 3.4). */
export const lifetimeOf = (client: GrantClient, scopes: readonly ScopeRecord[]): number =>
  Math.min(client.accessTokenLifetime, ...scopes.flatMap((scope) => (scope.atMaxAge ? [scope.atMaxAge] : [])));
