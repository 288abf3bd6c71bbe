/** Who forwards the sandbox's feed of events. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import type * as platform from './generated/operations.ts';
import { call, type Immutable } from './http.ts';
import { lookAgain } from './look-again.ts';

const LOOK_AGAIN_MS = 3_000;

export type FeedListener = Immutable<platform.FeedListener>;

export const LISTENERS_QUERY = queryOptions({
  queryKey: ['listeners'],
  queryFn: ({ signal }) => call('GET /sandbox/listeners', { signal }),
});

export const useListeners = () =>
  useQuery({
    ...LISTENERS_QUERY,
    refetchInterval: lookAgain(LOOK_AGAIN_MS),
    // What a page tells in seconds it tells anew each time, also when nothing has changed.
    notifyOnChangeProps: 'all',
  });
