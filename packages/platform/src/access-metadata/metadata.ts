/** Roles and access packages as Access Management's metadata API writes them (altinn-pdp.md 13.1), in the reader's language: pure. */
import type { AccessPackage, Area, AreaGroup, Catalogue, CatalogueRole, Provider } from '../register/index.ts';
import type { Searched } from './search.ts';

export type Language = 'nb' | 'nn' | 'en';

/** The first language of `Accept-Language` that the texts exist in, by weight; bokmål otherwise. */
export function languageOf(header: string | undefined): Language {
  const wanted = (header ?? '')
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const quality = parameters.map((one) => /^\s*q=([\d.]+)$/.exec(one)?.[1]).find((one) => one !== undefined);
      return { tag: tag.trim(), quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter((one) => one.quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { tag } of wanted) {
    if (/^(nb|no)(-|$)/.test(tag)) return 'nb';
    if (/^nn(-|$)/.test(tag)) return 'nn';
    if (/^en(-|$)/.test(tag)) return 'en';
  }
  return 'nb';
}

interface Translatable {
  readonly name: string;
  readonly description?: string;
  readonly translations: {
    readonly en?: { name?: string; description?: string };
    readonly nn?: { name?: string; description?: string };
  };
}

const texts = (one: Translatable, language: Language) => {
  const other = language === 'nb' ? undefined : one.translations[language];
  return { name: other?.name ?? one.name, description: other?.description ?? one.description ?? '' };
};

const providerJson = (provider: Provider | undefined) =>
  provider === undefined
    ? null
    : {
        id: provider.id,
        name: provider.name,
        refId: provider.refId || null,
        logoUrl: null,
        code: provider.code,
        typeId: null,
        type: null,
      };

const typeJson = (one: { readonly typeId: string; readonly type: string }) => ({ id: one.typeId, name: one.type });

const groupHead = (group: AreaGroup, language: Language) => ({
  id: group.id,
  ...texts(group, language),
  urn: group.urn,
  type: group.type,
});

const areaHead = (area: Area, language: Language) => ({
  id: area.id,
  ...texts(area, language),
  urn: area.urn,
  iconUrl: area.iconUrl,
});

/** Writes the objects of a catalogue in one language. */
export function metadataOf(catalogue: Catalogue, language: Language) {
  const packageBare = (one: AccessPackage) => ({
    id: one.id,
    ...texts(one, language),
    urn: one.urn,
    isDelegable: one.isDelegable,
    isAssignable: one.isAssignable,
    isResourcePolicyAvailable: one.isAvailableForServiceOwners,
    type: typeJson(one),
  });
  const packageJson = (one: AccessPackage, resources: readonly object[] = []) => {
    const area = catalogue.area(one.areaId);
    const group = area && catalogue.group(area.groupId);
    return {
      ...packageBare(one),
      area: area ? { ...areaHead(area, language), group: group ? groupHead(group, language) : null } : null,
      resources,
    };
  };
  const packagesOf = (area: Area) => catalogue.packages.filter((one) => one.areaId === area.id);
  const areasOf = (group: AreaGroup) => catalogue.areas.filter((one) => one.groupId === group.id);
  const areaJson = (area: Area) => {
    const group = catalogue.group(area.groupId);
    return {
      ...areaHead(area, language),
      packages: packagesOf(area).map(packageBare),
      group: group ? groupHead(group, language) : null,
    };
  };
  const groupJson = (group: AreaGroup, deep: boolean) => ({
    ...groupHead(group, language),
    areas: areasOf(group).map((area) =>
      deep ? { ...areaHead(area, language), packages: packagesOf(area).map(packageBare) } : areaHead(area, language),
    ),
  });
  const roleJson = (role: CatalogueRole) => ({
    id: role.id,
    ...texts(role, language),
    code: role.code,
    isKeyRole: role.isKeyRole,
    urn: role.urn,
    legacyRoleCode: role.legacyCode,
    legacyUrn: role.legacyUrn,
    isResourcePolicyAvailable: role.isAvailableForServiceOwners,
    provider: providerJson(catalogue.provider(role.provider)),
    // What a public register says cannot be taken back here.
    isRevocable: role.provider === 'sys-altinn2' || role.provider === 'sys-altinn3',
  });
  const variantJson = (one: Catalogue['variants'][number]) => ({
    id: one.id,
    ...texts(one, language),
    typeId: one.typeId,
    type: typeJson(one),
  });
  /** What of a package is searched in. @param resources their names */
  const searchedIn = (one: AccessPackage, resources: readonly string[]): Searched => {
    const area = catalogue.area(one.areaId);
    const { name, description } = texts(one, language);
    const around = area ? texts(area, language) : { name: '', description: '' };
    return { name, description, areaName: around.name, areaDescription: around.description, resources };
  };
  return { packageJson, searchedIn, areaJson, areasOf, packagesOf, groupJson, roleJson, variantJson, packageBare };
}
