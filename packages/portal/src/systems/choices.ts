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

/** What can be chosen, with how the list of it stands: a list that could not be read is not an empty one. */
export interface Choices<C extends Choice = Choice> {
  readonly all: readonly C[];
  readonly pending: boolean;
  /** Undefined when it was read. */
  readonly error: unknown;
  readonly retry: () => Promise<unknown>;
}

interface Read<T> {
  readonly data: T | undefined;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly refetch: () => Promise<unknown>;
}

const choicesOf = <T, C extends Choice>(read: Read<T>, from: (data: T) => readonly C[]): Choices<C> => ({
  all: read.data === undefined ? [] : from(read.data),
  pending: read.isPending,
  error: read.data === undefined ? (read.error ?? undefined) : undefined,
  retry: read.refetch,
});

/** Resources that a system may ask for, in the page's language. */
export function useResourceChoices(): Choices {
  const { language } = useTexts();
  return choicesOf(useResources(), (resources) =>
    resources
      .filter(({ resourceType }) => TYPES.has(resourceType))
      .map(({ identifier, title, hasCompetentAuthority }) => {
        const owner = wordsOf(hasCompetentAuthority.name, language) ?? hasCompetentAuthority.orgcode;
        return { value: identifier, label: wordsOf(title, language) ?? identifier, detail: `${identifier} · ${owner}` };
      }),
  );
}

export interface PackageChoice extends Choice {
  /** An agent alone can have it. */
  readonly forClients: boolean;
}

/** Access packages that a system may ask for, in the page's language. */
export function usePackageChoices(): Choices<PackageChoice> {
  const { t } = useTexts();
  return choicesOf(useAccessPackages(), (packages) =>
    packages
      .filter(({ isDelegable, isAssignable }) => isDelegable || isAssignable)
      .map(({ urn, name, isDelegable, isAssignable }) => {
        const forClients = isDelegable && !isAssignable;
        const detail = forClients ? `${nameOfUrn(urn)} · ${t.systems.form.forClients}` : nameOfUrn(urn);
        return { value: urn, label: name, detail, forClients };
      }),
  );
}

/** The organisation's clients that are in use. */
export const useClientChoices = (organization: string): Choices =>
  choicesOf(useClients(organization), (clients) =>
    clients
      .filter(({ active }) => active)
      .map(({ client_id, client_name }) => ({ value: client_id, label: isolated(client_name), detail: client_id })),
  );

/** Names by value, for what has been chosen. */
export const nameIn = (choices: readonly Choice[], value: string): string =>
  choices.find((one) => one.value === value)?.label ?? nameOfUrn(value);
