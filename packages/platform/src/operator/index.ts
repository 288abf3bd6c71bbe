/** Whoever operates the platform: the first administrator, organisations, prefixes, service owners, and the platform's own scopes. */
import type { Database } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';
import type { Register } from '../register/index.ts';
import type { SeedScope } from '../selfservice/index.ts';
import { Operators } from './operators.ts';
import { Organizations } from './organizations.ts';
import { PlatformScopes } from './platform-scopes.ts';
import type { OperatorRoom } from './routes.ts';

export { type MadeCode, makeOperatorCode } from './operators.ts';
export { type OperatorRoom, operatorRoutes } from './routes.ts';
export { forgetCodes } from './store.ts';
export { OPERATOR, operatorSurface } from './surface.ts';

export interface OperatorDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly register: Register;
  readonly sandbox: boolean;
  /** The organisation that operates the platform, if one is configured. */
  readonly organization: string | undefined;
  readonly knownScopes: readonly SeedScope[];
  readonly delegationSource: string;
}

/** Opens the room. */
export const createOperator = (deps: OperatorDeps): OperatorRoom => ({
  database: deps.database,
  operators: new Operators(deps),
  organizations: new Organizations(deps),
  platformScopes: new PlatformScopes({
    database: deps.database,
    known: deps.knownScopes,
    delegationSource: deps.delegationSource,
  }),
});
