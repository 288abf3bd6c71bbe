import { Type } from 'typebox';
import type { Caller } from '../callers/index.ts';
import { isOrganizationNumber } from '../foundation/index.ts';
import type { Reader } from '../http/index.ts';
import type { Party } from '../register/index.ts';
import { refuse } from './refusals.ts';
import { ScopeDelegationLine } from './schemas.ts';
import { BASE, type DelegationsRoutesDeps, type DelegationsSurface } from './surface.ts';
import type { ScopeDelegation } from './types.ts';

const LOOKUP = 'altinn:maskinporten/delegations';
const LOOKUP_ADMIN = 'altinn:maskinporten/delegations.admin';

/** One delegation as Maskinporten reads it (maskinporten.md 2.7). */
export const lineJson = (one: ScopeDelegation) => ({
  consumer_org: one.consumer.organizationNumber,
  supplier_org: one.supplier.organizationNumber,
  delegation_scheme_Id: null,
  scopes: one.scopes,
  created: new Date(one.created).toISOString(),
  resourceid: one.resourceId,
});

const SCOPE: Reader<string> = {
  schema: Type.String({ description: 'The scope', pattern: '^[^\\s:]+:[^\\s]+$' }),
  required: true,
  read(value) {
    if (typeof value !== 'string' || !/^[^\s:]+:[^\s]+$/.test(value))
      throw refuse('member-missing', 'give the query parameter scope, e.g. scope=skogdir:skogdata.read');
    return value;
  },
};

const organizationNumber = (description: string): Reader<string | undefined> => ({
  schema: Type.String({ description, pattern: '^\\d{9}$' }),
  read(value, name) {
    if (typeof value !== 'string' || value === '') return undefined;
    if (!isOrganizationNumber(value))
      throw refuse('member-invalid', `${name} "${value.slice(0, 40)}" is not an organisation number of nine digits`);
    return value;
  },
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
      scope: SCOPE,
      consumerOrg: organizationNumber('Of this consumer only'),
      supplierOrg: organizationNumber('To this supplier only'),
    },
    answers: { 200: { description: 'The delegations, at most 1000', schema: Type.Array(ScopeDelegationLine) } },
    async handle({ query: { scope, consumerOrg, supplierOrg }, caller }) {
      requirePrefix(caller, scope);
      const consumer = await organization(deps, consumerOrg);
      const supplier = await organization(deps, supplierOrg);
      if (consumer === null || supplier === null) return [];
      const found = await deps.delegations.scopes.list({
        scope,
        ...(consumer ? { consumer } : {}),
        ...(supplier ? { supplier } : {}),
      });
      return found.map(lineJson);
    },
  });
}

/** A caller without the admin scope sees the scopes of its own prefixes only. */
function requirePrefix(caller: Caller, scope: string): void {
  if (caller.scopes.has(LOOKUP_ADMIN)) return;
  const claim = caller.claims['consumer_prefix'];
  const prefixes = Array.isArray(claim) ? claim : [claim];
  const prefix = scope.slice(0, scope.indexOf(':'));
  if (!prefixes.includes(prefix))
    throw refuse('prefix-of-other', `the token's consumer_prefix does not hold "${prefix.slice(0, 60)}"`);
}

/** @returns undefined when not asked for, null when the register has no such organisation */
async function organization(
  { register }: DelegationsRoutesDeps,
  number: string | undefined,
): Promise<Party | undefined | null> {
  return number === undefined ? undefined : ((await register.party({ organization: number })) ?? null);
}
