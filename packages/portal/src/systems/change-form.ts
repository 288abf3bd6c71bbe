/** What a vendor wants changed, as it is sent (system-register-and-users.md 6). Pure. */
import type { Right } from '../api/types.ts';
import type { CustomersUser, Life, OwnSystem } from '../api/vendor.ts';
import { resourceIds } from '../system-users/words.ts';

export const WISHES = ['same', 'add', 'take'] as const;
export type Wish = (typeof WISHES)[number];

/** Whether the customer has approved that the system user has something; not known where the customer made it without being asked. */
export type Holding = 'yes' | 'no' | 'unknown';

/**
 * What the customer has approved, told by the vendor's own requests: the one that made the system user, and the changes since.
 * @returns by resource id or package URN
 */
export function holdings(
  user: Pick<CustomersUser, 'id' | 'reporteeOrgNo' | 'externalRef' | 'created'>,
  { standard, changes }: Pick<Life, 'standard' | 'changes'>,
): (row: string) => Holding {
  const made = standard.findLast(
    ({ status, partyOrgNo, externalRef, created }) =>
      status === 'Accepted' &&
      partyOrgNo === user.reporteeOrgNo &&
      externalRef === user.externalRef &&
      Date.parse(created) <= Date.parse(user.created),
  );
  const held = new Map<string, Holding>();
  const mark = (rights: readonly Right[], packages: readonly { readonly urn: string }[], how: Holding) => {
    for (const row of [...resourceIds(rights), ...packages.map(({ urn }) => urn)]) held.set(row, how);
  };
  if (made) mark(made.rights, made.accessPackages, 'yes');
  const accepted = changes.filter(({ systemUserId, status }) => systemUserId === user.id && status === 'Accepted');
  for (const change of accepted.toSorted((one, other) => Date.parse(one.created) - Date.parse(other.created))) {
    mark(change.requiredRights, change.requiredAccessPackages, 'yes');
    mark(change.unwantedRights, change.unwantedAccessPackages, 'no');
  }
  return (row) => held.get(row) ?? (made ? 'no' : 'unknown');
}

/** @param wishes by resource id or package URN */
export function changeBody(system: OwnSystem, wishes: Readonly<Record<string, Wish>>) {
  const rights = (wish: Wish) =>
    system.rights.filter((right) => resourceIds([right]).some((id) => wishes[id] === wish));
  const packages = (wish: Wish) => system.accessPackages.filter(({ urn }) => wishes[urn] === wish);
  return {
    requiredRights: rights('add'),
    unwantedRights: rights('take'),
    requiredAccessPackages: packages('add'),
    unwantedAccessPackages: packages('take'),
  };
}
