import type { Catalogue } from '../register/index.ts';
import {
  type AccessMetadataDeps,
  BASE,
  found,
  list,
  listAnswers,
  resourcesByName,
  resourcesNaming,
} from './lookups.ts';
import { type Language, metadataOf } from './metadata.ts';
import { flag, LANGUAGE, several, words } from './readers.ts';
import { AccessPackage, AreaGroup, PackageHit, ResourceHead } from './schemas.ts';
import { fuzzyFit, plainFit } from './search.ts';
import { ANYONE, type MetadataSurface } from './surface.ts';

const INFO = `${BASE}/info/accesspackages`;
const answers = { 200: { description: 'The package, with the resources that it opens', schema: AccessPackage } };

export function packageRoutes({ route }: MetadataSurface, deps: AccessMetadataDeps): void {
  const { catalogue } = deps.register;
  const packageOf = (ref: string) => found(catalogue.package(ref), 'access package', ref);
  const withResources = async (ref: string, language: Language) => {
    const item = packageOf(ref);
    return metadataOf(catalogue, language).packageJson(item, await resourcesNaming(deps, language, [item.urn]));
  };
  searchRoute({ route }, deps);
  route({
    method: 'GET',
    path: `${INFO}/export`,
    operationId: 'exportAccessPackages',
    summary: 'Every group with its areas and packages',
    access: ANYONE,
    headers: LANGUAGE,
    answers: listAnswers('The groups', AreaGroup),
    handle({ headers }, reply) {
      const { groupJson } = metadataOf(catalogue, headers['accept-language']);
      return list(
        reply,
        catalogue.groups.map((group) => groupJson(group, true)),
      );
    },
  });
  route({
    method: 'GET',
    path: `${INFO}/package/:id`,
    operationId: 'readAccessPackage',
    summary: 'An access package',
    access: ANYONE,
    headers: LANGUAGE,
    answers,
    refusals: [404],
    handle: ({ params, headers }) => withResources(params.id, headers['accept-language']),
  });
  route({
    method: 'GET',
    path: `${INFO}/package/urn/:urn`,
    operationId: 'readAccessPackageByUrn',
    summary: 'An access package by URN',
    access: ANYONE,
    headers: LANGUAGE,
    answers,
    refusals: [404],
    handle: ({ params, headers }) => withResources(params.urn, headers['accept-language']),
  });
  route({
    method: 'GET',
    path: `${INFO}/package/:id/resources`,
    operationId: 'listResourcesOfAccessPackage',
    summary: 'Resources that a package opens',
    access: ANYONE,
    headers: LANGUAGE,
    answers: listAnswers('The resources', ResourceHead),
    refusals: [404],
    handle: async ({ params, headers }, reply) =>
      list(reply, await resourcesNaming(deps, headers['accept-language'], [packageOf(params.id).urn])),
  });
}

function searchRoute({ route }: MetadataSurface, deps: AccessMetadataDeps): void {
  const { catalogue } = deps.register;
  route({
    method: 'GET',
    path: `${INFO}/search`,
    operationId: 'searchAccessPackages',
    summary: 'Search access packages',
    access: ANYONE,
    headers: LANGUAGE,
    query: {
      term: words('Words of name, description and area: one that is met is enough; all packages without it'),
      typeName: words('Only those for organisations or for persons: Organisasjon, Person'),
      resourceProviderCode: several('Only those that open a resource of a service owner whose code has this in it'),
      searchInResources: flag('In the names of the resources too that each opens'),
      simpleSearch: flag('`false`: whole words, also with letters in another order', true),
      strict: flag('Every word must be met'),
    },
    answers: listAnswers('The best first', PackageHit),
    async handle({ query, headers }, reply) {
      const language = headers['accept-language'];
      const { packageJson, searchedIn } = metadataOf(catalogue, language);
      const candidates = catalogue.packages.filter(isOfType(catalogue, query.typeName));
      const urns = candidates.map((one) => one.urn);
      const opened = await resourcesByName(deps, language, urns);
      const codes = query.resourceProviderCode.map((code) => code.toLowerCase());
      const isOwned = (one: { readonly provider: { readonly code: string } }) =>
        codes.length === 0 || codes.some((code) => one.provider.code.toLowerCase().includes(code));
      const term = query.term?.trim() ?? '';
      const hits = candidates.flatMap((one) => {
        const resources = (opened.get(one.urn.toLowerCase()) ?? []).filter(isOwned);
        if (codes.length > 0 && resources.length === 0) return [];
        const object = packageJson(one, resources);
        if (term === '') return { object, score: 0, fields: [] };
        const searched = searchedIn(one, query.searchInResources ? resources.map(({ name }) => name) : []);
        const fit = query.simpleSearch ? plainFit(searched, term, query.strict) : fuzzyFit(searched, term);
        return fit.score > 0 ? { object, ...fit } : [];
      });
      return list(
        reply,
        hits.sort((a, b) => b.score - a.score),
      );
    },
  });
}

/** By the name of the type in any of its languages; without one, every package. */
function isOfType({ entityTypes }: Catalogue, asked: string | undefined) {
  const name = asked?.trim().toLowerCase() ?? '';
  const known = entityTypes.find(({ name: own, translations: { en, nn } }) =>
    [own, en?.name, nn?.name].some((one) => one?.toLowerCase() === name),
  );
  return (one: { readonly type: string }) => name === '' || one.type === known?.name;
}
