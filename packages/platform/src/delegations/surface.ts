import type { FastifyRequest } from 'fastify';
import { type Callers, requireScope } from '../callers/index.ts';
import type { Database } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';
import { HttpProblem } from '../http/index.ts';
import type { Party, Register } from '../register/index.ts';
import type { Resources } from '../resources/index.ts';
import type { Delegations } from './delegations.ts';
import { personOf } from './persons.ts';

export interface DelegationsRoutesDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly delegations: Delegations;
  readonly register: Register;
  readonly resources: Resources;
  readonly callers: Callers;
}

export const BASE = '/accessmanagement/api/v1';
export const PORTAL_SCOPE = 'altinn:portal/enduser';
export const PARTIES_SCOPE = 'altinn:accessmanagement/authorizedparties';

export const schema = (summary: string) => ({ tags: ['access management'], summary });

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
