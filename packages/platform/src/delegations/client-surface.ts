/** Who delegates clients: the facilitator's client administrator, and the agent for itself (access-management.md 2). */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { requireScope } from '../callers/index.ts';
import { isUuid } from '../foundation/index.ts';
import {
  type PartyAccess,
  type PersonAccess,
  type Reader,
  scopesOf,
  spelledIn,
  surface,
  valuesOf,
} from '../http/index.ts';
import type { Party } from '../register/index.ts';
import { personOf } from './persons.ts';
import { fault } from './problems.ts';
import { refuse } from './refusals.ts';
import { type DelegationsRoutesDeps, PORTAL_SCOPE, REFUSALS, SURFACE } from './surface.ts';

const ADMINISTRATOR = { who: 'party', resource: 'altinn_client_administration' } as const;

export const READS = {
  ...ADMINISTRATOR,
  action: 'read',
  scopes: [PORTAL_SCOPE, 'altinn:clientdelegations.read'],
} as const;
export const WRITES = {
  ...ADMINISTRATOR,
  action: 'write',
  scopes: [PORTAL_SCOPE, 'altinn:clientdelegations.write'],
} as const;
export const READS_OWN = { who: 'person', scopes: [PORTAL_SCOPE, 'altinn:clientdelegations/myclients.read'] } as const;
export const WRITES_OWN = {
  who: 'person',
  scopes: [PORTAL_SCOPE, 'altinn:clientdelegations/myclients.write'],
} as const;

/** A client administrator, and for whom. */
export interface Administrator {
  readonly person: Party;
  readonly party: Party;
}

/** `/enduser/clientdelegations…`, both versions. @param refusals how refusals look, where they look otherwise */
export const clientSurface = (app: FastifyInstance, deps: DelegationsRoutesDeps, refusals = REFUSALS) =>
  surface(app, {
    name: SURFACE,
    admit: {
      party: (request, access) => administratorOf(deps, request, access),
      person: (request, access) => agentOf(deps, request, access),
    },
    refusals,
  });
export type ClientSurface = ReturnType<typeof clientSurface>;

/** Whoever names no party, or one that is unknown, learns no more than who may not. @throws Refusal 401, 403 */
async function administratorOf(
  deps: DelegationsRoutesDeps,
  request: FastifyRequest,
  access: PartyAccess,
): Promise<Administrator> {
  const caller = requireScope(deps.callers, request, scopesOf(access), ['altinn']);
  const person = await personOf(deps.register, caller);
  const [uuid = '', ...more] = valuesOf(request.query, spelledIn(request.query, 'party'));
  const party = isUuid(uuid) && more.length === 0 ? await deps.register.party({ uuid }) : undefined;
  if (!person || !party || !(await deps.mayUse(person, access.resource, access.action, party)))
    throw refuse('not-client-administrator');
  return { person, party };
}

/** UUID of the person or system user. @throws Refusal 401, 403 */
async function agentOf(deps: DelegationsRoutesDeps, request: FastifyRequest, access: PersonAccess): Promise<string> {
  const caller = requireScope(deps.callers, request, scopesOf(access));
  const uuid = (await personOf(deps.register, caller))?.uuid ?? caller.systemUser?.id;
  if (uuid === undefined) throw refuse('token-without-party');
  return uuid.toLowerCase();
}

/** The UUID of a party that must be named. */
export const partyIn = (description: string): Reader<string> => ({
  schema: Type.String({ description, format: 'uuid' }),
  required: true,
  read(value, name) {
    if (typeof value !== 'string' || value === '') return fault('required', `$QUERY/${name}`);
    if (!isUuid(value)) return fault('query-invalid', `$QUERY/${name}`, { [name]: 'it is not a UUID' });
    return value.toLowerCase();
  },
});

/** As `partyIn`, where none need be named. */
export const partyAsked = (description: string): Reader<string | undefined> => ({
  schema: Type.String({ description, format: 'uuid' }),
  read: (value, name) => (value === undefined || value === '' ? undefined : partyIn(description).read(value, name)),
});

/** Several UUIDs. */
export const partiesAsked = (description: string): Reader<readonly string[]> => ({
  schema: Type.Array(Type.String({ format: 'uuid' }), { description }),
  several: true,
  read: (value, name) => several(value).map((one) => partyIn(description).read(one, name)),
});

/** Several texts; what nothing is called by that finds nothing. */
export const namesAsked = (description: string): Reader<readonly string[]> => ({
  schema: Type.Array(Type.String(), { description }),
  several: true,
  read: (value) => several(value),
});

const several = (value: unknown): readonly string[] =>
  [value].flat().filter((one): one is string => typeof one === 'string' && one !== '');

/** `true` or `false`, in any letters. */
export const CASCADE: Reader<boolean> = {
  schema: Type.Boolean({ description: 'Take also what is still given', default: false }),
  read(value, name) {
    const text = typeof value === 'string' ? value.toLowerCase() : 'false';
    if (text === 'true' || text === 'false') return text === 'true';
    return fault('query-invalid', `$QUERY/${name}`, { [name]: 'it is not true or false' });
  },
};
