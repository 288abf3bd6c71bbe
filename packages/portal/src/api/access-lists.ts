/** The access lists of a service owner. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { readAnew } from './anew.ts';
import type * as platform from './generated/operations.ts';
import { call, type Immutable } from './http.ts';

const LISTS = '/policy-authoring/api/v1/access-lists';
const KEYS = [['access-lists'], ['access-list'], ['access-list-members']] as const;

export type AccessList = Immutable<platform.OwnAccessList>;

/** The lists of the organisation, with what they open. */
export const useAccessLists = (organization: string, enabled = true) =>
  useQuery({
    queryKey: ['access-lists', organization],
    enabled,
    queryFn: ({ signal }) => call(`GET ${LISTS}`, { organization, signal }),
  });

/** A list of which the overview of them has told; nothing is asked for. */
export const useKnownList = (organization: string, list: string): AccessList | undefined =>
  useQueryClient()
    .getQueryData<{ readonly lists: readonly AccessList[] }>(['access-lists', organization])
    ?.lists.find(({ identifier }) => identifier === list);

export const useAccessList = (organization: string, list: string) =>
  useQuery({
    queryKey: ['access-list', organization, list],
    queryFn: ({ signal }) => call(`GET ${LISTS}/{list}`, { params: { list }, organization, signal }),
  });

/** Who is on a list, page by page. @param number only those whose number begins so */
export const useListMembers = (organization: string, list: string, number: string) =>
  useInfiniteQuery({
    queryKey: ['access-list-members', organization, list, number],
    queryFn: ({ pageParam, signal }) =>
      call(`GET ${LISTS}/{list}/members`, {
        params: { list },
        query: { number, ...(pageParam === '' ? {} : { after: pageParam }) },
        organization,
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });

/** Every change of a list is a version of it: all that is shown of lists is read anew. */
function useChange<In, Out>(change: (input: In) => Promise<Out>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => readAnew(queries, ...KEYS) });
}

/** Adds a list (version 0), or changes the texts of the one that has the version: when another has changed it since, that fails with 412. */
export const useSaveList = (organization: string) =>
  useChange(({ list, version, ...body }: { list: string; version: number; name: string; description: string }) =>
    call(`PUT ${LISTS}/{list}`, { params: { list }, body, organization, ifMatch: `"${version}"` }),
  );

/** Deletes a list, unless it has been changed since the version. */
export function useDeleteList(organization: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ list, version }: { list: string; version: number }) =>
      call(`DELETE ${LISTS}/{list}`, { params: { list }, organization, ifMatch: `"${version}"` }),
    onSuccess(_, { list }) {
      // Not read anew: the page that shows it is left, and there is nothing to read.
      queries.removeQueries({ queryKey: ['access-list', organization, list] });
      queries.removeQueries({ queryKey: ['access-list-members', organization, list] });
      return readAnew(queries, ['access-lists']);
    },
  });
}

/** Puts an organisation on a list, or takes it off. */
export const useSetMember = (organization: string, list: string) =>
  useChange(({ number, on }: { number: string; on: boolean }) => {
    const input = { params: { list, organization: number }, organization };
    return on
      ? call(`PUT ${LISTS}/{list}/members/{organization}`, input)
      : call(`DELETE ${LISTS}/{list}/members/{organization}`, input);
  });

/** Lets a list open a resource, with the actions that are named or else all of them. */
export const useConnectList = (organization: string) =>
  useChange(({ list, resource, actions }: { list: string; resource: string; actions: readonly string[] }) =>
    call(`PUT ${LISTS}/{list}/resources/{resource}`, { params: { list, resource }, body: { actions }, organization }),
  );

export const useDisconnectList = (organization: string) =>
  useChange(({ list, resource }: { list: string; resource: string }) =>
    call(`DELETE ${LISTS}/{list}/resources/{resource}`, { params: { list, resource }, organization }),
  );
