import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { describe, expect, it } from 'vitest';
import { readAnew } from './anew.ts';

describe('after a change', () => {
  it('what is shown is read anew, what was read for another page is forgotten, and the rest stays', async () => {
    const queries = new QueryClient();
    let stored = 'before';
    const read = (...queryKey: readonly string[]) => ({ queryKey, queryFn: async () => stored });
    for (const key of [['client', 'a'], ['clients'], ['scopes']]) await queries.fetchQuery(read(...key));
    const page = new QueryObserver(queries, { ...read('client', 'a'), staleTime: Number.POSITIVE_INFINITY });
    const leave = page.subscribe(() => {});
    stored = 'after';
    await readAnew(queries, ['client'], ['clients']);
    expect(page.getCurrentResult().data).toBe('after');
    expect(queries.getQueryData(['clients'])).toBeUndefined();
    expect(queries.getQueryData(['scopes'])).toBe('before');
    leave();
    queries.clear();
  });
});
