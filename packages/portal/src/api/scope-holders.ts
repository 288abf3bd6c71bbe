/** Scopes that an organisation has given to its suppliers in Altinn, and those that it has from its consumers (maskinporten.md 2.7). */
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { readAnew } from './anew.ts';
import type * as platform from './generated/operations.ts';
import { call, type Immutable } from './http.ts';

const ENDUSER = '/accessmanagement/api/v1/enduser';

/** A resource whose scopes are given, and who has given them to whom. */
export type ScopeResource = Immutable<platform.ScopeResource>;
export type ScopeDelegates = Immutable<platform.ScopeDelegates>;

/** `given`: to suppliers. `received`: from consumers. */
export type Side = 'given' | 'received';

/** @param party its organisation number */
export const heldScopesQuery = (party: string, side: Side) =>
  queryOptions({
    queryKey: ['held-scopes', party, side],
    queryFn: ({ signal }) =>
      side === 'given'
        ? call(`GET ${ENDUSER}/maskinportensuppliers/resources`, { query: { party }, signal })
        : call(`GET ${ENDUSER}/maskinportenconsumers/resources`, { query: { party }, signal }),
  });

export const useHeldScopes = (party: string, side: Side) => useQuery(heldScopesQuery(party, side));

/** Whether the person may give the resource's scopes to a supplier. */
export const useMayGiveScopes = (party: string, resource: string) =>
  useQuery({
    queryKey: ['may-give-scopes', party, resource],
    enabled: resource !== '',
    queryFn: async ({ signal }) => {
      const path = `GET ${ENDUSER}/maskinportensuppliers/resources/delegationcheck` as const;
      const { rights } = await call(path, { query: { party, resource }, signal });
      return rights.some(({ result }) => result);
    },
  });

function useChange<In>(change: (input: In) => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => readAnew(queries, ['held-scopes']) });
}

export const useGiveScopes = (party: string) =>
  useChange(async ({ supplier, resource }: { readonly supplier: string; readonly resource: string }) => {
    // Whoever is a supplier already stays one.
    await call(`POST ${ENDUSER}/maskinportensuppliers`, { query: { party, supplier } });
    return call(`POST ${ENDUSER}/maskinportensuppliers/resources`, { query: { party, supplier, resource } });
  });

/** Takes back what was given, or gives up what was received. What somebody else has ended meanwhile has ended. */
export const useEndHeldScopes = (party: string, side: Side) =>
  useChange(({ other, resource }: { readonly other: string; readonly resource: string }) =>
    side === 'given'
      ? call(`DELETE ${ENDUSER}/maskinportensuppliers/resources`, { query: { party, supplier: other, resource } })
      : call(`DELETE ${ENDUSER}/maskinportenconsumers/resources`, { query: { party, consumer: other, resource } }),
  );

/** Who has given one of the organisation's own scopes to a supplier. */
export const useScopeDelegates = (organization: string, scope: string) =>
  useQuery({
    queryKey: ['scope-delegates', organization, scope],
    queryFn: ({ signal }) => call('GET /portal/api/v1/scopes/delegates', { query: { scope }, organization, signal }),
  });
