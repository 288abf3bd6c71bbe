/** Giving single rights on a resource, or on one instance of it, over a connection. */
import type { Party } from '../register/index.ts';
import { type Asked, refusal } from './connection-query.ts';
import { memberOf } from './members.ts';
import { refuse } from './refusals.ts';
import type { DelegationsRoutesDeps } from './surface.ts';

const MAX_KEYS = 200;
const MAX_INSTANCE = 200;

/** Right keys, or actions, in the body. @throws Refusal 400 */
export function keysIn(body: unknown): readonly string[] | undefined {
  if (body === undefined || body === null) return undefined;
  const keys = typeof body === 'object' ? memberOf(body, 'directRightKeys') : null;
  if (keys === undefined) return undefined;
  if (Array.isArray(keys) && keys.length > 0 && keys.length <= MAX_KEYS && keys.every((key) => typeof key === 'string'))
    return keys;
  throw refuse(
    'right-keys-malformed',
    `the body must be {"directRightKeys": [one to ${MAX_KEYS} keys from the delegation check]}`,
  );
}

/** A resource, or one instance of it. */
interface Where {
  readonly resource: string;
  readonly instance?: string;
}

/** Rights on instances are given where the query names one. @throws Refusal 400 */
export function instanceIn({ instance }: Where): { readonly instanceId?: string } {
  if (instance === undefined) return {};
  if (instance.length > MAX_INSTANCE)
    throw refuse('instance-too-long', `instance has more than ${MAX_INSTANCE} characters`);
  return { instanceId: instance };
}

interface Gift extends Where {
  readonly from: Party;
  readonly to: Party;
  /** Left out: all that the person may give. */
  readonly keys: readonly string[] | undefined;
}

/** @throws Refusal 400 for keys that the resource has not got, 403 for what the person may not give, 404 for no such resource */
export async function giveRights(deps: DelegationsRoutesDeps, { person }: Asked, gift: Gift, without: 'all' | 'named') {
  const { from, to, resource: resourceId, keys } = gift;
  const instance = instanceIn(gift);
  const rights = await deps.delegations.passable(person, from, resourceId);
  if ('code' in rights) throw refusal(rights);
  const wanted =
    keys === undefined
      ? rights.filter((one) => one.permitted)
      : rights.filter((one) => keys.includes(one.key) || keys.includes(one.action));
  const unknown = keys?.find((key) => !rights.some((one) => one.key === key || one.action === key));
  if (unknown !== undefined)
    throw refuse(
      'right-key-unknown',
      `${resourceId} has no right "${unknown.slice(0, 200)}" that can be given: see the delegation check`,
    );
  const refused = wanted.find((one) => !one.permitted);
  if (refused || wanted.length === 0)
    throw refuse(
      'right-not-delegable',
      refused?.detail ?? `the person has no right on ${resourceId} for ${from.name} to pass on`,
    );
  const actions = [...new Set(wanted.map((one) => one.action))];
  const setting = { to: to.uuid, from, by: person.uuid, resourceId, ...instance, actions };
  const write = without === 'all' ? 'giveRights' : 'setRights';
  await deps.database.transaction((trx, announce) => deps.delegations[write](trx, announce, setting));
  return {
    fromId: from.uuid,
    toId: to.uuid,
    resource: { id: resourceId },
    ...(instance.instanceId === undefined ? {} : { instance: { refId: instance.instanceId.toLowerCase() } }),
    actions,
  };
}
