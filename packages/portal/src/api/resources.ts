import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { readAnew } from './anew.ts';
import { ApiFailure, call } from './http.ts';
import type { OwnResource } from './types.ts';

const RESOURCES = '/policy-authoring/api/v1/resources';

/** The service owner that the organisation is; null when it is none, or one may not write for it. */
export const serviceOwnerQuery = (organization: string) =>
  queryOptions({
    queryKey: ['service-owner', organization],
    queryFn: async ({ signal }) => {
      try {
        return await call('GET /policy-authoring/api/v1/owner', { organization, signal });
      } catch (error) {
        if (error instanceof ApiFailure && error.status === 403) return null;
        throw error;
      }
    },
  });

export const useServiceOwner = (organization: string) => useQuery(serviceOwnerQuery(organization));

/** Adds a resource; with a version, changes the one that had it: when another has changed it since, that fails with 412. */
export function useSaveResource(organization: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ record, version }: { readonly record: OwnResource; readonly version: number | undefined }) =>
      version === undefined
        ? call(`POST ${RESOURCES}`, { body: record, organization })
        : call(`PUT ${RESOURCES}/{id}`, {
            params: { id: record.identifier },
            body: record,
            organization,
            ifMatch: `"${version}"`,
          }),
    onSuccess: ({ identifier }) => readAnew(queries, ['resources'], ['resource', identifier]),
  });
}

/** Deletes a resource and its policy, unless it has been changed since the version. */
export function useDeleteResource(organization: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, version }: { readonly id: string; readonly version: number }) =>
      call(`DELETE ${RESOURCES}/{id}`, { params: { id }, organization, ifMatch: `"${version}"` }),
    onSuccess: (_, { id }) => {
      // Not read anew: the page that shows it is left, and there is nothing to read.
      queries.removeQueries({ queryKey: ['resource', id] });
      queries.removeQueries({ queryKey: ['policy', organization, id] });
      return readAnew(queries, ['resources']);
    },
  });
}
