import type { FastifyRequest } from 'fastify';
import { type Callers, requireScope } from '../callers/index.ts';
import type { Database } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';
import { HttpProblem } from '../http/index.ts';
import type { Party, Register } from '../register/index.ts';
import type { Resources } from '../resources/index.ts';
import { DelegationRefused, type Delegations } from './delegations.ts';
import { personOf } from './persons.ts';

export interface DelegationsRoutesDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly delegations: Delegations;
  readonly register: Register;
  readonly resources: Resources;
  readonly callers: Callers;
  /** What the PDP answers: may the person do this with the resource for the party? */
  readonly mayUse: (person: Party, resourceId: string, action: string, party: Party) => Promise<boolean>;
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

export const schema = (summary: string) => ({ tags: ['access management'], summary });

/** Runs what writes rights; a resource that has gone meanwhile is the caller's to know. @throws HttpProblem 404 */
export async function whileThere<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DelegationRefused) throw new HttpProblem(404, error.message);
    throw error;
  }
}

/** The person behind a portal session or an exchanged ID-porten token with one of the scopes. @throws HttpProblem 401, 403 */
export async function requirePerson(
  deps: Pick<DelegationsRoutesDeps, 'callers' | 'register'>,
  request: FastifyRequest,
  scopes: readonly string[],
): Promise<Party> {
  const caller = requireScope(deps.callers, request, scopes, ['altinn']);
  const person = await personOf(deps.register, caller);
  if (!person) throw new HttpProblem(403, 'the token is not about a person: log in, or exchange an ID-porten token');
  return person;
}
