import { type AccessMetadataDeps, BASE, found, list, listAnswers, resourcesNaming } from './lookups.ts';
import { type Language, metadataOf, searchPackages } from './metadata.ts';
import { flag, LANGUAGE, words } from './readers.ts';
import { AccessPackage, AreaGroup, PackageHit, ResourceHead } from './schemas.ts';
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
      term: words('What is looked for in name, URN and description; all packages without it'),
      typeName: words('Only those for organisations or for persons: Organisasjon, Person'),
      resourceProviderCode: words('Only those that open a resource of this service owner'),
      searchInResources: flag('With the resources that each opens'),
      strict: flag('Whole words only'),
    },
    answers: listAnswers('The best first', PackageHit),
    async handle({ query, headers }, reply) {
      const language = headers['accept-language'];
      const { packageJson } = metadataOf(catalogue, language);
      const type = query.typeName?.toLowerCase();
      const provider = query.resourceProviderCode?.toLowerCase();
      const candidates = catalogue.packages.filter(
        (one) => type === undefined || type === '' || one.type.toLowerCase() === type,
      );
      const hits = [];
      for (const hit of searchPackages(candidates, query.term ?? '', language, query.strict)) {
        const resources =
          query.searchInResources || provider ? await resourcesNaming(deps, language, [hit.one.urn]) : [];
        if (provider && !resources.some((one) => one.provider.code === provider)) continue;
        hits.push({ object: packageJson(hit.one, resources), score: hit.score, fields: hit.fields });
      }
      return list(reply, hits);
    },
  });
}
