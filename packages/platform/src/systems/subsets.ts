/** Comparing rights and packages of requests with those of the system (system-register-and-users.md 5.2). Pure. */
import type { PackageRef, Right } from './model.ts';

const resourceKey = (right: Right): string =>
  JSON.stringify(right.resource.map((pair) => [pair.id.toLowerCase(), pair.value.toLowerCase()]).sort());

/** The same resources; the action does not count. */
const sameResource = (a: Right, b: Right): boolean => resourceKey(a) === resourceKey(b);

/** The same action on the same resources. */
export const sameRights = (a: Right, b: Right): boolean =>
  (a.action ?? '').toLowerCase() === (b.action ?? '').toLowerCase() && sameResource(a, b);

/** True when every right is one of the system's, and there are no more of them than the system has. */
export function withinRights(wanted: readonly Right[], system: readonly Right[]): boolean {
  const known = new Set(system.map(resourceKey));
  return wanted.length <= system.length && wanted.every((right) => known.has(resourceKey(right)));
}

/** The rights as the system has them written: letter case does not count when they are compared, and does when they are looked up. */
export const asWrittenIn = (system: readonly Right[], wanted: readonly Right[]): readonly Right[] =>
  wanted.map((right) => {
    const own = system.find((one) => sameResource(one, right));
    return own ? { ...right, resource: own.resource } : right;
  });

/** The URNs that the system does not have. */
export function missingPackages(wanted: readonly PackageRef[], system: readonly PackageRef[]): readonly string[] {
  const known = new Set(system.map((one) => one.urn.toLowerCase()));
  return wanted.map((one) => one.urn).filter((urn) => !known.has(urn.toLowerCase()));
}

/**
 * Scheme, host, port and path must equal those of an allowed URL; query and fragment are free (5.3). Only http and https can match,
 * whatever the list holds, and never with a user name in front of the host.
 */
export function redirectAllowed(url: string, allowed: readonly string[]): boolean {
  const wanted = place(url);
  return wanted !== undefined && allowed.some((one) => place(one) === wanted);
}

function place(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, host, pathname, username, password } = new URL(text);
  if ((protocol !== 'https:' && protocol !== 'http:') || username !== '' || password !== '') return undefined;
  return `${protocol}//${host}${pathname}`;
}
