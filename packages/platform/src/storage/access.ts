import type { Caller } from '../callers/index.ts';
import type { ApiScopes } from './model.ts';

/** Reading or changing. */
export type Mode = 'read' | 'write';

const PORTAL_SCOPE = 'altinn:portal/enduser';
const SERVICE_OWNER_SCOPES = 'altinn:serviceowner/';

/** All that open an operation, whoever calls (altinn-instances.md 3.2). */
export const SCOPES = {
  read: ['altinn:serviceowner/instances.read', 'altinn:instances.read', PORTAL_SCOPE],
  write: ['altinn:serviceowner/instances.write', 'altinn:instances.write', PORTAL_SCOPE],
} as const satisfies Record<Mode, readonly string[]>;

const isUser = ({ kind }: Caller): boolean => kind === 'person' || kind === 'enterpriseUser';

/** Those of an operation's scopes any one of which opens the door for this class of caller (altinn-instances.md 3.2). */
export const acceptedScopes = (caller: Caller, scopes: readonly string[]): readonly string[] =>
  scopes.filter((scope) =>
    scope.startsWith(SERVICE_OWNER_SCOPES) ? caller.kind === 'serviceOwner' : scope !== PORTAL_SCOPE || isUser(caller),
  );

/** The scope an app demands by its metadata, with `[app]` filled in; undefined when it demands none. */
export function appScope(scopes: ApiScopes | undefined, caller: Caller, mode: Mode, app: string): string | undefined {
  const pair = caller.kind === 'serviceOwner' ? scopes?.serviceOwners : scopes?.users;
  return pair?.[mode]?.replaceAll('[app]', app);
}

/** True when the caller passes an app's own scope rule. Users of the portal are always let in. */
export const passesAppScope = (demanded: string | undefined, caller: Caller): boolean =>
  demanded === undefined || caller.scopes.has(demanded) || (isUser(caller) && caller.scopes.has(PORTAL_SCOPE));

/** `createdBy`, `lastChangedBy`: user id, else the system user's owner, else the organisation (altinn-instances.md 7.1). */
export const actorId = (caller: Caller): string =>
  caller.userId !== undefined ? String(caller.userId) : (caller.systemUser?.owner ?? caller.organization ?? 'unknown');

/** True when the caller is the organisation that owns the app. */
export const ownsApp = (caller: Caller, org: string): boolean => caller.serviceOwner === org;
