import type { Party } from '../register/index.ts';

/** A party as the lists of scopes write it. The number of a person is never written back. */
export const entityJson = (party: Party) => ({
  id: party.uuid,
  name: party.name,
  type: party.type === 'organization' ? 'Organisasjon' : 'Person',
  variant: party.form ?? (party.type === 'person' ? 'Person' : null),
  partyId: party.partyId,
  organizationIdentifier: party.organizationNumber ?? null,
  isDeleted: party.isDeleted,
});
