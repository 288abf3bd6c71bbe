/** Systems, system users, and what parties have given each other in a world. */
import { isDeepStrictEqual } from 'node:util';
import type { Party } from '../register/index.ts';
import { type Approver, bindRequest, bindSystem, type RegisteredSystem, type SystemUser } from '../systems/index.ts';
import { clientCalled } from './registry.ts';
import { givenBy, type Outcome, organizationCalled, type Put, partyCalled, type WorldRooms, wrong } from './rooms.ts';
import type { Item, Receiver, RightWish } from './schema.ts';

const RESOURCE = 'urn:altinn:resource';
const rightsOf = (wishes: readonly RightWish[]) =>
  wishes.map((wish) => (typeof wish === 'string' ? { resource: [{ id: RESOURCE, value: wish }] } : wish));
const packagesOf = (urns: readonly string[]) => urns.map((urn) => ({ urn }));

export const putSystems: Put<'systems'> = async (rooms, item) => {
  const { register } = rooms.systems;
  const vendor = item.id.slice(0, 9);
  await organizationCalled(rooms, 'id', vendor);
  const clientId: string[] = [];
  for (const name of item.clients ?? []) {
    const client = await clientCalled(rooms, vendor, name);
    if (!client) return wrong('clients', `${vendor} has no client called ${name}`);
    clientId.push(client.clientId);
  }
  const { rights = [], accessPackages = [], clients: _, ...more } = item;
  const written = { rights: rightsOf(rights), accessPackages: packagesOf(accessPackages), clientId };
  const body = bindSystem({ ...more, vendor: { id: `0192:${vendor}` }, ...written });
  const actor = { organization: vendor, isAdmin: false, clientId: undefined };
  const known = await register.find(item.id);
  if (!known) {
    await register.create(actor, body);
    return 'added';
  }
  if (isAsWanted(known, body)) return 'same';
  await register.replace(actor, item.id, body);
  return 'changed';
};

const isAsWanted = (known: RegisteredSystem, body: ReturnType<typeof bindSystem>): boolean =>
  !known.isDeleted &&
  (['rights', 'accessPackages', 'isVisible', 'allowedRedirectUrls'] as const).every((member) =>
    isDeepStrictEqual(known[member], body[member]),
  ) &&
  isDeepStrictEqual(new Set(known.clientIds), new Set(body.clientIds)) &&
  (['name', 'description'] as const).every((member) => isDeepStrictEqual({ ...known[member] }, { ...body[member] }));

/** A request of the vendor that the customer approves, as it goes by the API. */
export const putSystemUsers: Put<'systemUsers'> = async (rooms, item) => {
  const { requests, users, register } = rooms.systems;
  const { system: systemId, customer, externalRef = customer, kind = 'standard', title, by } = item;
  const party = await organizationCalled(rooms, 'customer', customer);
  const known = await users.byTriple(systemId, customer, externalRef);
  if (known && known.userType !== kind) wrong('kind', `the system user is of the kind ${known.userType}`);
  if (known) return 'same';
  const system = await register.find(systemId);
  if (!system || system.isDeleted) return wrong('system', `there is no system ${systemId}`);
  const wish = {
    systemId,
    partyOrgNo: customer,
    ...(item.externalRef === undefined ? {} : { externalRef }),
    ...(title === undefined ? {} : { integrationTitle: title }),
    ...(kind === 'agent' ? {} : { rights: item.rights ? rightsOf(item.rights) : system.rights }),
    accessPackages: item.accessPackages ? packagesOf(item.accessPackages) : system.accessPackages,
  };
  const { request } = await requests.create(system.vendor, kind, bindRequest(wish, kind));
  await givenBy(rooms, party, by, (person) => {
    const approver: Approver = { person, party, authenticationLevel: undefined };
    return requests.approve(request.id, kind, approver);
  });
  return 'added';
};

interface Recipient {
  readonly uuid: string;
  readonly party?: Party;
  readonly systemUser?: SystemUser;
}

async function recipientOf(rooms: WorldRooms, member: string, receiver: Receiver): Promise<Recipient> {
  if (typeof receiver === 'string') {
    const party = await partyCalled(rooms, member, receiver);
    return { uuid: party.uuid, party };
  }
  const { system, customer, externalRef = customer } = receiver;
  const systemUser = await rooms.systems.users.byTriple(system, customer, externalRef);
  if (!systemUser) return wrong(member, `${customer} has no system user of the system ${system}`);
  return { uuid: systemUser.id, systemUser };
}

const RIGHTHOLDER = 'urn:altinn:role:rettighetshaver';

export const putDelegations: Put<'delegations'> = async (rooms, item) => {
  const { delegations, register, database } = rooms;
  const from = await partyCalled(rooms, 'from', item.from);
  const to = await recipientOf(rooms, 'to', item.to);
  if (to.uuid === from.uuid) wrong('to', 'a party gives itself nothing');
  const wishes = (item.resources ?? []).map((one) => (typeof one === 'string' ? { resource: one } : one));
  const whole = wishes
    .filter((one) => one.actions === undefined && one.instance === undefined)
    .map((one) => one.resource);
  const packages = item.packages ?? [];
  const before = JSON.stringify(await heldFrom(rooms, from, to.uuid));
  if (whole.length + packages.length > 0)
    await givenBy(rooms, from, item.by, async (person) => {
      const plan = await delegations.plan(person, from, { resources: whole, packages });
      if ('code' in plan) return wrong(packages.includes(plan.subject) ? 'packages' : 'resources', plan.detail);
      const missing = await notHeld(rooms, from, to.uuid, plan);
      if (missing.rights.length + missing.packages.length === 0) return;
      await database.transaction(async (trx, announce) => {
        if (to.party) await register.giveRoles(trx, announce, [{ holder: to.uuid, role: RIGHTHOLDER, of: from.uuid }]);
        await delegations.grantPlanned(trx, announce, { ...missing, to: to.uuid, from, by: person.uuid });
      });
    });
  for (const wish of wishes) if (wish.actions ?? wish.instance) await putRights(rooms, { ...item, wish }, from, to);
  for (const name of item.roles ?? []) {
    const role = register.catalogue.role(name);
    if (!role) return wrong('roles', `there is no role "${name.slice(0, 80)}"`);
    await database.transaction((trx, announce) =>
      register.giveRoles(trx, announce, [{ holder: to.uuid, role: role.urn, of: from.uuid }]),
    );
  }
  return JSON.stringify(await heldFrom(rooms, from, to.uuid)) === before ? 'same' : 'added';
};

type Plan = Parameters<WorldRooms['delegations']['grantPlanned']>[2];

/** What of a plan is not given yet. */
async function notHeld(
  { delegations }: WorldRooms,
  from: Party,
  to: string,
  { rights, packages }: Pick<Plan, 'rights' | 'packages'>,
): Promise<Pick<Plan, 'rights' | 'packages'>> {
  const held = (await delegations.allRights(to, from.uuid)).filter((one) => one.instanceId === undefined);
  const has = new Set(held.map((one) => `${one.resourceId} ${one.action}`));
  const given = new Set(await delegations.packages(to, from.uuid));
  return {
    rights: rights.filter((one) => !has.has(`${one.resourceId} ${one.action}`)),
    packages: packages.filter((urn) => !given.has(urn)),
  };
}

/** Everything that is given, to see whether something was added. */
const heldFrom = async ({ delegations, register }: WorldRooms, from: Party, to: string) => [
  [...(await delegations.packages(to, from.uuid))].sort(),
  (await delegations.allRights(to, from.uuid)).map((one) => `${one.resourceId} ${one.action} ${one.instanceId}`).sort(),
  (await register.assigned([to], from.uuid)).map((one) => one.role).sort(),
];

interface RightsWish {
  readonly by?: string;
  readonly wish: { readonly resource: string; readonly actions?: readonly string[]; readonly instance?: string };
}

/** Some actions of a resource, or all that can be given on one instance. */
function putRights(rooms: WorldRooms, { by, wish }: RightsWish, from: Party, to: Recipient): Promise<void> {
  const { delegations, register, database } = rooms;
  const { resource: resourceId, instance } = wish;
  return givenBy(rooms, from, by, async (person) => {
    const rights = await delegations.passable(person, from, resourceId, instance);
    if ('code' in rights) return wrong('resources', rights.detail);
    const can = new Set(rights.filter((one) => one.permitted).map((one) => one.action));
    const actions = wish.actions ?? [...can];
    const cannot = actions.filter((action) => !can.has(action));
    if (cannot.length > 0 || actions.length === 0)
      return wrong('resources', `${person.name} may not give ${cannot.join(', ') || 'anything'} on ${resourceId}`);
    const setting = { to: to.uuid, from, by: person.uuid, resourceId, actions };
    await database.transaction(async (trx, announce) => {
      if (to.party) await register.giveRoles(trx, announce, [{ holder: to.uuid, role: RIGHTHOLDER, of: from.uuid }]);
      await delegations.giveRights(trx, announce, {
        ...setting,
        ...(instance === undefined ? {} : { instanceId: instance }),
      });
    });
  });
}

export const putSuppliers: Put<'suppliers'> = async (rooms, item) => {
  const { delegations, resources, database } = rooms;
  const consumer = await organizationCalled(rooms, 'consumer', item.consumer);
  const supplier = await organizationCalled(rooms, 'supplier', item.supplier);
  if (consumer.uuid === supplier.uuid) wrong('supplier', 'nobody is its own supplier');
  const { scopes } = delegations;
  let outcome: Outcome = 'same';
  if ((await scopes.supplies({ consumer, supplier })).length === 0) {
    await database.transaction((trx, announce) => scopes.addSupplier(trx, announce, consumer, supplier));
    outcome = 'added';
  }
  for (const id of item.resources ?? []) {
    const resource = await resources.resource(id);
    if (resource?.resourceType !== 'MaskinportenSchema')
      return wrong('resources', `${id} is no resource of type MaskinportenSchema`);
    const isNew = await givenBy(rooms, consumer, item.by, async (person) => {
      const rights = await delegations.passableScopes(person, consumer, id);
      if ('code' in rights) return wrong('resources', rights.detail);
      if (!rights.some((one) => one.permitted))
        return wrong('resources', `${person.name} may not give the scopes of ${id}`);
      return database.transaction((trx) => scopes.grant(trx, { consumer, supplier, resource, by: person.uuid }));
    });
    if (isNew && outcome === 'same') outcome = 'changed';
  }
  return outcome;
};

export const putClientRelations: Put<'clientRelations'> = async (rooms, item) => {
  const { delegations, register } = rooms;
  const facilitator = await organizationCalled(rooms, 'facilitator', item.facilitator);
  const client = await partyCalled(rooms, 'client', item.client);
  const agent = await recipientOf(rooms, 'agent', item.agent);
  if (agent.party?.type === 'organization')
    wrong('agent', 'an agent is a person, or a system user that is made for clients');
  if (agent.systemUser && agent.systemUser.userType !== 'agent')
    wrong('agent', 'the system user is not made for clients');
  const role = register.catalogue.role(item.role);
  if (!role) return wrong('role', `there is no role "${item.role.slice(0, 80)}"`);
  const held = (await delegations.clientAgents.held([facilitator.uuid], client.uuid)).get(facilitator.uuid);
  const access = held?.get(client.uuid)?.byRole.get(role.urn);
  if (!access) return wrong('role', `${facilitator.name} is not ${role.name} of ${client.name}`);
  const wanted = itemsOf(rooms, item, access);
  return givenBy(rooms, facilitator, item.by, async (person) => {
    let isNew = false;
    for (const [kind, items] of wanted) {
      const triple = { facilitator: facilitator.uuid, client: client.uuid, agent: agent.uuid };
      const how = { by: person.uuid, adds: true };
      const changes = await delegations.clientAgents.give(triple, kind, [{ role: role.urn, items }], how);
      if (changes?.some((one) => one.changed)) isNew = true;
    }
    return isNew ? 'added' : 'same';
  });
};

/** What is wanted, all of which the facilitator must have. */
function itemsOf(
  { register }: WorldRooms,
  { packages = [], resources = [] }: Item<'clientRelations'>,
  access: { readonly packages: ReadonlySet<string>; readonly resources: ReadonlySet<string> },
): readonly ['package' | 'resource', readonly string[]][] {
  const urns = packages.map((name) => {
    const known = register.catalogue.package(name);
    if (!known) return wrong('packages', `there is no access package "${name.slice(0, 80)}"`);
    if (!known.isDelegable) return wrong('packages', `${known.urn} cannot be passed on`);
    return known.urn;
  });
  for (const urn of urns)
    if (!access.packages.has(urn)) wrong('packages', `the facilitator has not ${urn} by that role`);
  for (const id of resources)
    if (!access.resources.has(id)) wrong('resources', `the facilitator has not ${id} by that role`);
  return [
    ...(urns.length > 0 ? ([['package', urns]] as const) : []),
    ...(resources.length > 0 ? ([['resource', resources]] as const) : []),
  ].map(([kind, items]) => [kind, items]);
}
