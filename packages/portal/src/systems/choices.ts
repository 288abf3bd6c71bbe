import { useResources } from '../api/authorization.ts';
import { useAccessPackages } from '../api/policies.ts';
import { useClients } from '../api/selfservice.ts';
import type { Choice } from '../components/choices.ts';
import { nameOfUrn, wordsOf } from '../system-users/words.ts';
import { isolated } from '../texts/names.ts';
import { useTexts } from './words.ts';

/** What a system user can be given one by one; the register judges (system-register-and-users.md 3.2). */
const TYPES: ReadonlySet<string> = new Set([
  'AltinnApp',
  'Systemresource',
  'CorrespondenceService',
  'BrokerService',
  'GenericAccessResource',
  'MigratedApp',
]);

/** Resources that a system may ask for, in the page's language. */
export function useResourceChoices(): readonly Choice[] {
  const { language } = useTexts();
  const resources = useResources().data ?? [];
  return resources
    .filter(({ resourceType }) => TYPES.has(resourceType))
    .map(({ identifier, title, hasCompetentAuthority }) => {
      const owner = wordsOf(hasCompetentAuthority.name, language) ?? hasCompetentAuthority.orgcode;
      return { value: identifier, label: wordsOf(title, language) ?? identifier, detail: `${identifier} · ${owner}` };
    });
}

export interface PackageChoice extends Choice {
  /** An agent alone can have it. */
  readonly forClients: boolean;
}

/** Access packages that a system may ask for, in the page's language. */
export function usePackageChoices(): readonly PackageChoice[] {
  const { t } = useTexts();
  const packages = useAccessPackages().data ?? [];
  return packages
    .filter(({ isDelegable, isAssignable }) => isDelegable || isAssignable)
    .map(({ urn, name, isDelegable, isAssignable }) => {
      const forClients = isDelegable && !isAssignable;
      const detail = forClients ? `${nameOfUrn(urn)} · ${t.systems.form.forClients}` : nameOfUrn(urn);
      return { value: urn, label: name, detail, forClients };
    });
}

/** The organisation's clients that are in use. */
export const useClientChoices = (organization: string): readonly Choice[] =>
  (useClients(organization).data ?? [])
    .filter(({ active }) => active)
    .map(({ client_id, client_name }) => ({ value: client_id, label: isolated(client_name), detail: client_id }));

/** Names by value, for what has been chosen. */
export const nameIn = (choices: readonly Choice[], value: string): string =>
  choices.find((one) => one.value === value)?.label ?? nameOfUrn(value);
