/** Situations of the sandbox: which there are, which are in force, and which have been met. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { readAnew } from './anew.ts';
import type * as platform from './generated/operations.ts';
import { call, type Immutable } from './http.ts';
import { lookAgain } from './look-again.ts';

const PATH = '/sandbox/situations';
const REPORT = '/sandbox/situation-report';
/** What programs meet is seen soon, as they go on. */
const LOOK_AGAIN_MS = 5_000;

export type Situation = Immutable<platform.Situation>;
export type SituationInForce = Immutable<platform.SituationInForce>;
export type MetSituation = Immutable<platform.MetSituation>;
export type SituationWish = Pick<SituationInForce, 'name' | 'client' | 'system' | 'customer' | 'externalRef'>;

/** The sandbox's clients by part of a name, an ID or a number, whoever has them; at most 50. */
export const useFoundClients = (written: string) => {
  const query = written.trim();
  return useQuery({
    queryKey: ['found-clients', query],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call('GET /sandbox/clients', { query: { query }, signal }),
  });
};

export const useSituations = () =>
  useQuery({
    queryKey: ['situations'],
    refetchInterval: lookAgain(LOOK_AGAIN_MS),
    queryFn: ({ signal }) => call(`GET ${PATH}`, { signal }),
  });

export const useMetSituations = () =>
  useQuery({
    queryKey: ['situation-report'],
    refetchInterval: lookAgain(LOOK_AGAIN_MS),
    queryFn: ({ signal }) => call(`GET ${REPORT}`, { signal }),
  });

function useChange<In, Out>(change: (input: In) => Promise<Out>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => readAnew(queries, ['situations'], ['situation-report']),
  });
}

export const useStartSituation = () => useChange((body: SituationWish) => call(`POST ${PATH}`, { body }));

/** @returns a change that ends the one with this id, or all */
export const useStopSituation = () =>
  useChange((id: string | undefined) =>
    id === undefined ? call(`DELETE ${PATH}`) : call(`DELETE ${PATH}/{id}`, { params: { id } }),
  );

export const useForgetMet = () => useChange((_: undefined) => call(`DELETE ${REPORT}`));
