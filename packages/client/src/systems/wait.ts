import { checkOptional } from '../check.ts';
import { NetworkError, PortvaktError } from '../errors.ts';
import type { CallOptions } from '../options.ts';
import type { RequestStatus } from './model.ts';

/** How long a customer’s answer is waited for. */
export interface WaitOptions {
  /** Gives up after this long; default 10 minutes. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Called after each look, with how long until the next. */
  readonly onPoll?: (state: { readonly status: RequestStatus; readonly nextMs: number }) => void;
  readonly clock?: () => number;
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
}

interface Answer {
  readonly status: RequestStatus;
  readonly timedOut?: boolean;
}

const DEFAULT_TIMEOUT_MS = 10 * 60_000;
const FIRST_MS = 1000;
const LONGEST_MS = 30_000;

/** Looks until a request is answered or too old: 1 s, then half as long again each time, at most 30 s. Passing failures are looked past. */
export async function waitUntilAnswered<T extends Answer>(
  look: (options: CallOptions) => Promise<T>,
  options: WaitOptions,
): Promise<T> {
  const functions = { onPoll: 'a function', clock: 'a function', sleep: 'a function' } as const;
  checkOptional(options, 'options', { ...functions, timeoutMs: 'a number, 0 or more', signal: 'an AbortSignal' });
  const clock = options.clock ?? Date.now;
  const sleep = options.sleep ?? pause;
  const deadline = clock() + (options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  let wait = FIRST_MS;
  for (;;) {
    options.signal?.throwIfAborted();
    const answer = await lookPast(look, options.signal);
    if (answer && (answer.status !== 'New' || answer.timedOut)) return answer;
    // Also where a clock gives no time: waiting has an end.
    if (!(clock() + wait <= deadline))
      throw new NetworkError('TIMEOUT', 'the customer has not answered in time', {
        hint: 'Ask again later: the request stands for 180 days',
      });
    options.onPoll?.({ status: answer?.status ?? 'New', nextMs: wait });
    await sleep(wait, options.signal);
    wait = Math.min(LONGEST_MS, wait * 1.5);
  }
}

async function lookPast<T>(
  look: (options: CallOptions) => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T | undefined> {
  try {
    return await look(signal ? { signal } : {});
  } catch (error) {
    if (error instanceof PortvaktError && error.retryable) return undefined;
    throw error;
  }
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
