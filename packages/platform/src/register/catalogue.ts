/**
 * Roles, access packages and their relations, in memory, from the data files (see data/README.md). The members keep the names
 * of the files; what is written for every role and package is in altinn-pdp.md 13.1 and 14.
 */
import { lastPartOf } from '../foundation/index.ts';
import packageRows from './data/access-packages.json' with { type: 'json' };
import groupRows from './data/area-groups.json' with { type: 'json' };
import areaRows from './data/areas.json' with { type: 'json' };
import entityTypeRows from './data/entity-types.json' with { type: 'json' };
import variantRoleRows from './data/entity-variant-roles.json' with { type: 'json' };
import variantRows from './data/entity-variants.json' with { type: 'json' };
import providerRows from './data/providers.json' with { type: 'json' };
import roleMapRows from './data/role-map.json' with { type: 'json' };
import rolePackageRows from './data/role-packages.json' with { type: 'json' };
import roleRows from './data/roles.json' with { type: 'json' };

export interface Translated {
  readonly name?: string;
  readonly description?: string;
}

interface Named {
  readonly id: string;
  readonly name: string;
  readonly translations: { readonly en?: Translated; readonly nn?: Translated };
}

export interface Provider {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly refId: string;
}

export interface CatalogueRole extends Named {
  readonly urn: string;
  readonly code: string;
  readonly legacyCode: string | null;
  readonly legacyUrn: string | null;
  readonly description: string;
  readonly isKeyRole: boolean;
  readonly isAssignable: boolean;
  readonly isAvailableForServiceOwners: boolean;
  readonly typeId: string;
  readonly type: string;
  readonly provider: string;
}

export interface AccessPackage extends Named {
  readonly urn: string;
  readonly code: string;
  readonly description: string;
  readonly isDelegable: boolean;
  readonly isAssignable: boolean;
  readonly isAvailableForServiceOwners: boolean;
  readonly typeId: string;
  /** `Organisasjon` or `Person`: whose access it is. */
  readonly type: string;
  readonly provider: string;
  readonly areaId: string;
  readonly area: string;
}

export interface Area extends Named {
  readonly description: string;
  readonly urn: string;
  readonly iconUrl: string;
  readonly groupId: string;
  readonly group: string;
}

export interface AreaGroup extends Named {
  readonly description: string;
  readonly urn: string | null;
  readonly typeId: string;
  readonly type: string;
}

/** An organisation form (or a kind of person). */
export interface EntityVariant extends Named {
  readonly description: string;
  readonly typeId: string;
  readonly type: string;
}

export interface EntityType extends Named {
  readonly provider: string;
}

/** What a role gives of a package. */
export interface RolePackage {
  readonly role: string;
  readonly package: string;
  /** Only for organisations of this form; null = for every form. */
  readonly entityVariant: string | null;
  /** The holder may use what the package gives. */
  readonly hasAccess: boolean;
  /** The holder may pass the package on. */
  readonly canDelegate: boolean;
  readonly canAssign: boolean;
}

export interface Catalogue {
  readonly roles: readonly CatalogueRole[];
  readonly packages: readonly AccessPackage[];
  readonly areas: readonly Area[];
  readonly groups: readonly AreaGroup[];
  readonly variants: readonly EntityVariant[];
  readonly entityTypes: readonly EntityType[];
  readonly providers: readonly Provider[];
  /** By id, URN, legacy URN, code or legacy code, in any case. */
  role(ref: string): CatalogueRole | undefined;
  /** By id, whole URN, `:name` or `name`, in any case (altinn-pdp.md 13.1). */
  package(ref: string): AccessPackage | undefined;
  area(ref: string): Area | undefined;
  group(ref: string): AreaGroup | undefined;
  variant(name: string): EntityVariant | undefined;
  provider(code: string): Provider | undefined;
  /** What a role gives in a party of this form; with the form left out, what it gives everywhere. */
  packagesOf(roleUrn: string, form?: string): readonly RolePackage[];
  /** Whether a role gives packages at all, in a party of whatever form. */
  givesPackages(roleUrn: string): boolean;
  /** The roles that give a package. */
  rolesWith(packageUrn: string): readonly RolePackage[];
  /** The Altinn 2 roles that come with a role. */
  legacyRolesOf(roleUrn: string): readonly CatalogueRole[];
  /** Which roles an organisation of this form can have. */
  rolesOfForm(form: string): readonly CatalogueRole[];
}

const groupBy = <T>(rows: readonly T[], key: (row: T) => string): ReadonlyMap<string, readonly T[]> => {
  const map = new Map<string, T[]>();
  for (const row of rows) {
    const list = map.get(key(row));
    if (list) list.push(row);
    else map.set(key(row), [row]);
  }
  return map;
};

/** First come, first kept: a name never loses its meaning to a later row. */
function index<T>(rows: readonly T[], names: (row: T) => readonly (string | null)[]): ReadonlyMap<string, T> {
  const map = new Map<string, T>();
  for (const row of rows)
    for (const name of names(row)) {
      const key = name?.toLowerCase();
      if (key !== undefined && key !== '' && !map.has(key)) map.set(key, row);
    }
  return map;
}

function createCatalogue(): Catalogue {
  const roles: readonly CatalogueRole[] = roleRows;
  const packages: readonly AccessPackage[] = packageRows;
  const rolePackages: readonly RolePackage[] = rolePackageRows;
  const roleIndex = index(roles, (row) => [row.id, row.urn, row.legacyUrn, row.code, row.legacyCode]);
  const packageIndex = index(packages, (row) => [row.id, row.urn, lastPartOf(row.urn), `:${lastPartOf(row.urn)}`]);
  const areaIndex = index<Area>(areaRows, (row) => [row.id, row.urn]);
  const groupIndex = index<AreaGroup>(groupRows, (row) => [row.id, row.urn]);
  const variantIndex = index<EntityVariant>(variantRows, (row) => [row.name, row.id]);
  const providerIndex = index<Provider>(providerRows, (row) => [row.code, row.id]);
  const byRole = groupBy(rolePackages, (row) => row.role);
  const byPackage = groupBy(rolePackages, (row) => row.package);
  const known = (urn: string): readonly CatalogueRole[] => {
    const role = roleIndex.get(urn);
    return role ? [role] : [];
  };
  const legacy = new Map(
    [...groupBy(roleMapRows, (row) => row.hasRole)].map(([role, rows]) => [
      role,
      rows.flatMap((row) => known(row.getsRole)),
    ]),
  );
  const ofForm = new Map(
    [...groupBy(variantRoleRows, (row) => row.entityVariant)].map(([form, rows]) => [
      form,
      rows.flatMap((row) => known(row.role)),
    ]),
  );
  return {
    roles,
    packages,
    areas: areaRows,
    groups: groupRows,
    variants: variantRows,
    entityTypes: entityTypeRows,
    providers: providerRows,
    role: (ref) => roleIndex.get(ref.toLowerCase()),
    package: (ref) => packageIndex.get(ref.toLowerCase()),
    area: (ref) => areaIndex.get(ref.toLowerCase()),
    group: (ref) => groupIndex.get(ref.toLowerCase()),
    variant: (name) => variantIndex.get(name.toLowerCase()),
    provider: (code) => providerIndex.get(code.toLowerCase()),
    packagesOf: (role, form) =>
      (byRole.get(role) ?? []).filter((row) => row.entityVariant === null || row.entityVariant === form),
    givesPackages: (role) => byRole.has(role),
    rolesWith: (urn) => byPackage.get(urn) ?? [],
    legacyRolesOf: (role) => legacy.get(role) ?? [],
    rolesOfForm: (form) => ofForm.get(form.toUpperCase()) ?? [],
  };
}

let shared: Catalogue | undefined;

/** The catalogue; read once a process. */
export const loadCatalogue = (): Catalogue => {
  shared ??= createCatalogue();
  return shared;
};
