/** Who may ask the PDP (altinn-pdp.md 3). */
import type { FastifyRequest } from 'fastify';
import { type Caller, type Callers, requireScope } from '../callers/index.ts';
import type { Database } from '../database/index.ts';
import { BoundedCache, type Clock, seconds } from '../foundation/index.ts';
import { bearerToken } from '../http/index.ts';
import { refuse } from './refusals.ts';

export const AUTHORIZE_SCOPES = ['altinn:authorization/authorize', 'altinn:authorization/authorize.admin'] as const;
export const ADMIN_SCOPE = 'altinn:authorization/authorize.admin';

/** Tokens whose signature has been verified, so that a PEP that asks often is verified once. */
const MAX_REMEMBERED_TOKENS = 1_000;

/** @throws Refusal 401, 403 */
export type TokenCheck = (request: FastifyRequest) => Caller;

export interface TokenCheckDeps {
  readonly callers: Callers;
  readonly clock: Clock;
  readonly database: Database;
}

/** Checks token and scope; a token seen before is only checked for its lifetime, which has no tolerance here (altinn-pdp.md 3). */
export function tokenCheck(deps: TokenCheckDeps): TokenCheck {
  const known = new BoundedCache<Caller>(MAX_REMEMBERED_TOKENS);
  /** The header and caller of the last request: mostly the next has the same, and comparing costs less than hashing. */
  let last: { readonly header: string; readonly caller: Caller } | undefined;
  deps.database.onChange('signing-key', () => {
    known.clear();
    last = undefined;
  });
  return (request) => {
    const header = request.headers.authorization;
    if (last !== undefined && header === last.header && isCurrent(last.caller, deps.clock)) {
      deps.callers.judge(last.caller);
      deps.callers.count(last.caller, request);
      return last.caller;
    }
    const token = bearerToken(request);
    const remembered = token === undefined ? undefined : known.get(token);
    const caller = remembered ?? requireScope(deps.callers, request, AUTHORIZE_SCOPES, ['altinn']);
    if (remembered) {
      deps.callers.judge(remembered);
      deps.callers.count(remembered, request);
    }
    if (!isCurrent(caller, deps.clock)) {
      if (token !== undefined) known.delete(token);
      const headers = { 'www-authenticate': 'Bearer error="invalid_token"' };
      throw refuse('token-expired', 'the token has expired: get a new one', { headers });
    }
    if (!remembered && token !== undefined) known.set(token, caller);
    if (header !== undefined && token !== undefined) last = { header, caller };
    return caller;
  };
}

function isCurrent({ claims: { exp } }: Caller, clock: Clock): boolean {
  return typeof exp === 'number' && exp > seconds(clock);
}
