/** Scopes that an organisation has given to its suppliers in Altinn, and those that it has from its consumers (maskinporten.md 2.7). */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { readAnew } from './anew.ts';
import type * as platform from './generated/operations.ts';
import { call, type Immutable, orWhenMissing } from './http.ts';

const ENDUSER = '/accessmanagement/api/v1/enduser';

/** A resource whose scopes are given, and who has given them to whom. */
export type ScopeResource = Immutable<platform.ScopeResource>;
export type ScopeDelegates = Immutable<platform.ScopeDelegates>;

/** `given`: to suppliers. `received`: from consumers. @param party its organisation number */
export const useHeldScopes = (party: string, side: 'given' | 'received') =>
  useQuery({
    queryKey: ['held-scopes', party, side],
    queryFn: ({ signal }) =>
      side === 'given'
        ? call(`GET ${ENDUSER}/maskinportensuppliers/resources`, { query: { party }, signal })
        : call(`GET ${ENDUSER}/maskinportenconsumers/resources`, { query: { party }, signal }),
  });

/** Whether the person may give the resource's scopes to a supplier. */
export const useMayGiveScopes = (party: string, resource: string) =>
  useQuery({
    queryKey: ['may-give-scopes', party, resource],
    enabled: resource !== '',
    queryFn: async ({ signal }) => {
      const path = `GET ${ENDUSER}/maskinportensuppliers/resources/delegationcheck` as const;
      const { data } = await call(path, { query: { party, resource }, signal });
      return data.rights.some(({ result }) => result);
    },
  });

function useChange<In>(change: (input: In) => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => readAnew(queries, ['held-scopes']) });
}

interface ToSupplier {
  readonly supplier: string;
  readonly resource: string;
}

export const useGiveScopes = (party: string) =>
  useChange((to: ToSupplier) => call(`POST ${ENDUSER}/maskinportensuppliers`, { query: { party, ...to } }));

/** What somebody else has taken meanwhile is taken. */
export const useTakeScopes = (party: string) =>
  useChange((from: ToSupplier) =>
    orWhenMissing(call(`DELETE ${ENDUSER}/maskinportensuppliers`, { query: { party, ...from } }), undefined),
  );

/** Of the supplier, for what it no longer wants to hold. */
export const useGiveUpScopes = (party: string) =>
  useChange((from: { readonly consumer: string; readonly resource: string }) =>
    orWhenMissing(call(`DELETE ${ENDUSER}/maskinportenconsumers/resources`, { query: { party, ...from } }), undefined),
  );

/** Who has given one of the organisation's own scopes to a supplier. */
export const useScopeDelegates = (organization: string, scope: string) =>
  useQuery({
    queryKey: ['scope-delegates', organization, scope],
    queryFn: ({ signal }) => call('GET /portal/api/v1/scopes/delegates', { query: { scope }, organization, signal }),
  });
