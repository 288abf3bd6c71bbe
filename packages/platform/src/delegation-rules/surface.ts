import type { FastifyInstance } from 'fastify';
import { type Callers, requireToken } from '../callers/index.ts';
import { problemAnswers, surface } from '../http/index.ts';
import { REFUSALS, refuse } from './refusals.ts';

const COMPONENT = 'sbl.authorization';

/** Only the older portal keeps rules: its token has the claim `urn:altinn:app` = `sbl.authorization` (altinn-pdp.md 12.4). */
export const delegationRulesSurface = (app: FastifyInstance, { callers }: { readonly callers: Callers }) =>
  surface(app, {
    name: 'authorization',
    admit: {
      platform(request) {
        const caller = requireToken(callers, request, ['altinn']);
        if (caller.claims['urn:altinn:app'] === COMPONENT) return caller;
        throw refuse(
          'caller-not-portal',
          `only a token with the claim urn:altinn:app = ${COMPONENT} may keep delegation rules`,
        );
      },
    },
    refusals: problemAnswers(
      {
        400: 'The rules are not what they must be, or none of them could be dealt with',
        403: `The token is not of ${COMPONENT}`,
      },
      REFUSALS,
    ),
  });

export type DelegationRulesSurface = ReturnType<typeof delegationRulesSurface>;

export const RULE_KEEPER = { who: 'platform', scopes: [] } as const;
