import { ConfigurationError, PortvaktError, TokenValidationError } from '@portvakt/client';
import type { Decision, PdpClient, ResourceRef } from '@portvakt/client/pdp';
import { type Principal, requireScopes, type TokenValidator } from '@portvakt/client/validate';

/** Which tokens are taken. */
export interface TokenRule {
  /** From `createTokenValidator`. */
  readonly validate: TokenValidator;
  /** Any one of each inner list; every outer entry. */
  readonly scopes?: readonly (string | readonly string[])[];
}

/** What the decision point is asked for a request. */
export interface PermissionRule<Request> {
  readonly pdp: PdpClient;
  readonly action: string;
  /** What is asked for, and whose it is. */
  readonly resource: (request: Request) => ResourceRef | Promise<ResourceRef>;
  /** Told of what was not permitted, for logs; must not throw. Of a sandbox that explains, `decision.why` says why. */
  readonly onDenied?: (denial: Denial) => void;
}

/** What was not permitted. The resource may name a person. */
export interface Denial {
  readonly principal: Principal;
  readonly action: string;
  readonly resource: ResourceRef;
  readonly decision: Decision;
}

/** An answer in place of the API's own. */
export interface Refusal {
  readonly status: 401 | 403 | 503;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

const problem = (status: Refusal['status'], title: string, detail: string, challenge?: string): Refusal => ({
  status,
  headers: {
    'content-type': 'application/problem+json',
    ...(challenge === undefined ? {} : { 'www-authenticate': challenge }),
  },
  body: { title, status, detail },
});

const unavailable = (what: string): Refusal =>
  problem(503, 'Service Unavailable', `${what} could not be asked, so nothing is let through. Try again`);

/**
 * Whatever keeps a question from being answered: token, network, or a PDP that refuses this API. A setting of this program's own that is wrong is
 * none, and nobody would see it in an answer that says to try again.
 */
const isOutage = (error: unknown): boolean => error instanceof PortvaktError && !(error instanceof ConfigurationError);

const isFunction = (value: unknown): boolean => typeof value === 'function';

/** Told when the middleware is made, not with the first request. @throws ConfigurationError */
export function checkTokenRule(rule: TokenRule): void {
  if (!isFunction(rule?.validate))
    throw new ConfigurationError('validate is missing', { hint: 'Give what createTokenValidator gives' });
  checkScopes(rule.scopes);
}

/** @throws ConfigurationError */
export function checkScopes(scopes: unknown = []): void {
  const isScopes = (entry: unknown): boolean =>
    [entry].flat().every((scope) => typeof scope === 'string' && scope.trim() !== '');
  if (!Array.isArray(scopes) || !scopes.every(isScopes))
    throw new ConfigurationError('scopes cannot be used', {
      hint: 'Give a list; of each entry, a text or a list of texts, the token must have one',
    });
}

/** @throws ConfigurationError */
export function checkPermissionRule<Request>(rule: PermissionRule<Request>): void {
  checkPoint(rule);
  checkAsked(rule);
}

/** @throws ConfigurationError */
export function checkPoint(rule: { readonly pdp?: PdpClient; readonly onDenied?: unknown }): void {
  if (!isFunction(rule?.pdp?.decide))
    throw new ConfigurationError('pdp is missing', { hint: 'Give what createPdpClient gives' });
  if (rule.onDenied !== undefined && !isFunction(rule.onDenied))
    throw new ConfigurationError('onDenied cannot be used', { hint: 'Give a function, or leave it out' });
}

/** @throws ConfigurationError */
export function checkAsked(rule: { readonly action: string; readonly resource: unknown }): void {
  if (typeof rule?.action !== 'string' || rule.action === '')
    throw new ConfigurationError('action is missing', { hint: 'Give a text, e.g. "read"' });
  if (!isFunction(rule.resource))
    throw new ConfigurationError('resource is missing', {
      hint: 'Give a function of the request that gives a ResourceRef',
    });
}

/** A middleware in the wrong place. */
export const noPrincipal = (): ConfigurationError =>
  new ConfigurationError('the request has no principal', { hint: 'Put requireToken before requirePermission' });

/**
 * Checks the bearer token of a request.
 * @param authorization the header, `Bearer …`; undefined where there is none
 * @returns who it is for, or how to refuse (RFC 6750 section 3): 401, 403 for a scope that is missing, or 503 when the issuer's keys cannot be had
 * @throws ConfigurationError when the validator cannot be used as it is set up
 */
export async function checkToken(rule: TokenRule, authorization: string | undefined): Promise<Principal | Refusal> {
  const token = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) return problem(401, 'Unauthorized', 'A bearer token is needed', 'Bearer');
  try {
    const principal = await rule.validate(token);
    requireScopes(principal, rule.scopes ?? []);
    return principal;
  } catch (error) {
    if (error instanceof TokenValidationError) return tokenRefusal(error, rule);
    if (isOutage(error)) return unavailable('The issuer of the token');
    throw error;
  }
}

function tokenRefusal(error: TokenValidationError, rule: TokenRule): Refusal {
  if (error.code !== 'SCOPE_MISSING')
    return problem(401, 'Unauthorized', error.message, 'Bearer error="invalid_token"');
  const scope = (rule.scopes ?? []).flat().join(' ');
  const names = scope === '' ? '' : `, scope="${scope}"`;
  return problem(403, 'Forbidden', error.message, `Bearer error="insufficient_scope"${names}`);
}

/**
 * Asks the PDP.
 * @param principal who asks, as `checkToken` gave it
 * @param request handed to `rule.resource`
 * @returns undefined when permitted, else how to refuse: 403, or 503 when the PDP does not answer; an outage is never a permit
 * @throws what `rule.resource` and `rule.onDenied` throw, and ConfigurationError when what is asked cannot be, or the client is set up wrong
 */
export async function checkPermission<Request>(
  rule: PermissionRule<Request>,
  principal: Principal,
  request: Request,
): Promise<Refusal | undefined> {
  const { action } = rule;
  const resource = await rule.resource(request);
  try {
    const decision = await rule.pdp.decide({ subject: principal, action, resource });
    if (decision.permit) return undefined;
    rule.onDenied?.({ principal, action, resource, decision });
    return denial(decision);
  } catch (error) {
    if (isOutage(error)) return unavailable('The decision point');
    throw error;
  }
}

function denial({ result, requiredLevel, why }: Decision): Refusal {
  if (result === 'Permit' && requiredLevel !== undefined) {
    const body = { RequiredAuthenticationLevel: String(requiredLevel) };
    return { status: 403, headers: { 'content-type': 'application/json' }, body };
  }
  const refusal = problem(403, 'Forbidden', `The decision is ${result}`);
  // Only a sandbox says why.
  return why ? { ...refusal, body: { ...refusal.body, why } } : refusal;
}

/** True for the answer to a request that is refused. */
export const isRefusal = (value: Principal | Refusal): value is Refusal => 'status' in value;
