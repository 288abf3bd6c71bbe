/** What a system user is to get of a client, by Altinn's internal form (access-management.md 9). */
import { Type } from 'typebox';
import { isUuid } from '../foundation/index.ts';
import type { BodyReader } from '../http/index.ts';
import type { AgentWish, Triple } from './client-agents.ts';
import { packageIn, roleIn } from './client-wish.ts';
import { memberOf } from './members.ts';
import { Faults, fault } from './problems.ts';
import { AGENT_ROLE } from './role-names.ts';
import { uuid } from './schema-parts.ts';
import type { DelegationsRoutesDeps } from './surface.ts';

export interface SystemClientWish {
  readonly client: string;
  readonly agent: string;
  readonly agentRole: string;
  readonly wanted: readonly { readonly role: string; readonly item: string }[];
}

const MAX_PACKAGES = 200;

const SCHEMA = Type.Object({
  clientId: uuid('UUID of the client’s party'),
  agentId: uuid('The system user, which is made for clients'),
  agentName: Type.Optional(Type.String({ description: 'What the system user is called; ignored' })),
  agentRole: Type.Literal('agent', { description: 'What the system user becomes' }),
  rolePackages: Type.Array(
    Type.Object({
      roleIdentifier: Type.String({
        description: 'By which role the facilitator has it of the client: its code, URN or ID',
      }),
      packageUrn: Type.String({ description: 'The access package, by URN or its last part' }),
    }),
    { maxItems: MAX_PACKAGES, description: 'What the system user gets of the client' },
  ),
});

function textIn(of: unknown, name: string, path: string): string {
  const value = memberOf(of, name);
  return typeof value === 'string' && value !== '' ? value : fault('required', path);
}

function uuidIn(body: unknown, name: string): string {
  const text = textIn(body, name, `/${name}`);
  return isUuid(text) ? text.toLowerCase() : fault('query-invalid', `/${name}`, { [name]: 'it is not a UUID' });
}

/** `{clientId, agentId, agentRole, rolePackages}`; what the agent is called is of no account, for it is known. */
export const SYSTEM_CLIENT_WISH: BodyReader<SystemClientWish> = {
  schema: SCHEMA,
  required: true,
  read(body) {
    const list = memberOf(body, 'rolePackages') ?? [];
    if (!Array.isArray(list) || list.length > MAX_PACKAGES)
      return fault('required', '/rolePackages', { rolePackages: `send a list of at most ${MAX_PACKAGES}` });
    return {
      client: uuidIn(body, 'clientId'),
      agent: uuidIn(body, 'agentId'),
      agentRole: textIn(body, 'agentRole', '/agentRole'),
      wanted: list.map((one, index) => ({
        role: textIn(one, 'roleIdentifier', `/rolePackages[${index}]/roleIdentifier`),
        item: textIn(one, 'packageUrn', `/rolePackages[${index}]/packageUrn`),
      })),
    };
  },
};

/**
 * The wish as roles and packages that the facilitator has for the client, for a system user that is made for clients.
 * @throws Refusal 400 with every fault
 */
export async function systemClientWishes(
  deps: DelegationsRoutesDeps,
  { facilitator, client, agent }: Triple,
  { agentRole, wanted }: SystemClientWish,
): Promise<readonly AgentWish[]> {
  const { catalogue } = deps.register;
  const faults = new Faults();
  if (roleIn(catalogue, agentRole) !== AGENT_ROLE) faults.add('role-invalid', '/agentRole');
  const [user] = await deps.systemUsers([agent]);
  if (!user) faults.add('entity-unknown', '/agentId');
  else if (!user.isAgent) faults.add('entity-type', '/agentId');
  const byRole = (await deps.delegations.clientAgents.held([facilitator], client))
    .get(facilitator)
    ?.get(client)?.byRole;
  if (!byRole) faults.add('entity-unknown', '/clientId');
  const wishes = new Map<string, Set<string>>();
  for (const [index, { role: ref, item }] of wanted.entries()) {
    const path = (member: string) => `/rolePackages[${index}]/${member}`;
    const [role, urn] = [roleIn(catalogue, ref), packageIn(catalogue, item)];
    if (role === undefined) faults.add('role-invalid', path('roleIdentifier'));
    else if (byRole && !byRole.has(role)) faults.add('assignment-missing', path('roleIdentifier'));
    if (urn === undefined) faults.add('package-invalid', path('packageUrn'));
    else if (catalogue.package(urn)?.isDelegable !== true) faults.add('package-not-delegable', path('packageUrn'));
    if (role === undefined || urn === undefined) continue;
    if (byRole?.has(role) && !byRole.get(role)?.packages.has(urn)) faults.add('not-authorized', path('packageUrn'));
    wishes.set(role, (wishes.get(role) ?? new Set()).add(urn));
  }
  faults.check();
  return [...wishes].map(([role, items]) => ({ role, items: [...items] }));
}
