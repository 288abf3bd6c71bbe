/** Consents that a person or an organisation has been asked for (maskinporten.md 2.6). */
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { readAnew } from './anew.ts';
import type * as platform from './generated/operations.ts';
import { call, type Immutable, orWhenMissing } from './http.ts';

const REQUESTS = '/accessmanagement/api/v1/bff/consentrequests';

export type Consent = Immutable<platform.ConsentToAnswer>;
export type ConsentAnswer = 'accept' | 'reject' | 'revoke';

export const useConsent = (id: string) =>
  useQuery({
    queryKey: ['consent', id],
    enabled: id !== '',
    queryFn: ({ signal }) => call(`GET ${REQUESTS}/{id}`, { params: { id }, signal }),
  });

/** Who asks, as far as it is told before one has logged in; null when there is no such request. */
export const useConsentAsker = (id: string) =>
  useQuery({
    queryKey: ['consent-asker', id],
    enabled: id !== '',
    queryFn: ({ signal }) =>
      orWhenMissing(call('GET /portal/api/v1/asked-consent/{id}', { params: { id }, signal }), null),
  });

/** The newest first. @param party its UUID */
export const consentsQuery = (party: string) =>
  queryOptions({
    queryKey: ['consents', party],
    queryFn: ({ signal }) => call(`GET ${REQUESTS}/list/{party}`, { params: { party }, signal }),
  });

/** @param party its UUID; '' when there is none */
export const useConsents = (party: string) => useQuery({ ...consentsQuery(party), enabled: party !== '' });

export function useAnswerConsent(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (answer: ConsentAnswer) => call(`POST ${REQUESTS}/{id}/${answer}`, { params: { id } }),
    onSettled: () => readAnew(queries, ['consent', id], ['consents']),
  });
}
