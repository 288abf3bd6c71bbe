/** Requests for access: an organisation asks others, and others ask it (access-management.md 3). */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { readAnew } from './anew.ts';
import type * as platform from './generated/operations.ts';
import { call, type Immutable } from './http.ts';

const REQUESTS = '/accessmanagement/api/v1/enduser/request';
const KEY = ['access-requests'] as const;

export type AccessRequest = Immutable<platform.AccessRequest>;

/** `received`: others ask the party. `sent`: it asks others. */
export type RequestSide = 'received' | 'sent';

/** Those that wait for an answer, and those that have one. @param party its UUID */
export const useAccessRequests = (party: string, side: RequestSide) =>
  useQuery({
    queryKey: [...KEY, party, side],
    queryFn: async ({ signal }) =>
      (side === 'received'
        ? await call(`GET ${REQUESTS}/received`, { query: { party }, signal })
        : await call(`GET ${REQUESTS}/sent`, { query: { party }, signal })
      ).data,
  });

/** A request that a service owner has drafted, until it is confirmed or taken back. */
export const useDraftRequest = (id: string) =>
  useQuery({
    queryKey: [...KEY, 'draft', id],
    queryFn: ({ signal }) => call(`GET ${REQUESTS}/draft`, { query: { id }, signal }),
  });

/** What becomes of a request; who has been given something is shown anew too. */
function useChange<In>(change: (input: In) => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => readAnew(queries, KEY, ['connections']) });
}

export const useAskForPackage = (party: string) =>
  useChange((wish: { readonly to: string; readonly package: string }) =>
    call(`POST ${REQUESTS}/package`, { query: { party, ...wish } }),
  );

/** All that whoever answers may give on the resource. */
export const useAskForResource = (party: string) =>
  useChange((wish: { readonly to: string; readonly resource: string }) =>
    call(`POST ${REQUESTS}/resource`, { query: { party, ...wish } }),
  );

export const useAnswerRequest = (party: string) =>
  useChange(({ id, approve }: { readonly id: string; readonly approve: boolean }) =>
    approve
      ? call(`PUT ${REQUESTS}/received/approve`, { query: { party, id } })
      : call(`PUT ${REQUESTS}/received/reject`, { query: { party, id } }),
  );

/** Takes back what was asked for, or drafted. */
export const useWithdrawRequest = (party: string) =>
  useChange((id: string) => call(`PUT ${REQUESTS}/sent/withdraw`, { query: { party, id } }));

export const useConfirmRequest = (party: string) =>
  useChange((id: string) => call(`PUT ${REQUESTS}/draft/confirm`, { query: { party, id } }));
