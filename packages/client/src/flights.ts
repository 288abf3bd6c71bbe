import type { Core, Target } from './core.ts';
import { EnterpriseUserError, ExchangeError, PortvaktError, TokenRequestError } from './errors.ts';
import type { CallOptions } from './options.ts';
import { isWorkersLike } from './runtime.ts';
import type { AccessToken } from './token.ts';

/** Gets a token from the network. `fresh`: nothing on the way may come from a cache. */
export type Obtain = (
  key: string,
  target: Target,
  options: { readonly signal: AbortSignal; readonly background: boolean; readonly fresh: boolean },
) => Promise<AccessToken>;

interface Flight {
  readonly promise: Promise<AccessToken>;
  readonly abort: AbortController;
  waiting: number;
}

interface Failure {
  readonly error: PortvaktError;
  readonly until: number;
  readonly span: number;
}

const MAX_FAILURES = 1000;
const MAX_FAILURE_MS = 30_000;
const RENEWAL_PAUSE_MS = 5000;

/** Requests under way, one a key, and what is remembered of those that failed (client-library.md 7.4 to 7.6). */
export class Flights {
  readonly #core: Core;
  readonly #obtain: Obtain;
  readonly #flights = new Map<string, Flight>();
  readonly #failures = new Map<string, Failure>();
  readonly #pauses = new Map<string, { until: number; span: number }>();
  /** Keys that are renewed in the background. */
  readonly #renewing = new Set<string>();

  constructor(core: Core, obtain: Obtain) {
    this.#core = core;
    this.#obtain = obtain;
  }

  /** The refusal that still stands for a key. */
  failure(key: string): PortvaktError | undefined {
    const failure = this.#failures.get(key);
    return failure && failure.until > this.#core.now() ? failure.error : undefined;
  }

  forgetFailures(): void {
    this.#failures.clear();
  }

  /** One request a key; a caller that aborts leaves the others alone, the last one to leave ends it. */
  join(key: string, target: Target, { signal }: CallOptions, fresh: boolean): Promise<AccessToken> {
    // It may have been aborted while key or cache were read; an abort in the past sends no event.
    if (signal?.aborted) return Promise.reject(signal.reason);
    const flight = this.#flights.get(key) ?? this.#launch(key, target, false, fresh);
    flight.waiting += 1;
    if (!signal) return flight.promise;
    return new Promise((resolve, reject) => {
      const leave = () => {
        flight.waiting -= 1;
        if (flight.waiting === 0) {
          // Whoever comes now must not join a request that is about to end.
          if (this.#flights.get(key) === flight) this.#flights.delete(key);
          flight.abort.abort(signal.reason);
        }
        reject(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      flight.promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
    });
  }

  /** At most one for a key, and after a failure not before its pause is over. */
  renewInBackground(key: string, target: Target): void {
    const core = this.#core;
    const pause = this.#pauses.get(key);
    if (this.#flights.has(key) || this.#renewing.has(key) || (pause && pause.until > core.now())) return;
    this.#renewing.add(key);
    const flight = this.#launch(key, target, true, true);
    flight.waiting += 1;
    const work = flight.promise
      .then(
        () => void this.#pauses.delete(key),
        () => {
          const span = Math.min((pause?.span ?? RENEWAL_PAUSE_MS / 2) * 2, MAX_FAILURE_MS);
          this.#pauses.set(key, { until: core.now() + span, span });
        },
      )
      .finally(() => this.#renewing.delete(key));
    core.options.waitUntil?.(work);
  }

  end(reason: PortvaktError): void {
    for (const flight of this.#flights.values()) flight.abort.abort(reason);
  }

  #launch(key: string, target: Target, background: boolean, fresh: boolean): Flight {
    const { hooks } = this.#core.options;
    const abort = new AbortController();
    const started = performance.now();
    // An aborted request ends late: by then another may have taken its place.
    const done = () => {
      if (this.#flights.get(key)?.promise === promise) this.#flights.delete(key);
    };
    const promise = this.#obtain(key, target, { signal: abort.signal, background, fresh }).then(
      (token) => {
        done();
        this.#failures.delete(key);
        const { expiresAt } = token;
        hooks?.onTokenResult?.({ outcome: 'network', durationMs: performance.now() - started, expiresAt });
        return token;
      },
      (error: unknown) => {
        done();
        if (error instanceof PortvaktError) {
          this.#remember(key, error);
          hooks?.onTokenResult?.({ outcome: 'error', durationMs: performance.now() - started, error });
        }
        throw error;
      },
    );
    // Somebody may always have left; a failure nobody waits for is no unhandled rejection.
    promise.catch(() => {});
    const flight: Flight = { promise, abort, waiting: 0 };
    if (!isWorkersLike()) this.#flights.set(key, flight);
    return flight;
  }

  /** A definite refusal is answered from memory for a moment, a locked user until `Retry-After`; passing failures are not remembered. */
  #remember(key: string, error: PortvaktError): void {
    const enterprise = error instanceof EnterpriseUserError;
    if (!enterprise && (error.retryable || !(error instanceof TokenRequestError || error instanceof ExchangeError)))
      return;
    const before = this.#failures.get(key);
    const first = this.#core.options.failureMemoryMs ?? 1000;
    const usual = Math.min(before ? before.span * 2 : first, MAX_FAILURE_MS);
    const span =
      error.code === 'ENTERPRISE_USER_GONE' ? MAX_FAILURE_MS : enterprise ? (error.retryAfterMs ?? usual) : usual;
    if (this.#failures.size >= MAX_FAILURES) this.#failures.clear();
    this.#failures.set(key, { error, until: this.#core.now() + span, span });
  }
}
