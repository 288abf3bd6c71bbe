import { useCallback, useState } from 'react';
import { useLocation, useSearchParams } from 'react-router';

/**
 * The query of the address, and the way to change a part of it in its place. The change is made to what the browser has: the router's own
 * follows when it has time, and of two changes in a row the second would take the first away. Who has gone on to another page, which has
 * yet to be drawn, is not called back.
 */
export function useAddress(): readonly [
  query: URLSearchParams,
  change: (changed: (query: URLSearchParams) => URLSearchParams) => void,
] {
  const [query, setQuery] = useSearchParams();
  const { pathname } = useLocation();
  const change = useCallback(
    (changed: (query: URLSearchParams) => URLSearchParams) => {
      if (new URL(pathname, window.location.origin).pathname !== window.location.pathname) return;
      setQuery(() => changed(inBrowser()), { replace: true, preventScrollReset: true });
    },
    [setQuery, pathname],
  );
  return [query, change];
}

const inBrowser = (): URLSearchParams => new URLSearchParams(window.location.search);

/**
 * A filter of a list, kept in the address: it can be shared, and is there again after a detour.
 * @param name of the parameter
 * @param otherwise the value that need not be said
 * @returns as `useState` does
 */
export function useInAddress(name: string, otherwise = ''): readonly [value: string, set: (value: string) => void] {
  const [query, change] = useAddress();
  const valueIn = (where: URLSearchParams) => where.get(name) ?? otherwise;
  const followed = valueIn(query);
  // What is being written cannot wait for the router either.
  const [value, setValue] = useState(followed);
  const [seen, setSeen] = useState(followed);
  if (followed !== seen) {
    setSeen(followed);
    // By a link or the browser's own buttons; what was written first and comes late is passed over.
    if (followed === valueIn(inBrowser())) setValue(followed);
  }
  const set = (next: string) => {
    setValue(next);
    change((known) => {
      const changed = new URLSearchParams(known);
      if (next === otherwise) changed.delete(name);
      else changed.set(name, next);
      return changed;
    });
  };
  return [value, set];
}
