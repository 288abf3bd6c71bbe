/** Giving single rights on a resource, or on one instance of it, over a connection (access-management.md 6.4). */
import type { Transaction } from 'kysely';
import type { Announce, Tables } from '../database/index.ts';
import { attributeIds as ids } from '../foundation/index.ts';
import type { CompiledPolicy, ResourceRecord } from '../resources/index.ts';
import type { PassableRight } from './check.ts';
import { type Ends, type Found, requireConnection } from './connection-query.ts';
import { type ConnectionRecord, REASON } from './connection-records.ts';
import { partiesIn, permissionJson, reasonJson } from './connection-views.ts';
import { memberOf } from './members.ts';
import type { Actor } from './passable.ts';
import { fault, problem } from './problems.ts';
import { refuse } from './refusals.ts';
import { type delegableRights, policyRightsOf, requireShort, resourceOf, rightKeyOf } from './rights.ts';
import { RIGHTHOLDER } from './role-names.ts';
import type { DelegationsRoutesDeps } from './surface.ts';

const MAX_KEYS = 200;

/** Right keys in the body; none where it has none. @throws Refusal 400 */
export function keysIn(body: unknown): readonly string[] {
  const keys = memberOf(body, 'directRightKeys') ?? [];
  if (Array.isArray(keys) && keys.length <= MAX_KEYS && keys.every((key) => typeof key === 'string')) return keys;
  throw refuse(
    'right-keys-malformed',
    `directRightKeys must be a list of at most ${MAX_KEYS} keys from the delegation check`,
  );
}

/** A resource of the registry with its policy. @throws Refusal 400 AM-00027 */
export async function resourceIn(
  { resources }: DelegationsRoutesDeps,
  id: string,
  told: Readonly<Record<string, string>> = {},
): Promise<{ readonly record: ResourceRecord; readonly policy: CompiledPolicy | undefined }> {
  const [record, policy] = [await resources.resource(id), await resources.policy(id)];
  if (!record) throw notThere(id, told);
  return { record, policy };
}

const notThere = (id: string, told: Readonly<Record<string, string>>) =>
  problem('resource-not-there', { resource: id.slice(0, 200), ...told });

/** @throws Refusal 400 AM.VLD-00030 where something is to be taken of a resource that is none */
export async function requireResource({ resources }: DelegationsRoutesDeps, id: string): Promise<void> {
  if (!(await resources.resource(id)))
    fault('resource-absent', 'QUERY/resource', { resources: `No resources with name '${id.slice(0, 200)}' exists.` });
}

const PREFIXES = [`${ids.INSTANCE_ID}:`, 'urn:altinn:correspondence-id:', 'urn:altinn:dialog-id:'];

/** @throws Refusal 400 AM.VLD-00007 for what names no instance */
export function instanceIn(instance: string): string {
  requireShort(instance);
  if (!PREFIXES.some((prefix) => instance.toLowerCase().startsWith(prefix)))
    fault('instance-urn', '$QUERY/instance', { instance: `Must begin with one of ${PREFIXES.join(', ')}` });
  return instance;
}

interface Place {
  readonly resource: string;
  readonly instance?: string;
}

export interface RightsGift extends Place {
  readonly actor: Actor;
  readonly keys: readonly string[];
  /** `add` leaves what was given; `set` takes what is not named. */
  readonly how: 'add' | 'set';
  /** The receiver is made rightholder, and need not be connected before. */
  readonly isNew?: boolean;
}

/** @throws Refusal 400 AM-00027 for the resource, AM-00028 for what may not be given, AM-00022 without a connection */
export async function giveRights(deps: DelegationsRoutesDeps, ends: Ends, gift: RightsGift): Promise<void> {
  const { actor, keys, resource, instance, how } = gift;
  const { from, to, receiver } = ends;
  const rights = await deps.delegations.passable(actor, from, resource, instance);
  if ('code' in rights) throw notThere(resource, instance === undefined ? {} : { instance });
  const wanted = keys.map((key) => rights.find((one) => one.key === key.toLowerCase()));
  if (wanted.some((one) => !one?.permitted)) throw problem('not-delegable');
  if (how === 'add' && !gift.isNew) await requireConnection(deps, ends);
  const actions = [...new Set(wanted.flatMap((one) => one?.action ?? []))];
  const place = { resourceId: resource, ...(instance === undefined ? {} : { instanceId: instance }) };
  const setting = { to, from, by: actor.uuid, ...place, actions };
  await deps.database.transaction(async (trx: Transaction<Tables>, announce: Announce) => {
    if (receiver && actions.length > 0)
      await deps.register.giveRoles(trx, announce, [{ holder: to, role: RIGHTHOLDER, of: from.uuid }]);
    await deps.delegations[how === 'add' ? 'giveRights' : 'setRights'](trx, announce, setting);
  });
}

/** Right by right, who has it by what: given directly, or coming some other way. */
export async function rightsJson(
  deps: DelegationsRoutesDeps,
  { records }: Pick<Found, 'records'>,
  policy: CompiledPolicy | undefined,
  { resource, instance }: Place,
) {
  const { parties, known } = await partiesIn(deps, records);
  const at = instance?.toLowerCase() ?? '';
  const actionsOf = (record: ConnectionRecord) =>
    new Set(
      record.isMainUnit && at !== ''
        ? []
        : record.rights
            .filter((right) => right.resource_id === resource && right.instance_id === at)
            .map((right) => right.action),
    );
  const having = known.map((record) => ({ record, actions: actionsOf(record) }));
  const lines = (isDirect: boolean) =>
    (policy ? policyRightsOf(policy) : []).flatMap((right) => {
      const own = having
        .filter(
          ({ record, actions }) => actions.has(right.action.value) && (record.reason === REASON.direct) === isDirect,
        )
        .map(({ record }) => record);
      if (own.length === 0) return [];
      const flag = own.reduce((all, one) => all | one.reason, 0);
      const permissions = own.map((one) => permissionJson(deps.register, parties, one));
      return [{ right: rightJson(right, resource), reason: reasonJson(flag), permissions }];
    });
  return { directRights: lines(true), indirectRights: lines(false) };
}

const rightJson = (right: ReturnType<typeof delegableRights>[number], resource: string) => ({
  key: rightKeyOf(right, resource),
  name: right.action.value,
  resource: resourceOf(right, resource),
  action: { type: ids.ACTION_ID, value: right.action.value },
});

/** Which rights the caller may give, and why not the others. @throws Refusal 400 AM-00027 */
export async function checkJson(
  deps: DelegationsRoutesDeps,
  { actor, party }: { readonly actor: Actor; readonly party: Ends['from'] },
  { resource, instance }: Place,
) {
  const rights = await deps.delegations.passable(actor, party, resource, instance);
  if ('code' in rights) throw notThere(resource, instance === undefined ? {} : { instance });
  return rightsCheckJson(rights);
}

/** Right by right, whether it may be given, and why. */
export const rightsCheckJson = (rights: readonly PassableRight[]) =>
  rights.map(({ key, action, resource: on, permitted, codes }) => ({
    right: { key, name: action, resource: on, action: { type: ids.ACTION_ID, value: action } },
    result: permitted,
    reasonCodes: codes,
  }));
