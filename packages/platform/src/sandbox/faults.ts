import { randomUUID } from 'node:crypto';

/** What goes wrong on demand. Times in ms. */
export type FaultWish = {
  /** How many requests are hit; left out = 1, or until removed when a client is named. */
  readonly count?: number;
  /** Only requests of this client: by `iss` of the assertion, or `client_id` of the bearer token. */
  readonly clientId?: string;
  /** Only paths that begin so, in any letters; left out = every path but the sandbox's own. */
  readonly path?: string;
} & (
  | { readonly kind: 'latency'; readonly ms: number }
  /** `retryAfter` in seconds. */
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: number }
  /** The connection breaks without an answer. */
  | { readonly kind: 'reset' }
  /** The key set has the right kids and wrong keys. */
  | { readonly kind: 'wrong-key' }
  | { readonly kind: 'slow-jwks'; readonly ms: number }
);

export type FaultKind = FaultWish['kind'];
export const FAULT_KINDS: readonly FaultKind[] = ['latency', 'status', 'reset', 'wrong-key', 'slow-jwks'];

/** A fault that is in force. `remaining` null = until it is removed. */
export type Fault = FaultWish & { readonly id: string; readonly remaining: number | null };

/** Key sets of the issuers, and whose they are. */
export const KEY_SETS: ReadonlyMap<string, 'maskinporten' | 'altinn'> = new Map([
  ['/maskinporten/jwk', 'maskinporten'],
  ['/authentication/api/v1/openid/.well-known/openid-configuration/jwks', 'altinn'],
]);

const DELAYS: ReadonlySet<FaultKind> = new Set(['latency', 'slow-jwks']);
const MAX_FAULTS = 100;
const MAX_COUNT = 1_000_000;
const MAX_MS = 60_000;
const MAX_RETRY_S = 86_400;
/** Never hit: one must be able to take a fault away again. */
const SPARED = ['/sandbox', '/health', '/metrics'];

const whole = (value: unknown, from: number, to: number): boolean =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= from && value <= to;

/** @throws RangeError that says which value is wrong and what is allowed */
function check(wish: FaultWish): void {
  if (!FAULT_KINDS.includes(wish.kind)) throw new RangeError(`kind must be one of ${FAULT_KINDS.join(', ')}`);
  if (wish.count !== undefined && !whole(wish.count, 1, MAX_COUNT))
    throw new RangeError(`count must be a whole number from 1 to ${MAX_COUNT}`);
  if ((wish.kind === 'latency' || wish.kind === 'slow-jwks') && !whole(wish.ms, 0, MAX_MS))
    throw new RangeError(`ms must be a whole number from 0 to ${MAX_MS}`);
  if (wish.kind === 'status') {
    if (!whole(wish.status, 400, 599)) throw new RangeError('status must be from 400 to 599');
    if (wish.retryAfter !== undefined && !whole(wish.retryAfter, 0, MAX_RETRY_S))
      throw new RangeError(`retryAfter must be whole seconds from 0 to ${MAX_RETRY_S}`);
  }
  for (const name of ['clientId', 'path'] as const) {
    const value = wish[name] as unknown;
    if (value !== undefined && (typeof value !== 'string' || value === '' || value.length > 200))
      throw new RangeError(`${name} must be a text of 1 to 200 characters`);
  }
  if ((wish.kind === 'wrong-key' || wish.kind === 'slow-jwks') && wish.clientId !== undefined)
    throw new RangeError(`${wish.kind} cannot be for a client: nobody says who fetches a key set`);
  if (wish.path !== undefined && !wish.path.startsWith('/')) throw new RangeError('path must begin with /');
}

/** The faults that are in force on this node, in the order in which they were asked for. */
export class Faults {
  #faults: Fault[] = [];

  /** False as long as there is none: then requests cost nothing more. */
  get active(): boolean {
    return this.#faults.length > 0;
  }

  /** @throws RangeError */
  add(wish: FaultWish): Fault {
    check(wish);
    if (this.#faults.length >= MAX_FAULTS) throw new RangeError(`there are ${MAX_FAULTS} faults already: remove some`);
    const remaining = wish.count ?? (wish.clientId === undefined ? 1 : null);
    const fault: Fault = { ...wish, id: randomUUID(), remaining };
    this.#faults.push(fault);
    return fault;
  }

  list(): readonly Fault[] {
    return this.#faults;
  }

  /** @returns false when there is none with this id */
  remove(id: string): boolean {
    const before = this.#faults.length;
    this.#faults = this.#faults.filter((fault) => fault.id !== id);
    return this.#faults.length < before;
  }

  clear(): void {
    this.#faults = [];
  }

  /**
   * The faults that hit a request; each is used up by one. They wait for each other: a request meets every delay, but one failure only, so
   * that failures asked for one after the other hit one request after the other.
   * @param path in small letters
   * @param clientId undefined: only those that are for no certain client
   */
  take(path: string, clientId: string | undefined): readonly Fault[] {
    if (SPARED.some((spared) => path === spared || path.startsWith(`${spared}/`))) return [];
    let failed = false;
    const hits = this.#faults.filter((fault) => {
      if (fault.clientId !== clientId || !concerns(fault, path) || (failed && !DELAYS.has(fault.kind))) return false;
      failed ||= !DELAYS.has(fault.kind);
      return true;
    });
    this.#faults = this.#faults.flatMap((fault) => {
      if (fault.remaining === null || !hits.includes(fault)) return [fault];
      return fault.remaining === 1 ? [] : [{ ...fault, remaining: fault.remaining - 1 }];
    });
    return hits;
  }
}

function concerns(fault: Fault, path: string): boolean {
  if ((fault.kind === 'wrong-key' || fault.kind === 'slow-jwks') && !KEY_SETS.has(path)) return false;
  return fault.path === undefined || path.startsWith(fault.path.toLowerCase());
}
