import { queryOptions, useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTexts } from '../texts/index.tsx';
import { readAnew } from './anew.ts';
import { isAwaited } from './has-come.ts';
import { call, orWhenMissing } from './http.ts';
import type { PendingRequest, SystemUser, SystemUserRequest } from './types.ts';

const USERS = '/authentication/api/v1/systemuser';

/** Which of the three approval pages this is; the names are those of the vendor's `confirmUrl`. */
export type RequestKind = 'request' | 'agentrequest' | 'changerequest';

const REQUESTS = {
  request: `${USERS}/request`,
  agentrequest: `${USERS}/request/agent`,
  changerequest: `${USERS}/changerequest`,
} as const;

export const useRequest = (kind: RequestKind, requestId: string) =>
  useQuery({
    queryKey: ['request', kind, requestId],
    enabled: requestId !== '',
    queryFn: ({ signal }): Promise<SystemUserRequest> =>
      call(`GET ${REQUESTS[kind]}/{requestId}`, { params: { requestId }, signal }),
  });

/** Who asks, as far as it is told before one has logged in; null when there is no such request. */
export const useAsker = (kind: RequestKind, requestId: string) =>
  useQuery({
    queryKey: ['asker', kind, requestId],
    enabled: requestId !== '',
    queryFn: ({ signal }) =>
      orWhenMissing(call('GET /portal/api/v1/asked/{kind}/{id}', { params: { kind, id: requestId }, signal }), null),
  });

export type Answer = 'approve' | 'reject' | 'escalate';

/** Answers a request; true when it took effect. */
export function useAnswer(kind: RequestKind) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ request, answer }: { request: SystemUserRequest; answer: Answer }): Promise<boolean> => {
      const params = { party: request.partyId, requestId: request.id };
      if (answer !== 'escalate') return call(`POST ${REQUESTS[kind]}/{party}/{requestId}/${answer}`, { params });
      // A change request cannot be passed on (system-register-and-users.md 6).
      return kind === 'changerequest' ? false : call(`POST ${REQUESTS[kind]}/{party}/{requestId}/escalate`, { params });
    },
    onSettled: () => readAnew(queries, ['pending'], ['system-users'], ['delegations']),
    // Somebody else may have answered, or the vendor withdrawn it: the page shows what has become of it.
    onError: (_error, { request }) => readAnew(queries, ['request', kind, request.id]),
  });
}

const systemQuery = (systemId: string | undefined) => ({
  queryKey: ['system', systemId],
  enabled: systemId !== undefined,
  queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
    orWhenMissing(
      call('GET /authentication/api/v1/systemregister/{systemId}', { params: { systemId: systemId ?? '' }, signal }),
      null,
    ),
});

export const useSystem = (systemId: string | undefined) => useQuery(systemQuery(systemId));

/** Whether the names of these systems, each once, are still on their way: a list of them that was drawn before would move when they come. */
export const useSystemsArePending = (systemIds: readonly string[]): boolean =>
  useQueries({
    queries: systemIds.map(systemQuery),
    combine: (results) => results.some(isAwaited),
  });

export const resourceQuery = (resourceId: string) =>
  queryOptions({
    queryKey: ['resource', resourceId],
    queryFn: ({ signal }) =>
      orWhenMissing(call('GET /resourceregistry/api/v1/resource/{id}', { params: { id: resourceId }, signal }), null),
  });

export const useResource = (resourceId: string) => useQuery(resourceQuery(resourceId));

export function useAccessPackage(urn: string) {
  const { language } = useTexts();
  return useQuery({
    queryKey: ['package', urn, language],
    queryFn: ({ signal }) =>
      orWhenMissing(
        call('GET /accessmanagement/api/v1/meta/info/accesspackages/package/urn/{urn}', {
          params: { urn },
          language,
          signal,
        }),
        null,
      ),
  });
}

/** The organisation's system users: standard ones, and those for clients. @param isAsked otherwise nothing is fetched */
export const useSystemUsers = (partyId: number, kind: 'standard' | 'agent', isAsked = true) =>
  useQuery({
    enabled: isAsked,
    queryKey: ['system-users', partyId, kind],
    queryFn: ({ signal }) =>
      orWhenMissing(
        call(kind === 'agent' ? `GET ${USERS}/agent/{party}` : `GET ${USERS}/{party}`, {
          params: { party: partyId },
          signal,
        }),
        [],
      ),
  });

export const useDelegations = (partyId: number, systemUserId: string) =>
  useQuery({
    queryKey: ['delegations', partyId, systemUserId],
    queryFn: ({ signal }) =>
      call(`GET ${USERS}/{party}/{systemUserId}/delegations`, { params: { party: partyId, systemUserId }, signal }),
  });

/** Requests of a kind that wait for an access manager. */
const pendingQuery = (partyId: number, organization: string, kind: 'request' | 'agentrequest') =>
  queryOptions({
    queryKey: ['pending', partyId, kind],
    queryFn: ({ signal }) =>
      orWhenMissing(
        call(`GET ${REQUESTS[kind]}/{party}/{orgno}/pending`, {
          params: { party: partyId, orgno: organization },
          signal,
        }),
        [],
      ),
  });

/** Change requests that wait for an access manager; the platform's own list, which Altinn has not. */
const pendingChangesQuery = (partyId: number) =>
  queryOptions({
    queryKey: ['pending', partyId, 'changerequest'],
    queryFn: ({ signal }) =>
      orWhenMissing(
        call('GET /portal/api/v1/change-requests/{party}/pending', { params: { party: partyId }, signal }),
        [],
      ),
  });

/** The change request that waits for an answer about a system user, when there is one. */
export const useChangeOf = (partyId: number, systemUserId: string): PendingRequest | undefined =>
  useQuery(pendingChangesQuery(partyId)).data?.find((request) => request.systemUserId === systemUserId);

export interface Waiting {
  readonly kind: RequestKind;
  readonly request: PendingRequest;
}

interface Asked {
  readonly partyId: number;
  readonly number: string;
}

/** What `useWaiting` asks for. */
export const waitingQueries = ({ partyId, number }: Asked) => ({
  standard: pendingQuery(partyId, number, 'request'),
  agent: pendingQuery(partyId, number, 'agentrequest'),
  changes: pendingChangesQuery(partyId),
});

/** All that waits for an access manager: new system users of both kinds, and changes; `isPending` until all that is to be known of them is. */
export function useWaiting(organization: Asked) {
  const queries = waitingQueries(organization);
  const standard = useQuery(queries.standard);
  const agent = useQuery(queries.agent);
  const changes = useQuery(queries.changes);
  const requests: readonly Waiting[] = [
    ...(standard.data ?? []).map((request) => ({ kind: 'request' as const, request })),
    ...(agent.data ?? []).map((request) => ({ kind: 'agentrequest' as const, request })),
    ...(changes.data ?? []).map((request) => ({ kind: 'changerequest' as const, request })),
  ];
  return { isPending: standard.isPending || agent.isPending || changes.isPending, requests };
}

export function useDeleteSystemUser(partyId: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ user, facilitator }: { user: SystemUser; facilitator: string }): Promise<unknown> => {
      const params = { party: partyId, systemUserId: user.id };
      return user.userType === 'agent'
        ? call(`DELETE ${USERS}/agent/{party}/{systemUserId}`, { params, query: { facilitatorId: facilitator } })
        : call(`DELETE ${USERS}/{party}/{systemUserId}`, { params });
    },
    onSuccess: () => readAnew(queries, ['system-users', partyId]),
  });
}

/** Clients that the facilitator may add to an agent system user with these packages. */
export const useAvailableClients = (partyId: number, facilitator: string, packages: readonly string[]) =>
  useQuery({
    queryKey: ['agent-available', partyId, facilitator, packages],
    queryFn: ({ signal }) =>
      call(`GET ${USERS}/agent/{party}/clients`, {
        params: { party: partyId },
        query: { facilitator, packages },
        signal,
      }),
  });

export const useAgentClients = (partyId: number, facilitator: string, systemUserId: string) =>
  useQuery({
    queryKey: ['agent-clients', partyId, systemUserId],
    queryFn: ({ signal }) =>
      call(`GET ${USERS}/agent/{party}/{facilitator}/{systemUserId}/delegations`, {
        params: { party: partyId, facilitator, systemUserId },
        signal,
      }),
  });

/** Adds a client to an agent system user, or takes it away. */
export function useAgentClientChange(partyId: number, facilitator: string, systemUserId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ client, add }: { client: string; add: boolean }): Promise<unknown> =>
      call(add ? `POST ${USERS}/agent/{party}/{systemUserId}` : `DELETE ${USERS}/agent/{party}/{systemUserId}/client`, {
        params: { party: partyId, systemUserId },
        query: { provider: facilitator, client },
      }),
    onSettled: () => readAnew(queries, ['agent-clients', partyId, systemUserId]),
  });
}
