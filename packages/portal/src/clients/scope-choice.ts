import type { Scope, UsableScope } from '../api/types.ts';

export type ScopeFilter = 'granted' | 'open' | 'delegated' | 'all';

/** A scope that one may choose for a client. */
export interface ScopeChoice {
  readonly name: string;
  readonly description: string;
  /** The organisation may use it: it was granted, or the scope is open to all. */
  readonly access: boolean;
  readonly granted: boolean;
  readonly openToAll: boolean;
  readonly delegated: boolean;
  /** Number of the organisation that gives access. */
  readonly owner: string;
}

type Told = 'description' | 'accessible_for_all' | 'delegation_source' | 'owner_orgno';

/** Every scope that can be chosen, by name: what the organisation may use, and what is public. */
export function scopeChoices(
  usable: readonly Pick<UsableScope, 'scope' | Told>[],
  open: readonly Pick<Scope, 'name' | Told>[],
): readonly ScopeChoice[] {
  const choices = new Map<string, ScopeChoice>();
  for (const scope of open)
    choices.set(scope.name, {
      name: scope.name,
      description: scope.description,
      access: scope.accessible_for_all,
      granted: false,
      openToAll: scope.accessible_for_all,
      delegated: scope.delegation_source !== undefined,
      owner: scope.owner_orgno,
    });
  for (const { scope, description, accessible_for_all, delegation_source, owner_orgno } of usable) {
    const before = choices.get(scope);
    const openToAll = accessible_for_all || before?.openToAll === true;
    choices.set(scope, {
      name: scope,
      description,
      access: true,
      granted: true,
      openToAll,
      delegated: delegation_source !== undefined || before?.delegated === true,
      owner: owner_orgno,
    });
  }
  return [...choices.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/** Those that the filter and the search words leave. */
export function filtered(choices: readonly ScopeChoice[], filter: ScopeFilter, words: string): readonly ScopeChoice[] {
  const wanted = words.trim().toLowerCase();
  return choices.filter(
    (choice) =>
      (filter === 'all' ||
        (filter === 'granted' && choice.granted) ||
        (filter === 'open' && choice.openToAll) ||
        (filter === 'delegated' && choice.delegated)) &&
      (choice.name.toLowerCase().includes(wanted) || choice.description.toLowerCase().includes(wanted)),
  );
}

/** What a choice changes, as one step that can be undone. */
export interface ScopeChange {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export const changeOf = (before: readonly string[], after: readonly string[]): ScopeChange => ({
  added: after.filter((scope) => !before.includes(scope)),
  removed: before.filter((scope) => !after.includes(scope)),
});

/** The scopes without the change; what others have done since stays. */
export const undone = (now: readonly string[], { added, removed }: ScopeChange): readonly string[] => [
  ...now.filter((scope) => !added.includes(scope)),
  ...removed.filter((scope) => !now.includes(scope)),
];
