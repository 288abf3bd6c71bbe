import { useMemo } from 'react';
import { usePublicScopes, useUsableScopes } from '../api/selfservice.ts';
import { type ScopeChoice, scopeChoices } from './scope-choice.ts';

/**
 * The scopes that the organisation can choose, by name: what it has been given, and what is public.
 * @returns `known` undefined as long as it is not known which there are
 */
export function useKnownScopes(organization: string) {
  const usable = useUsableScopes(organization);
  const open = usePublicScopes();
  const known = useMemo<ReadonlyMap<string, ScopeChoice> | undefined>(
    () => usable.data && open.data && new Map(scopeChoices(usable.data, open.data).map((one) => [one.name, one])),
    [usable.data, open.data],
  );
  return { usable, known, pending: usable.isPending || open.isPending };
}

/** Those of a client's scopes with which no token is given; none as long as it is not known. */
export const lackingOf = (
  scopes: readonly string[],
  known: ReadonlyMap<string, ScopeChoice> | undefined,
): readonly string[] => (known ? scopes.filter((scope) => known.get(scope)?.access !== true) : []);
