/** Who may do what with elements of a data type (altinn-instances.md 5.2 and 6.2). */
import type { Caller } from '../callers/index.ts';
import { attributesOf } from './attributes.ts';
import type { DataTypeRules, StoredInstance } from './model.ts';
import { forbidden, refuse, UNAUTHORIZED } from './refusals.ts';
import type { Asked, Storage } from './storage.ts';
import type { ElementRow } from './store.ts';

/** An element that the caller may act on, with its data type's rules. */
export interface PermittedElement extends Asked, ElementRow {
  readonly type: DataTypeRules;
}

/**
 * Needs one of the instance's actions. `read` or `write` alone is about the content, for which the data type may demand a further action
 * (altinn-instances.md 5.2).
 */
export async function requireElementPermit(
  storage: Storage,
  { caller, row }: Asked,
  type: DataTypeRules,
  actions: readonly string[],
): Promise<void> {
  const resource = attributesOf(row.instance);
  await storage.requirePermit(caller, actions, resource);
  const [only, ...others] = actions;
  const demanded = only === 'read' ? type.actionRequiredToRead : type.actionRequiredToWrite;
  const further = others.length > 0 ? undefined : demanded;
  if (further) await storage.requirePermit(caller, [further], resource, UNAUTHORIZED);
}

/** `allowedContributors`: `org:{code}` entries; empty = everybody (altinn-instances.md 6.2). */
export function checkContributor(type: DataTypeRules, caller: Caller): void {
  const allowed = type.allowedContributors ?? [];
  if (allowed.length === 0) return;
  const own = [
    caller.serviceOwner && `org:${caller.serviceOwner}`,
    caller.organization && `orgno:${caller.organization}`,
  ];
  if (!own.some((entry) => entry && allowed.includes(entry)))
    throw forbidden(`${type.id} may be added only by ${allowed.join(', ')}`);
}

/** Made by the platform when a task ends, and changed through an app by nobody. */
const PLATFORM_TYPE = 'ref-data-as-pdf';

/** Whether this caller may add, replace or delete elements of the type through an app (altinn-instances.md 6.2). @throws Refusal 403 */
export function checkChangeable(type: DataTypeRules, caller: Caller): void {
  if (type.id.toLowerCase() === PLATFORM_TYPE)
    throw forbidden(`elements of type ${type.id} are made by the platform and cannot be changed`, {
      title: 'Forbidden',
    });
  checkContributor(type, caller);
}

/** `appLogic.disallowUserCreate` and `disallowUserDelete`: only a service owner may. @throws Refusal 400 */
export function checkUserMay(what: 'Create' | 'Delete', type: DataTypeRules, caller: Caller): void {
  if (type.appLogic?.[`disallowUser${what}`] && caller.kind !== 'serviceOwner')
    throw refuse('data-type-closed', `users may not ${what.toLowerCase()} elements of type ${type.id}`, {
      members: {
        title: `User ${what} Disallowed`,
      },
    });
}

/** @throws Refusal 409 for an instance that is archived or deleted */
export function refuseInactive({ status }: StoredInstance): void {
  const { isArchived, isSoftDeleted, isHardDeleted } = status;
  if (isArchived || isSoftDeleted || isHardDeleted)
    throw refuse('instance-inactive', 'the instance is archived or deleted and cannot be changed', {
      members: { title: 'Instance Not Active' },
    });
}
