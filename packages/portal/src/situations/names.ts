import { useOfferedSystems } from '../api/own-users.ts';
import { useOwnSystems } from '../api/vendor.ts';
import { useOrganizations } from '../organizations/organization-context.tsx';
import { wordsOf } from '../system-users/words.ts';
import { useTexts } from './words.ts';

/** The names of systems by their IDs: those of the chosen organisation, and those that customers may find. */
export function useSystemNames(): ReadonlyMap<string, string> {
  const { language } = useTexts();
  const { organization } = useOrganizations();
  const own = useOwnSystems(organization?.number ?? '').data ?? [];
  const visible = useOfferedSystems().data ?? [];
  return new Map([
    ...visible.map(({ systemId, name }) => [systemId, wordsOf(name, language) ?? systemId] as const),
    ...own.map(({ id, name }) => [id, wordsOf(name, language) ?? id] as const),
  ]);
}
