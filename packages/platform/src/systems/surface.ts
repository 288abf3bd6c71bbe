/** The surfaces of this room: scopes, who calls, and what persons may do. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { type Caller, type Callers, requireScope, requireToken } from '../callers/index.ts';
import { personOf } from '../delegations/index.ts';
import {
  type AdministratorAccess,
  type PartyAccess,
  type PersonAccess,
  surface,
  type TokenAccess,
} from '../http/index.ts';
import type { Party, Register } from '../register/index.ts';
import { ORGANIZATION_HEADER, organizationOf, type SelfService } from '../selfservice/index.ts';
import { askedRefusals, clientRefusals, deskRefusals, registerRefusals, userRefusals } from './answers.ts';
import type { Approver } from './approval.ts';
import { partyNumber } from './binding.ts';
import { forbidden, problem, refuseAtDoor } from './refusals.ts';
import type { Actor } from './system-register.ts';
import type { Systems } from './systems.ts';

export interface SystemsRoutesDeps {
  readonly systems: Systems;
  readonly register: Register;
  readonly callers: Callers;
  /** Knows which organisations have been given the scopes of vendors. */
  readonly selfservice: Pick<SelfService, 'scope' | 'hasAccess'>;
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
const OVERVIEW = 'altinn_system_user_overview';
const CLIENT_ADMINISTRATION = 'altinn_client_administration';

/** The organisation in the token's `consumer`, and nothing else: not that of an exchanged token without one. */
const consumerOf = (caller: Caller): string | undefined =>
  caller.claims['consumer'] === undefined ? undefined : caller.organization;

export const actorOf = (caller: Caller): Actor => ({
  organization: consumerOf(caller),
  isAdmin: caller.scopes.has(REGISTER_ADMIN),
  clientId: caller.clientId,
});

/** The vendor that a token is of. @throws Refusal AUTH-00023 */
export function vendorOf(caller: Caller): string {
  const vendor = consumerOf(caller);
  if (vendor === undefined) throw problem('vendorUnknown');
  return vendor;
}

/** A person with what it needs to act. */
export interface Session {
  readonly person: Party;
  readonly caller: Caller;
}

/** A token of one of the issuers, with one of the scopes. @throws Refusal 401, 403 */
const tokenIn = ({ callers }: SystemsRoutesDeps, request: FastifyRequest, { scopes, issuers }: TokenAccess): Caller =>
  scopes === undefined ? requireToken(callers, request, issuers) : requireScope(callers, request, scopes, issuers);

/** A person, by session or exchanged token; with a scope when some are given. @throws Refusal 401, 403 */
async function personIn(
  deps: SystemsRoutesDeps,
  request: FastifyRequest,
  { scopes }: Pick<PersonAccess, 'scopes'>,
): Promise<Session> {
  const caller = tokenIn(deps, request, { who: 'token', issuers: ['altinn'], ...(scopes ? { scopes } : {}) });
  const person = await personOf(deps.register, caller);
  if (!person) throw forbidden('the token is not about a person');
  return { person, caller };
}

const gate = <const R extends string, const A extends 'read' | 'write'>(resource: R, action: A) =>
  ({ who: 'party', resource, action }) as const;

/** What a path with a party needs: which resource, which action, and perhaps a scope. */
export const AM_READ = gate(ACCESS_MANAGEMENT, 'read');
export const AM_WRITE = gate(ACCESS_MANAGEMENT, 'write');
export const PORTAL_AM_WRITE = { ...AM_WRITE, scopes: [PORTAL] } as const;
export const OVERVIEW_READ = gate(OVERVIEW, 'read');
export const CLIENT_ADMIN_READ = gate(CLIENT_ADMINISTRATION, 'read');
export const CLIENT_ADMIN_WRITE = gate(CLIENT_ADMINISTRATION, 'write');
/** A person in the portal. */
export const IN_PORTAL = { who: 'person', scopes: [PORTAL] } as const;

/** A person and the party for which it may. */
export interface PartySession extends Session {
  readonly party: Party;
}

/**
 * The person and the party in the path, once it is sure that the person may. An unknown party is the same 403: nobody learns which
 * numbers exist.
 */
async function partyIn(deps: SystemsRoutesDeps, request: FastifyRequest, access: PartyAccess): Promise<PartySession> {
  const session = await personIn(deps, request, access);
  const given = partyGiven(request);
  const party = await deps.register.party({ partyId: partyNumber(given) });
  if (!party || !(await deps.systems.mayUse(session.person, access.resource, access.action, party)))
    throw forbidden(`the person may not ${access.action} ${access.resource} for the party ${given}`);
  return { ...session, party };
}

/** What stands in the path where a party does. */
function partyGiven({ params }: FastifyRequest): string {
  const given = typeof params === 'object' && params !== null && 'party' in params ? params.party : undefined;
  if (typeof given === 'string') return given;
  throw new Error('a path whose access is that of a party must name it :party');
}

/** Who answers a request, with the level of the login. */
export const approverOf = ({ person, party, caller }: PartySession): Approver => ({
  person,
  party,
  authenticationLevel: caller.authenticationLevel,
});

/** One of the platform's own components by its access token, or a caller with the internal scope. @throws Refusal 401, 403 */
function requireInternal(deps: SystemsRoutesDeps, request: FastifyRequest): void {
  const header = request.headers['platformaccesstoken'];
  if (header === undefined || !deps.platformAccess) {
    requireScope(deps.callers, request, [INTERNAL]);
    return;
  }
  let issuer: string;
  try {
    ({ issuer } = deps.platformAccess.verify(header));
  } catch (error) {
    throw refuseAtDoor(
      'platformTokenInvalid',
      error instanceof Error ? error.message : 'the PlatformAccessToken is not valid',
    );
  }
  if (issuer !== 'platform') throw forbidden(`the PlatformAccessToken is of ${issuer}, not of the platform`);
}

/** True when the person holds any role for the party. */
export async function isRelated(deps: SystemsRoutesDeps, person: Party, party: Party): Promise<boolean> {
  return person.uuid === party.uuid || (await deps.register.roles(person, party)).length > 0;
}

/** `/systemregister/…`. */
export const registerSurface = (app: FastifyInstance, deps: SystemsRoutesDeps) =>
  surface(app, {
    name: 'system register',
    admit: { token: (request, access) => tokenIn(deps, request, access) },
    refusals: registerRefusals,
  });
export type RegisterSurface = ReturnType<typeof registerSurface>;

/** `/systemuser/…`: vendors, Maskinporten, persons in the portal, and the platform's own components. */
export const userSurface = (app: FastifyInstance, deps: SystemsRoutesDeps) =>
  surface(app, {
    name: 'system users',
    admit: {
      vendor: (request, { scopes }) => vendorOf(requireScope(deps.callers, request, scopes)),
      token: (request, access) => tokenIn(deps, request, access),
      person: (request, access) => personIn(deps, request, access),
      party: (request, access) => partyIn(deps, request, access),
      platform: (request) => requireInternal(deps, request),
    },
    headers: {
      platform: {
        PlatformAccessToken: {
          schema: Type.String({
            description: "The access token of one of the platform's own components, instead of a bearer token",
          }),
        },
      },
    },
    refusals: userRefusals,
  });
export type UserSurface = ReturnType<typeof userSurface>;

/** `/enduser/systemuser/…`. */
export const clientSurface = (app: FastifyInstance, deps: SystemsRoutesDeps) =>
  surface(app, {
    name: 'client delegation',
    // The party is the owner of an agent in the query, whose refusals come before: handlers ask whether the person may.
    admit: { party: (request, access) => personIn(deps, request, access) },
    refusals: clientRefusals,
  });
export type ClientSurface = ReturnType<typeof clientSurface>;

/**
 * The vendor at its desk in the portal: the consumer of a token, as at the vendors' API; or the organisation whose integrations a person
 * administers, when one of the scopes is given to it. So nobody gets further here than with a client of their own.
 * @throws Refusal 400, 401, 403
 */
async function vendorAtDesk(
  deps: SystemsRoutesDeps,
  request: FastifyRequest,
  { scopes }: AdministratorAccess,
): Promise<string> {
  const { callers, register, selfservice } = deps;
  if (requireToken(callers, request).kind !== 'person') return vendorOf(requireScope(callers, request, scopes));
  const vendor = await organizationOf(callers, register, request);
  const given = await Promise.all(
    scopes.map(async (name) => {
      const scope = await selfservice.scope(name);
      return scope?.active === true && (await selfservice.hasAccess(scope, vendor));
    }),
  );
  if (given.includes(true)) return vendor;
  throw refuseAtDoor('vendorScopeMissing', `${vendor} has not been given the scope ${scopes.join(' or ')}`);
}

/** The vendor's desk: the portal's own way to what vendors' programs do. */
export const deskSurface = (app: FastifyInstance, deps: SystemsRoutesDeps) =>
  surface(app, {
    name: 'portal',
    admit: { administrator: (request, access) => vendorAtDesk(deps, request, access) },
    headers: { administrator: ORGANIZATION_HEADER },
    refusals: deskRefusals,
  });
export type DeskSurface = ReturnType<typeof deskSurface>;

/** The portal's own: what is told before anybody has logged in, and what waits for who has. */
export const askedSurface = (app: FastifyInstance, deps: SystemsRoutesDeps) =>
  surface(app, {
    name: 'portal',
    admit: { anyone: () => undefined, party: (request, access) => partyIn(deps, request, access) },
    refusals: askedRefusals,
  });
export type AskedSurface = ReturnType<typeof askedSurface>;
