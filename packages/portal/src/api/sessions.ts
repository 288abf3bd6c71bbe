/** Where persons are logged in: one's own, and for whoever operates the platform those of others. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { readAnew } from './anew.ts';
import { ApiFailure } from './failure.ts';
import type * as platform from './generated/operations.ts';
import { call, type Immutable } from './http.ts';

const OWN = '/portal/api/v1/sessions';
const OPERATED = '/operator/api/v1/sessions';
const KEY = ['sessions'] as const;

export type OpenSession = Immutable<platform.OpenSession>;
export type LoggedInPerson = Immutable<platform.LoggedInPerson>;

export const useOwnSessions = () =>
  useQuery({ queryKey: [...KEY, 'own'], queryFn: ({ signal }) => call(`GET ${OWN}`, { signal }) });

export const useSessionsOf = (person: string) =>
  useQuery({
    queryKey: [...KEY, 'of', person],
    queryFn: ({ signal }) => call(`GET ${OPERATED}/{person}`, { params: { person }, signal }),
  });

/** At most 50 whose name holds the text. */
export const useLoggedInPersons = (query: string) =>
  useQuery({
    queryKey: [...KEY, 'persons', query],
    queryFn: ({ signal }) => call(`GET ${OPERATED}`, { query: { query }, signal }),
  });

function useChange<In, Out>(change: (input: In) => Promise<Out>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => readAnew(queries, KEY) });
}

/** What has ended meanwhile is as it was wanted. @param person whose; left out = one's own */
export const useEndSession = (person?: string) =>
  useChange((id: string) =>
    (person === undefined
      ? call(`DELETE ${OWN}/{id}`, { params: { id } })
      : call(`DELETE ${OPERATED}/{person}/{id}`, { params: { person, id } })
    ).catch((error: unknown) => {
      if (!(error instanceof ApiFailure && error.status === 404)) throw error;
    }),
  );

/** Ends all of a person's; of one's own, all but this one. */
export const useEndSessions = (person?: string) =>
  useChange((_: undefined) =>
    person === undefined ? call(`DELETE ${OWN}`) : call(`DELETE ${OPERATED}/{person}`, { params: { person } }),
  );
