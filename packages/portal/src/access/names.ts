import { useResources, useRoles } from '../api/authorization.ts';
import { useAccessPackages } from '../api/policies.ts';
import type { AccessRequest } from '../api/requests.ts';
import { nameOfUrn, wordsOf } from '../system-users/words.ts';
import { useTexts } from '../texts/index.tsx';

export interface AccessNames {
  readonly role: (code: string) => string;
  readonly package: (urn: string) => string;
  readonly resource: (id: string) => string;
}

/** What a request is for, in the page's language. */
export function useWhatIsAsked(): (request: Pick<AccessRequest, 'package' | 'resource'>) => string {
  const names = useAccessNames();
  return (request) =>
    request.package ? names.package(request.package.referenceId) : names.resource(request.resource?.referenceId ?? '');
}

/** What roles, access packages and resources are called in the page's language; what no register knows, by its code. */
export function useAccessNames(): AccessNames {
  const { language } = useTexts();
  const roles = new Map(
    (useRoles().data ?? []).flatMap(({ name, code, legacyRoleCode }) =>
      [code, legacyRoleCode ?? code].map((one) => [one.toLowerCase(), name] as const),
    ),
  );
  const packages = new Map((useAccessPackages().data ?? []).map(({ urn, name }) => [urn, name]));
  const resources = new Map((useResources().data ?? []).map(({ identifier, title }) => [identifier, title]));
  return {
    role: (code) => roles.get(code.toLowerCase()) ?? code,
    package: (urn) => packages.get(urn) ?? nameOfUrn(urn),
    resource: (id) => wordsOf(resources.get(id), language) ?? id,
  };
}
