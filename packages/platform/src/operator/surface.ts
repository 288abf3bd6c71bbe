import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Caller, type Callers, requireScope } from '../callers/index.ts';
import { problemAnswers, surface } from '../http/index.ts';
import { OPERATOR_SCOPE, type Operators } from './operators.ts';
import { REFUSALS, refuse } from './refusals.ts';

/** What a session of the portal has: a token that a person has let another program have must not do what an operator does. */
const PORTAL = 'altinn:portal/enduser';

export const OPERATOR = { who: 'operator', scopes: [OPERATOR_SCOPE] } as const;
export const PERSON = { who: 'person', scopes: [PORTAL] } as const;

/** `/operator/api/v1/…`: a person is admitted as a caller, whoever operates the platform as one too. */
export const operatorSurface = (
  app: FastifyInstance,
  deps: { readonly callers: Callers; readonly operators: Pick<Operators, 'includes'> },
) =>
  surface(app, {
    name: 'operator',
    admit: {
      operator: (request) => requireOperator(deps, request),
      person: (request) => requirePerson(deps.callers, request),
    },
    refusals: problemAnswers(
      {
        403: 'The caller does not operate the platform',
        404: 'There is no such organisation, operator or session',
        409: 'It does not fit what is there',
      },
      REFUSALS,
    ),
  });

export type OperatorSurface = ReturnType<typeof operatorSurface>;

/** @throws Refusal 401, 403 */
async function requireOperator(
  { callers, operators }: { readonly callers: Callers; readonly operators: Pick<Operators, 'includes'> },
  request: FastifyRequest,
): Promise<Caller> {
  const caller = requireScope(callers, request, [OPERATOR_SCOPE, PORTAL]);
  const isFit = caller.kind === 'person' ? caller.scopes.has(PORTAL) : caller.scopes.has(OPERATOR_SCOPE);
  if (isFit && (await operators.includes(caller))) return caller;
  throw refuse('operator-needed');
}

/** A person with a session of the portal. @throws Refusal 401, 403 */
function requirePerson(callers: Callers, request: FastifyRequest): Caller & { readonly partyUuid: string } {
  const caller = requireScope(callers, request, [PORTAL]);
  const { kind, partyUuid } = caller;
  if (kind === 'person' && partyUuid !== undefined) return { ...caller, partyUuid };
  throw refuse('operator-needed', 'this is for a person who has logged in to the portal');
}
