/** How requests and change requests are shown, and what both are asked in the same way. */

import type { ChangeRequest, SystemUserRequest } from './model.ts';
import { problem } from './refusals.ts';
import { ACCESS_MANAGEMENT, isRelated, type Session, type SystemsRoutesDeps } from './surface.ts';

/** After this a request is reported as timed out (5.4). */
export const TIMEOUT_MS = 180 * 24 * 60 * 60 * 1000;

const isTimedOut = (created: number, now: number): boolean => now - created > TIMEOUT_MS;

const confirmUrl = (deps: SystemsRoutesDeps, page: string, id: string): string =>
  `${deps.systems.urls.base}/accessmanagement/ui/systemuser/${page}?id=${id}&DONTCHOOSEREPORTEE=true`;

/** A request without its `confirmUrl`: as lists show it. */
export const requestLine = (deps: SystemsRoutesDeps, request: SystemUserRequest) => ({
  id: request.id,
  integrationTitle: request.integrationTitle,
  externalRef: request.externalRef,
  systemId: request.systemId,
  partyOrgNo: request.partyOrganization,
  ...(request.userType === 'standard' ? { rights: request.rights } : {}),
  accessPackages: request.accessPackages,
  status: request.status,
  ...(request.redirectUrl === undefined ? {} : { redirectUrl: request.redirectUrl }),
  escalated: request.escalated,
  created: new Date(request.created).toISOString(),
  timedOut: isTimedOut(request.created, deps.systems.clock.now()),
});

export const wholeRequest = (deps: SystemsRoutesDeps, request: SystemUserRequest) => ({
  ...requestLine(deps, request),
  confirmUrl: confirmUrl(deps, request.userType === 'agent' ? 'agentrequest' : 'request', request.id),
});

/** A change request without its `confirmUrl`: as lists show it. */
export const changeLine = (deps: SystemsRoutesDeps, request: ChangeRequest) => ({
  id: request.id,
  externalRef: request.externalRef,
  systemId: request.systemId,
  systemUserId: request.systemUserId,
  partyOrgNo: request.partyOrganization,
  ...request.changes,
  status: request.status,
  ...(request.redirectUrl === undefined ? {} : { redirectUrl: request.redirectUrl }),
  created: new Date(request.created).toISOString(),
  timedOut: isTimedOut(request.created, deps.systems.clock.now()),
});

export const wholeChange = (deps: SystemsRoutesDeps, request: ChangeRequest) => ({
  ...changeLine(deps, request),
  confirmUrl: confirmUrl(deps, 'changerequest', request.id),
});

interface Asked {
  readonly vendor: string;
  readonly partyOrganization: string;
}

/** What the vendor has found, if it is its own. @throws Refusal AUTH-00010, AUTH-00011 */
export function ownOf<R extends Asked>(vendor: string, found: R | undefined): R {
  if (!found) throw problem('requestNotFound');
  if (found.vendor !== vendor) throw problem('systemNotFound');
  return found;
}

/**
 * The approval page's first question: may this person answer?
 * @throws Refusal AUTH-00010; AUTH-00066 when the person is neither access manager of the party nor related to it
 */
export async function toAnswer<R extends Asked>(deps: SystemsRoutesDeps, { person }: Session, found: R | undefined) {
  const party = found && (await deps.register.party({ organization: found.partyOrganization }));
  if (!found || !party) throw problem('requestNotFound');
  const mayAnswer = await deps.systems.mayUse(person, ACCESS_MANAGEMENT, 'write', party);
  if (!mayAnswer && !(await isRelated(deps, person, party))) throw problem('notAccessManager');
  return {
    found,
    answering: { partyId: party.partyId, partyUuid: party.uuid, userMayEscalateButNotApprove: !mayAnswer },
  };
}
