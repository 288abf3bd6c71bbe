import type { AuthorizedParty } from '../api/types.ts';
import { digitsOf } from './organization-number.ts';

/** An organisation that the person may act for. */
export interface Organization {
  readonly partyId: number;
  readonly partyUuid: string;
  readonly name: string;
  readonly number: string;
  /** Name of the organisation that it is a unit below. */
  readonly above?: string;
}

/** The organisations among the parties, units below them included, each once; persons, deleted ones and empty branches are left out. */
export function organizationsOf(parties: readonly AuthorizedParty[]): readonly Organization[] {
  const found = new Map<string, Organization>();
  const take = (party: Omit<AuthorizedParty, 'subunits'>, above?: string) => {
    const number = party.organizationNumber;
    const usable = !party.isDeleted && !party.onlyHierarchyElementWithNoAccess;
    if (number && usable && !found.has(number))
      found.set(number, {
        ...{ partyId: party.partyId, partyUuid: party.partyUuid, name: party.name, number },
        ...(above === undefined ? {} : { above }),
      });
  };
  for (const party of parties) {
    take(party);
    for (const unit of party.subunits) take(unit, party.name);
  }
  return [...found.values()];
}

/**
 * Whom one acts for: who is named, or else was acted for last; who may act for one alone need not choose. Never another than is named.
 * @param named number in the address @param last number of who was acted for last
 */
export function actedFor(
  organizations: readonly Organization[],
  named: string | null,
  last: string | null,
): Organization | undefined {
  const wanted = organizations.find(({ number }) => number === (named ?? last));
  if (wanted || named !== null) return wanted;
  return organizations.length === 1 ? organizations[0] : undefined;
}

/** Those whose name or number holds the words; a number may be written in groups. */
export const matching = (organizations: readonly Organization[], words: string): readonly Organization[] => {
  const wanted = words.trim().toLowerCase();
  const digits = digitsOf(wanted);
  return organizations.filter(({ name, number }) => name.toLowerCase().includes(wanted) || number.includes(digits));
};
