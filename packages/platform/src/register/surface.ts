import type { FastifyInstance } from 'fastify';
import { type Callers, requireScope } from '../callers/index.ts';
import { problemAnswers, surface } from '../http/index.ts';
import { REFUSALS } from './refusals.ts';

/** The register's API: by token, with one of its scopes. */
export const registerSurface = (app: FastifyInstance, { callers }: { readonly callers: Callers }) =>
  surface(app, {
    name: 'register',
    admit: { token: (request, { scopes = [], issuers }) => requireScope(callers, request, scopes, issuers) },
    refusals: problemAnswers(
      {
        403: 'The token lacks the scope, or the person may not act for such a party, if there is one',
      },
      REFUSALS,
    ),
  });
