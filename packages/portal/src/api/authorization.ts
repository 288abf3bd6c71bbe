import { useMutation, useQuery } from '@tanstack/react-query';
import { type Question, requestOf } from '../playground/question.ts';
import { call, callXml, orWhenMissing } from './http.ts';
import type { Resource } from './types.ts';

const REGISTRY = '/resourceregistry/api/v1/resource';
const id = encodeURIComponent;

/** One result of the PDP with `?explain=true`, as far as the playground shows it. */
export interface Explained {
  readonly decision: 'Permit' | 'Deny' | 'NotApplicable' | 'Indeterminate';
  readonly status: { readonly statusCode: { readonly value: string } };
  readonly obligations:
    | readonly {
        readonly id: string;
        readonly attributeAssignment: readonly { readonly attributeId: string; readonly value: string }[];
      }[]
    | null;
  readonly explanation: {
    readonly reason: string;
    readonly decidedBy: string;
    readonly rule?: { readonly id: string; readonly line?: number };
    readonly added: readonly {
      readonly category: string;
      readonly attributeId: string;
      readonly values: readonly string[];
      readonly from: string;
    }[];
    readonly accepts?: readonly string[];
    readonly has?: readonly string[];
    readonly trace?: string;
  };
}

export interface Answered {
  readonly question: Question;
  readonly result: Explained;
  /** The resource's policy as XML; null when it has none. */
  readonly policy: string | null;
}

/** Asks the PDP why it decides as it does, and fetches the policy that it decided by. Nothing is kept: the next question may get another answer. */
export const useAsk = () =>
  useMutation({
    mutationFn: async (question: Question): Promise<Answered> => {
      const { response } = await call<{ readonly response: readonly [Explained] }>(
        '/authorization/api/v1/decision?explain=true',
        { method: 'POST', json: requestOf(question) },
      );
      const policy = await orWhenMissing(callXml(`${REGISTRY}/${id(question.resource)}/policy`), null);
      return { question, result: response[0], policy };
    },
  });

export const useResources = () =>
  useQuery({
    queryKey: ['resources'],
    queryFn: ({ signal }) => call<readonly Resource[]>(`${REGISTRY}/resourcelist`, { signal }),
  });

/** The actions that the resource's policy names, each once. */
export const useActions = (resource: string, known: boolean) =>
  useQuery({
    queryKey: ['actions', resource],
    enabled: known,
    queryFn: async ({ signal }) => {
      const rules = await orWhenMissing(
        call<readonly { readonly action: { readonly value: string } }[]>(`${REGISTRY}/${id(resource)}/policy/rules`, {
          signal,
        }),
        [],
      );
      return [...new Set(rules.map(({ action }) => action.value))].sort();
    },
  });
