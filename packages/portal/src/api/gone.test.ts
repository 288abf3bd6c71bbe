import { QueryCache, QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, describe, expect, it } from 'vitest';
import { ApiFailure } from './failure.ts';
import { forgetGone } from './gone.ts';

const queries = new QueryClient({
  queryCache: new QueryCache({ onError: forgetGone }),
  defaultOptions: { queries: { retry: false } },
});
afterEach(() => queries.clear());

describe('what cannot be read anew', () => {
  it.each([
    [404, undefined, true],
    [410, undefined, true],
    [403, 'read', false],
    [500, 'read', false],
    [0, 'read', false],
  ])('after %s is %s', async (status, data, isLoadingError) => {
    let isThere = true;
    const page = new QueryObserver(queries, {
      queryKey: ['client'],
      queryFn: async () => {
        if (isThere) return 'read';
        throw new ApiFailure(status, '');
      },
    });
    const leave = page.subscribe(() => {});
    await page.refetch();
    isThere = false;
    await page.refetch();
    expect(page.getCurrentResult()).toMatchObject({ isError: true, isLoadingError, data });
    leave();
  });
});
