/** What the routes for the platform's own services share. */
import type { Static } from 'typebox';
import type { Database } from '../database/index.ts';
import type { DecisionPoint } from './authorization.ts';
import type { Match as MatchShape } from './schemas.ts';
import type { SurfaceDeps } from './surface.ts';

export interface InternalDeps extends SurfaceDeps {
  readonly authorization: DecisionPoint;
  readonly database: Database;
  readonly sandbox?: boolean;
}

export type Match = Static<typeof MatchShape>;

/** A text that is the number of a party or user. */
export const isNumber = (text: string | undefined): text is string => text !== undefined && /^\d{1,15}$/.test(text);
