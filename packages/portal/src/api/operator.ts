/** What whoever operates the platform sees and changes. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { readAnew } from './anew.ts';
import type * as platform from './generated/operations.ts';
import { call, type Immutable } from './http.ts';

const BASE = '/operator/api/v1';
const KEYS = [['operator'], ['operators'], ['platform-setup'], ['operated'], ['parties']] as const;

export type PlatformSetup = Immutable<platform.PlatformSetup>;
export type OperatedOrganization = Immutable<platform.OperatedOrganization>;
export type OrganizationWish = Immutable<platform.OrganizationWish>;
export type Operator = Immutable<platform.Operator>;

/** Whether the person who is logged in is an operator. */
export const useOperator = () =>
  useQuery({ queryKey: ['operator'], queryFn: ({ signal }) => call(`GET ${BASE}/me`, { signal }) });

export const usePlatformSetup = () =>
  useQuery({ queryKey: ['platform-setup'], queryFn: ({ signal }) => call(`GET ${BASE}/setup`, { signal }) });

/** At most 50 organisations whose name or number holds the text. */
export const useOperatedOrganizations = (query: string) =>
  useQuery({
    queryKey: ['operated', 'list', query],
    queryFn: ({ signal }) => call(`GET ${BASE}/organizations`, { query: { query }, signal }),
  });

export const useOperatedOrganization = (number: string) =>
  useQuery({
    queryKey: ['operated', 'one', number],
    queryFn: ({ signal }) => call(`GET ${BASE}/organizations/{number}`, { params: { number }, signal }),
  });

export const useOperators = () =>
  useQuery({ queryKey: ['operators'], queryFn: ({ signal }) => call(`GET ${BASE}/operators`, { signal }) });

/** One thing leads to another: all that is shown of the set-up is read anew. */
function useChange<In, Out>(change: (input: In) => Promise<Out>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => readAnew(queries, ...KEYS) });
}

export const useClaim = () => useChange((code: string) => call(`POST ${BASE}/claim`, { body: { code } }));

export const usePutOrganization = (number: string) =>
  useChange((body: OrganizationWish) => call(`PUT ${BASE}/organizations/{number}`, { params: { number }, body }));

export const useMakeScopes = () =>
  useChange((organization: string) => call(`PUT ${BASE}/platform-scopes`, { body: { organization } }));

/** The code is shown once, and kept nowhere. */
export const makeCode = () => call(`POST ${BASE}/operators/codes`);

export const useRemoveOperator = () =>
  useChange((id: string) => call(`DELETE ${BASE}/operators/{id}`, { params: { id } }));
