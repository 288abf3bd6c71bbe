/** A guard for NestJS, on Express or Fastify: `app.useGlobalGuards(new PortvaktGuard(…))`, and `@RequirePermission(…)` on handlers. */
import { type CanActivate, createParamDecorator, type ExecutionContext, HttpException } from '@nestjs/common';
import { ConfigurationError } from '@portvakt/client';
import type { PdpClient, ResourceRef } from '@portvakt/client/pdp';
import type { Principal } from '@portvakt/client/validate';
import {
  checkAsked,
  checkPermission,
  checkPoint,
  checkScopes,
  checkToken,
  checkTokenRule,
  type Denial,
  isRefusal,
  type PermissionRule,
  type Refusal,
  type TokenRule,
} from './decide.ts';

/** What is read of a request of Express or Fastify, and written on it. */
export interface NestRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
  /** Set by the guard. */
  principal?: Principal;
}

/** What all handlers have in common. */
export interface GuardOptions {
  readonly token: TokenRule;
  /** Given: each handler must say what it needs, and is closed until it does. Left out: a good token is enough. */
  readonly pdp?: PdpClient;
  readonly onDenied?: (denial: Denial) => void;
}

/** What a handler asks of a request. */
export interface HandlerPermission {
  readonly action: string;
  /** What is asked for, and whose it is. */
  readonly resource: (request: NestRequest) => ResourceRef | Promise<ResourceRef>;
  /** In addition to those of the guard. */
  readonly scopes?: TokenRule['scopes'];
}

type Need =
  | { readonly open: true }
  | {
      readonly open: false;
      readonly scopes: NonNullable<TokenRule['scopes']>;
      readonly permission?: HandlerPermission;
    };

const NEED = 'portvakt:need';

/** Puts down what a handler or a controller needs; twice on the same would leave open which one counts. */
function needing(need: Need): MethodDecorator & ClassDecorator {
  return (target: object, key?: string | symbol, descriptor?: PropertyDescriptor) => {
    const on: object = descriptor?.value ?? target;
    if (Reflect.hasOwnMetadata(NEED, on))
      throw new ConfigurationError(`${String(key ?? 'the controller')} says twice what it needs`, {
        hint: 'Leave one of @RequirePermission(…), @RequireToken() and @Public()',
      });
    Reflect.defineMetadata(NEED, need, on);
  };
}

/**
 * For a handler or a controller: reached only when the PDP permits. What stands on the handler counts, else what stands on the
 * controller. @throws ConfigurationError
 */
export function RequirePermission(permission: HandlerPermission): MethodDecorator & ClassDecorator {
  checkAsked(permission);
  checkScopes(permission.scopes);
  return needing({ open: false, scopes: permission.scopes ?? [], permission });
}

/**
 * For a handler or a controller: a good token is enough; with scopes, one that has any one of each inner list, for every outer entry.
 * @throws ConfigurationError
 */
export function RequireToken(scopes: NonNullable<TokenRule['scopes']> = []): MethodDecorator & ClassDecorator {
  checkScopes(scopes);
  return needing({ open: false, scopes });
}

/** For a handler or a controller that everybody may reach, such as a health check. */
export function Public(): MethodDecorator & ClassDecorator {
  return needing({ open: true });
}

/** For a parameter of a handler: who asks. Undefined where `@Public()` lets everybody in. */
export const CurrentPrincipal: () => ParameterDecorator = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<NestRequest>().principal,
);

/** What the guard throws: an `HttpException`, so filters see it. Its response is a problem (RFC 9457), or names the level that is needed. */
export class PortvaktException extends HttpException {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.body, refusal.status);
    const { detail } = refusal.body;
    if (typeof detail === 'string') this.message = detail;
    this.refusal = refusal;
  }
}

/** Lets a request through to its handler only with a good token, and where a permission is asked for, only when the PDP permits. */
export class PortvaktGuard implements CanActivate {
  readonly #options: GuardOptions;

  /** @throws ConfigurationError */
  constructor(options: GuardOptions) {
    checkTokenRule(options?.token);
    if (options.pdp !== undefined) checkPoint(options);
    this.#options = { ...options };
  }

  /** @throws PortvaktException for a request that is refused, ConfigurationError for a handler that does not say what it needs */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType<string>() !== 'http')
      throw new ConfigurationError(`the guard knows no ${context.getType<string>()} requests`, {
        hint: 'Use it for HTTP; elsewhere call checkToken and checkPermission of @portvakt/pep',
      });
    const { token } = this.#options;
    const need = this.#needOf(context);
    if (need.open) return true;
    const rule = { ...token, scopes: [...(token.scopes ?? []), ...need.scopes] };
    const request = context.switchToHttp().getRequest<NestRequest>();
    const { authorization } = request.headers;
    const principal = await checkToken(rule, typeof authorization === 'string' ? authorization : undefined);
    if (isRefusal(principal)) throw refused(context, principal);
    request.principal = principal;
    const refusal = need.permission && (await checkPermission(this.#ruleOf(need.permission), principal, request));
    if (refusal) throw refused(context, refusal);
    return true;
  }

  #needOf(context: ExecutionContext): Need {
    const found = [context.getHandler(), context.getClass()]
      .map((target) => Reflect.getMetadata(NEED, target) as Need | undefined)
      .find((need) => need !== undefined);
    if (found) return found;
    if (this.#options.pdp === undefined) return { open: false, scopes: [] };
    throw new ConfigurationError(`${context.getClass().name}.${context.getHandler().name} does not say what it needs`, {
      hint: 'Put @RequirePermission(…), @RequireToken() or @Public() on it or on its controller',
    });
  }

  #ruleOf({ action, resource }: HandlerPermission): PermissionRule<NestRequest> {
    const { pdp, onDenied } = this.#options;
    if (pdp === undefined) throw new ConfigurationError('pdp is missing', { hint: 'Give it to the guard' });
    return { pdp, action, resource, ...(onDenied ? { onDenied } : {}) };
  }
}

/** The headers go on the answer at once: Nest's filters write status and body only. */
function refused(context: ExecutionContext, refusal: Refusal): PortvaktException {
  const response = context.switchToHttp().getResponse<{ header(name: string, value: string): unknown }>();
  for (const [name, value] of Object.entries(refusal.headers)) response.header(name, value);
  return new PortvaktException(refusal);
}
