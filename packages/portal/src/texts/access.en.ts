import type { access as nb } from './access.nb.ts';

/** What is said of access between parties, in English. */
export const access: typeof nb = {
  lead: (name) => `Who can do something for ${name}, and for whom ${name} can do something.`,
  kind: 'Type',
  deleted: 'deleted',
  roles: 'Roles',
  packages: 'Access packages',
  rights: 'Single rights',
  roleCount: (count) => `${count} roles`,
  packageCount: (count) => `${count} access packages`,
  rightCount: (count) => `${count} single rights`,
  none: 'None',
  more: 'Show more',
  noPackages: 'There are no access packages for this kind of organisation.',
  giveLead: (may, all) =>
    `You may give away ${may} of ${all} access packages for the organisation. The others need you to be managing director or main administrator, or cannot be given away.`,
  search: 'Search for an access package',
  package: 'Access package',
  id: 'Id',
  mayGive: 'May you give it?',
  may: 'May be given',
  mayNot: 'May not be given',
  tabs: {
    given: 'Others have with us',
    got: 'We have with others',
    give: 'What you may give',
  },
  kinds: {
    Organisasjon: 'Organisation',
    Person: 'Person',
  },
  empty: {
    given: 'Nobody else has access for the organisation.',
    got: 'The organisation has no access for anybody else.',
  },
  emptyHelp: {
    given:
      'Here stand persons and organisations with roles from the register of legal entities, access packages or single rights. They get them from an access manager.',
    got: 'Here stand organisations that have given this one a role, an access package or a single right, for instance as its accountant.',
  },
};
