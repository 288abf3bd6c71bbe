/** Where on the page one is, as its address has it behind `#`: `/`, `/storage`, `/storage/createInstance`. */
import { useSyncExternalStore } from 'react';
import { type Operation, type Reference, slug } from './document.ts';

export interface Place {
  readonly surface?: string;
  readonly operation?: Operation;
}

/** What the address names; what it names wrongly is left out. */
export function placeOf(hash: string, { operations, surfaces }: Reference): Place {
  const [, first = '', id = ''] = hash.replace(/^#/, '').split('/');
  const operation = operations.find((one) => one.id === id);
  const surface = operation?.surface ?? surfaces.find((one) => slug(one) === first);
  return { ...(surface === undefined ? {} : { surface }), ...(operation ? { operation } : {}) };
}

export const addressOf = ({ surface, operation }: Place): string => {
  if (operation) return `#/${slug(operation.surface)}/${operation.id}`;
  return surface === undefined ? '#/' : `#/${slug(surface)}`;
};

const follow = (changed: () => void) => {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
};

/** The address behind `#`, as it changes. */
export const useHash = (): string => useSyncExternalStore(follow, () => window.location.hash);
