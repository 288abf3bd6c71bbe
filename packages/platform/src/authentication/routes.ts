import type { FastifyInstance } from 'fastify';
import type { Callers } from '../callers/index.ts';
import type { PlatformUrls } from '../foundation/index.ts';
import type { Register } from '../register/index.ts';
import type { SigningKeys } from '../signing-keys/index.ts';
import type { Authentication } from './authentication.ts';
import { browserRoutes, type LogoutReason } from './browser-routes.ts';
import { oidcRoutes } from './oidc-routes.ts';
import { profileRoutes } from './profile-routes.ts';
import { answerError } from './replies.ts';
import { sessionRoutes } from './session-routes.ts';
import { tokenRoutes } from './token-routes.ts';

/** `/authentication/api/v1/…`, `/profile/api/v1/users/current` and `/portal/api/v1/sessions`. */
export function authenticationRoutes(
  app: FastifyInstance,
  deps: {
    authentication: Authentication;
    callers: Callers;
    signingKeys: SigningKeys;
    register: Register;
    urls: PlatformUrls;
    /** Where a browser goes after a logout that a system-user request led to. */
    logoutRedirect?: (reason: LogoutReason) => Promise<string | undefined>;
  },
): void {
  const { authentication, callers, register, urls } = deps;
  const secureCookies = urls.base.startsWith('https:');
  app.register(async (scope) => {
    scope.setErrorHandler(answerError);
    tokenRoutes(scope, { authentication, callers, ring: deps.signingKeys.ring('altinn'), secureCookies });
  });
  app.register(async (scope) => {
    scope.setErrorHandler(answerError);
    const logoutRedirect = deps.logoutRedirect === undefined ? {} : { logoutRedirect: deps.logoutRedirect };
    browserRoutes(scope, { authentication, urls, secureCookies, ...logoutRedirect });
  });
  app.register(async (scope) => oidcRoutes(scope, { authentication, urls, secureCookies }));
  app.register(async (scope) => profileRoutes(scope, { authentication, callers, register }));
  app.register(async (scope) => sessionRoutes(scope, { authentication, callers }));
}
