import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import type * as platform from './generated/operations.ts';
import { call, type Immutable } from './http.ts';

export const OVERVIEW = ['overview'] as const;

/** How things stand for an organisation. */
export type Overview = Immutable<platform.Overview>;
/** What the guide counts. */
export type Step = Overview['steps'][number]['step'];
export type ClientState = Immutable<platform.ClientState>;
/** A token request that was refused in the last hour. */
export type Refused = Immutable<platform.RefusedRequest>;
/** How the keys of a client have been used. */
export type KeyUse = Immutable<platform.KeyUse>;

export const ENVIRONMENT_QUERY = queryOptions({
  queryKey: ['environment'],
  queryFn: ({ signal }) => call('GET /portal/api/v1/environment', { signal }),
});

/** Which environment this is. */
export const useEnvironment = () => useQuery(ENVIRONMENT_QUERY);

const LOOK_AGAIN_MS = 10_000;
const LOOK_SELDOM_MS = 60_000;
const MANY = 1_000;

export const overviewQuery = (organization: string) =>
  queryOptions({
    queryKey: [...OVERVIEW, organization],
    queryFn: ({ signal }) => call('GET /portal/api/v1/overview', { organization, signal }),
  });

/** How things stand for the organisation; looked at again now and then, for it changes where no one clicks. */
export const useOverview = (organization: string) =>
  useQuery({
    ...overviewQuery(organization),
    // Of thousands of clients it is megabytes.
    refetchInterval: ({ state }) => ((state.data?.clients.length ?? 0) > MANY ? LOOK_SELDOM_MS : LOOK_AGAIN_MS),
  });

/** The name of a client of which a list has told; nothing is asked for. */
export const useKnownClientName = (organization: string, clientId: string): string | undefined =>
  useQueryClient()
    .getQueryData<Overview>([...OVERVIEW, organization])
    ?.clients.find((client) => client.clientId === clientId)?.name;

/** When each key of a client was last used; looked at again now and then, for it changes where no one clicks. */
export const useKeyUse = (organization: string, clientId: string) =>
  useQuery({
    queryKey: ['key-use', organization, clientId],
    refetchInterval: LOOK_AGAIN_MS,
    queryFn: ({ signal }) =>
      call('GET /portal/api/v1/clients/{id}/key-use', { params: { id: clientId }, organization, signal }),
  });

export type ScopeUse = Immutable<platform.ScopeUse>;

/** Who uses one of the organisation's own scopes, and when last. */
export const useScopeUse = (organization: string, scope: string) =>
  useQuery({
    queryKey: ['scope-use', organization, scope],
    queryFn: ({ signal }) => call('GET /portal/api/v1/scopes/users', { query: { scope }, organization, signal }),
  });
