import type { FastifyInstance, FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { Callers } from '../callers/index.ts';
import type { Database } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';
import { text } from '../http/index.ts';
import { findPrefixes } from '../selfservice/index.ts';
import type { Operators } from './operators.ts';
import type { Organizations } from './organizations.ts';
import { OWN_PREFIXES, type PlatformScopes } from './platform-scopes.ts';
import {
  Claim,
  MadeCode,
  Me,
  Operator,
  Organization,
  OrganizationNumber,
  OrganizationWish,
  ScopesWish,
  Setup,
} from './schemas.ts';
import { type SessionRoutesDeps, sessionRoutes } from './session-routes.ts';
import { countAll } from './store.ts';
import { OPERATOR, type OperatorSurface, operatorSurface, PERSON } from './surface.ts';

const BASE = '/operator/api/v1';
const ORGANIZATIONS = `${BASE}/organizations` as const;
/** What the surface needs of the room. */
export interface OperatorRoom {
  readonly database: Database;
  readonly operators: Operators;
  readonly organizations: Organizations;
  readonly platformScopes: PlatformScopes;
}

export interface OperatorRoutesDeps extends SessionRoutesDeps {
  readonly callers: Callers;
  readonly clock: Clock;
  readonly operator: OperatorRoom;
}

/** Nothing of it is kept by anybody on the way: there are person numbers and codes in it. */
const send = (reply: FastifyReply, body: unknown) => reply.header('cache-control', 'no-store').send(body);

/** What whoever operates the platform does with it: the portal's page and `portvakt apply` alike. */
export function operatorRoutes(app: FastifyInstance, deps: OperatorRoutesDeps): void {
  const doors = operatorSurface(app, { callers: deps.callers, operators: deps.operator.operators });
  personRoutes(doors, deps);
  operatorsRoutes(doors, deps);
  setupRoutes(doors, deps);
  organizationRoutes(doors, deps);
  sessionRoutes(doors, deps);
}

function personRoutes({ route }: OperatorSurface, { operator: { operators } }: OperatorRoutesDeps): void {
  route({
    method: 'GET',
    path: `${BASE}/me`,
    operationId: 'readOperatorState',
    summary: 'Whether the person who has logged in operates the platform',
    access: PERSON,
    answers: { 200: { description: 'Whether', schema: Me } },
    handle: async ({ caller }, reply) => send(reply, { operator: await operators.includes(caller) }),
  });
  route({
    method: 'POST',
    path: `${BASE}/claim`,
    operationId: 'claimOperator',
    summary: 'Become an operator with a one-time code',
    access: PERSON,
    body: Claim,
    answers: { 204: { description: 'The person is an operator, and the code is used' } },
    async handle({ caller, body }, reply) {
      await operators.claim(caller.partyUuid, body.code);
      return reply.code(204).send();
    },
  });
}

function operatorsRoutes({ route }: OperatorSurface, { operator: { operators } }: OperatorRoutesDeps): void {
  route({
    method: 'GET',
    path: `${BASE}/operators`,
    operationId: 'listOperators',
    summary: 'Who has become an operator by a code, the first first',
    access: OPERATOR,
    answers: { 200: { description: 'The operators', schema: Type.Array(Operator) } },
    async handle(_, reply) {
      const all = await operators.list();
      return send(
        reply,
        all.map(({ since, ...one }) => ({ ...one, since: new Date(since).toISOString() })),
      );
    },
  });
  route({
    method: 'POST',
    path: `${BASE}/operators/codes`,
    operationId: 'makeOperatorCode',
    summary: 'A one-time code for another operator, good for an hour',
    access: OPERATOR,
    answers: { 201: { description: 'The code', schema: MadeCode } },
    async handle(_, reply) {
      const { code, expires } = await operators.makeCode();
      return send(reply.code(201), { code, expires: new Date(expires).toISOString() });
    },
  });
  route({
    method: 'DELETE',
    path: `${BASE}/operators/:id`,
    operationId: 'removeOperator',
    summary: 'Let somebody be no operator any more',
    access: OPERATOR,
    params: { id: Type.String({ format: 'uuid' }) },
    answers: { 204: { description: 'That is so' } },
    refusals: [404, 409],
    async handle({ params }, reply) {
      await operators.remove(params.id.toLowerCase());
      return reply.code(204).send();
    },
  });
}

function setupRoutes({ route }: OperatorSurface, { clock, operator }: OperatorRoutesDeps): void {
  route({
    method: 'GET',
    path: `${BASE}/setup`,
    operationId: 'readPlatformSetup',
    summary: 'How far the set-up of the platform has come',
    access: OPERATOR,
    answers: { 200: { description: 'What there is, and what is missing', schema: Setup } },
    async handle(_, reply) {
      const { db } = operator.database;
      const [counts, prefixes, missingScopes] = await Promise.all([
        countAll(db, OWN_PREFIXES),
        findPrefixes(db),
        operator.platformScopes.missing(),
      ]);
      const organization = operator.operators.organization ?? null;
      return send(reply, { ...counts, organization, prefixes, missingScopes });
    },
  });
  route({
    method: 'PUT',
    path: `${BASE}/platform-scopes`,
    operationId: 'makePlatformScopes',
    summary: 'Make the scopes that the platform’s own operations ask for; what is there stays',
    access: OPERATOR,
    body: ScopesWish,
    answers: { 204: { description: 'They are there' } },
    refusals: [404],
    async handle({ body }, reply) {
      const { number } = await operator.organizations.of(body.organization);
      await operator.platformScopes.make(number, clock.now());
      return reply.code(204).send();
    },
  });
}

function organizationRoutes({ route }: OperatorSurface, { operator: { organizations } }: OperatorRoutesDeps): void {
  const params = { number: OrganizationNumber };
  route({
    method: 'GET',
    path: ORGANIZATIONS,
    operationId: 'findOperatedOrganizations',
    summary: 'Organisations by part of a name or number, at most 50',
    access: OPERATOR,
    query: { query: text('Part of a name or number') },
    answers: { 200: { description: 'Who fits, by name', schema: Type.Array(Organization) } },
    handle: async ({ query }, reply) => send(reply, await organizations.find(query.query ?? '')),
  });
  route({
    method: 'GET',
    path: `${ORGANIZATIONS}/:number`,
    operationId: 'readOperatedOrganization',
    summary: 'An organisation: its prefixes, its code as a service owner, its administrators',
    access: OPERATOR,
    params,
    answers: { 200: { description: 'The organisation', schema: Organization } },
    refusals: [404],
    handle: async ({ params: { number } }, reply) => send(reply, await organizations.of(number)),
  });
  route({
    method: 'PUT',
    path: `${ORGANIZATIONS}/:number`,
    operationId: 'putOperatedOrganization',
    summary:
      'Put an organisation into the register, or change it: what is left out stays, a list that is given is the whole list',
    access: OPERATOR,
    params,
    body: OrganizationWish,
    answers: { 200: { description: 'The organisation as it is now', schema: Organization } },
    refusals: [409],
    handle: async ({ params: { number }, body }, reply) => send(reply, await organizations.put(number, body)),
  });
}
