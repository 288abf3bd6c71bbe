/** What the routes of this room share: scopes, who calls, and what persons may do. */
import type { FastifyRequest } from 'fastify';
import { type Caller, type Callers, requireScope, requireToken } from '../callers/index.ts';
import { personOf } from '../delegations/index.ts';
import { HttpProblem } from '../http/index.ts';
import type { Party, Register } from '../register/index.ts';
import { partyNumber } from './binding.ts';
import { forbidden, problem } from './errors.ts';
import type { Actor } from './system-register.ts';
import type { Systems } from './systems.ts';

export interface SystemsRoutesDeps {
  readonly systems: Systems;
  readonly register: Register;
  readonly callers: Callers;
  /** Verifies the header `PlatformAccessToken` of the platform's own components, which may follow the stream. */
  readonly platformAccess?: { verify(value: string | readonly string[] | undefined): { readonly issuer: string } };
}

export const API = '/authentication/api/v1';
export const REGISTER_WRITE = 'altinn:authentication/systemregister.write';
export const REGISTER_ADMIN = 'altinn:authentication/systemregister.admin';
export const REQUEST_WRITE = 'altinn:authentication/systemuser.request.write';
export const REQUEST_READ = 'altinn:authentication/systemuser.request.read';
export const LOOKUP = 'altinn:maskinporten/systemuser.read';
export const INTERNAL = 'altinn:authentication/systemuser.admin';
export const PORTAL = 'altinn:portal/enduser';
export const CLIENT_READ = 'altinn:clientdelegations.read';
export const CLIENT_WRITE = 'altinn:clientdelegations.write';

/** Resources of Altinn's own that open the portal's pages. */
export const ACCESS_MANAGEMENT = 'altinn_access_management';
export const OVERVIEW = 'altinn_system_user_overview';
export const CLIENT_ADMINISTRATION = 'altinn_client_administration';

/** The organisation in the token's `consumer`, and nothing else: not that of an exchanged token without one. */
const consumerOf = (caller: Caller): string | undefined =>
  caller.claims['consumer'] === undefined ? undefined : caller.organization;

export const actorOf = (caller: Caller): Actor => ({
  organization: consumerOf(caller),
  isAdmin: caller.scopes.has(REGISTER_ADMIN),
  clientId: caller.clientId,
});

/** The vendor of a token with one of the scopes. @throws HttpProblem 401, 403; SystemsError AUTH-00023 */
export function requireVendor(deps: SystemsRoutesDeps, request: FastifyRequest, scopes: readonly string[]): string {
  const vendor = consumerOf(requireScope(deps.callers, request, scopes));
  if (vendor === undefined) throw problem(23);
  return vendor;
}

/** A person with what it needs to act. */
export interface Session {
  readonly person: Party;
  readonly caller: Caller;
}

/** A person, by session or exchanged token; with a scope when one is given. @throws HttpProblem 401, 403 */
export async function requirePerson(
  deps: SystemsRoutesDeps,
  request: FastifyRequest,
  scope?: string,
): Promise<Session> {
  const caller =
    scope === undefined
      ? requireToken(deps.callers, request, ['altinn'])
      : requireScope(deps.callers, request, [scope], ['altinn']);
  const person = await personOf(deps.register, caller);
  if (!person) throw forbidden('the token is not about a person');
  return { person, caller };
}

/** What a path with a party needs: which resource, which action, and perhaps a scope. */
export interface Gate {
  readonly resource: string;
  readonly action: 'read' | 'write';
  readonly scope?: string;
}

export const AM_READ: Gate = { resource: ACCESS_MANAGEMENT, action: 'read' };
export const AM_WRITE: Gate = { resource: ACCESS_MANAGEMENT, action: 'write' };
export const PORTAL_AM_WRITE: Gate = { ...AM_WRITE, scope: PORTAL };
export const OVERVIEW_READ: Gate = { resource: OVERVIEW, action: 'read' };
export const CLIENT_ADMIN_READ: Gate = { resource: CLIENT_ADMINISTRATION, action: 'read' };
export const CLIENT_ADMIN_WRITE: Gate = { resource: CLIENT_ADMINISTRATION, action: 'write' };

/**
 * The person and the party in the path, once it is sure that the person may. An unknown party is the same 403: nobody learns which
 * numbers exist.
 */
export async function requireParty(
  deps: SystemsRoutesDeps,
  request: FastifyRequest<{ Params: { party: string } }>,
  gate: Gate,
): Promise<Session & { readonly party: Party }> {
  const session = await requirePerson(deps, request, gate.scope);
  const party = await deps.register.party({ partyId: partyNumber(request.params.party) });
  if (!party || !(await deps.systems.mayUse(session.person, gate.resource, gate.action, party)))
    throw forbidden(`the person may not ${gate.action} ${gate.resource} for the party ${request.params.party}`);
  return { ...session, party };
}

/** One of the platform's own components by its access token, or a caller with the internal scope. @throws HttpProblem 401, 403 */
export function requireInternal(deps: SystemsRoutesDeps, request: FastifyRequest): void {
  const header = request.headers['platformaccesstoken'];
  if (header === undefined || !deps.platformAccess) {
    requireScope(deps.callers, request, [INTERNAL]);
    return;
  }
  let issuer: string;
  try {
    ({ issuer } = deps.platformAccess.verify(header));
  } catch (error) {
    throw new HttpProblem(401, error instanceof Error ? error.message : 'the PlatformAccessToken is not valid');
  }
  if (issuer !== 'platform') throw forbidden(`the PlatformAccessToken is of ${issuer}, not of the platform`);
}

/** True when the person holds any role for the party. */
export async function isRelated(deps: SystemsRoutesDeps, person: Party, party: Party): Promise<boolean> {
  return person.uuid === party.uuid || (await deps.register.roles(person, party)).length > 0;
}
