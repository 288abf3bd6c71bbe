import type { Caller } from '../callers/index.ts';
import type { ApiScopes } from './model.ts';

/** Reading or changing. */
export type Mode = 'read' | 'write';

const PORTAL_SCOPE = 'altinn:portal/enduser';

/** The scopes any one of which opens the door for this class of caller (altinn-instances.md 3.2). */
export function acceptedScopes(caller: Caller, mode: Mode): readonly string[] {
  switch (caller.kind) {
    case 'serviceOwner':
      return [`altinn:serviceowner/instances.${mode}`, `altinn:instances.${mode}`];
    case 'person':
    case 'enterpriseUser':
      return [`altinn:instances.${mode}`, PORTAL_SCOPE];
    default:
      return [`altinn:instances.${mode}`];
  }
}

/** The scope an app demands by its metadata, with `[app]` filled in; undefined when it demands none. */
export function appScope(scopes: ApiScopes | undefined, caller: Caller, mode: Mode, app: string): string | undefined {
  const pair = caller.kind === 'serviceOwner' ? scopes?.serviceOwners : scopes?.users;
  return pair?.[mode]?.replaceAll('[app]', app);
}

/** True when the caller passes an app's own scope rule. Users of the portal are always let in. */
export const passesAppScope = (demanded: string | undefined, caller: Caller): boolean =>
  demanded === undefined ||
  caller.scopes.has(demanded) ||
  ((caller.kind === 'person' || caller.kind === 'enterpriseUser') && caller.scopes.has(PORTAL_SCOPE));

/** `createdBy`, `lastChangedBy`: user id, else the system user's owner, else the organisation (altinn-instances.md 7.1). */
export const actorId = (caller: Caller): string =>
  caller.userId !== undefined ? String(caller.userId) : (caller.systemUser?.owner ?? caller.organization ?? 'unknown');

/** True when the caller is the organisation that owns the app. */
export const ownsApp = (caller: Caller, org: string): boolean => caller.serviceOwner === org;
