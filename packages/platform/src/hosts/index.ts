/** The platform under the real test environments' host names, on TLS with a local authority. */
export { AUTHORITY_NAME, createHostsAuthority, type HostsAuthority, permittedNames } from './authority.ts';
export { type HostsDoor, listenByName } from './door.ts';
export { APPS_DOMAINS, EXACT_NAMES, isServed, OWN_PARTS, realUrls } from './names.ts';
export type { AuthoritySource } from './renewal.ts';
