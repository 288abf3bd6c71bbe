import { EnterpriseUserError, ExchangeError, NetworkError, PortvaktError, TokenRequestError } from './errors.ts';
import type { MaskinportenOptions } from './options.ts';

const DEFAULT_ATTEMPTS = 3;
const DEFAULT_BASE_MS = 250;
const DEFAULT_CAP_MS = 5000;
const DEFAULT_DEADLINE_MS = 30_000;

/** Tries again what may pass: full jitter, `Retry-After` as the minimum, an error at once when the deadline would be passed. */
export async function retrying<T>(
  options: Pick<MaskinportenOptions, 'retry' | 'deadlineMs'>,
  clock: { now(): number },
  { signal, background }: { readonly signal: AbortSignal; readonly background: boolean },
  attempt: (number: number) => Promise<T>,
): Promise<T> {
  const { attempts = DEFAULT_ATTEMPTS, baseMs = DEFAULT_BASE_MS, capMs = DEFAULT_CAP_MS } = options.retry || {};
  const limit = options.retry === false ? 1 : attempts;
  const deadline = clock.now() + (options.deadlineMs ?? DEFAULT_DEADLINE_MS);
  for (let number = 1; ; number += 1) {
    try {
      return await attempt(number);
    } catch (error) {
      if (!repeatable(error) || number >= limit) throw error;
      const told = error instanceof TokenRequestError || error instanceof ExchangeError;
      const least = told ? (error.retryAfterMs ?? 0) : 0;
      const wait = Math.max(least, Math.random() * Math.min(capMs, baseMs * 2 ** (number - 1)));
      if (clock.now() + wait > deadline) throw error;
      await pause(wait, signal, background);
    }
  }
}

const repeatable = (error: unknown): boolean =>
  error instanceof PortvaktError && error.retryable && !(error instanceof EnterpriseUserError);

/** A wait that nobody waits for does not keep the process alive. */
function pause(ms: number, signal: AbortSignal, background: boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason ?? new NetworkError('NETWORK', 'aborted'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    // Only Node's timers can.
    if (background) (timer as { unref?: () => void }).unref?.();
    signal.addEventListener('abort', stop, { once: true });
  });
}
