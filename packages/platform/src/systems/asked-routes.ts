import { BoundedCache, type Clock, isUuid } from '../foundation/index.ts';
import type { Changes, SystemUserRequest } from './model.ts';
import { refuseAtDoor } from './refusals.ts';
import { WhoAsks } from './schemas.ts';
import type { AskedSurface, SystemsRoutesDeps } from './surface.ts';

/** The portal's own surface: none of Altinn's. */
export const PORTAL_API = '/portal/api/v1';

const WINDOW_MS = 60_000;
/** From one address in a minute: many people may share one, and a request's id is not to be guessed in any number of them. */
const MAX_EACH = 120;
const MAX_ADDRESSES = 10_000;

/** Counts the calls of each address in windows of a minute. */
class Bound {
  readonly #clock: Clock;
  readonly #counts = new BoundedCache<{ readonly since: number; count: number }>(MAX_ADDRESSES);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @throws Refusal 429 when the address has had its share */
  pass(address: string): void {
    const now = this.#clock.now();
    const known = this.#counts.get(address);
    // A sandbox's clock may also go back.
    if (!known || now >= known.since + WINDOW_MS || now < known.since) {
      this.#counts.set(address, { since: now, count: 1 });
      return;
    }
    known.count += 1;
    if (known.count <= MAX_EACH) return;
    const seconds = Math.ceil((known.since + WINDOW_MS - now) / 1000);
    throw refuseAtDoor('tooMany', `at most ${MAX_EACH} of these a minute: wait ${seconds} s`, {
      headers: {
        'retry-after': String(seconds),
      },
    });
  }
}

/** What is asked for, and of which system: all that is told of a request. */
interface Told {
  readonly systemId: string;
  readonly wanted: Partial<Changes & Pick<SystemUserRequest, 'rights' | 'accessPackages'>>;
}

const toldOf = (found: SystemUserRequest | undefined): Told | undefined =>
  found && { systemId: found.systemId, wanted: { rights: found.rights, accessPackages: found.accessPackages } };

/**
 * Who asks and for what, for the page that a vendor's `confirmUrl` leads to, before anybody has logged in: the vendor and its system, which the
 * System Register tells everyone, and the resources and packages by their public names. Nothing of the customer, of the vendor's reference, or of
 * what was answered. The id of a request is a random UUID.
 */
export function askedRoutes({ route }: AskedSurface, deps: SystemsRoutesDeps): void {
  const { requests, changeRequests, register: systems, clock } = deps.systems;
  const bound = new Bound(clock);
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
      bound.pass(request.ip);
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
