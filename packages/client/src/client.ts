import { check, checkCall, checkMembers, checkOptional } from './check.ts';
import { Core, type Entry, type Target } from './core.ts';
import { altinnPlatform } from './environments.ts';
import { ConfigurationError, PortvaktError } from './errors.ts';
import { Flights } from './flights.ts';
import type { Signer } from './keys.ts';
import { Lru } from './lru.ts';
import type { CallOptions, MaskinportenClient, MaskinportenOptions } from './options.ts';
import { type AltinnOptions, merged, normalize, type Overrides, rawKey, type TokenRequest } from './request.ts';
import type { AccessToken } from './token.ts';

export type { CallOptions, Hooks, MaskinportenClient, MaskinportenOptions } from './options.ts';

/**
 * Makes a client. It does nothing until asked for a token; options are copied.
 * @throws ConfigurationError
 */
export function createMaskinportenClient(options: MaskinportenOptions): MaskinportenClient {
  checkOptions(options);
  if (typeof options.clientId !== 'string' || options.clientId === '')
    throw new ConfigurationError('clientId is missing', { reason: 'client-id-missing' });
  if (typeof options.key?.signer !== 'function')
    throw new ConfigurationError('key is missing', { reason: 'key-missing', hint: 'Give a key source, e.g. jwk(…)' });
  const altinn = typeof options.altinn === 'object' ? options.altinn : {};
  const { scopes, resource, consumerOrg, pid, systemUser, consent, authorizationDetails } = options;
  const request = defined({ scopes, resource, consumerOrg, pid, systemUser, consent, authorizationDetails });
  if (scopes !== undefined) normalize(request);
  return new Client(new Shared(options), { ...request, ...altinn }, options.altinn ? 'altinn' : 'maskinporten');
}

const number = 'a number, 0 or more';

function checkOptions(options: MaskinportenOptions): void {
  check(options, 'options', 'an object');
  checkOptional(
    options,
    'options',
    {
      fetch: 'a function',
      clock: 'a function',
      waitUntil: 'a function',
      traceparent: 'a function',
      hooks: 'an object',
      timeoutMs: number,
      deadlineMs: number,
      failureMemoryMs: number,
      altinn: ['true or false', 'an object'],
    },
    '',
  );
  const hook = 'a function';
  const tokens = { onTokenRequest: hook, onTokenResult: hook } as const;
  checkOptional(options.hooks, 'hooks', { ...tokens, onClockSkew: hook, onKeyChange: hook, onCacheError: hook });
  checkOptional(options.assertion, 'assertion', { lifetimeSeconds: number, backdateSeconds: number });
  checkOptional(options.renewal, 'renewal', { softSeconds: number, hardSeconds: number });
  if (options.retry !== false)
    checkOptional(options.retry, 'retry', { attempts: number, baseMs: number, capMs: number });
  if (options.cache !== undefined)
    checkMembers(options.cache, 'cache', { get: 'a function', set: 'a function', delete: 'a function' });
  if (typeof options.altinn === 'object') checkAltinn(options.altinn);
}

/** @throws ConfigurationError */
function checkAltinn(altinn: AltinnOptions): void {
  checkOptional(altinn, 'altinn', { testOrg: 'true or false', enterpriseUser: 'an object' }, '');
  const { environment, enterpriseUser } = altinn;
  if (environment !== undefined) altinnPlatform(environment);
  if (enterpriseUser)
    checkMembers(enterpriseUser, 'enterpriseUser', { name: 'a text', password: ['a text', 'a function'] });
}

const defined = (object: { [K in keyof TokenRequest]: TokenRequest[K] | undefined }): TokenRequest =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as TokenRequest;

/** What clients made by `with` have in common. */
class Shared {
  readonly core: Core;
  readonly flights: Flights;

  constructor(options: MaskinportenOptions) {
    const core = new Core(options);
    this.core = core;
    this.flights = new Flights(core, async (key, target, errand) => {
      // Loaded with the first token: a program starts with what it needs at once, and on the edge every kilobyte counts.
      const { altinnToken, maskinportenToken } = await import('./network.ts');
      const { request, altinn } = target;
      const upstream = (call: CallOptions) => this.get({ request, altinn: undefined }, call);
      const cached = altinn
        ? await altinnToken(core, target, altinn, upstream, errand)
        : await maskinportenToken(core, request, errand);
      await core.keep(key, target, cached);
      return core.given(key, cached, 'network');
    });
  }

  async get(target: Target, options: CallOptions): Promise<AccessToken> {
    options.signal?.throwIfAborted();
    const { core, flights } = this;
    const signer = core.signer ?? (await core.loadSigner(options.signal));
    const key = core.key(target, signer);
    if (options.refresh) return flights.join(key, target, options, true);
    const found = await core.find(key, target, options.signal);
    const state = found ? core.freshness(found) : 'expired';
    if (found && (state === 'fresh' || state === 'soft')) {
      if (state === 'soft') flights.renewInBackground(key, target);
      return this.fromMemory(found);
    }
    const failure = flights.failure(key);
    if (failure) throw failure;
    const renewed = flights.join(key, target, options, false);
    return found && state === 'hard' ? this.#orStill(renewed, found) : renewed;
  }

  fromMemory({ token, promise }: Entry): Promise<AccessToken> {
    const { hooks } = this.core.options;
    if (hooks) hooks.onTokenResult?.({ outcome: 'cache', durationMs: 0, expiresAt: token.expiresAt });
    return promise;
  }

  /** While renewal fails for a passing reason, a token that is still valid is better than an error. */
  async #orStill(renewed: Promise<AccessToken>, old: Entry): Promise<AccessToken> {
    try {
      return await renewed;
    } catch (error) {
      if (error instanceof PortvaktError && error.retryable && old.cached.expiresAt - 1000 > this.core.now())
        return old.token;
      throw error;
    }
  }
}

/** Under which key a request's token is kept, as long as the signer stays the same. */
interface Slot {
  readonly target: Target;
  readonly key: string;
  readonly signer: Signer;
}

const MAX_SLOTS = 1000;

/** A request object as it was when its slot was found; it may be another's by now, or have been changed. */
interface Seen {
  readonly slot: Slot;
  readonly request: Wish;
  readonly org: unknown;
  readonly externalRef: unknown;
}

type Wish = Overrides<TokenRequest & AltinnOptions>;

/** Texts alone are remembered: what is in a list or an object may change without a trace. */
function see(seen: WeakMap<Wish, Seen>, request: Wish, slot: Slot): void {
  if (typeof request.scopes === 'object' || typeof request.resource === 'object') return;
  const { systemUser } = request;
  seen.set(request, { slot, request: { ...request }, org: systemUser?.org, externalRef: systemUser?.externalRef });
}

function isAsSeen(now: Wish, { request: then, org, externalRef }: Seen): boolean {
  const { systemUser } = now;
  return (
    now.scopes === then.scopes &&
    now.resource === then.resource &&
    now.consumerOrg === then.consumerOrg &&
    now.pid === then.pid &&
    systemUser === then.systemUser &&
    (!systemUser || (systemUser.org === org && systemUser.externalRef === externalRef)) &&
    now.consent === undefined &&
    now.authorizationDetails === undefined &&
    now.environment === undefined &&
    now.testOrg === undefined &&
    now.enterpriseUser === undefined
  );
}

class Client implements MaskinportenClient {
  readonly defaultKind: AccessToken['kind'];
  readonly #shared: Shared;
  readonly #defaults: TokenRequest & AltinnOptions;
  readonly #slots = { maskinporten: new Lru<Slot>(MAX_SLOTS), altinn: new Lru<Slot>(MAX_SLOTS) };
  readonly #seen = { maskinporten: new WeakMap<Wish, Seen>(), altinn: new WeakMap<Wish, Seen>() };

  constructor(shared: Shared, defaults: TokenRequest & AltinnOptions, kind: AccessToken['kind']) {
    this.#shared = shared;
    this.#defaults = Object.freeze({ ...defaults });
    this.defaultKind = kind;
  }

  with(defaults: Overrides<TokenRequest & AltinnOptions>): MaskinportenClient {
    if (defaults !== undefined) check(defaults, 'defaults', 'an object');
    return new Client(this.#shared, merged(this.#defaults, defaults), this.defaultKind);
  }

  getToken(request?: Overrides<TokenRequest>, options?: CallOptions): Promise<AccessToken> {
    return this.#token(request, 'maskinporten', options);
  }

  getAltinnToken(request?: Overrides<TokenRequest & AltinnOptions>, options?: CallOptions): Promise<AccessToken> {
    return this.#token(request, 'altinn', options);
  }

  /** A bad request rejects, and never throws at the caller. */
  #token(request: Wish | undefined, kind: AccessToken['kind'], options?: CallOptions): Promise<AccessToken> {
    try {
      if (options !== undefined) checkCall(options);
      return this.#fresh(request, kind, options) ?? this.#get(request, kind, options);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  peek(
    request?: Overrides<TokenRequest & AltinnOptions>,
    kind: AccessToken['kind'] = this.defaultKind,
  ): AccessToken | undefined {
    const { core } = this.#shared;
    if (kind !== 'altinn' && kind !== 'maskinporten')
      throw new ConfigurationError('kind is unknown', { hint: 'Give "maskinporten" or "altinn"' });
    const slot = this.#slot(request, kind);
    const found = slot && core.remembered(slot.key);
    return found && core.freshness(found) !== 'expired' ? found.token : undefined;
  }

  #get(request: Wish | undefined, kind: AccessToken['kind'], options: CallOptions = {}): Promise<AccessToken> {
    return this.#shared.get(this.#target(request, kind), options);
  }

  /** The short way of nearly every call: a token in memory that is far from its end. */
  #fresh(
    request: Wish | undefined,
    kind: AccessToken['kind'],
    options?: CallOptions,
  ): Promise<AccessToken> | undefined {
    if (options !== undefined && (options.refresh || options.signal?.aborted)) return undefined;
    const slot = this.#slot(request, kind);
    const found = slot && this.#shared.core.remembered(slot.key);
    return found && this.#shared.core.freshness(found) === 'fresh' ? this.#shared.fromMemory(found) : undefined;
  }

  /** Bringing a request into one form costs more than all the rest: equal requests share what came of it. */
  #slot(request: Wish | undefined, kind: AccessToken['kind']): Slot | undefined {
    const { core } = this.#shared;
    const { signer } = core;
    if (request !== undefined && (typeof request !== 'object' || request === null))
      check(request, 'request', 'an object');
    if (!signer) return undefined;
    const seen = request && this.#seen[kind].get(request);
    if (seen?.slot.signer === signer && isAsSeen(request as Wish, seen)) return seen.slot;
    const raw = request === undefined ? '' : rawKey(request);
    const slot = this.#slotOf(request, kind, signer, raw);
    if (request && raw !== undefined) see(this.#seen[kind], request, slot);
    return slot;
  }

  #slotOf(request: Wish | undefined, kind: AccessToken['kind'], signer: Signer, raw: string | undefined): Slot {
    const { core } = this.#shared;
    const slots = this.#slots[kind];
    const known = raw === undefined ? undefined : slots.get(raw);
    if (known?.signer === signer) return known;
    const target = this.#target(request, kind);
    const slot = { target, key: core.key(target, signer), signer };
    if (raw !== undefined) slots.set(raw, slot);
    return slot;
  }

  async invalidate(what?: AccessToken | TokenRequest): Promise<void> {
    if (what !== undefined) check(what, 'what is invalidated', 'an object');
    const { core, flights } = this.#shared;
    flights.forgetFailures();
    if (what !== undefined && 'value' in what) return core.drop(what);
    const signer = await core.loadSigner();
    for (const kind of ['maskinporten', 'altinn'] as const)
      await core.forget(core.key(this.#target(what, kind), signer));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#shared.flights.end(new PortvaktError('NETWORK', 'the client was disposed'));
    await this.#shared.core.options.key.close?.();
  }

  toJSON(): object {
    const { options, environment } = this.#shared.core;
    return { clientId: options.clientId, environment: environment.name };
  }

  #target(request: Wish | undefined, kind: AccessToken['kind']): Target {
    const all = request === undefined ? this.#defaults : merged(this.#defaults, request);
    if (kind === 'altinn') checkAltinn(all);
    return { request: normalize(all), altinn: kind === 'altinn' ? all : undefined };
  }
}
