import type {} from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { requireScope } from '../callers/index.ts';
import { bareList, queryText } from './binding.ts';
import { forbidden, sentence } from './errors.ts';
import type { PackageRef, RegisteredSystem, Right } from './model.ts';
import { bindSystem } from './register-rules.ts';
import { actorOf, PORTAL, REGISTER_ADMIN, REGISTER_WRITE, type SystemsRoutesDeps } from './surface.ts';

const BASE = '/authentication/api/v1/systemregister';
const schema = (summary: string) => ({ tags: ['system register'], summary });
type ById = { Params: { systemId: string } };

/** A system as its vendor sees it. */
const response = (system: RegisteredSystem) => ({
  id: system.id,
  vendor: { ID: `0192:${system.vendor}` },
  name: system.name,
  description: system.description,
  rights: system.rights,
  accessPackages: system.accessPackages,
  isDeleted: system.isDeleted,
  clientId: system.clientIds,
  isVisible: system.isVisible,
  allowedRedirectUrls: system.allowedRedirectUrls,
});

/** A system as the portal and lists show it. */
const dto = (system: RegisteredSystem) => ({
  systemId: system.id,
  systemVendorOrgNumber: system.vendor,
  systemVendorOrgName: '',
  name: system.name,
  description: system.description,
  rights: system.rights,
  accessPackages: system.accessPackages,
  isVisible: system.isVisible,
});

const SUCCEEDED = { succeeded: true };

/** `/authentication/api/v1/systemregister…` (system-register-and-users.md 3.3). */
export function registerVendorRoutes(scope: FastifyInstance, deps: SystemsRoutesDeps): void {
  const { register } = deps.systems;
  const actor = (request: Parameters<typeof requireScope>[1]) =>
    actorOf(requireScope(deps.callers, request, [REGISTER_WRITE, REGISTER_ADMIN]));
  scope.post(`${BASE}/vendor`, { schema: schema('Register a system') }, async (request, reply) => {
    const id = await register.create(actor(request), bindSystem(request.body));
    return reply.type('application/json; charset=utf-8').send(JSON.stringify(id));
  });
  scope.get(`${BASE}/vendor`, { schema: schema("The vendor's systems") }, async (request, reply) => {
    const { organization } = actor(request);
    if (organization === undefined) throw forbidden('the token has no consumer');
    const systems = await register.list({ vendor: organization });
    return reply.header('cache-control', 'no-store').send(systems.map(dto));
  });
  scope.get<ById>(`${BASE}/vendor/:systemId`, { schema: schema('A system of the vendor') }, async (request) =>
    response(await register.owned(actor(request), request.params.systemId)),
  );
  scope.put<ById>(`${BASE}/vendor/:systemId`, { schema: schema('Replace a system') }, async (request) => {
    const by = actor(request);
    await register.replace(by, request.params.systemId, bindSystem(request.body));
    return SUCCEEDED;
  });
  scope.put<ById>(`${BASE}/vendor/:systemId/rights`, { schema: schema('Replace the rights') }, async (request) => {
    const by = actor(request);
    await register.replaceRights(by, request.params.systemId, bareList<Right>(request.body, 'rights'));
    return SUCCEEDED;
  });
  scope.put<ById>(
    `${BASE}/vendor/:systemId/accesspackages`,
    { schema: schema('Replace the access packages') },
    async (request) => {
      const by = actor(request);
      await register.replacePackages(by, request.params.systemId, bareList<PackageRef>(request.body, 'packages'));
      return SUCCEEDED;
    },
  );
  scope.delete<ById>(`${BASE}/vendor/:systemId`, { schema: schema('Delete a system') }, async (request) => {
    await register.remove(actor(request), request.params.systemId);
    return SUCCEEDED;
  });
  scope.get<ById>(`${BASE}/vendor/:systemId/changelog`, { schema: schema('The change log') }, async (request) => {
    const rows = await register.changes(actor(request), request.params.systemId);
    return rows.map((row) => ({
      systemInternalId: row.internal_id,
      changedByOrgNumber: row.changed_by,
      changeType: row.change_type,
      ...(row.changed_data === null ? {} : { changedData: JSON.parse(row.changed_data) as unknown }),
      ...(row.client_id === null ? {} : { clientId: row.client_id }),
      created: new Date(row.created).toISOString(),
    }));
  });
}

/** The portal's view of the register. */
export function registerPortalRoutes(scope: FastifyInstance, deps: SystemsRoutesDeps): void {
  const { register } = deps.systems;
  const portal = (request: Parameters<typeof requireScope>[1]) =>
    requireScope(deps.callers, request, [PORTAL], ['altinn']);
  const found = async (id: string): Promise<RegisteredSystem> => {
    const system = await register.find(id);
    if (!system || system.isDeleted) throw sentence(404, `There is no system ${id}`);
    return system;
  };
  scope.get(BASE, { schema: schema('Visible systems') }, async (request, reply) => {
    portal(request);
    return reply.header('cache-control', 'no-store').send((await register.list({ visible: true })).map(dto));
  });
  scope.get<ById>(`${BASE}/:systemId`, { schema: schema('A system') }, async (request) => {
    portal(request);
    return dto(await found(request.params.systemId));
  });
  scope.get<ById>(`${BASE}/:systemId/rights`, { schema: schema('The rights of a system') }, async (request) => {
    portal(request);
    const { rights } = await found(request.params.systemId);
    const old = queryText(request.query, 'useOldFormatForApp')?.toLowerCase() === 'true';
    return old ? rights.map(oldFormat) : rights;
  });
  scope.get<ById>(
    `${BASE}/:systemId/accesspackages`,
    { schema: schema('The access packages of a system') },
    async (request) => {
      portal(request);
      return (await found(request.params.systemId)).accessPackages;
    },
  );
}

/** `app_{org}_{app}` as `urn:altinn:org` and `urn:altinn:app`. */
const oldFormat = (right: Right): Right => ({
  ...right,
  resource: right.resource.flatMap((pair) => {
    const [prefix, org, ...app] = pair.value.split('_');
    if (prefix !== 'app' || !org || app.length === 0) return [pair];
    return [
      { id: 'urn:altinn:org', value: org },
      { id: 'urn:altinn:app', value: app.join('_') },
    ];
  }),
});
