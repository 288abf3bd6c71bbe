import type {} from '@fastify/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HttpProblem } from '../http/index.ts';
import type { CatalogueRole, Register, RolePackage } from '../register/index.ts';
import type { Resources } from '../resources/index.ts';
import { languageOf, metadataOf, resourceJson, searchPackages } from './metadata.ts';

const BASE = '/accessmanagement/api/v1/meta';
type Query = Readonly<Record<string, string | undefined>>;
type Asked = { Params: Readonly<Record<string, string>>; Querystring: Query };

const schema = (summary: string) => ({ tags: ['access metadata'], summary });

/** 204 for a list with nothing in it (altinn-pdp.md 13.1). */
const list = (reply: FastifyReply, items: readonly unknown[]) =>
  items.length === 0 ? reply.code(204).send() : reply.send(items);

const found = <T>(value: T | undefined, what: string, ref: string): T => {
  if (value === undefined) throw new HttpProblem(404, `there is no ${what} "${ref.slice(0, 200)}"`);
  return value;
};

const flag = (query: Query, name: string, otherwise: boolean): boolean => {
  const value = query[name];
  if (value === undefined || value === '') return otherwise;
  if (/^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  throw new HttpProblem(400, undefined, { errors: { [name]: [`"${value.slice(0, 40)}" is not true or false`] } });
};

interface Deps {
  readonly register: Pick<Register, 'catalogue'>;
  readonly resources: Resources;
}

/** `/accessmanagement/api/v1/meta/…`: roles and access packages, open to all (altinn-pdp.md 13.1). */
export function metadataRoutes(app: FastifyInstance, deps: Deps): void {
  app.register(async (scope) => {
    packageRoutes(scope, deps);
    areaRoutes(scope, deps);
    roleRoutes(scope, deps);
  });
}

const metadataFor = (deps: Deps, request: FastifyRequest) =>
  metadataOf(deps.register.catalogue, languageOf(request.headers['accept-language']));

async function resourcesNaming(
  deps: Deps,
  request: FastifyRequest,
  urns: readonly string[],
): Promise<readonly object[]> {
  const language = languageOf(request.headers['accept-language']);
  const ids = new Set<string>();
  for (const urn of urns) for (const id of await deps.resources.withSubject(urn)) ids.add(id);
  const records = await Promise.all([...ids].sort().map((id) => deps.resources.resource(id)));
  return records.flatMap((record) => (record ? [resourceJson(record, language)] : []));
}

function packageRoutes(scope: FastifyInstance, deps: Deps): void {
  const { catalogue } = deps.register;
  const info = `${BASE}/info/accesspackages`;
  scope.get<Asked>(`${info}/search`, { schema: schema('Search access packages') }, async (request, reply) => {
    const { query } = request;
    const language = languageOf(request.headers['accept-language']);
    const { packageJson } = metadataFor(deps, request);
    const type = query['typeName']?.toLowerCase();
    const provider = query['resourceProviderCode']?.toLowerCase();
    const inResources = flag(query, 'searchInResources', false);
    const candidates = catalogue.packages.filter(
      (one) => type === undefined || type === '' || one.type.toLowerCase() === type,
    );
    const hits = searchPackages(candidates, query['term'] ?? '', language, flag(query, 'strict', false));
    const answers = [];
    for (const hit of hits) {
      const resources = inResources || provider ? await resourcesNaming(deps, request, [hit.one.urn]) : [];
      const owned = (resources as { provider: { code: string } }[]).some((one) => one.provider.code === provider);
      if (provider && !owned) continue;
      answers.push({ object: packageJson(hit.one, resources), score: hit.score, fields: hit.fields });
    }
    return list(reply, answers);
  });
  scope.get<Asked>(
    `${info}/export`,
    { schema: schema('Every group with its areas and packages') },
    async (request, reply) => {
      const { groupJson } = metadataFor(deps, request);
      return list(
        reply,
        catalogue.groups.map((group) => groupJson(group, true)),
      );
    },
  );
  const one = async (request: FastifyRequest<Asked>, ref: string) => {
    const { packageJson } = metadataFor(deps, request);
    const item = found(catalogue.package(ref), 'access package', ref);
    return packageJson(item, await resourcesNaming(deps, request, [item.urn]));
  };
  scope.get<Asked>(`${info}/package/:id`, { schema: schema('An access package') }, async (request) =>
    one(request, request.params['id'] ?? ''),
  );
  scope.get<Asked>(`${info}/package/urn/:urn`, { schema: schema('An access package by URN') }, async (request) =>
    one(request, request.params['urn'] ?? ''),
  );
  scope.get<Asked>(
    `${info}/package/:id/resources`,
    { schema: schema('Resources that a package opens') },
    async (request, reply) => {
      const item = found(catalogue.package(request.params['id'] ?? ''), 'access package', request.params['id'] ?? '');
      return list(reply, await resourcesNaming(deps, request, [item.urn]));
    },
  );
}

function areaRoutes(scope: FastifyInstance, deps: Deps): void {
  const { catalogue } = deps.register;
  const info = `${BASE}/info/accesspackages`;
  scope.get<Asked>(`${info}/group`, { schema: schema('Area groups') }, async (request, reply) => {
    const { groupJson } = metadataFor(deps, request);
    return list(
      reply,
      catalogue.groups.map((group) => groupJson(group, false)),
    );
  });
  const group = (request: FastifyRequest<Asked>) =>
    found(catalogue.group(request.params['id'] ?? ''), 'area group', request.params['id'] ?? '');
  scope.get<Asked>(`${info}/group/:id`, { schema: schema('An area group') }, async (request) =>
    metadataFor(deps, request).groupJson(group(request), false),
  );
  scope.get<Asked>(`${info}/group/:id/areas`, { schema: schema('The areas of a group') }, async (request, reply) => {
    const { areasOf, areaJson } = metadataFor(deps, request);
    return list(reply, areasOf(group(request)).map(areaJson));
  });
  const area = (request: FastifyRequest<Asked>) =>
    found(catalogue.area(request.params['id'] ?? ''), 'area', request.params['id'] ?? '');
  scope.get<Asked>(`${info}/area/:id`, { schema: schema('An area') }, async (request) =>
    metadataFor(deps, request).areaJson(area(request)),
  );
  scope.get<Asked>(
    `${info}/area/:id/packages`,
    { schema: schema('The packages of an area') },
    async (request, reply) => {
      const { packagesOf, packageJson } = metadataFor(deps, request);
      return list(
        reply,
        packagesOf(area(request)).map((item) => packageJson(item)),
      );
    },
  );
  scope.get<Asked>(
    `${BASE}/types/organization/subtypes`,
    { schema: schema('Organisation forms') },
    async (request, reply) => {
      const { variantJson } = metadataFor(deps, request);
      return list(reply, catalogue.variants.filter((one) => one.type === 'Organisasjon').map(variantJson));
    },
  );
}

function roleRoutes(scope: FastifyInstance, deps: Deps): void {
  const { catalogue } = deps.register;
  const info = `${BASE}/info/roles`;
  const role = (ref: string | undefined) => found(ref ? catalogue.role(ref) : undefined, 'role', ref ?? '');
  scope.get<Asked>(info, { schema: schema('Every role') }, async (request, reply) => {
    const { roleJson } = metadataFor(deps, request);
    return list(reply, catalogue.roles.map(roleJson));
  });
  const packages = async (request: FastifyRequest<Asked>, reply: FastifyReply, held: CatalogueRole) => {
    const { packageJson } = metadataFor(deps, request);
    const withResources = flag(request.query, 'includeResources', false);
    const answers = [];
    for (const { item } of given(deps, held, request.query['variant']))
      answers.push(packageJson(item, withResources ? await resourcesNaming(deps, request, [item.urn]) : []));
    return list(reply, answers);
  };
  scope.get<Asked>(`${info}/packages`, { schema: schema('The packages of a role') }, async (request, reply) =>
    packages(request, reply, role(request.query['role'])),
  );
  scope.get<Asked>(`${info}/:id/packages`, { schema: schema('The packages of a role') }, async (request, reply) =>
    packages(request, reply, role(request.params['id'])),
  );
  const resources = async (request: FastifyRequest<Asked>, reply: FastifyReply, held: CatalogueRole) => {
    const byPackage = flag(request.query, 'includePackageResources', false)
      ? given(deps, held, request.query['variant'])
      : [];
    const urns = [held.urn, held.legacyUrn ?? held.urn, ...byPackage.map(({ item }) => item.urn)];
    return list(reply, await resourcesNaming(deps, request, urns));
  };
  scope.get<Asked>(`${info}/resources`, { schema: schema('The resources of a role') }, async (request, reply) =>
    resources(request, reply, role(request.query['role'])),
  );
  scope.get<Asked>(`${info}/:id/resources`, { schema: schema('The resources of a role') }, async (request, reply) =>
    resources(request, reply, role(request.params['id'])),
  );
  scope.get<Asked>(`${info}/:id`, { schema: schema('A role') }, async (request) =>
    metadataFor(deps, request).roleJson(role(request.params['id'])),
  );
}

/** The packages that a role gives access to in a party of the form. */
function given(deps: Deps, role: CatalogueRole, variant: string | undefined) {
  const { catalogue } = deps.register;
  if (variant !== undefined && !catalogue.variant(variant))
    throw new HttpProblem(404, `there is no organisation form "${variant.slice(0, 40)}"`);
  return catalogue
    .packagesOf(role.urn, variant?.toUpperCase())
    .filter((row: RolePackage) => row.hasAccess)
    .flatMap((row) => {
      const item = catalogue.package(row.package);
      return item ? [{ item, row }] : [];
    });
}
