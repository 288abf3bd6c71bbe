/** What a vendor wants changed, as it is sent (system-register-and-users.md 6). Pure. */
import type { OwnSystem } from '../api/vendor.ts';
import { resourceIds } from '../system-users/words.ts';

export const WISHES = ['same', 'add', 'take'] as const;
export type Wish = (typeof WISHES)[number];

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
