import type { Ahead } from '../ahead.ts';
import { RESOURCES_QUERY, rolesQuery, useResources, useRoles } from '../api/authorization.ts';
import { isAwaited, useHasCome } from '../api/has-come.ts';
import { accessPackagesQuery, useAccessPackages } from '../api/policies.ts';
import type { AccessRequest } from '../api/requests.ts';
import { nameOfUrn, wordsOf } from '../system-users/words.ts';
import { useTexts } from '../texts/index.tsx';

export interface AccessNames {
  readonly role: (code: string) => string;
  readonly package: (urn: string) => string;
  readonly resource: (id: string) => string;
  /** They are there: a table that is drawn before moves when they come. */
  readonly haveCome: boolean;
}

/** Asks for what {@link useAccessNames} waits for. */
export const accessNamesAhead: Ahead = ({ queries, language }) => [
  queries.prefetchQuery(rolesQuery(language)),
  queries.prefetchQuery(accessPackagesQuery(language)),
  queries.prefetchQuery(RESOURCES_QUERY),
];

/** What a request is for, in the page's language. */
export function useWhatIsAsked(): (request: Pick<AccessRequest, 'package' | 'resource'>) => string {
  const names = useAccessNames();
  return (request) =>
    request.package ? names.package(request.package.referenceId) : names.resource(request.resource?.referenceId ?? '');
}

/** What roles, access packages and resources are called in the page's language; what no register knows, by its code. */
export function useAccessNames(): AccessNames {
  const { language } = useTexts();
  const allRoles = useRoles();
  const allPackages = useAccessPackages();
  const allResources = useResources();
  const haveCome = useHasCome(![allRoles, allPackages, allResources].some(isAwaited));
  const roles = new Map(
    (allRoles.data ?? []).flatMap(({ name, code, legacyRoleCode }) =>
      [code, legacyRoleCode ?? code].map((one) => [one.toLowerCase(), name] as const),
    ),
  );
  const packages = new Map((allPackages.data ?? []).map(({ urn, name }) => [urn, name]));
  const resources = new Map((allResources.data ?? []).map(({ identifier, title }) => [identifier, title]));
  return {
    role: (code) => roles.get(code.toLowerCase()) ?? code,
    package: (urn) => packages.get(urn) ?? nameOfUrn(urn),
    resource: (id) => wordsOf(resources.get(id), language) ?? id,
    haveCome,
  };
}
