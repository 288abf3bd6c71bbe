import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { PARTY } from './client-edition.ts';
import { delegationId } from './client-store.ts';
import {
  CASCADE,
  type ClientSurface,
  clientSurface,
  namesAsked,
  partyAsked,
  partyIn,
  READS,
  WRITES,
} from './client-surface.ts';
import { packageIn } from './client-wish.ts';
import { fault } from './problems.ts';
import { refuse } from './refusals.ts';
import { BASE, type DelegationsRoutesDeps, REFUSALS } from './surface.ts';
import {
  CLIENT_ROLES,
  SystemUserClients,
  SystemUserDelegations,
  systemClientLines,
  systemDelegationLines,
} from './system-client-views.ts';
import { SYSTEM_CLIENT_WISH, systemClientWishes } from './system-client-wish.ts';

const PATH = `${BASE}/internal/systemuserclientdelegation` as const;
const SYSTEM_USER = partyIn('The system user');

/** `/internal/systemuserclientdelegation…`: clients of system users, as Altinn's authentication and front end ask (access-management.md 9). */
export function systemClientRoutes(scope: FastifyInstance, deps: DelegationsRoutesDeps): void {
  const doors = clientSurface(scope, deps, SENTENCES);
  listRoutes(doors, deps);
  giveRoute(doors, deps);
  endDelegationRoute(doors, deps);
  endAssignmentRoutes(doors, deps);
}

/** What nobody has is told in a sentence alone. */
const SENTENCE = {
  description: 'There is no such thing of the party',
  type: 'text/plain',
  schema: Type.String(),
  example: 'Delegation not found',
};
const SENTENCES = {
  ...REFUSALS,
  400: { description: 'The request is not what it must be', ...REFUSALS[400], or: [SENTENCE] },
};

function listRoutes({ route }: ClientSurface, deps: DelegationsRoutesDeps): void {
  const { clientAgents } = deps.delegations;
  route({
    method: 'GET',
    path: `${PATH}/clients`,
    operationId: 'listClientsForSystemUsers',
    summary: 'Clients of a facilitator that its system users can be given',
    access: READS,
    query: {
      party: PARTY,
      roles: namesAsked('Only by these roles, by code'),
      packages: namesAsked('Only clients with all of these packages, by name'),
    },
    answers: { 200: { description: 'The clients', schema: SystemUserClients } },
    async handle({ caller: { party }, query: { roles, packages } }) {
      const unknown = roles.filter((role) => !CLIENT_ROLES.some((known) => known === role));
      if (unknown.length > 0)
        throw refuse(
          'client-role-invalid',
          `Invalid role filter: '${unknown.join(',').slice(0, 200)}'. Valid Client roles are: '${CLIENT_ROLES.join(', ')}'`,
        );
      const absent = packages.find((name) => packageIn(deps.register.catalogue, name) === undefined);
      if (absent !== undefined) fault('package-invalid', '$QUERY/packages');
      const held = (await clientAgents.held([party.uuid])).get(party.uuid);
      return systemClientLines(held?.values() ?? [], roles.length > 0 ? roles : CLIENT_ROLES, packages);
    },
  });
  route({
    method: 'GET',
    path: PATH,
    operationId: 'listSystemUserDelegations',
    summary: 'What a system user has of clients through a facilitator',
    access: READS,
    query: { party: PARTY, systemUser: SYSTEM_USER, client: partyAsked('Of this client only') },
    answers: { 200: { description: 'A line for each client and role', schema: SystemUserDelegations } },
    async handle({ caller: { party }, query: { systemUser: agent, client } }) {
      const which = { agent, facilitator: party.uuid, ...(client === undefined ? {} : { client }) };
      return systemDelegationLines(deps, party, await clientAgents.grants(which));
    },
  });
}

function giveRoute({ route }: ClientSurface, deps: DelegationsRoutesDeps): void {
  route({
    method: 'POST',
    path: PATH,
    operationId: 'giveClientToSystemUser',
    summary: 'Give a system user packages of a client',
    access: WRITES,
    query: { party: PARTY },
    body: SYSTEM_CLIENT_WISH,
    answers: {
      200: {
        description: 'The delegations, one for each role',
        schema: Type.Array(
          Type.Object({ delegationId: Type.String({ format: 'uuid' }), fromEntityId: Type.String({ format: 'uuid' }) }),
        ),
      },
    },
    async handle({ caller: { party, person }, body }) {
      const triple = { facilitator: party.uuid, client: body.client, agent: body.agent };
      const wishes = await systemClientWishes(deps, triple, body);
      const how = { by: person.uuid, adds: true };
      await deps.delegations.clientAgents.give(triple, 'package', wishes, how);
      const ends = { via_uuid: triple.facilitator, from_uuid: triple.client, to_uuid: triple.agent };
      return wishes.map(({ role }) => ({
        delegationId: delegationId({ ...ends, via_role: role }),
        fromEntityId: triple.client,
      }));
    },
  });
}

const DONE = { 200: { description: 'It is done' } };

function endDelegationRoute({ route }: ClientSurface, deps: DelegationsRoutesDeps): void {
  const { clientAgents } = deps.delegations;
  route({
    method: 'DELETE',
    path: `${PATH}/deletedelegation`,
    operationId: 'endSystemUserDelegation',
    summary: 'Take from a system user what it has of a client by one role',
    access: WRITES,
    query: { party: PARTY, delegationId: partyIn('The delegation') },
    answers: DONE,
    async handle({ caller: { party }, query }, reply) {
      const { delegationId: id } = query;
      const found = id === undefined ? undefined : await clientAgents.delegation(party.uuid, id);
      if (!found) throw refuse('delegation-unknown', 'Delegation not found');
      await deps.database.transaction((trx, announce) =>
        clientAgents.removeIn(trx, announce, {
          facilitator: party.uuid,
          client: found.from_uuid,
          agent: found.to_uuid,
          role: found.via_role,
        }),
      );
      return reply.code(200).send();
    },
  });
}

function endAssignmentRoutes({ route }: ClientSurface, deps: DelegationsRoutesDeps): void {
  const { clientAgents } = deps.delegations;
  /** @throws Refusal 400 AM.VLD-00010 while the agent has something, and may not lose it */
  const end = async (facilitator: string, agent: string, cascade: boolean): Promise<void> => {
    const had = await clientAgents.remove(facilitator, agent, !cascade);
    if (cascade || had.length === 0) return;
    const delegations = [...new Set(had.map(delegationId))].join(',');
    fault('agent-active', '$QUERY/cascade', { delegations });
  };
  route({
    method: 'DELETE',
    path: `${PATH}/deleteassignment`,
    operationId: 'endSystemUserAssignment',
    summary: 'Let a system user be an agent no longer, by the id of the assignment',
    access: WRITES,
    query: { party: PARTY, assignmentId: partyIn('The assignment'), cascade: CASCADE },
    answers: DONE,
    async handle({ caller: { party }, query: { assignmentId: id, cascade } }, reply) {
      const [row] = await clientAgents.list({ facilitator: party.uuid, id });
      if (!row) throw refuse('assignment-unknown', 'Assignment not found');
      await end(party.uuid, row.agent_uuid, cascade);
      return reply.code(200).send();
    },
  });
  route({
    method: 'DELETE',
    path: `${PATH}/deleteagentassignment`,
    operationId: 'endSystemUserAgent',
    summary: 'Let a system user be an agent no longer',
    access: WRITES,
    query: { party: PARTY, agentId: partyIn('The system user'), cascade: CASCADE },
    answers: DONE,
    async handle({ caller: { party }, query: { agentId, cascade } }, reply) {
      await end(party.uuid, agentId, cascade);
      return reply.code(200).send();
    },
  });
}
