/** Prefixes, scopes, clients and resources of a world. */
import { isDeepStrictEqual } from 'node:util';
import { validateResource } from '../resources/index.ts';
import { acceptClient, acceptScope, type ClientRecord, findPrefixes, putPrefix } from '../selfservice/index.ts';
import { type Outcome, organizationCalled, type Put, type WorldRooms, wrong } from './rooms.ts';
import type { Item } from './schema.ts';

export const putPrefixes: Put<'prefixes'> = async (rooms, { prefix, owner }) => {
  await organizationCalled(rooms, 'owner', owner);
  const { database } = rooms;
  const known = (await findPrefixes(database.db)).find((one) => one.prefix === prefix);
  if (known && known.owner !== owner) wrong('prefix', `${prefix} is that of ${known.owner}`);
  if (known) return 'same';
  await database.transaction((trx) => putPrefix(trx, prefix, owner));
  return 'added';
};

/** As a request of the API would say it. */
async function scopeBody({ scopes }: WorldRooms, { name, access: _, delegable, ...more }: Item<'scopes'>) {
  const colon = name.indexOf(':');
  const source = delegable ? (await scopes.open({ inactive: true, delegated: true }))[0]?.delegationSource : undefined;
  if (delegable && source === undefined && more.delegation_source === undefined)
    wrong('delegable', 'no scope here is yet: write delegation_source, the issuer of the platform’s Altinn tokens');
  return {
    prefix: name.slice(0, colon),
    subscope: name.slice(colon + 1),
    ...(source === undefined ? {} : { delegation_source: source }),
    ...more,
  };
}

export const putScopes: Put<'scopes'> = async (rooms, item) => {
  const { scopes, database } = rooms;
  const body = await scopeBody(rooms, item);
  const owner = (await findPrefixes(database.db)).find((one) => one.prefix === body.prefix)?.owner;
  if (owner === undefined)
    return wrong('name', `nobody owns the prefix ${body.prefix}: give it to somebody in prefixes`);
  const actor = { organization: owner, supplier: false };
  const wanted = acceptScope(body);
  const known = (await scopes.own(actor, true)).find((one) => one.name === item.name);
  let outcome: Outcome = 'same';
  if (!known) {
    await scopes.add(actor, wanted);
    outcome = 'added';
  } else if (Object.entries(wanted).some(([member, value]) => !isDeepStrictEqual(known[member as never], value))) {
    await scopes.change(actor, item.name, body);
    outcome = 'changed';
  }
  const accesses = await scopes.accesses(actor, { scope: item.name, inactive: false });
  const has = new Set(accesses.map((one) => one.consumer));
  for (const consumer of item.access ?? []) {
    if (has.has(consumer)) continue;
    await organizationCalled(rooms, 'access', consumer);
    await scopes.giveAccess(actor, item.name, consumer);
    if (outcome === 'same') outcome = 'changed';
  }
  return outcome;
};

/** The client that an item means: by its id, or by its name among the active ones of its organisation. */
export async function clientCalled(
  { selfservice }: WorldRooms,
  organization: string,
  name: string,
): Promise<ClientRecord | undefined> {
  const own = await selfservice.clients({ organization, supplier: false }, false);
  const byId = own.find((one) => one.clientId === name);
  const named = own.filter((one) => one.name === name);
  if (!byId && named.length > 1)
    wrong('name', `${organization} has ${named.length} clients called ${name}: tell them apart by clientId`);
  return byId ?? named[0];
}

export const putClients: Put<'clients'> = async (rooms, item) => {
  const { organization, name, clientId, keys = [], description = name, ...more } = item;
  await organizationCalled(rooms, 'organization', organization);
  const { selfservice } = rooms;
  const actor = { organization, supplier: false };
  const known = await clientCalled(rooms, organization, clientId ?? name);
  const body = {
    integration_type: 'maskinporten',
    client_name: name,
    description,
    grant_types: ['urn:ietf:params:oauth:grant-type:jwt-bearer'],
    ...(clientId === undefined ? {} : { client_id: clientId }),
    ...more,
  };
  const wanted = acceptClient(body);
  if (!known) {
    await selfservice.addClient(actor, wanted, keys.length > 0 ? keys : undefined);
    return 'added';
  }
  let outcome: Outcome = 'same';
  const isSame =
    known.name === wanted.name &&
    known.description === wanted.description &&
    isDeepStrictEqual(new Set(known.scopes), new Set(wanted.scopes)) &&
    (item.access_token_lifetime === undefined || known.accessTokenLifetime === wanted.accessTokenLifetime);
  if (!isSame) {
    await selfservice.changeClient(actor, known.clientId, wanted);
    outcome = 'changed';
  }
  const there = await selfservice.keys(actor, known.clientId);
  for (const key of keys) {
    const kid = String(key['kid'] ?? '');
    if (there.some(({ jwk }) => jwk.kid === kid && jwk.n === key['n'] && jwk.e === key['e'])) continue;
    await selfservice.putKey(actor, known.clientId, kid, key);
    outcome = 'changed';
  }
  return outcome;
};

export const putResources: Put<'resources'> = async (rooms, item) => {
  const { register, resources, database } = rooms;
  const { policy, ...body } = item;
  const checked = validateResource(body);
  if ('problems' in checked) {
    const [[member, words] = ['', []]] = Object.entries(checked.problems);
    return wrong(member, words.join('; '));
  }
  const { record } = checked;
  const { organization, orgcode } = record['hasCompetentAuthority'] as { organization: string; orgcode: string };
  if ((await register.serviceOwner({ code: orgcode }))?.organizationNumber !== organization)
    wrong('hasCompetentAuthority', `${organization} is not the service owner with the code ${orgcode}`);
  const { versionId: _, ...known } = (await resources.resource(item.identifier)) ?? { versionId: 0 };
  const isNew = !('identifier' in known);
  const isChanged = isNew || !isDeepStrictEqual(known, JSON.parse(JSON.stringify(record)));
  const isPolicyNew = policy !== undefined && (await resources.policy(item.identifier))?.xml !== policy;
  if (!isChanged && !isPolicyNew) return 'same';
  await database.transaction(async (trx, announce) => {
    if (isChanged) await resources.saveResource(trx, announce, record, { isNew });
    if (isPolicyNew) await resources.savePolicy(trx, announce, item.identifier, policy);
  });
  return isNew ? 'added' : 'changed';
};
