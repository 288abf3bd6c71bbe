import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { type Names, type Question, requestOf } from '../playground/question.ts';
import { useTexts } from '../texts/index.tsx';
import { ApiFailure, call, callXml, orWhenMissing } from './http.ts';
import type { Explained } from './types.ts';

const REGISTRY = '/resourceregistry/api/v1/resource';

export interface Answered {
  readonly question: Question;
  readonly names: Names;
  readonly result: Explained;
  /** The resource's policy as XML; null when it has none. */
  readonly policy: string | null;
}

const policyOf = (resource: string) => callXml(`GET ${REGISTRY}/{id}/policy`, { params: { id: resource } });

/** Asks the PDP why it decides as it does, and fetches the policy that it decided by. Nothing is kept: the next question may get another answer. */
export const useAsk = () =>
  useMutation({
    mutationFn: async ({ question, names }: Pick<Answered, 'question' | 'names'>): Promise<Answered> => {
      const { response } = await call('POST /authorization/api/v1/decision', {
        query: { explain: true },
        body: requestOf(question),
      });
      const policy = await orWhenMissing(policyOf(question.resource), null);
      const [result] = response;
      if (!result?.explanation) throw new ApiFailure(502, 'the PDP has answered without an explanation');
      return { question, names, result: { ...result, explanation: result.explanation }, policy };
    },
  });

export const useResources = () =>
  useQuery({
    queryKey: ['resources'],
    queryFn: ({ signal }) => call(`GET ${REGISTRY}/resourcelist`, { signal }),
  });

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
export function useRoles() {
  const { language } = useTexts();
  return useQuery({
    queryKey: ['roles', language],
    queryFn: async ({ signal }) =>
      (await call('GET /accessmanagement/api/v1/meta/info/roles', { language, signal })) ?? [],
  });
}
