import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Callers } from '../callers/index.ts';
import { isOwnHost, problemAnswers, surface } from '../http/index.ts';
import type { Register } from '../register/index.ts';
import { ORGANIZATION_HEADER, organizationOf } from '../selfservice/index.ts';
import { REFUSALS, refuse } from './refusals.ts';

/** The sandbox's doors: they ask for no token, but for where the log of an organisation's token requests is read. */
export const sandboxSurface = (app: FastifyInstance, deps: { callers: Callers; register: Register }) =>
  surface(app, {
    name: 'sandbox',
    admit: {
      sandbox: refuseOtherSites,
      administrator(request) {
        refuseOtherSites(request);
        return organizationOf(deps.callers, deps.register, request);
      },
    },
    headers: { administrator: ORGANIZATION_HEADER },
    refusals: problemAnswers(
      { 403: 'The request comes from a page of another site', 410: 'What is asked for is no longer kept' },
      REFUSALS,
    ),
  });

export type SandboxSurface = ReturnType<typeof sandboxSurface>;

export const SANDBOX = { who: 'sandbox' } as const;

/** No page of another site may knock at a door without a lock through a developer's browser. @throws Refusal 403 */
export function refuseOtherSites(request: FastifyRequest): void {
  const { headers } = request;
  if (!isOwnHost(request))
    throw refuse(
      'page-of-other-site',
      `the sandbox’s doors are not opened by the name ${String(headers.host).slice(0, 100)}: ask at localhost, or start the platform with --base-url and the address that it has there`,
    );
  const site = headers['sec-fetch-site'];
  const { origin, host } = headers;
  const isForeign =
    site === undefined
      ? origin !== undefined && !(URL.canParse(origin) && new URL(origin).host === host)
      : site !== 'same-origin' && site !== 'none';
  if (isForeign) throw refuse('page-of-other-site', 'the sandbox’s doors are not for pages of other sites');
}
