/**
 * A key pair that was made here and whose public half has not been sent yet. It is in the memory of the page and nowhere else: other pages of
 * the portal may be looked at meanwhile, and whoever closes the tab is asked first.
 */
import { useSyncExternalStore } from 'react';
import type { MadeKey } from './make-key.ts';

export interface HeldKey {
  readonly made: MadeKey;
  /** The set that it is to be kept in, e.g. `min-app-TEST`. */
  readonly set: string;
  readonly downloaded: boolean;
}

const held = new Map<string, HeldKey>();
const listeners = new Set<() => void>();
const ask = (event: BeforeUnloadEvent): void => event.preventDefault();

/** @param client whose key it is; undefined forgets it */
export function hold(client: string, key: HeldKey | undefined): void {
  if (key) held.set(client, key);
  else held.delete(client);
  if (held.size > 0) window.addEventListener('beforeunload', ask);
  else window.removeEventListener('beforeunload', ask);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The key pair that waits for a client. */
export const useHeld = (client: string): HeldKey | undefined => useSyncExternalStore(subscribe, () => held.get(client));
