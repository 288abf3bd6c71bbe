import { describe, expect, it } from 'vitest';
import type { AuthorizedParty } from '../api/types.ts';
import { matching, organizationsOf } from './organizations.ts';

const party = (
  name: string,
  organizationNumber: string | null,
  more: Partial<AuthorizedParty> = {},
): AuthorizedParty => ({
  partyId: 1,
  partyUuid: name,
  name,
  organizationNumber,
  type: organizationNumber === null ? 'Person' : 'Organization',
  parentId: null,
  personId: null,
  emailId: null,
  dateOfBirth: null,
  unitType: null,
  isDeleted: false,
  onlyHierarchyElementWithNoAccess: false,
  authorizedResources: [],
  authorizedAccessPackages: [],
  authorizedRoles: [],
  authorizedInstances: [],
  subunits: [],
  ...more,
});

describe('whom one may act for', () => {
  const found = organizationsOf([
    party('ME', null),
    party('BAKERI', '310044423', { subunits: [party('TORGET', '310050598')] }),
    party('TORGET', '310050598'),
    party('GONE', '310000000', { isDeleted: true }),
    party('BRANCH', '310000001', { onlyHierarchyElementWithNoAccess: true, subunits: [party('LEAF', '310000002')] }),
  ]);

  it('is every organisation and unit once; not persons, deleted ones, or branches without access', () => {
    expect(found.map(({ name, above }) => [name, above])).toEqual([
      ['BAKERI', undefined],
      ['TORGET', 'BAKERI'],
      ['LEAF', 'BRANCH'],
    ]);
  });

  it('is searched by name and number', () => {
    expect(matching(found, ' torg').map(({ name }) => name)).toEqual(['TORGET']);
    expect(matching(found, '44423').map(({ name }) => name)).toEqual(['BAKERI']);
    expect(matching(found, '310 044').map(({ name }) => name)).toEqual(['BAKERI']);
  });
});
