import { type TSchema, Type } from 'typebox';
import { isUuid } from '../foundation/index.ts';
import type { Answers } from '../http/index.ts';
import type { CatalogueRole } from '../register/index.ts';
import { type AccessMetadataDeps, BASE, found, resourcesNaming } from './lookups.ts';
import { type Language, metadataOf } from './metadata.ts';
import { flag, LANGUAGE, words } from './readers.ts';
import { refuse } from './refusals.ts';
import { AccessPackage, ResourceHead, Role } from './schemas.ts';
import { ANYONE, type MetadataSurface } from './surface.ts';

const INFO = `${BASE}/info/roles`;
const role = words('Id, URN or code of the role');
const variant = words('Organisation form of the party; what the role gives everywhere without it');
const packageQuery = { variant, includeResources: flag('With the resources that each opens') };
const resourceQuery = { variant, includePackageResources: flag('With what the packages of the role open') };
/** Of roles a list with nothing in it is an empty list, not 204 (altinn-pdp.md 13.1). */
const answers = (description: string, item: TSchema): Answers => ({ 200: { description, schema: Type.Array(item) } });
const packageAnswers = answers('The packages', AccessPackage);
const resourceAnswers = answers('The resources', ResourceHead);

export function roleRoutes(metadata: MetadataSurface, deps: AccessMetadataDeps): void {
  const { catalogue } = deps.register;
  const { route } = metadata;
  route({
    method: 'GET',
    path: INFO,
    operationId: 'listRoles',
    summary: 'Every role',
    access: ANYONE,
    headers: LANGUAGE,
    answers: answers('The roles', Role),
    handle({ headers }) {
      const { roleJson } = metadataOf(catalogue, headers['accept-language']);
      return catalogue.roles.map(roleJson);
    },
  });
  route({
    method: 'GET',
    path: `${INFO}/:id`,
    operationId: 'readRole',
    summary: 'A role',
    access: ANYONE,
    headers: LANGUAGE,
    answers: { 200: { description: 'The role, alone in a list', schema: Type.Array(Role) } },
    refusals: [404],
    handle: ({ params, headers }) => [
      metadataOf(catalogue, headers['accept-language']).roleJson(roleOf(deps, params.id)),
    ],
  });
  rolePackageRoutes(metadata, deps);
  roleResourceRoutes(metadata, deps);
}

function rolePackageRoutes({ route }: MetadataSurface, deps: AccessMetadataDeps): void {
  const packages = async (
    held: CatalogueRole | undefined,
    language: Language,
    query: { readonly variant: string | undefined; readonly includeResources: boolean },
  ) => {
    const { packageJson } = metadataOf(deps.register.catalogue, language);
    const given: object[] = [];
    if (!held) return given;
    for (const item of packagesGiven(deps, held, query.variant))
      given.push(packageJson(item, query.includeResources ? await resourcesNaming(deps, language, [item.urn]) : []));
    return given;
  };
  route({
    method: 'GET',
    path: `${INFO}/packages`,
    operationId: 'findAccessPackagesOfRole',
    summary: 'The packages of a role',
    access: ANYONE,
    headers: LANGUAGE,
    query: { role, ...packageQuery },
    answers: packageAnswers,
    refusals: [404],
    handle: ({ query, headers }) => packages(roleOf(deps, query.role), headers['accept-language'], query),
  });
  route({
    method: 'GET',
    path: `${INFO}/:id/packages`,
    operationId: 'listAccessPackagesOfRole',
    summary: 'The packages of a role',
    access: ANYONE,
    headers: LANGUAGE,
    query: packageQuery,
    answers: packageAnswers,
    refusals: [404],
    handle: ({ params, query, headers }) => packages(roleById(deps, params.id), headers['accept-language'], query),
  });
}

function roleResourceRoutes({ route }: MetadataSurface, deps: AccessMetadataDeps): void {
  const resources = async (
    held: CatalogueRole | undefined,
    language: Language,
    query: { readonly variant: string | undefined; readonly includePackageResources: boolean },
  ) => {
    if (!held) return [];
    const byPackage = query.includePackageResources ? packagesGiven(deps, held, query.variant) : [];
    const urns = [held.urn, held.legacyUrn ?? held.urn, ...byPackage.map((item) => item.urn)];
    return resourcesNaming(deps, language, urns);
  };
  route({
    method: 'GET',
    path: `${INFO}/resources`,
    operationId: 'findResourcesOfRole',
    summary: 'The resources of a role',
    access: ANYONE,
    headers: LANGUAGE,
    query: { role, ...resourceQuery },
    answers: resourceAnswers,
    refusals: [404],
    handle: ({ query, headers }) => resources(roleOf(deps, query.role), headers['accept-language'], query),
  });
  route({
    method: 'GET',
    path: `${INFO}/:id/resources`,
    operationId: 'listResourcesOfRole',
    summary: 'The resources of a role',
    access: ANYONE,
    headers: LANGUAGE,
    query: resourceQuery,
    answers: resourceAnswers,
    refusals: [404],
    handle: ({ params, query, headers }) => resources(roleById(deps, params.id), headers['accept-language'], query),
  });
}

/** @throws Refusal 404 */
const roleOf = ({ register }: AccessMetadataDeps, ref: string | undefined): CatalogueRole =>
  found(ref ? register.catalogue.role(ref) : undefined, 'role', ref ?? '');

/** As Altinn, which looks for nothing but rows with the id: an id of no role has none. @throws Refusal 404 for what is no UUID */
const roleById = (deps: AccessMetadataDeps, ref: string): CatalogueRole | undefined =>
  deps.register.catalogue.role(ref) ?? (isUuid(ref) ? undefined : roleOf(deps, ref));

/** The packages that a role gives access to in a party of the form. @throws Refusal 404 */
function packagesGiven({ register: { catalogue } }: AccessMetadataDeps, held: CatalogueRole, form: string | undefined) {
  if (form !== undefined && !catalogue.variant(form))
    throw refuse('organization-form-unknown', `there is no organisation form "${form.slice(0, 40)}"`);
  return catalogue
    .packagesOf(held.urn, form?.toUpperCase())
    .filter((row) => row.hasAccess)
    .flatMap((row) => catalogue.package(row.package) ?? []);
}
