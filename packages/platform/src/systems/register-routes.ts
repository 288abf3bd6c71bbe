import { Type } from 'typebox';
import { packageRefs, rightList } from './binding.ts';
import type { RegisteredSystem, Right } from './model.ts';
import { isTrue } from './readers.ts';
import { forbidden, refuse } from './refusals.ts';
import { bindSystem } from './register-rules.ts';
import { ChangeLine, Packages, Rights, Succeeded, SYSTEM_EXAMPLE, System, SystemLine, SystemWish } from './schemas.ts';
import {
  actorOf,
  PORTAL,
  REGISTER_ADMIN,
  REGISTER_WRITE,
  type RegisterSurface,
  type SystemsRoutesDeps,
} from './surface.ts';

const BASE = '/authentication/api/v1/systemregister';
const VENDOR = `${BASE}/vendor` as const;
const BY_VENDOR = { who: 'token', scopes: [REGISTER_WRITE, REGISTER_ADMIN] } as const;
const BY_PORTAL = { who: 'token', issuers: ['altinn'], scopes: [PORTAL] } as const;

/** A system as its vendor sees it. */
export const systemJson = (system: RegisteredSystem) => ({
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
const DONE = { 200: { description: 'It is done', schema: Succeeded } };
const SYSTEM_BODY = { schema: SystemWish, example: SYSTEM_EXAMPLE, read: bindSystem };

/** `/authentication/api/v1/systemregister…` (system-register-and-users.md 3.3). */
export function registerRoutes(doors: RegisterSurface, deps: SystemsRoutesDeps): void {
  vendorReads(doors, deps);
  systemWrites(doors, deps);
  contentWrites(doors, deps);
  portalLists(doors, deps);
  portalContents(doors, deps);
}

function vendorReads({ route }: RegisterSurface, deps: SystemsRoutesDeps): void {
  const { register } = deps.systems;
  route({
    method: 'GET',
    path: VENDOR,
    operationId: 'listOwnSystems',
    summary: "The vendor's systems",
    access: BY_VENDOR,
    answers: { 200: { description: 'Those that are not deleted', schema: Type.Array(SystemLine) } },
    async handle({ caller }, reply) {
      const { organization } = actorOf(caller);
      if (organization === undefined) throw forbidden('the token has no consumer');
      const systems = await register.list({ vendor: organization });
      return reply.header('cache-control', 'no-store').send(systems.map(dto));
    },
  });
  route({
    method: 'GET',
    path: `${VENDOR}/:systemId`,
    operationId: 'readOwnSystem',
    summary: 'A system of the vendor',
    access: BY_VENDOR,
    answers: { 200: { description: 'The system, also when it is deleted', schema: System } },
    refusals: [404],
    handle: async ({ caller, params }) => systemJson(await register.owned(actorOf(caller), params.systemId)),
  });
  route({
    method: 'GET',
    path: `${VENDOR}/:systemId/changelog`,
    operationId: 'readSystemChangeLog',
    summary: 'The change log',
    access: BY_VENDOR,
    answers: { 200: { description: 'The changes', schema: Type.Array(ChangeLine) } },
    refusals: [404],
    async handle({ caller, params }) {
      const rows = await register.changes(actorOf(caller), params.systemId);
      return rows.map((row) => ({
        systemInternalId: row.internal_id,
        changedByOrgNumber: row.changed_by,
        changeType: row.change_type,
        ...(row.changed_data === null ? {} : { changedData: JSON.parse(row.changed_data) as unknown }),
        ...(row.client_id === null ? {} : { clientId: row.client_id }),
        created: new Date(row.created).toISOString(),
      }));
    },
  });
}

function systemWrites({ route }: RegisterSurface, deps: SystemsRoutesDeps): void {
  const { register } = deps.systems;
  route({
    method: 'POST',
    path: VENDOR,
    operationId: 'registerSystem',
    summary: 'Register a system',
    access: BY_VENDOR,
    body: SYSTEM_BODY,
    answers: { 200: { description: 'Its internal id', schema: Type.String({ format: 'uuid' }) } },
    refusals: [409],
    async handle({ caller, body }, reply) {
      const id = await register.create(actorOf(caller), body);
      return reply.type('application/json; charset=utf-8').send(JSON.stringify(id));
    },
  });
  route({
    method: 'PUT',
    path: `${VENDOR}/:systemId`,
    operationId: 'replaceSystem',
    summary: 'Replace a system',
    access: BY_VENDOR,
    body: SYSTEM_BODY,
    answers: DONE,
    refusals: [404],
    async handle({ caller, params, body }) {
      await register.replace(actorOf(caller), params.systemId, body);
      return SUCCEEDED;
    },
  });
  route({
    method: 'DELETE',
    path: `${VENDOR}/:systemId`,
    operationId: 'deleteSystem',
    summary: 'Delete a system',
    access: BY_VENDOR,
    answers: DONE,
    async handle({ caller, params }) {
      await register.remove(actorOf(caller), params.systemId);
      return SUCCEEDED;
    },
  });
}

function contentWrites({ route }: RegisterSurface, deps: SystemsRoutesDeps): void {
  const { register } = deps.systems;
  route({
    method: 'PUT',
    path: `${VENDOR}/:systemId/rights`,
    operationId: 'replaceSystemRights',
    summary: 'Replace the rights',
    access: BY_VENDOR,
    body: { schema: Rights, example: SYSTEM_EXAMPLE.rights, read: rightList },
    answers: DONE,
    refusals: [404],
    async handle({ caller, params, body }) {
      await register.replaceRights(actorOf(caller), params.systemId, body);
      return SUCCEEDED;
    },
  });
  route({
    method: 'PUT',
    path: `${VENDOR}/:systemId/accesspackages`,
    operationId: 'replaceSystemAccessPackages',
    summary: 'Replace the access packages',
    access: BY_VENDOR,
    body: { schema: Packages, example: SYSTEM_EXAMPLE.accessPackages, read: packageRefs },
    answers: DONE,
    refusals: [404],
    async handle({ caller, params, body }) {
      await register.replacePackages(actorOf(caller), params.systemId, body);
      return SUCCEEDED;
    },
  });
}

/** @throws Refusal 404 shape D */
async function existing({ systems }: SystemsRoutesDeps, id: string): Promise<RegisteredSystem> {
  const system = await systems.register.find(id);
  if (!system || system.isDeleted) throw refuse('systemUnknown', `There is no system ${id}`);
  return system;
}

/** The portal's view of the register. */
function portalLists({ route }: RegisterSurface, deps: SystemsRoutesDeps): void {
  route({
    method: 'GET',
    path: BASE,
    operationId: 'listVisibleSystems',
    summary: 'Visible systems',
    access: BY_PORTAL,
    answers: { 200: { description: 'The systems', schema: Type.Array(SystemLine) } },
    handle: async (_, reply) =>
      reply.header('cache-control', 'no-store').send((await deps.systems.register.list({ visible: true })).map(dto)),
  });
  route({
    method: 'GET',
    path: `${BASE}/:systemId`,
    operationId: 'readSystem',
    summary: 'A system',
    access: BY_PORTAL,
    answers: { 200: { description: 'The system', schema: SystemLine } },
    refusals: [404],
    handle: async ({ params }) => dto(await existing(deps, params.systemId)),
  });
}

function portalContents({ route }: RegisterSurface, deps: SystemsRoutesDeps): void {
  route({
    method: 'GET',
    path: `${BASE}/:systemId/rights`,
    operationId: 'readSystemRights',
    summary: 'The rights of a system',
    access: BY_PORTAL,
    query: { useOldFormatForApp: isTrue('An app as urn:altinn:org and urn:altinn:app') },
    answers: { 200: { description: 'The rights', schema: Rights } },
    refusals: [404],
    async handle({ params, query }) {
      const { rights } = await existing(deps, params.systemId);
      return query.useOldFormatForApp ? rights.map(oldFormat) : rights;
    },
  });
  route({
    method: 'GET',
    path: `${BASE}/:systemId/accesspackages`,
    operationId: 'readSystemAccessPackages',
    summary: 'The access packages of a system',
    access: BY_PORTAL,
    answers: { 200: { description: 'The access packages', schema: Packages } },
    refusals: [404],
    handle: async ({ params }) => (await existing(deps, params.systemId)).accessPackages,
  });
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
