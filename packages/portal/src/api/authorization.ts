import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { type Names, type Question, requestOf } from '../playground/question.ts';
import { useTexts } from '../texts/index.tsx';
import { call, callXml, orWhenMissing } from './http.ts';
import { segment } from './path.ts';
import type { Resource } from './types.ts';

const REGISTRY = '/resourceregistry/api/v1/resource';

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
  readonly names: Names;
  readonly result: Explained;
  /** The resource's policy as XML; null when it has none. */
  readonly policy: string | null;
}

/** The policy as XML; async, so that an id that no address can carry is a missing policy too. */
const policyOf = async (resource: string): Promise<string> => callXml(`${REGISTRY}/${segment(resource)}/policy`);

/** Asks the PDP why it decides as it does, and fetches the policy that it decided by. Nothing is kept: the next question may get another answer. */
export const useAsk = () =>
  useMutation({
    mutationFn: async ({ question, names }: Pick<Answered, 'question' | 'names'>): Promise<Answered> => {
      const { response } = await call<{ readonly response: readonly [Explained] }>(
        '/authorization/api/v1/decision?explain=true',
        { method: 'POST', json: requestOf(question) },
      );
      const policy = await orWhenMissing(policyOf(question.resource), null);
      return { question, names, result: response[0], policy };
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
        call<readonly { readonly action: { readonly value: string } }[]>(
          `${REGISTRY}/${segment(resource)}/policy/rules`,
          {
            signal,
          },
        ),
        [],
      );
      return [...new Set(rules.map(({ action }) => action.value))].sort();
    },
  });

/** A person or an organisation of the sandbox. */
export interface FoundParty {
  readonly name: string;
  readonly organizationNumber?: string;
  readonly personNumber?: string;
  readonly userId?: number;
}

/** The sandbox's persons or organisations by part of a name or number, at most 50; none where there is no sandbox. */
export const useFoundParties = (type: 'person' | 'organization', written: string) => {
  const query = written.trim();
  return useQuery({
    queryKey: ['found-parties', type, query],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      orWhenMissing(
        call<readonly FoundParty[]>(`/sandbox/parties?${new URLSearchParams({ type, query })}`, { signal }),
        [],
      ),
  });
};

interface Role {
  readonly name: string;
  readonly code: string;
  readonly legacyRoleCode?: string | null;
}

/** Every role there is, in the page's language. */
export function useRoles() {
  const { language } = useTexts();
  return useQuery({
    queryKey: ['roles', language],
    queryFn: ({ signal }) => call<readonly Role[]>('/accessmanagement/api/v1/meta/info/roles', { language, signal }),
  });
}
