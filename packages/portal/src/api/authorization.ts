import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import { NO_QUESTION, type Question, requestOf } from '../playground/question.ts';
import type { Language } from '../texts/choice.ts';
import { useTexts } from '../texts/index.tsx';
import { ApiFailure, call, callXml, orWhenMissing } from './http.ts';
import type { Explained } from './types.ts';

const REGISTRY = '/resourceregistry/api/v1/resource';

export interface Answered {
  readonly question: Question;
  readonly result: Explained;
  /** The resource's policy as XML; null when it has none. */
  readonly policy: string | null;
}

const policyOf = (resource: string, signal: AbortSignal) =>
  callXml(`GET ${REGISTRY}/{id}/policy`, { params: { id: resource }, signal });

/**
 * Asks the PDP why it decides as it does, and fetches the policy that it decided by. Nothing is kept: the same question may get another answer.
 * While the next question is asked the answer to the last one stays.
 */
export const useDecision = (question: Question | undefined) =>
  useQuery({
    queryKey: ['decision', question],
    enabled: question !== undefined,
    gcTime: 0,
    staleTime: 0,
    // A decision is made, and counted, only when somebody asks.
    refetchOnWindowFocus: false,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<Answered> => {
      const asked = question ?? NO_QUESTION;
      const { response } = await call('POST /authorization/api/v1/decision', {
        query: { explain: true },
        body: requestOf(asked),
        signal,
      });
      const policy = await orWhenMissing(policyOf(asked.resource, signal), null);
      const [result] = response;
      if (!result?.explanation) throw new ApiFailure(502, 'the PDP has answered without an explanation');
      return { question: asked, result: { ...result, explanation: result.explanation }, policy };
    },
  });

export const RESOURCES_QUERY = queryOptions({
  queryKey: ['resources'],
  queryFn: ({ signal }) => call(`GET ${REGISTRY}/resourcelist`, { signal }),
});

export const useResources = () => useQuery(RESOURCES_QUERY);

/** The actions that the resource's policy names, each once. */
export const useActions = (resource: string, known: boolean) =>
  useQuery({
    queryKey: ['actions', resource],
    enabled: known,
    queryFn: async ({ signal }) => {
      const rules = await orWhenMissing(
        call(`GET ${REGISTRY}/{id}/policy/rules`, { params: { id: resource }, signal }),
        [],
      );
      return [...new Set(rules.map(({ action }) => action.value))].sort();
    },
  });

/** The sandbox's persons or organisations by part of a name or number, at most 50; none where there is no sandbox. */
export const useFoundParties = (type: 'person' | 'organization', written: string) => {
  const query = written.trim();
  return useQuery({
    queryKey: ['found-parties', type, query],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => orWhenMissing(call('GET /sandbox/parties', { query: { type, query }, signal }), []),
  });
};

/** Every role there is, in the page's language. */
export const rolesQuery = (language: Language) =>
  queryOptions({
    queryKey: ['roles', language],
    queryFn: ({ signal }) => call('GET /accessmanagement/api/v1/meta/info/roles', { language, signal }),
  });

export const useRoles = () => useQuery(rolesQuery(useTexts().language));
