/** Which row was the newest when the log was last looked at, for each organisation: the navigation says when there is something new. */
import { useSyncExternalStore } from 'react';

const KEY = 'portvakt-log-seen';
const listeners = new Set<() => void>();

const keyOf = (organization: string): string => `${KEY} ${organization}`;

function read(organization: string): string | null {
  try {
    return localStorage.getItem(keyOf(organization));
  } catch {
    return null;
  }
}

/** Remembers that the row has been seen. */
export function remember(organization: string, id: string): void {
  if (read(organization) === id) return;
  try {
    localStorage.setItem(keyOf(organization), id);
  } catch {
    // A browser that keeps nothing says that there is something new; that is all.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** The row that was the newest when the log was last looked at; null = never. */
export const useSeen = (organization: string): string | null =>
  useSyncExternalStore(subscribe, () => read(organization));
