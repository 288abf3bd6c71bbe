import { resourceUuid } from '../resources/index.ts';
import type { AgentChange, Triple } from './client-agents.ts';
import { AGENT, at, CLIENT, type Edition, kindsWritten, PARTY, SEGMENT } from './client-edition.ts';
import { CHANGES } from './client-schemas.ts';
import type { GrantRow } from './client-store.ts';
import { type Administrator, type ClientSurface, WRITES } from './client-surface.ts';
import {
  type AskedWish,
  checkAgent,
  checkHeld,
  type EndNames,
  knownEnds,
  PACKAGES,
  RESOURCES,
  resolved,
} from './client-wish.ts';
import { Faults, fault } from './problems.ts';
import { AGENT_ROLE } from './role-names.ts';
import type { DelegationsRoutesDeps } from './surface.ts';

type Kind = GrantRow['kind'];
export const BATCH = { package: PACKAGES, resource: RESOURCES } as const;

/** Giving an agent what a facilitator has of a client, and taking it again: all of a body, or nothing. */
export function clientChangeRoutes({ route }: ClientSurface, deps: DelegationsRoutesDeps, edition: Edition): void {
  const { base, names, suffix, version } = edition;
  const tripleOf = ({ party }: Administrator, query: Readonly<Record<string, unknown>>): Triple => ({
    facilitator: party.uuid,
    client: at(query, names.client),
    agent: at(query, names.agent),
  });
  for (const kind of kindsWritten(edition)) {
    const what = kind === 'package' ? 'Packages' : 'Resources';
    const path = `${base}/agents/${SEGMENT[kind]}` as const;
    const shared = {
      access: WRITES,
      query: { party: PARTY, [names.client]: CLIENT, [names.agent]: AGENT },
      body: BATCH[kind],
      answers: { 200: { description: 'What came of each', schema: CHANGES[kind] } },
    };
    route({
      ...shared,
      method: 'POST',
      path,
      operationId: `give${what}ToAgent${suffix}`,
      summary: `Give an agent ${what.toLowerCase()} of a client`,
      handle: ({ caller, query, body }) =>
        give(deps, { triple: tripleOf(caller, query), kind, asked: body, names, by: caller.person.uuid }),
    });
    route({
      ...shared,
      // v1 sends what is taken with DELETE.
      method: version === 'v1' ? 'DELETE' : 'POST',
      path: version === 'v1' ? path : `${path}/delete`,
      operationId: `take${what}FromAgent${suffix}`,
      summary: `Take ${what.toLowerCase()} of a client from an agent`,
      handle: ({ caller, query, body }) => take(deps, { triple: tripleOf(caller, query), kind, asked: body, names }),
    });
  }
}

interface Change {
  readonly triple: Triple;
  readonly kind: Kind;
  readonly asked: readonly AskedWish[];
  readonly names: EndNames;
}

/** @throws Refusal 400 with every fault */
async function give(
  deps: DelegationsRoutesDeps,
  { triple, kind, asked, names, by }: Change & { readonly by: string },
): Promise<readonly object[]> {
  const { clientAgents } = deps.delegations;
  const faults = new Faults();
  const wishes = await resolved(deps, kind, asked, faults, true);
  const agent = (await knownEnds(deps, triple, names, faults)).get(triple.agent);
  faults.check();
  const adds = agent?.type === 'Systembruker';
  const { facilitator, agent: uuid } = triple;
  if (!adds && (await clientAgents.list({ facilitator, agent: uuid })).length === 0) noAgent(faults, names);
  if (agent) checkAgent(agent, `$QUERY/${names.agent}`, faults);
  faults.check();
  await checkHeld(deps, triple, kind, wishes, faults);
  faults.check();
  const changes = await clientAgents.give(triple, kind, wishes, { by, adds });
  if (changes) return changes.map((one) => changeJson(deps, triple, kind, one));
  noAgent(faults, names);
  return fail(faults);
}

/** @throws Refusal 400 with every fault */
export async function take(
  deps: DelegationsRoutesDeps,
  { triple, kind, asked, names }: Change,
): Promise<readonly object[]> {
  const faults = new Faults();
  const wishes = await resolved(deps, kind, asked, faults, false);
  await knownEnds(deps, triple, names, faults);
  const { facilitator, agent } = triple;
  if ((await deps.delegations.clientAgents.list({ facilitator, agent })).length === 0) noAgent(faults, names);
  faults.check();
  const held = (await deps.delegations.clientAgents.held([facilitator], triple.client)).get(facilitator);
  const roles = held?.get(triple.client)?.byRole;
  const changes = await deps.delegations.clientAgents.take(triple, kind, wishes);
  if (!changes) {
    noAgent(faults, names);
    return fail(faults);
  }
  // Of a role that the facilitator has not got nothing is told.
  return changes.filter((one) => one.changed || roles?.has(one.role)).map((one) => changeJson(deps, triple, kind, one));
}

const noAgent = (faults: Faults, names: EndNames): void =>
  faults.add('assignment-missing', `$QUERY/${names.agent}`, { [AGENT_ROLE]: 'It is no agent of the facilitator.' });

function fail(faults: Faults): never {
  faults.check();
  return fault('assignment-missing', []);
}

function changeJson(
  { register: { catalogue } }: DelegationsRoutesDeps,
  { facilitator, client, agent }: Triple,
  kind: Kind,
  { role, item, changed }: AgentChange,
) {
  const id = kind === 'package' ? { packageId: catalogue.package(item)?.id } : { resourceId: resourceUuid(item) };
  return { roleId: catalogue.role(role)?.id, ...id, viaId: facilitator, fromId: client, toId: agent, changed };
}
