import { useQueries } from '@tanstack/react-query';
import { organizationName } from '../api/selfservice.ts';
import { isolated } from '../texts/names.ts';
import { grouped } from './organization-number.ts';

/** The names of organisations by number; the number itself until, or unless, the register knows it. */
export function useOrganizationNames(numbers: readonly string[], organization: string): (number: string) => string {
  const each = [...new Set(numbers)];
  const found = useQueries({
    queries: each.map((number) => ({
      queryKey: ['organization-name', number],
      queryFn: async () => (await organizationName(number, organization)) ?? null,
    })),
    combine: (results) => results.map(({ data }) => data ?? undefined),
  });
  return (number) => isolated(found[each.indexOf(number)] ?? grouped(number));
}
