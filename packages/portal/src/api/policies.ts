import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Language } from '../texts/choice.ts';
import { useTexts } from '../texts/index.tsx';
import { readAnew } from './anew.ts';
import { call } from './http.ts';
import type { PolicyTest, StoredPolicy } from './types.ts';

const POLICY = '/policy-authoring/api/v1/resources/{id}/policy';

const key = (organization: string, resource: string) => ['policy', organization, resource];

export const policyQuery = (organization: string, resource: string) =>
  queryOptions({
    queryKey: key(organization, resource),
    queryFn: ({ signal }) => call(`GET ${POLICY}`, { params: { id: resource }, organization, signal }),
  });

export const usePolicy = (organization: string, resource: string) =>
  // What is being edited is not exchanged under the writer's hands.
  useQuery({ ...policyQuery(organization, resource), refetchOnWindowFocus: false });

/** Stores a policy unless another has been stored since `version`: then it fails with 412. */
export function useSavePolicy(organization: string, resource: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ xml, version }: { readonly xml: string; readonly version: number }) =>
      call(`PUT ${POLICY}`, {
        params: { id: resource },
        body: { xml },
        organization,
        ifMatch: `"${version}"`,
      }),
    onSuccess: ({ version }, { xml }) => {
      queries.setQueryData<StoredPolicy>(key(organization, resource), (known) => known && { ...known, xml, version });
      return readAnew(queries, ['actions', resource]);
    },
  });
}

export function useSaveTests(organization: string, resource: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (tests: readonly PolicyTest[]) =>
      call(`PUT ${POLICY}/tests`, { params: { id: resource }, body: { tests }, organization }),
    onSuccess: (_, tests) =>
      queries.setQueryData<StoredPolicy>(key(organization, resource), (known) => known && { ...known, tests }),
  });
}

/** Checks a policy that is not stored, and runs tests on it. */
export const useTryPolicy = (organization: string, resource: string) =>
  useMutation({
    mutationFn: ({ xml, tests }: { readonly xml: string; readonly tests: readonly PolicyTest[] }) =>
      call(`POST ${POLICY}/try`, { params: { id: resource }, body: { xml, tests }, organization }),
  });

/** Which requests a policy that is not stored answers otherwise than the stored one. */
export const usePolicyEffect = (organization: string, resource: string) =>
  useMutation({
    mutationFn: (xml: string) =>
      call(`POST ${POLICY}/effect`, { params: { id: resource }, body: { xml }, organization }),
  });

/** Every access package, in the page's language. */
export const accessPackagesQuery = (language: Language) =>
  queryOptions({
    queryKey: ['packages', language],
    queryFn: async ({ signal }) => {
      const groups = await call('GET /accessmanagement/api/v1/meta/info/accesspackages/export', { language, signal });
      return (groups ?? []).flatMap(({ areas = [] }) => areas.flatMap(({ packages = [] }) => packages));
    },
  });

export const useAccessPackages = () => useQuery(accessPackagesQuery(useTexts().language));
