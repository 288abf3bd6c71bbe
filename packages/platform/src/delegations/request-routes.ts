import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { requireScope } from '../callers/index.ts';
import { isUuid } from '../foundation/index.ts';
import { type PartyAccess, type Reader, scopesOf, spelledIn, surface, valuesOf } from '../http/index.ts';
import type { Party } from '../register/index.ts';
import { REQUEST_STATUSES, type RequestRow, type RequestStatus } from './access-requests.ts';
import { partyAsked, partyIn } from './client-surface.ts';
import { pageOf } from './client-views.ts';
import { personOf } from './persons.ts';
import { Faults, fault } from './problems.ts';
import { optional } from './readers.ts';
import { refuse } from './refusals.ts';
import { approve } from './request-approval.ts';
import { checkConnected, checkMove, checkResource, checkSelf, packageAsked } from './request-rules.ts';
import { AccessRequest, AccessRequestList, requestJson, requestsJson } from './request-views.ts';
import {
  ACCESS_MANAGEMENT,
  BASE,
  type DelegationsRoutesDeps,
  PORTAL_SCOPE,
  REFUSALS,
  requirePerson,
  SURFACE,
} from './surface.ts';

const REQUEST = `${BASE}/enduser/request` as const;
const SCOPE = 'altinn:accessmanagement/enduser:requests';
const MANAGER = { who: 'party', resource: ACCESS_MANAGEMENT } as const;
const READS = { ...MANAGER, action: 'read', scopes: [PORTAL_SCOPE, `${SCOPE}.read`] } as const;
const WRITES = { ...MANAGER, action: 'write', scopes: [PORTAL_SCOPE, `${SCOPE}.write`] } as const;

const PARTY = partyIn('For whom the person asks or answers');
const ID = partyIn('The id of the request');

interface Manager {
  readonly person: Party;
  readonly party: Party;
}

const requestSurface = (app: FastifyInstance, deps: DelegationsRoutesDeps) =>
  surface(app, {
    name: SURFACE,
    admit: {
      party: (request, access) => managerOf(deps, request, access),
      person: (request, access) => requirePerson(deps, request, scopesOf(access)),
    },
    refusals: REFUSALS,
  });
type RequestSurface = ReturnType<typeof requestSurface>;

/** The party is the person, or somebody for whom the person is access manager. @throws Refusal 401, 403 */
async function managerOf(deps: DelegationsRoutesDeps, request: FastifyRequest, access: PartyAccess): Promise<Manager> {
  const person = await personOf(deps.register, requireScope(deps.callers, request, scopesOf(access), ['altinn']));
  const [uuid = '', ...more] = valuesOf(request.query, spelledIn(request.query, 'party'));
  const party = isUuid(uuid) && more.length === 0 ? await deps.register.party({ uuid }) : undefined;
  const may =
    person && party
      ? party.uuid === person.uuid || (await deps.mayUse(person, access.resource, access.action, party))
      : false;
  if (!person || !party || !may)
    throw refuse('not-access-manager', 'give party, the UUID of somebody whose access the person manages');
  return { person, party };
}

/** `/enduser/request…`: who lacks something asks for it, and who may give it approves or declines (access-management.md 3). */
export function requestRoutes(scope: FastifyInstance, deps: DelegationsRoutesDeps): void {
  const doors = requestSurface(scope, deps);
  readRoutes(doors, deps);
  listRoutes(doors, deps);
  askRoutes(doors, deps);
  moveRoutes(doors, deps);
}

const ONE = { 200: { description: 'The request', schema: AccessRequest } };

function readRoutes({ route }: RequestSurface, deps: DelegationsRoutesDeps): void {
  const { requests } = deps.delegations;
  route({
    method: 'GET',
    path: REQUEST,
    operationId: 'readAccessRequest',
    summary: 'One request that a party has sent or received',
    access: READS,
    query: { party: PARTY, id: ID },
    answers: ONE,
    async handle({ caller: { party }, query: { id } }) {
      const row = await requests.find(id);
      if (!row || ![row.from_uuid, row.to_uuid].includes(party.uuid)) throw refuse('request-hidden');
      return requestJson(deps, row);
    },
  });
  route({
    method: 'GET',
    path: `${REQUEST}/draft`,
    operationId: 'readDraftRequest',
    summary: 'A request that a service owner has drafted, to be confirmed',
    access: { who: 'person', scopes: [PORTAL_SCOPE] },
    query: { id: ID },
    answers: ONE,
    async handle({ caller: person, query: { id } }) {
      const row = await requests.find(id);
      const from = row?.status === 'Draft' ? await deps.register.party({ uuid: row.from_uuid }) : undefined;
      const may = from && (from.uuid === person.uuid || (await deps.mayUse(person, ACCESS_MANAGEMENT, 'write', from)));
      if (!row || !may) throw refuse('request-hidden');
      return requestJson(deps, row);
    },
  });
}

/** Statuses, in any letters. */
const STATUSES: Reader<readonly RequestStatus[]> = {
  schema: Type.Array(Type.Union(REQUEST_STATUSES.map((one) => Type.Literal(one)))),
  several: true,
  read: (value, name) =>
    [value].flat().flatMap((one) => {
      if (typeof one !== 'string' || one === '') return [];
      const known = REQUEST_STATUSES.find((status) => status.toLowerCase() === one.toLowerCase());
      return (
        known ?? fault('query-invalid', `$QUERY/${name}`, { [name]: `It is none of ${REQUEST_STATUSES.join(', ')}.` })
      );
    }),
};

function listRoutes({ route }: RequestSurface, deps: DelegationsRoutesDeps): void {
  const { requests } = deps.delegations;
  const shared = { method: 'GET', access: READS } as const;
  for (const [side, other, name] of [
    ['sent', 'to', 'Sent'],
    ['received', 'from', 'Received'],
  ] as const) {
    const query = {
      party: PARTY,
      [other]: partyAsked('Only with this party'),
      status: STATUSES,
      type: optional('Only `package`, or only `resource`'),
    };
    const which = (
      party: Party,
      asked: Readonly<Record<string, unknown>>,
      statuses: readonly RequestStatus[],
      type?: string,
    ) => {
      const kind = (['package', 'resource'] as const).find((one) => one === type?.toLowerCase());
      // Nothing is of another type.
      if (type !== undefined && !kind) return undefined;
      const counterpart = asked[other];
      return {
        ...(side === 'sent' ? { from: party.uuid } : { to: party.uuid }),
        ...(typeof counterpart === 'string' ? { [other]: counterpart } : {}),
        statuses: statuses.length === 0 ? REQUEST_STATUSES : statuses,
        ...(kind === undefined ? {} : { kind }),
      };
    };
    route({
      ...shared,
      path: `${REQUEST}/${side}`,
      operationId: `list${name}Requests`,
      summary: `Requests that a party has ${side}`,
      query,
      answers: { 200: { description: 'The requests', schema: AccessRequestList } },
      async handle({ caller: { party }, query: asked }) {
        const chosen = which(party, asked, asked.status, asked.type);
        return pageOf(await requestsJson(deps, chosen ? await requests.list(chosen) : []));
      },
    });
    route({
      ...shared,
      path: `${REQUEST}/${side}/count`,
      operationId: `count${name}Requests`,
      summary: `How many requests a party has ${side}`,
      query,
      answers: { 200: { description: 'How many', schema: Type.Integer() } },
      async handle({ caller: { party }, query: asked }, reply) {
        const chosen = which(party, asked, asked.status, asked.type);
        return reply.type('application/json').send(JSON.stringify(chosen ? await requests.count(chosen) : 0));
      },
    });
  }
}

/** What is asked for, by name. */
const ITEM: Reader<string> = {
  schema: Type.String(),
  required: true,
  read: (value, name) => (typeof value === 'string' && value !== '' ? value : fault('required', `$QUERY/${name}`)),
};

function askRoutes({ route }: RequestSurface, deps: DelegationsRoutesDeps): void {
  const { requests } = deps.delegations;
  const to = partyIn('Whose access is asked for');
  const shared = { method: 'POST', access: WRITES, answers: ONE } as const;
  const ask = async ({ person, party }: Manager, other: string, kind: RequestRow['kind'], ref: string) => {
    const faults = new Faults();
    const of = await deps.register.party({ uuid: other });
    await checkConnected(deps, party, { uuid: other, party: of }, faults);
    if (kind === 'resource') await checkResource(deps, ref, faults, { path: '/resource', unknown: 'resource-unknown' });
    faults.check();
    if (!of) throw refuse('request-hidden');
    const item = kind === 'package' ? packageAsked(deps, ref, { from: party, to: of }, faults) : ref;
    checkSelf(party, of, faults);
    faults.check();
    const wish = { from: party.uuid, to: of.uuid, by: person.uuid, kind, item, status: 'Pending' } as const;
    return requestJson(deps, await requests.ask(wish));
  };
  route({
    ...shared,
    path: `${REQUEST}/package`,
    operationId: 'askForPackage',
    summary: 'Ask for an access package',
    query: { party: PARTY, to, package: ITEM },
    handle: ({ caller, query }) => ask(caller, query.to, 'package', query.package),
  });
  route({
    ...shared,
    path: `${REQUEST}/resource`,
    operationId: 'askForResource',
    summary: 'Ask for what can be given on a resource',
    query: { party: PARTY, to, resource: ITEM },
    handle: ({ caller, query }) => ask(caller, query.to, 'resource', query.resource),
  });
}

function moveRoutes({ route }: RequestSurface, deps: DelegationsRoutesDeps): void {
  const { requests } = deps.delegations;
  const known = async (id: string): Promise<RequestRow> => (await requests.find(id)) ?? fault('request-unknown', []);
  for (const [path, operationId, summary, status] of [
    ['draft/confirm', 'confirmRequest', 'Let a drafted request go to who can give it', 'Pending'],
    ['sent/withdraw', 'withdrawRequest', 'Take a request back', 'Withdrawn'],
    ['received/reject', 'rejectRequest', 'Decline a request', 'Rejected'],
    ['received/approve', 'approveRequest', 'Give what is asked for', 'Approved'],
  ] as const)
    route({
      method: 'PUT',
      path: `${REQUEST}/${path}`,
      operationId,
      summary,
      access: WRITES,
      query: { party: PARTY, id: ID },
      answers: ONE,
      async handle({ caller: { person, party }, query: { id } }) {
        const row = await known(id);
        if (status === 'Approved') return requestJson(deps, await approve(deps, row, person, party));
        checkMove(row, party.uuid, status);
        const moved = await requests.move(row, status, person.uuid);
        if (moved) return requestJson(deps, moved);
        // Somebody was faster: the refusal is of the status that stands now.
        checkMove(await known(id), party.uuid, status);
        return fault('request-status', '$QUERY/party');
      },
    });
}
