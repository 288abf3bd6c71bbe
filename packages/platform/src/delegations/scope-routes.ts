import { Type } from 'typebox';
import type { Caller } from '../callers/index.ts';
import { isOrganizationNumber } from '../foundation/index.ts';
import type { Party } from '../register/index.ts';
import { optional } from './readers.ts';
import { REFUSALS, refuse } from './refusals.ts';
import { ScopeDelegationLine } from './schemas.ts';
import { schemeOf } from './scope-delegations.ts';
import { BASE, type DelegationsRoutesDeps, type DelegationsSurface } from './surface.ts';
import type { ScopeDelegation } from './types.ts';

const LOOKUP = 'altinn:maskinporten/delegations';
const LOOKUP_ADMIN = 'altinn:maskinporten/delegations.admin';

/** One delegation as Maskinporten reads it (maskinporten.md 2.7). */
const lineJson = (one: ScopeDelegation) => ({
  consumer_org: one.consumer.organizationNumber,
  supplier_org: one.supplier.organizationNumber,
  delegation_scheme_Id: schemeOf(one.resource) ?? null,
  scopes: one.scopes,
  created: new Date(one.created).toISOString(),
  resourceid: one.resourceId,
});

/** Maskinporten asks who has been given a scope. */
export function scopeRoutes({ route }: DelegationsSurface, deps: DelegationsRoutesDeps): void {
  route({
    method: 'GET',
    path: `${BASE}/maskinporten/delegations`,
    operationId: 'listScopeDelegations',
    summary: 'Which suppliers have been given a Maskinporten scope',
    access: { who: 'token', scopes: [LOOKUP, LOOKUP_ADMIN] },
    query: {
      scope: optional('The scope; only the admin scope may leave it out'),
      consumerOrg: optional('Of this consumer only'),
      supplierOrg: optional('To this supplier only'),
    },
    answers: { 200: { description: 'The delegations, at most 1000', schema: Type.Array(ScopeDelegationLine) } },
    async handle({ query: { scope: text, consumerOrg, supplierOrg }, caller }) {
      const scope = text?.trim() === '' ? undefined : text;
      requirePrefix(caller, scope);
      if (scope === undefined && consumerOrg === undefined && supplierOrg === undefined)
        throw refuse('lookup-empty', undefined, titled('lookup-empty'));
      const consumer = await organization(deps, consumerOrg, 'consumerOrg');
      const supplier = await organization(deps, supplierOrg, 'supplierOrg');
      const found = await deps.delegations.scopes.list({
        ...(scope === undefined ? {} : { scope }),
        ...(consumer ? { consumer } : {}),
        ...(supplier ? { supplier } : {}),
      });
      return found.map(lineJson);
    },
  });
}

/** Altinn says it in the title. */
const titled = (name: 'lookup-empty' | 'lookup-of-all' | 'lookup-organization') => ({
  members: { title: REFUSALS.kinds[name].what },
});

/** A caller without the admin scope sees the scopes of its own prefixes only. */
function requirePrefix(caller: Caller, scope: string | undefined): void {
  if (caller.scopes.has(LOOKUP_ADMIN)) return;
  if (scope === undefined) throw refuse('lookup-of-all', undefined, titled('lookup-of-all'));
  const claim = caller.claims['consumer_prefix'];
  const prefixes: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  if (!prefixes.some((prefix) => typeof prefix === 'string' && prefix !== '' && scope.startsWith(`${prefix}:`)))
    throw refuse('prefix-of-other', `the token's consumer_prefix does not hold that of "${scope.slice(0, 60)}"`, {
      members: { title: `Not authorized for lookup of delegations for the scope: ${scope.slice(0, 200)}` },
    });
}

/** @throws Refusal 400 for what is no organisation of the register */
async function organization(
  { register }: DelegationsRoutesDeps,
  number: string | undefined,
  name: 'consumerOrg' | 'supplierOrg',
): Promise<Party | undefined> {
  if (number === undefined) return undefined;
  const found = isOrganizationNumber(number) ? await register.party({ organization: number }) : undefined;
  if (found) return found;
  const told = `The specified ${name}: ${number.slice(0, 40)}, is not a valid organization number`;
  const { members } = titled('lookup-organization');
  throw refuse('lookup-organization', told, { members: { ...members, errors: { [name]: [told] } } });
}
