import { type AccessMetadataDeps, BASE, found, list, listAnswers } from './lookups.ts';
import { metadataOf } from './metadata.ts';
import { LANGUAGE } from './readers.ts';
import { AccessPackage, Area, AreaGroup, OrganizationForm } from './schemas.ts';
import { ANYONE, type MetadataSurface } from './surface.ts';

const INFO = `${BASE}/info/accesspackages`;

export function areaRoutes(metadata: MetadataSurface, deps: AccessMetadataDeps): void {
  const { catalogue } = deps.register;
  groupRoutes(metadata, deps);
  const { route } = metadata;
  const areaOf = (id: string) => found(catalogue.area(id), 'area', id);
  route({
    method: 'GET',
    path: `${INFO}/area/:id`,
    operationId: 'readArea',
    summary: 'An area',
    access: ANYONE,
    headers: LANGUAGE,
    answers: { 200: { description: 'The area, with its packages', schema: Area } },
    refusals: [404],
    handle: ({ params, headers }) => metadataOf(catalogue, headers['accept-language']).areaJson(areaOf(params.id)),
  });
  route({
    method: 'GET',
    path: `${INFO}/area/:id/packages`,
    operationId: 'listAccessPackagesOfArea',
    summary: 'The packages of an area',
    access: ANYONE,
    headers: LANGUAGE,
    answers: listAnswers('The packages', AccessPackage),
    refusals: [404],
    handle({ params, headers }, reply) {
      const { packagesOf, packageJson } = metadataOf(catalogue, headers['accept-language']);
      return list(
        reply,
        packagesOf(areaOf(params.id)).map((item) => packageJson(item)),
      );
    },
  });
  route({
    method: 'GET',
    path: `${BASE}/types/organization/subtypes`,
    operationId: 'listOrganizationForms',
    summary: 'Organisation forms',
    access: ANYONE,
    headers: LANGUAGE,
    answers: listAnswers('The forms', OrganizationForm),
    handle({ headers }, reply) {
      const { variantJson } = metadataOf(catalogue, headers['accept-language']);
      return list(reply, catalogue.variants.filter((one) => one.type === 'Organisasjon').map(variantJson));
    },
  });
}

function groupRoutes({ route }: MetadataSurface, deps: AccessMetadataDeps): void {
  const { catalogue } = deps.register;
  const groupOf = (id: string) => found(catalogue.group(id), 'area group', id);
  route({
    method: 'GET',
    path: `${INFO}/group`,
    operationId: 'listAreaGroups',
    summary: 'Area groups',
    access: ANYONE,
    headers: LANGUAGE,
    answers: listAnswers('The groups', AreaGroup),
    handle({ headers }, reply) {
      const { groupJson } = metadataOf(catalogue, headers['accept-language']);
      return list(
        reply,
        catalogue.groups.map((group) => groupJson(group, false)),
      );
    },
  });
  route({
    method: 'GET',
    path: `${INFO}/group/:id`,
    operationId: 'readAreaGroup',
    summary: 'An area group',
    access: ANYONE,
    headers: LANGUAGE,
    answers: { 200: { description: 'The group, with its areas', schema: AreaGroup } },
    refusals: [404],
    handle: ({ params, headers }) =>
      metadataOf(catalogue, headers['accept-language']).groupJson(groupOf(params.id), false),
  });
  route({
    method: 'GET',
    path: `${INFO}/group/:id/areas`,
    operationId: 'listAreasOfGroup',
    summary: 'The areas of a group',
    access: ANYONE,
    headers: LANGUAGE,
    answers: listAnswers('The areas', Area),
    refusals: [404],
    handle({ params, headers }, reply) {
      const { areasOf, areaJson } = metadataOf(catalogue, headers['accept-language']);
      return list(reply, areasOf(groupOf(params.id)).map(areaJson));
    },
  });
}
