import type { Party } from '../register/index.ts';

/** What kind of party it is, as access management calls it. */
export const kindOf = ({ type }: Pick<Party, 'type'>): 'Organisasjon' | 'Person' =>
  type === 'organization' ? 'Organisasjon' : 'Person';

/** A party as the lists of scopes write it. The number of a person is never written back. */
export const entityJson = (party: Party) => ({
  id: party.uuid,
  name: party.name,
  type: kindOf(party),
  variant: party.form ?? (party.type === 'person' ? 'Person' : null),
  partyId: party.partyId,
  organizationIdentifier: party.organizationNumber ?? null,
  isDeleted: party.isDeleted,
});
