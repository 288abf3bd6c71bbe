import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTexts } from '../texts/index.tsx';
import { call } from './http.ts';
import { segment } from './path.ts';

const BASE = '/policy-authoring/api/v1/resources';

export type TestSubject = 'person' | 'organization' | 'systemUser';

/** A test that is saved beside a policy. */
export interface PolicyTest {
  readonly name: string;
  readonly subject: { readonly type: TestSubject; readonly id: string };
  readonly party: string;
  readonly action: string;
  readonly within?: string;
  readonly expected: 'Permit' | 'Deny' | 'NotApplicable';
}

export interface StoredPolicy {
  /** Null: there is none yet. */
  readonly xml: string | null;
  readonly version: number;
  readonly tests: readonly PolicyTest[];
}

export interface Tried {
  readonly warnings: readonly { readonly line: number; readonly code: string }[];
  /** In the order of the tests. */
  readonly results: readonly {
    readonly decision: string;
    readonly reason: string;
    readonly rule?: { readonly id: string; readonly line?: number };
  }[];
}

const key = (organization: string, resource: string) => ['policy', organization, resource];

export const usePolicy = (organization: string, resource: string) =>
  useQuery({
    queryKey: key(organization, resource),
    // What is being edited is not exchanged under the writer's hands.
    refetchOnWindowFocus: false,
    queryFn: ({ signal }) => call<StoredPolicy>(`${BASE}/${segment(resource)}/policy`, { organization, signal }),
  });

/** Stores a policy unless another has been stored since `version`: then it fails with 412. */
export function useSavePolicy(organization: string, resource: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ xml, version }: { readonly xml: string; readonly version: number }) =>
      call<{ readonly version: number }>(`${BASE}/${segment(resource)}/policy`, {
        method: 'PUT',
        json: { xml },
        organization,
        ifMatch: `"${version}"`,
      }),
    onSuccess: ({ version }, { xml }) => {
      queries.setQueryData<StoredPolicy>(key(organization, resource), (known) => known && { ...known, xml, version });
      return queries.invalidateQueries({ queryKey: ['actions', resource] });
    },
  });
}

export function useSaveTests(organization: string, resource: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (tests: readonly PolicyTest[]) =>
      call<unknown>(`${BASE}/${segment(resource)}/policy/tests`, { method: 'PUT', json: { tests }, organization }),
    onSuccess: (_, tests) =>
      queries.setQueryData<StoredPolicy>(key(organization, resource), (known) => known && { ...known, tests }),
  });
}

/** Checks a policy that is not stored, and runs tests on it. */
export const useTryPolicy = (organization: string, resource: string) =>
  useMutation({
    mutationFn: ({ xml, tests }: { readonly xml: string; readonly tests: readonly PolicyTest[] }) =>
      call<Tried>(`${BASE}/${segment(resource)}/policy/try`, { method: 'POST', json: { xml, tests }, organization }),
  });

interface Area {
  readonly packages?: readonly { readonly urn: string; readonly name: string }[];
}

/** Every access package, in the page's language. */
export function useAccessPackages() {
  const { language } = useTexts();
  return useQuery({
    queryKey: ['packages', language],
    queryFn: async ({ signal }) => {
      const groups = await call<readonly { readonly areas?: readonly Area[] }[]>(
        '/accessmanagement/api/v1/meta/info/accesspackages/export',
        { language, signal },
      );
      return groups.flatMap(({ areas = [] }) => areas.flatMap(({ packages = [] }) => packages));
    },
  });
}
