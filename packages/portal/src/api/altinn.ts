import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTexts } from '../texts/index.tsx';
import { call, orWhenMissing } from './http.ts';
import { segment } from './path.ts';
import type {
  AccessPackage,
  AgentClient,
  AgentDelegation,
  Asker,
  RegisteredSystem,
  Resource,
  SystemUser,
  SystemUserDelegations,
  SystemUserRequest,
} from './types.ts';

const BASE = '/authentication/api/v1';

/** Which of the three approval pages this is; the names are those of the vendor's `confirmUrl`. */
export type RequestKind = 'request' | 'agentrequest' | 'changerequest';

const REQUESTS: Readonly<Record<RequestKind, string>> = {
  request: `${BASE}/systemuser/request`,
  agentrequest: `${BASE}/systemuser/request/agent`,
  changerequest: `${BASE}/systemuser/changerequest`,
};

export const useRequest = (kind: RequestKind, requestId: string) =>
  useQuery({
    queryKey: ['request', kind, requestId],
    enabled: requestId !== '',
    queryFn: ({ signal }) => call<SystemUserRequest>(`${REQUESTS[kind]}/${segment(requestId)}`, { signal }),
  });

/** Who asks, as far as it is told before one has logged in; null when there is no such request. */
export const useAsker = (kind: RequestKind, requestId: string) =>
  useQuery({
    queryKey: ['asker', kind, requestId],
    enabled: requestId !== '',
    queryFn: ({ signal }) =>
      orWhenMissing(call<Asker>(`/portal/api/v1/asked/${kind}/${segment(requestId)}`, { signal }), null),
  });

export type Answer = 'approve' | 'reject' | 'escalate';

/** Answers a request; true when it took effect. */
export function useAnswer(kind: RequestKind) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ request, answer }: { request: SystemUserRequest; answer: Answer }) =>
      call<boolean>(`${REQUESTS[kind]}/${segment(String(request.partyId))}/${segment(request.id)}/${answer}`, {
        method: 'POST',
      }),
    onSettled: () =>
      Promise.all([['pending'], ['system-users']].map((queryKey) => queries.invalidateQueries({ queryKey }))),
    // Somebody else may have answered, or the vendor withdrawn it: the page shows what has become of it.
    onError: (_error, { request }) => queries.invalidateQueries({ queryKey: ['request', kind, request.id] }),
  });
}

export const useSystem = (systemId: string | undefined) =>
  useQuery({
    queryKey: ['system', systemId],
    enabled: systemId !== undefined,
    queryFn: ({ signal }) =>
      orWhenMissing(call<RegisteredSystem>(`${BASE}/systemregister/${segment(systemId ?? '')}`, { signal }), null),
  });

export const useResource = (resourceId: string) =>
  useQuery({
    queryKey: ['resource', resourceId],
    queryFn: ({ signal }) =>
      orWhenMissing(call<Resource>(`/resourceregistry/api/v1/resource/${segment(resourceId)}`, { signal }), null),
  });

export function useAccessPackage(urn: string) {
  const { language } = useTexts();
  return useQuery({
    queryKey: ['package', urn, language],
    queryFn: ({ signal }) =>
      orWhenMissing(
        call<AccessPackage>(`/accessmanagement/api/v1/meta/info/accesspackages/package/urn/${segment(urn)}`, {
          language,
          signal,
        }),
        null,
      ),
  });
}

/** The organisation's system users: standard ones, and those for clients. */
export const useSystemUsers = (partyId: number, kind: 'standard' | 'agent') =>
  useQuery({
    queryKey: ['system-users', partyId, kind],
    queryFn: ({ signal }) =>
      orWhenMissing(
        call<readonly SystemUser[]>(`${BASE}/systemuser/${kind === 'agent' ? 'agent/' : ''}${partyId}`, { signal }),
        [],
      ),
  });

export const useDelegations = (partyId: number, systemUserId: string) =>
  useQuery({
    queryKey: ['delegations', partyId, systemUserId],
    queryFn: ({ signal }) =>
      call<SystemUserDelegations>(`${BASE}/systemuser/${partyId}/${segment(systemUserId)}/delegations`, { signal }),
  });

/** Requests that wait for an access manager. */
export const usePending = (partyId: number, organization: string, kind: 'request' | 'agentrequest') =>
  useQuery({
    queryKey: ['pending', partyId, kind],
    queryFn: ({ signal }) =>
      orWhenMissing(
        call<readonly SystemUserRequest[]>(`${REQUESTS[kind]}/${partyId}/${segment(organization)}/pending`, { signal }),
        [],
      ),
  });

export function useDeleteSystemUser(partyId: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ user, facilitator }: { user: SystemUser; facilitator: string }) =>
      call<unknown>(
        user.userType === 'agent'
          ? `${BASE}/systemuser/agent/${partyId}/${segment(user.id)}?facilitatorId=${encodeURIComponent(facilitator)}`
          : `${BASE}/systemuser/${partyId}/${segment(user.id)}`,
        { method: 'DELETE' },
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['system-users', partyId] }),
  });
}

/** Clients that the facilitator may add to an agent system user with these packages. */
export const useAvailableClients = (partyId: number, facilitator: string, packages: readonly string[]) =>
  useQuery({
    queryKey: ['agent-available', partyId, facilitator, packages],
    queryFn: ({ signal }) => {
      const query = new URLSearchParams([['facilitator', facilitator], ...packages.map((urn) => ['packages', urn])]);
      return call<readonly AgentClient[]>(`${BASE}/systemuser/agent/${partyId}/clients?${query}`, { signal });
    },
  });

export const useAgentClients = (partyId: number, facilitator: string, systemUserId: string) =>
  useQuery({
    queryKey: ['agent-clients', partyId, systemUserId],
    queryFn: ({ signal }) =>
      call<readonly AgentDelegation[]>(
        `${BASE}/systemuser/agent/${partyId}/${segment(facilitator)}/${segment(systemUserId)}/delegations`,
        { signal },
      ),
  });

/** Adds a client to an agent system user, or takes it away. */
export function useAgentClientChange(partyId: number, facilitator: string, systemUserId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ client, add }: { client: string; add: boolean }) =>
      call<unknown>(
        `${BASE}/systemuser/agent/${partyId}/${segment(systemUserId)}${add ? '' : '/client'}?provider=${encodeURIComponent(facilitator)}&client=${encodeURIComponent(client)}`,
        { method: add ? 'POST' : 'DELETE' },
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ['agent-clients', partyId, systemUserId] }),
  });
}
