import { Type } from 'typebox';
import { isUuid } from '../foundation/index.ts';
import { MAX_A_MINUTE, PerMinute } from '../http/index.ts';
import type { Changes, SystemUserRequest } from './model.ts';
import { refuseAtDoor } from './refusals.ts';
import { changeLine } from './request-views.ts';
import { PartyNumber, PendingChangeRequest, WhoAsks } from './schemas.ts';
import { type AskedSurface, PORTAL_AM_WRITE, type SystemsRoutesDeps } from './surface.ts';

/** The portal's own surface: none of Altinn's. */
export const PORTAL_API = '/portal/api/v1';

/** What is asked for, and of which system: all that is told of a request. */
interface Told {
  readonly systemId: string;
  readonly wanted: Partial<Changes & Pick<SystemUserRequest, 'rights' | 'accessPackages'>>;
}

const toldOf = (found: SystemUserRequest | undefined): Told | undefined =>
  found && { systemId: found.systemId, wanted: { rights: found.rights, accessPackages: found.accessPackages } };

export function askedRoutes(doors: AskedSurface, deps: SystemsRoutesDeps): void {
  whoAsksRoute(doors, deps);
  pendingChangesRoute(doors, deps);
}

/**
 * Who asks and for what, for the page that a vendor's `confirmUrl` leads to, before anybody has logged in: the vendor and its system, which the
 * System Register tells everyone, and the resources and packages by their public names. Nothing of the customer, of the vendor's reference, or of
 * what was answered. The id of a request is a random UUID.
 */
function whoAsksRoute({ route }: AskedSurface, deps: SystemsRoutesDeps): void {
  const { requests, changeRequests, register: systems, clock } = deps.systems;
  const bound = new PerMinute(clock);
  const find: Readonly<Record<string, (id: string) => Promise<Told | undefined>>> = {
    request: async (id) => toldOf(await requests.find(id, 'standard')),
    agentrequest: async (id) => toldOf(await requests.find(id, 'agent')),
    async changerequest(id) {
      const found = await changeRequests.find(id);
      return found && { systemId: found.systemId, wanted: found.changes };
    },
  };
  route({
    method: 'GET',
    path: `${PORTAL_API}/asked/:kind/:id`,
    operationId: 'readWhoAsks',
    summary: 'Who asks for approval, and of what: open to all who have the id',
    access: { who: 'anyone' },
    answers: { 200: { description: 'The vendor, its system, and what is asked for', schema: WhoAsks } },
    refusals: [404, 429],
    async handle({ params: { kind, id }, request }, reply) {
      const wait = bound.count(request);
      if (wait !== undefined)
        throw refuseAtDoor('tooMany', `at most ${MAX_A_MINUTE} of these a minute: wait ${wait} s`, {
          headers: { 'retry-after': String(wait) },
        });
      const none = refuseAtDoor('requestUnknown', 'there is no such request');
      const found = isUuid(id) && Object.hasOwn(find, kind) ? await find[kind]?.(id.toLowerCase()) : undefined;
      const system = found && (await systems.find(found.systemId));
      if (!system || system.isDeleted) throw none;
      const vendor = await deps.register.party({ organization: system.vendor });
      return reply.header('cache-control', 'no-store').send({
        vendor: { number: system.vendor, name: vendor?.name ?? system.vendor },
        system: { id: system.id, name: system.name },
        ...found.wanted,
      });
    },
  });
}

/** The change requests that wait for an answer, which at Altinn only the vendor's link leads to. */
function pendingChangesRoute({ route }: AskedSurface, deps: SystemsRoutesDeps): void {
  route({
    method: 'GET',
    path: `${PORTAL_API}/change-requests/:party/pending`,
    operationId: 'listPendingChangeRequests',
    summary: 'New change requests to a party',
    access: PORTAL_AM_WRITE,
    params: { party: PartyNumber },
    answers: {
      200: { description: 'The change requests, the oldest first', schema: Type.Array(PendingChangeRequest) },
    },
    handle: async ({ caller: { party } }) =>
      (await deps.systems.changeRequests.pending(party.partyId)).map(({ request, integrationTitle }) => ({
        ...changeLine(deps, request),
        integrationTitle,
      })),
  });
}
