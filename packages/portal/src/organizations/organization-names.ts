import { useQueries } from '@tanstack/react-query';
import { isAwaited, useHasCome } from '../api/has-come.ts';
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

/** Each name is an answer of its own: a longer list is drawn when so many are there. */
const WAITED = 20;

/** Whether names are still on their way: what would move when they come waits for them, unless one has failed. */
export function useNamesArePending(numbers: readonly string[], organization: string): boolean {
  return useQueries({
    queries: [...new Set(numbers)].slice(0, WAITED).map((number) => nameQuery(number, organization)),
    combine: (results) => results.some(isAwaited),
  });
}

/**
 * The names of organisations for a table; undefined until they are there. Columns are as wide as what stands in them: a name that came in the
 * place of its number would move every row. Names that are added later come as {@link useOrganizationNames} has them.
 * @param numbers undefined until it is known which
 */
export function useNamesInTable(
  numbers: readonly string[] | undefined,
  organization: string,
): ((number: string) => string) | undefined {
  const nameOf = useOrganizationNames(numbers ?? [], organization);
  const waits = useNamesArePending(numbers ?? [], organization);
  return useHasCome(numbers !== undefined && !waits) ? nameOf : undefined;
}
