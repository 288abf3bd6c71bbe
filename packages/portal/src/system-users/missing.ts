import type { PackageUrn, Right } from '../api/types.ts';
import { resourceIds } from './words.ts';

interface Access {
  readonly rights: readonly Right[];
  readonly accessPackages: readonly PackageUrn[];
}

/**
 * What a system asks for and its standard system user lacks. Packages that only agents can have are left out. Pure.
 * @param known every package, with what it may be used for
 */
export function missingOf(
  system: Access,
  has: { readonly rights: readonly Pick<Right, 'resource'>[]; readonly accessPackages: readonly PackageUrn[] },
  known: readonly { readonly urn: string; readonly isDelegable: boolean; readonly isAssignable: boolean }[],
) {
  const held = new Set([...resourceIds(has.rights), ...has.accessPackages.map(({ urn }) => urn)]);
  const standard = new Set(
    known.flatMap(({ urn, isDelegable, isAssignable }) => (isDelegable && isAssignable ? [urn] : [])),
  );
  return {
    rights: system.rights.filter((right) => resourceIds([right]).some((id) => !held.has(id))),
    packages: system.accessPackages.map(({ urn }) => urn).filter((urn) => standard.has(urn) && !held.has(urn)),
  };
}
