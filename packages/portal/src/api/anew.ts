import type { QueryClient, QueryKey } from '@tanstack/react-query';

/**
 * After a change: what is on the page under these keys is read anew, and what was read for other pages is forgotten, so that none of them
 * begins with what was true before the change.
 * @returns when the page shows the new state
 */
export async function readAnew(queries: QueryClient, ...keys: readonly QueryKey[]): Promise<void> {
  await Promise.all(
    keys.map((queryKey) => {
      queries.removeQueries({ queryKey, type: 'inactive' });
      return queries.invalidateQueries({ queryKey });
    }),
  );
}
