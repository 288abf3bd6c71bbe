import { useQueries } from '@tanstack/react-query';
import { organizationName } from '../api/selfservice.ts';
import { isolated } from '../texts/names.ts';
import { grouped } from './organization-number.ts';

const nameQuery = (number: string, organization: string) => ({
  queryKey: ['organization-name', number],
  queryFn: async () => (await organizationName(number, organization)) ?? null,
});

/** The names of organisations by number; the number itself until, or unless, the register knows it. */
export function useOrganizationNames(numbers: readonly string[], organization: string): (number: string) => string {
  const each = [...new Set(numbers)];
  const found = useQueries({
    queries: each.map((number) => nameQuery(number, organization)),
    combine: (results) => results.map(({ data }) => data ?? undefined),
  });
  return (number) => isolated(found[each.indexOf(number)] ?? grouped(number));
}

/** Whether names are still on their way: what would move when they come waits for them. */
export function useNamesArePending(numbers: readonly string[], organization: string): boolean {
  return useQueries({
    queries: [...new Set(numbers)].map((number) => nameQuery(number, organization)),
    combine: (results) => results.some(({ isPending }) => isPending),
  });
}
