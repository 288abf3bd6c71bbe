/** Who forwards the sandbox's feed of events. */
import { useQuery } from '@tanstack/react-query';
import type * as platform from './generated/operations.ts';
import { call, type Immutable } from './http.ts';

const LOOK_AGAIN_MS = 3_000;

export type FeedListener = Immutable<platform.FeedListener>;

export const useListeners = () =>
  useQuery({
    queryKey: ['listeners'],
    refetchInterval: LOOK_AGAIN_MS,
    queryFn: ({ signal }) => call('GET /sandbox/listeners', { signal }),
  });
