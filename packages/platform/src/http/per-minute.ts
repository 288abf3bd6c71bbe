import type { FastifyRequest } from 'fastify';
import { BoundedCache, type Clock } from '../foundation/index.ts';
import { addressGroup, clientAddress } from './client-address.ts';

const WINDOW_MS = 60_000;
/** From one address in a minute: many people may share one, and a random UUID is not to be guessed in any number of them. */
export const MAX_A_MINUTE = 120;
const MAX_ADDRESSES = 10_000;

/** Counts the calls of each address in windows of a minute, where nobody has logged in. */
export class PerMinute {
  readonly #clock: Clock;
  readonly #counts = new BoundedCache<{ readonly since: number; count: number }>(MAX_ADDRESSES);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @returns how many seconds whoever is at the request's address is to wait, when it has had its share */
  count(request: FastifyRequest): number | undefined {
    const address = addressGroup(clientAddress(request));
    const now = this.#clock.now();
    const known = this.#counts.get(address);
    // A sandbox's clock may also go back.
    if (!known || now >= known.since + WINDOW_MS || now < known.since) {
      this.#counts.set(address, { since: now, count: 1 });
      return undefined;
    }
    known.count += 1;
    return known.count <= MAX_A_MINUTE ? undefined : Math.ceil((known.since + WINDOW_MS - now) / 1000);
  }
}
