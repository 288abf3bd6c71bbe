import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../foundation/index.ts';
import { HttpProblem, traceId } from '../http/index.ts';
import type { Register } from '../register/index.ts';
import { type AdministratorDeps, actorOf } from './administrator.ts';
import { ApiError, notFound } from './errors.ts';
import { accessJson, clientJson, keyJson, keySetJson, scopeJson } from './json.ts';
import type { Scopes } from './scopes.ts';
import type { SelfService } from './selfservice.ts';

const BASE = '/selvbetjening/api/v1';
const BASE_V2 = '/selvbetjening/api/v2';
const JWK_LIMIT = 64 * 1024;

export interface SelfServiceRouteDeps extends AdministratorDeps {
  readonly selfservice: SelfService;
  readonly scopes: Scopes;
  readonly register: Register;
  readonly clock: Clock;
  /** Issuers through which access can be delegated. */
  readonly delegationSources: readonly { readonly issuer: string; readonly name: string }[];
}

type Query = Readonly<Record<string, string | undefined>>;
const query = (request: FastifyRequest): Query => request.query as Query;
const param = (request: FastifyRequest, name: string): string => (request.params as Record<string, string>)[name] ?? '';
const summary = (text: string) => ({ schema: { tags: ['selvbetjening'], summary: text } });
const inactive = (request: FastifyRequest): boolean => query(request)['inactive'] === 'true';

/** The self-service API (maskinporten.md 6.2). */
export function selfserviceRoutes(app: FastifyInstance, deps: SelfServiceRouteDeps): void {
  app.register(async (scope) => {
    scope.setErrorHandler((error, request, reply) => answer(error as FastifyError, request, reply, deps.clock));
    scope.addContentTypeParser('text/plain', { parseAs: 'string', bodyLimit: JWK_LIMIT }, (_request, body, done) =>
      done(null, body),
    );
    clientRoutes(scope, deps);
    keyRoutes(scope, deps);
    scopeRoutes(scope, deps);
    accessRoutes(scope, deps);
    otherRoutes(scope, deps);
  });
}

function clientRoutes(app: FastifyInstance, deps: SelfServiceRouteDeps): void {
  const { selfservice } = deps;
  app.get(`${BASE}/clients`, summary('Own clients'), async (request) => {
    const actor = await actorOf(deps, request, 'dcr.read');
    return (await selfservice.clients(actor, inactive(request))).map(clientJson);
  });
  app.post(`${BASE}/clients`, summary('Create a client'), async (request, reply) => {
    const actor = await actorOf(deps, request, 'dcr.write');
    return reply.code(201).send(clientJson(await selfservice.addClient(actor, request.body)));
  });
  app.get(`${BASE}/clients/:id`, summary('One client'), async (request) =>
    clientJson(await selfservice.ownClient(await actorOf(deps, request, 'dcr.read'), param(request, 'id'))),
  );
  app.put(`${BASE}/clients/:id`, summary('Replace a client'), async (request) =>
    clientJson(
      await selfservice.changeClient(await actorOf(deps, request, 'dcr.modify'), param(request, 'id'), request.body),
    ),
  );
  app.delete(`${BASE}/clients/:id`, summary('Deactivate a client'), async (request) =>
    clientJson(await selfservice.deactivateClient(await actorOf(deps, request, 'dcr.write'), param(request, 'id'))),
  );
}

function keyRoutes(app: FastifyInstance, deps: SelfServiceRouteDeps): void {
  const { selfservice } = deps;
  app.get(`${BASE}/clients/:id/jwks`, summary('Keys of a client'), async (request) => {
    const keys = await selfservice.keys(await actorOf(deps, request, 'dcr.read'), param(request, 'id'));
    if (keys.length === 0) throw notFound('the client has no keys');
    return keySetJson(keys);
  });
  app.post(`${BASE}/clients/:id/jwks`, summary('Replace the keys of a client'), async (request, reply) => {
    const actor = await actorOf(deps, request, 'dcr.modify');
    const { keys } = (request.body ?? {}) as { keys?: unknown };
    return reply.code(201).send(keySetJson(await selfservice.setKeys(actor, param(request, 'id'), keys)));
  });
  app.delete(`${BASE}/clients/:id/jwks`, summary('Remove every key of a client'), async (request, reply) => {
    await selfservice.deleteKeys(await actorOf(deps, request, 'dcr.write'), param(request, 'id'));
    return reply.code(204).send();
  });
  app.get(`${BASE}/clients/:id/jwks/:kid`, summary('One key'), async (request) => {
    const keys = await selfservice.keys(await actorOf(deps, request, 'dcr.read'), param(request, 'id'));
    const key = keys.find((candidate) => candidate.kid === param(request, 'kid'));
    if (!key) throw notFound('the client has no such key');
    return keyJson(key);
  });
  app.put(`${BASE}/clients/:id/jwks/:kid`, summary('Replace or renew one key'), async (request) => {
    const actor = await actorOf(deps, request, 'dcr.write');
    return keyJson(await selfservice.putKey(actor, param(request, 'id'), param(request, 'kid'), request.body));
  });
  app.delete(`${BASE}/clients/:id/jwks/:kid`, summary('Remove one key'), async (request, reply) => {
    await selfservice.deleteKey(await actorOf(deps, request, 'dcr.write'), param(request, 'id'), param(request, 'kid'));
    return reply.code(204).send();
  });
  app.post(
    `${BASE_V2}/clients/:id/key`,
    summary('Add one key: JWK, PEM public key or PEM certificate'),
    async (request, reply) => {
      const actor = await actorOf(deps, request, 'dcr.modify');
      const text = typeof request.body === 'string' ? request.body : JSON.stringify(request.body ?? '');
      return reply.code(201).send(keyJson(await selfservice.addKey(actor, param(request, 'id'), text)));
    },
  );
}

/** Scopes hold slashes, so they travel in the query. */
const scopeName = (request: FastifyRequest): string => {
  const name = query(request)['scope'];
  if (!name) throw new ApiError(400, 'invalid_request', 'name the scope in the query: ?scope=');
  return name;
};

function scopeRoutes(app: FastifyInstance, deps: SelfServiceRouteDeps): void {
  const { scopes } = deps;
  app.get(`${BASE}/scopes`, summary('Own scopes'), async (request) => {
    const actor = await actorOf(deps, request, 'scopes.read');
    return (await scopes.own(actor, inactive(request))).map(scopeJson);
  });
  app.get(`${BASE}/scopes/scope`, summary('One own scope'), async (request) =>
    scopeJson(await scopes.ownScope(await actorOf(deps, request, 'scopes.read'), scopeName(request))),
  );
  app.post(`${BASE}/scopes`, summary('Create a scope'), async (request, reply) => {
    const actor = await actorOf(deps, request, 'scopes.write');
    return reply.code(201).send(scopeJson(await scopes.add(actor, request.body)));
  });
  app.put(`${BASE}/scopes`, summary('Replace a scope'), async (request) =>
    scopeJson(await scopes.change(await actorOf(deps, request, 'scopes.write'), scopeName(request), request.body)),
  );
  app.delete(`${BASE}/scopes`, summary('Deactivate a scope'), async (request) =>
    scopeJson(await scopes.deactivate(await actorOf(deps, request, 'scopes.write'), scopeName(request))),
  );
  app.get(`${BASE}/scopes/all`, summary('Every public scope'), async (request) => {
    const { prefix, integration_type, accessible_for_all } = query(request);
    const found = await scopes.open({
      inactive: inactive(request),
      ...(prefix === undefined ? {} : { prefix }),
      ...(integration_type === undefined ? {} : { integrationType: integration_type }),
      ...(accessible_for_all === undefined ? {} : { accessibleForAll: accessible_for_all === 'true' }),
    });
    return found.map(scopeJson);
  });
  app.get(`${BASE}/prefix`, summary('Own prefixes'), async (request) =>
    (await scopes.prefixes(await actorOf(deps, request, 'scopes.read'))).map(prefixJson),
  );
  app.get(`${BASE}/prefix/all`, summary('Every prefix'), async () => (await scopes.prefixes()).map(prefixJson));
}

const prefixJson = ({ prefix, owner }: { prefix: string; owner: string }) => ({ prefix, orgno: owner });

function accessRoutes(app: FastifyInstance, deps: SelfServiceRouteDeps): void {
  const { scopes } = deps;
  app.get(`${BASE}/scopes/access`, summary('Who may use own scopes'), async (request) => {
    const actor = await actorOf(deps, request, 'scopes.read');
    const { scope, consumer_orgno } = query(request);
    const filter = {
      ...(scope === undefined ? {} : { scope }),
      ...(consumer_orgno === undefined ? {} : { consumer: consumer_orgno }),
    };
    return (await scopes.accesses(actor, { ...filter, inactive: inactive(request) })).map(accessJson);
  });
  app.get(`${BASE}/scopes/access/all`, summary('Scopes that the caller may use'), async (request) => {
    const actor = await actorOf(deps, request, 'any');
    const { integration_type } = query(request);
    const filter = {
      inactive: inactive(request),
      ...(integration_type === undefined ? {} : { integrationType: integration_type }),
    };
    return (await scopes.usable(actor, filter)).map(({ scope, access }) => ({
      ...scopeJson(scope),
      scope: scope.name,
      state: 'APPROVED',
      consumer_orgno: actor.organization,
      accessible_for_all: access === 'ALL' || scope.accessibleForAll,
    }));
  });
  app.put(`${BASE}/scopes/access/:consumer`, summary('Give an organisation access'), async (request) => {
    const actor = await actorOf(deps, request, 'scopes.write');
    return accessJson(await scopes.setAccess(actor, scopeName(request), param(request, 'consumer'), 'APPROVED'));
  });
  app.delete(`${BASE}/scopes/access/:consumer`, summary('Take access away'), async (request) => {
    const actor = await actorOf(deps, request, 'scopes.write');
    return accessJson(await scopes.setAccess(actor, scopeName(request), param(request, 'consumer'), 'DENIED'));
  });
}

function otherRoutes(app: FastifyInstance, deps: SelfServiceRouteDeps): void {
  app.get(`${BASE}/delegationsources`, summary('Authorities through which access is delegated'), async (request) => {
    await actorOf(deps, request, 'any');
    const now = new Date(deps.clock.now()).toISOString();
    return deps.delegationSources.map((source) => ({ ...source, created: now, last_updated: now }));
  });
  app.get(`${BASE}/organizations/:orgnr`, summary('Name of an organisation'), async (request) => {
    const party = await deps.register.party({ organization: param(request, 'orgnr') });
    if (!party) throw notFound(`there is no organisation ${param(request, 'orgnr').slice(0, 20)}`);
    return { orgno: party.organizationNumber, name: party.name };
  });
  app.get(`${BASE}/auth/user`, summary('Whom the portal acts for'), async (request) => {
    const actor = await actorOf(deps, request, 'any');
    const party = await deps.register.party({ organization: actor.organization });
    return {
      authenticated_organization_number: actor.organization,
      authenticated_organization_name: party?.name ?? actor.organization,
      is_synthetic_organization_number: /^[23]/.test(actor.organization),
      has_consented: true,
    };
  });
}

/** `ApiErrorResponse` (maskinporten.md 6.5). */
function answer(
  error: FastifyError | ApiError | HttpProblem,
  request: FastifyRequest,
  reply: FastifyReply,
  clock: Clock,
): FastifyReply {
  if (error instanceof HttpProblem) reply.headers({ ...error.headers });
  const known = error instanceof ApiError;
  const status = known ? error.status : (error.statusCode ?? 500);
  if (status >= 500) request.log.error({ err: error }, 'self-service request failed');
  return reply.code(status).send({
    status,
    timestamp: new Date(clock.now()).toISOString(),
    correlation_id: traceId(request),
    error: known ? error.error : (ERRORS[status] ?? (status < 500 ? 'invalid_request' : 'server_error')),
    error_description: status < 500 ? error.message : 'an unexpected error; the log names it by the correlation_id',
    errors: (known ? error.fields : []).map(({ field, message }) => ({
      errorMessage: message,
      isFieldError: true,
      objectName: 'request',
      fieldIdentifier: field,
    })),
  });
}

const ERRORS: Readonly<Record<number, string>> = {
  401: 'invalid_token',
  403: 'access_denied',
  404: 'not_found',
  413: 'invalid_request',
  415: 'invalid_request',
};
