import { infiniteQueryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { call } from './http.ts';

const CONNECTIONS = '/accessmanagement/api/v1/enduser/connections';
const PAGE = 50;

/** `given`: what others have for the party. `got`: what it has for others. */
export type Side = 'given' | 'got';

/** Everybody that a party is connected to, a page at a time, with roles, packages and single rights. @param party its UUID */
export const connectionsQuery = (party: string, side: Side) =>
  infiniteQueryOptions({
    queryKey: ['connections', party, side],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) =>
      call(`GET ${CONNECTIONS}`, {
        query: {
          party,
          ...(side === 'given' ? { from: party } : { to: party }),
          includeAccessPackages: 'true',
          includeResources: 'true',
          pageSize: PAGE,
          pageNumber: pageParam,
        },
        signal,
      }),
    getNextPageParam: ({ links }, _pages, page) => (links.next === null ? undefined : page + 1),
  });

export const useConnections = (party: string, side: Side) => useInfiniteQuery(connectionsQuery(party, side));

/** Which access packages the person may give away for a party. */
export const usePackagesToGive = (party: string) =>
  useQuery({
    queryKey: ['packages-to-give', party],
    queryFn: async ({ signal }) =>
      (await call(`GET ${CONNECTIONS}/accesspackages/delegationcheck`, { query: { party }, signal })).data,
  });
