import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { type Callers, requireScope, requireToken } from '../callers/index.ts';
import type { Database } from '../database/index.ts';
import type { Clock, PlatformUrls } from '../foundation/index.ts';
import { problemAnswers, scopesOf, surface } from '../http/index.ts';
import type { Party, Register } from '../register/index.ts';
import { appResourceId, type Resources } from '../resources/index.ts';
import type { Delegations } from './delegations.ts';
import type { Actor } from './passable.ts';
import { type FailedLookups, personOf } from './persons.ts';
import { refuse, REFUSALS as TABLE } from './refusals.ts';

export interface DelegationsRoutesDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly urls: PlatformUrls;
  readonly delegations: Delegations;
  readonly register: Register;
  readonly resources: Resources;
  readonly callers: Callers;
  /** What the PDP answers: may the person or system user do this with the resource for the party? */
  readonly mayUse: (actor: Actor, resourceId: string, action: string, party: Party) => Promise<boolean>;
  /** System users that are not deleted, by UUID; `isAgent`: made to serve clients. */
  readonly systemUsers: (
    ids: readonly string[],
  ) => Promise<readonly { readonly id: string; readonly name: string; readonly isAgent: boolean }[]>;
  /** Names of access packages that a service owner may give on behalf of others, by its organisation number. Default: as Altinn has set it. */
  readonly serviceOwnerPackages?: Readonly<Record<string, readonly string[]>>;
  /** Counts wrong names of persons by who gives them; left out: they are not counted. */
  readonly lookups?: Pick<FailedLookups, 'requireFew' | 'failed'>;
  /** Who has made a `PlatformAccessToken`. @throws when it is not valid */
  readonly verifyPlatformAccess?: (value: string | readonly string[]) => {
    readonly issuer: string;
    readonly app: string;
  };
}

export const BASE = '/accessmanagement/api/v1';
export const CONNECTIONS = `${BASE}/enduser/connections`;
export const PORTAL_SCOPE = 'altinn:portal/enduser';
export const PARTIES_SCOPE = 'altinn:accessmanagement/authorizedparties';

/** Who has this resource for a party gives and takes access for it (system-register-and-users.md 5.6). */
export const ACCESS_MANAGEMENT = 'altinn_access_management';

export const SURFACE = 'access management';
export const REFUSALS = problemAnswers(
  {
    404: 'There is nothing of that name, or nothing that the caller may know of',
    409: 'It does not stand where that is possible',
  },
  TABLE,
);

/** Whatever is asked for by token, as a person, or by an app; connections and suppliers have surfaces of their own. */
export const delegationsSurface = (app: FastifyInstance, deps: DelegationsRoutesDeps) =>
  surface(app, {
    name: SURFACE,
    admit: {
      token: (request, access) => requireScope(deps.callers, request, scopesOf(access), access.issuers),
      person: (request, access) => requirePerson(deps, request, scopesOf(access)),
      platform: (request) => appOf(deps, request.headers['platformaccesstoken']),
    },
    headers: {
      platform: {
        PlatformAccessToken: {
          schema: Type.String({ description: "The app's platform access token" }),
          required: true,
        },
      },
    },
    refusals: REFUSALS,
  });

export type DelegationsSurface = ReturnType<typeof delegationsSurface>;

/** The person behind a portal session or an exchanged ID-porten token with one of the scopes, or with any where none is named. @throws Refusal 401, 403 */
export async function requirePerson(
  deps: Pick<DelegationsRoutesDeps, 'callers' | 'register'>,
  request: FastifyRequest,
  scopes: readonly string[],
): Promise<Party> {
  const caller =
    scopes.length === 0
      ? requireToken(deps.callers, request, ['altinn'])
      : requireScope(deps.callers, request, scopes, ['altinn']);
  const person = await personOf(deps.register, caller);
  if (!person)
    throw refuse('person-missing', 'the token is not about a person: log in, or exchange an ID-porten token');
  return person;
}

/** The app behind a platform access token, as its resource is called. @throws Refusal 401 */
function appOf({ verifyPlatformAccess }: DelegationsRoutesDeps, header: string | string[] | undefined): string {
  if (header === undefined || !verifyPlatformAccess)
    throw refuse('platform-token-missing', "send the app's access token in the header PlatformAccessToken");
  let from: { readonly issuer: string; readonly app: string };
  try {
    from = verifyPlatformAccess(header);
  } catch (error) {
    throw refuse(
      'platform-token-invalid',
      error instanceof Error ? error.message : 'the PlatformAccessToken is not valid',
    );
  }
  return appResourceId(from.issuer, from.app);
}
