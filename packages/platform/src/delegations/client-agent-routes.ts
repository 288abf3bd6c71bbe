import type { BodyReader } from '../http/index.ts';
import { AGENT, at, CLIENT, type Edition, PARTY } from './client-edition.ts';
import { Assignment, NamedAgent } from './client-schemas.ts';
import type { AgentRow, GrantRow } from './client-store.ts';
import { type Administrator, CASCADE, type ClientSurface, partyAsked, WRITES } from './client-surface.ts';
import { checkAgent } from './client-wish.ts';
import { compactParties } from './compact.ts';
import { memberOf } from './members.ts';
import { mayActFor, personNamed } from './persons.ts';
import { Faults, fault } from './problems.ts';
import { AGENT_ROLE } from './role-names.ts';
import type { DelegationsRoutesDeps } from './surface.ts';

/** What a body says of a person; undefined when it names nobody. */
interface AskedPerson {
  readonly personIdentifier: string;
  readonly lastName: string;
}

const PERSON: BodyReader<AskedPerson | undefined> = {
  schema: NamedAgent,
  required: false,
  read(body) {
    if (typeof body !== 'object' || body === null) return undefined;
    const text = (name: string): string => {
      const value = memberOf(body, name);
      return typeof value === 'string' ? value.trim() : '';
    };
    const named = { personIdentifier: text('personIdentifier'), lastName: text('lastName') };
    return named.personIdentifier + named.lastName === '' ? undefined : named;
  },
};

/** Registering agents, and ending what they do: for one client, or altogether. */
export function clientAgentRoutes({ route }: ClientSurface, deps: DelegationsRoutesDeps, edition: Edition): void {
  const { base, names, suffix } = edition;
  const { clientAgents } = deps.delegations;
  route({
    method: 'POST',
    path: `${base}/agents`,
    operationId: `addClientAgent${suffix}`,
    summary: 'Register an agent',
    access: WRITES,
    query: { party: PARTY, [names.agent]: partyAsked('The agent, if connected already; the body names another') },
    body: PERSON,
    answers: { 200: { description: 'The assignment; the same when it was one already', schema: Assignment } },
    async handle({ caller, query, body }) {
      const agent = await agentNamed(deps, caller, edition, query[names.agent], body);
      return assignmentJson(deps, await clientAgents.add(caller.party.uuid, agent, caller.person.uuid));
    },
  });
  route({
    method: 'DELETE',
    path: `${base}/agents`,
    operationId: `removeClientAgent${suffix}`,
    summary: 'Let somebody be an agent no longer',
    access: WRITES,
    query: { party: PARTY, [names.agent]: AGENT, cascade: CASCADE },
    answers: { 204: { description: 'It is none' } },
    async handle({ caller: { party }, query }, reply) {
      const had = await clientAgents.remove(party.uuid, at(query, names.agent), !query.cascade);
      if (!query.cascade) refuseActive(had);
      return reply.code(204).send();
    },
  });
  route({
    method: 'DELETE',
    path: `${base}/agents/clients`,
    operationId: `removeClientOfAgent${suffix}`,
    summary: 'Let an agent serve a client no longer',
    access: WRITES,
    query: { party: PARTY, [names.client]: CLIENT, [names.agent]: AGENT, cascade: CASCADE },
    answers: { 204: { description: 'It does not' } },
    async handle({ caller: { party }, query }, reply) {
      const [client, agent] = [at(query, names.client), at(query, names.agent)];
      const had = await clientAgents.removeClient({ facilitator: party.uuid, client, agent }, !query.cascade);
      if (!query.cascade) refuseActive(had);
      return reply.code(204).send();
    },
  });
}

const assignmentJson = ({ register: { catalogue } }: DelegationsRoutesDeps, row: AgentRow) => ({
  id: row.id,
  roleId: catalogue.role(AGENT_ROLE)?.id,
  fromId: row.facilitator_uuid,
  toId: row.agent_uuid,
});

/** @throws Refusal 400 when there is something */
export function refuseActive(had: readonly GrantRow[]): void {
  const faults = new Faults();
  for (const { item, kind } of had)
    faults.add('delegation-active', '$QUERY/cascade', { [item]: `The agent still has the ${kind} of the client.` });
  faults.check();
}

/**
 * Who is to be agent. A person whom the facilitator is not connected with is refused as nobody: nobody is found by trying.
 * @throws Refusal 400
 */
async function agentNamed(
  deps: DelegationsRoutesDeps,
  { party, person: administrator }: Administrator,
  { names }: Edition,
  uuid: string | undefined,
  named: AskedPerson | undefined,
): Promise<string> {
  const path = `QUERY/${names.agent}`;
  if (uuid === undefined) return personAsked(deps, administrator.uuid, path, named);
  const agent = (await compactParties(deps, [uuid])).get(uuid);
  const person = agent?.type === 'Person' ? await deps.register.party({ uuid }) : undefined;
  const isKnown =
    agent !== undefined &&
    (person === undefined ||
      (!person.isDeleted &&
        ((await deps.delegations.clientAgents.list({ facilitator: party.uuid, agent: uuid })).length > 0 ||
          (await mayActFor(deps, person, party)))));
  if (!isKnown) return fault('entity-unknown', path, { [names.agent]: 'There is no such party that may be named.' });
  const faults = new Faults();
  checkAgent(agent, `$QUERY/${names.agent}`, faults);
  faults.check();
  return uuid;
}

async function personAsked(
  deps: DelegationsRoutesDeps,
  by: string,
  path: string,
  named: AskedPerson | undefined,
): Promise<string> {
  if (named === undefined)
    return fault('required', [path, '/PersonIdentifier', '/LastName'], {
      params: 'Give the agent in the query, or number and last name in the body.',
    });
  const faults = new Faults();
  if (named.personIdentifier === '') faults.add('required', '/PersonIdentifier');
  if (named.lastName === '') faults.add('required', '/LastName');
  faults.check();
  const person = await personNamed(deps, by, named);
  return person?.uuid ?? fault('person-unknown', ['/PersonIdentifier', '/LastName']);
}
