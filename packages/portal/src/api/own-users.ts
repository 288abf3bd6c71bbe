/** The customer's side of system users: what it makes and changes itself. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { readAnew } from './anew.ts';
import type * as platform from './generated/operations.ts';
import { call, type Immutable } from './http.ts';

const ONE = '/portal/api/v1/systemusers/{party}/{systemUserId}';

/** A system that customers may take into use by themselves. */
export type OfferedSystem = Immutable<platform.SystemLine>;

export const useOfferedSystems = () =>
  useQuery({
    queryKey: ['offered-systems'],
    queryFn: ({ signal }) => call('GET /authentication/api/v1/systemregister', { signal }),
  });

/** A change of the organisation's system users; afterwards nothing that was read of them is shown any more. */
function useChange<In, Out>(partyId: number, change: (input: In) => Promise<Out>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => readAnew(queries, ['system-users', partyId], ['delegations', partyId]),
  });
}

export const useCreateSystemUser = (partyId: number) =>
  useChange(partyId, (body: { systemId: string; integrationTitle: string }) =>
    call('POST /authentication/api/v1/systemuser/{party}/create', { params: { party: partyId }, body }),
  );

export const useRenameSystemUser = (partyId: number, systemUserId: string) =>
  useChange(partyId, (integrationTitle: string) =>
    call(`PUT ${ONE}`, { params: { party: partyId, systemUserId }, body: { integrationTitle } }),
  );

export const useGiveAll = (partyId: number, systemUserId: string) =>
  useChange(partyId, () => call(`POST ${ONE}/all`, { params: { party: partyId, systemUserId } }));
