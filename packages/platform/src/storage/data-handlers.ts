import type { FastifyReply } from 'fastify';
import type { Caller } from '../callers/index.ts';
import { attachment } from '../http/index.ts';
import { ownsApp } from './access.ts';
import { markElementRead } from './element-operations.ts';
import type { DataTypeRules, StoredInstance } from './model.ts';
import { forbidden, refuse, UNAUTHORIZED } from './refusals.ts';
import { rulesOf, type Storage } from './storage.ts';
import type { ElementRow, InstanceRow } from './store.ts';

/** The rules of an element's data type, as the app has them now. */
export async function typeOf(storage: Storage, instance: StoredInstance, dataType: string): Promise<DataTypeRules> {
  const [org = '', app = ''] = instance.appId.split('/');
  const application = await storage.deps.resources.application(org, app);
  const types = application ? rulesOf(application).dataTypes : [];
  return types.find((type) => type.id === dataType) ?? { id: dataType };
}

/**
 * Needs one of the instance's actions. `read` or `write` alone is about the content, for which the data type may demand a further action
 * (altinn-instances.md 5.2).
 */
export async function requireElementPermit(
  storage: Storage,
  caller: Caller,
  row: InstanceRow,
  type: DataTypeRules,
  actions: readonly string[],
): Promise<void> {
  const resource = storage.attributesOf(row.instance);
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

/** An element that the caller may act on, with its data type's rules. */
export interface PermittedElement extends ElementRow {
  readonly caller: Caller;
  readonly row: InstanceRow;
  readonly type: DataTypeRules;
}

/** Sends an element's bytes and notes that it has been read, unless the app's owner reads. */
export async function download(
  storage: Storage,
  { caller, row, element, contentId }: PermittedElement,
  reply: FastifyReply,
) {
  if (!element.isRead && !ownsApp(caller, row.instance.org) && !element.deleteStatus)
    await markElementRead(storage, caller, row, element.id);
  return reply
    .header('content-type', element.contentType || 'application/octet-stream')
    .header('content-length', element.size)
    .header('content-disposition', attachment(element.filename))
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .send(storage.deps.contents.read(contentId));
}
