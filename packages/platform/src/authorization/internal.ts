/** What the routes for the platform's own services share. */
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Callers } from '../callers/index.ts';
import type { Database } from '../database/index.ts';
import type { DecisionPoint } from './authorization.ts';
import type { Match } from './delegation-rules.ts';
import type { TokenCheck } from './routes.ts';

export interface InternalDeps {
  readonly authorization: DecisionPoint;
  readonly callers: Callers;
  readonly database: Database;
  readonly mayAuthorize: TokenCheck;
  readonly sandbox?: boolean;
}

export type Query = { Querystring: Readonly<Record<string, string | undefined>> };
export type { Match };

export const MatchShape = Type.Object({ id: Type.String(), value: Type.String() });

/** Open in a sandbox, as inside Altinn's own network; behind an authorize scope elsewhere. */
export const internalOnly = (deps: InternalDeps) => async (request: FastifyRequest) => {
  if (!deps.sandbox) deps.mayAuthorize(request);
};
