import { useState } from 'react';
import { useSearchParams } from 'react-router';

/**
 * A filter of a list, kept in the address: it can be shared, and is there again after a detour.
 * @param name of the parameter
 * @param otherwise the value that need not be said
 * @returns as `useState` does
 */
export function useInAddress(name: string, otherwise = ''): readonly [value: string, set: (value: string) => void] {
  const [query, setQuery] = useSearchParams();
  // The router follows when it has time: what is being written cannot wait for it.
  const [value, setValue] = useState(query.get(name) ?? otherwise);
  const set = (next: string) => {
    setValue(next);
    setQuery(
      (known) => {
        const changed = new URLSearchParams(known);
        if (next === otherwise) changed.delete(name);
        else changed.set(name, next);
        return changed;
      },
      { replace: true, preventScrollReset: true },
    );
  };
  return [value, set];
}
