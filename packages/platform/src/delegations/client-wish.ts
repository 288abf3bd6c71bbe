/** What is to go to an agent, or to come from it: read from the body, and judged (access-management.md 2). */
import { isUuid } from '../foundation/index.ts';
import type { BodyReader } from '../http/index.ts';
import type { Catalogue } from '../register/index.ts';
import type { AgentWish, Triple } from './client-agents.ts';
import { PackageBatch, ResourceBatch } from './client-schemas.ts';
import type { GrantRow } from './client-store.ts';
import { compactParties } from './compact.ts';
import { memberOf } from './members.ts';
import { type Faults, fault } from './problems.ts';
import { missingResources } from './store.ts';
import type { DelegationsRoutesDeps } from './surface.ts';

/** As it came: roles and items by whatever name. */
export interface AskedWish {
  readonly role: string;
  readonly items: readonly string[];
}

/** Names of the members of the query that name the two, for paths. */
export interface EndNames {
  readonly party: string;
  readonly client: string;
  readonly agent: string;
}

const MAX_VALUES = 200;
const MAX_ITEMS = 500;

/** `{"values": [{"role", "packages" | "resources"}]}`. @throws Refusal 400 */
function readBatch(body: unknown, name: 'packages' | 'resources'): readonly AskedWish[] {
  const values = memberOf(body, 'values') ?? (typeof body === 'object' && body !== null ? [] : undefined);
  if (!Array.isArray(values) || Array.isArray(body) || values.length > MAX_VALUES)
    return fault('required', '/values', { values: `send a list of at most ${MAX_VALUES}` });
  return values.map((value, index) => {
    const [role, items] = [memberOf(value, 'role'), memberOf(value, name) ?? []];
    if (typeof role !== 'string') return fault('required', `/values[${index}]/role`);
    if (!Array.isArray(items) || items.length > MAX_ITEMS || !items.every((item) => typeof item === 'string'))
      return fault('required', `/values[${index}]/${name}`, { [name]: `send a list of at most ${MAX_ITEMS} texts` });
    return { role, items };
  });
}

export const PACKAGES: BodyReader<readonly AskedWish[]> = {
  schema: PackageBatch,
  required: true,
  read: (body) => readBatch(body, 'packages'),
};
export const RESOURCES: BodyReader<readonly AskedWish[]> = {
  schema: ResourceBatch,
  required: true,
  read: (body) => readBatch(body, 'resources'),
};

/** By code, URN or id; not by the codes of Altinn 2. */
export function roleIn(catalogue: Catalogue, ref: string): string | undefined {
  const role = catalogue.role(ref);
  const plain = ref.toLowerCase();
  return role && [role.code, role.urn, role.id].some((name) => name.toLowerCase() === plain) ? role.urn : undefined;
}

/** By URN or a part of it; not by its id. */
export const packageIn = (catalogue: Catalogue, ref: string): string | undefined =>
  isUuid(ref) ? undefined : catalogue.package(ref)?.urn;

const NAME_OF = { package: 'packages', resource: 'resources' } as const;

/** Roles by their URN, and packages by theirs. Every name that means nothing is a fault. */
export async function resolved(
  { register: { catalogue }, database }: DelegationsRoutesDeps,
  kind: GrantRow['kind'],
  asked: readonly AskedWish[],
  faults: Faults,
  mustBeDelegable: boolean,
): Promise<readonly AgentWish[]> {
  const absent = new Set(
    kind === 'resource'
      ? await missingResources(
          database.db,
          asked.flatMap((one) => one.items),
        )
      : [],
  );
  return asked.map(({ role: ref, items }, index) => {
    const role = roleIn(catalogue, ref);
    if (role === undefined)
      faults.add('role-invalid', `/values[${index}]/role`, { [cut(ref)]: 'Role does not exist.' });
    const found = items.map((item, place) => {
      const path = `/values[${index}]/${NAME_OF[kind]}[${place}]`;
      if (kind === 'resource') {
        if (absent.has(item)) faults.add('resource-unknown', path, { [cut(item)]: 'Resource does not exist.' });
        return item;
      }
      const urn = packageIn(catalogue, item);
      if (urn === undefined) faults.add('package-invalid', path, { [cut(item)]: 'Package does not exist.' });
      else if (mustBeDelegable && catalogue.package(urn)?.isDelegable !== true)
        faults.add('package-not-delegable', path, { [urn]: 'Package is not delegable.' });
      return urn ?? item;
    });
    return { role: role ?? ref, items: found };
  });
}

/** A name that came from outside, no longer than is worth telling; never one that an object has of itself. */
const cut = (text: string): string => text.slice(0, 100) || 'value';

/** The parties of the triple that are known; those that are not are faults, each by its member of the query. */
export async function knownEnds(
  deps: DelegationsRoutesDeps,
  { facilitator, client, agent }: Triple,
  names: EndNames,
  faults: Faults,
) {
  const parties = await compactParties(deps, [facilitator, client, agent]);
  for (const [uuid, name] of [
    [facilitator, names.party],
    [client, names.client],
    [agent, names.agent],
  ] as const)
    if (!parties.has(uuid)) faults.add('entity-unknown', `$QUERY/${name}`, { [uuid]: 'Entity does not exist.' });
  return parties;
}

/** Who may be an agent: a person, or a system user that is made for it. */
export function checkAgent(
  agent: { readonly type: string; readonly [member: string]: unknown },
  path: string,
  faults: Faults,
): void {
  if (agent.type !== 'Person' && agent.type !== 'Systembruker')
    faults.add('entity-type', path, { type: 'An agent is a person or a system user.' });
  if (agent.type === 'Systembruker' && agent['variant'] !== 'AgentSystem')
    faults.add('entity-type', path, { variant: 'The system user is not made for client delegation.' });
}

/** Whatever the facilitator has not got of the client by the role is a fault. */
export async function checkHeld(
  { delegations, register: { catalogue } }: DelegationsRoutesDeps,
  { facilitator, client }: Triple,
  kind: GrantRow['kind'],
  wishes: readonly AgentWish[],
  faults: Faults,
): Promise<void> {
  const byRole = (await delegations.clientAgents.held([facilitator], client)).get(facilitator)?.get(client)?.byRole;
  for (const [index, { role, items }] of wishes.entries()) {
    const access = byRole?.get(role);
    if (!access) {
      faults.add('assignment-missing', `/values[${index}]/role`, {
        [role]: `${catalogue.role(role)?.name ?? 'The role'} is not what the facilitator has for the client.`,
      });
      continue;
    }
    const has = kind === 'package' ? access.packages : access.resources;
    for (const [place, item] of items.entries())
      if (!has.has(item))
        faults.add('not-authorized', `/values[${index}]/${NAME_OF[kind]}[${place}]`, {
          [item]: 'The facilitator has not got it of the client by this role.',
        });
  }
}
