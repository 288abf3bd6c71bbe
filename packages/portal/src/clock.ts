/**
 * The platform's time, by which everything in it has its age: in a sandbox its clock is moved, and a browser's may be wrong. Each answer of
 * the platform tells it (`Date`, RFC 9110 section 6.6.1). No other file of the portal asks the browser for the time.
 */
import { useSyncExternalStore } from 'react';

const MINUTE_MS = 60_000;
/** `Date` has whole seconds, and an answer is under way for a while. */
const TOLERANCE_MS = 2_000;

let ahead = 0;
const listeners = new Set<() => void>();
const tell = (): void => {
  for (const listener of listeners) listener();
};

/** Takes the platform's time from an answer. One that a cache may have kept tells when it was made, and not the time. */
export function tellTime(headers: Headers): void {
  const time = Date.parse(headers.get('date') ?? '');
  const isKept = headers.has('age') || /max-age=[1-9]/.test(headers.get('cache-control') ?? '');
  if (Number.isNaN(time) || isKept) return;
  const found = time - Date.now();
  if (Math.abs(found - ahead) < TOLERANCE_MS) return;
  ahead = found;
  tell();
}

/** Milliseconds since the epoch, by the platform's clock. */
export const now = (): number => Date.now() + ahead;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  const timer = setInterval(listener, MINUTE_MS);
  return () => {
    listeners.delete(listener);
    clearInterval(timer);
  };
}

const thisMinute = (): number => Math.floor(now() / MINUTE_MS) * MINUTE_MS;

/** The minute that it is by the platform's clock, in ms; what shows an age with it is shown anew when the minute passes or the clock is moved. */
export const useMinute = (): number => useSyncExternalStore(subscribe, thisMinute);
