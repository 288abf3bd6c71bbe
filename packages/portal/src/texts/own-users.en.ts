import type { Texts } from './nb.ts';

/** The customer's side of system users in English. */
export const ownUsers: Texts['ownUsers'] = {
  new: 'New system user',
  lead: (name) => `Choose a system that shall act for ${name}. You see what it gets before you create it.`,
  choose: 'System',
  search: 'Search for a system or vendor',
  noHits: 'No system fits. If you do not find the system, ask the vendor for a link.',
  by: (vendor) => `Delivered by ${vendor}`,
  mayDo: (system) => `What ${system} may do`,
  mayNot: (system) =>
    `${system} can do nothing but what stands here, and cannot pass access on. You can delete the system user at any time.`,
  name: 'Name of the system user',
  nameHelp: 'The name helps you to recognise it.',
  nameRequired: 'Write a name.',
  systemRequired: 'Choose a system.',
  create: 'Create system user',
  created: (name) => `The system user ${name} is created.`,
  rename: 'Rename',
  renamed: (name) => `The system user is now called ${name}.`,
  askedPackages: 'Access packages asked for',
  askedRights: 'Resources asked for',
  missing: 'The system now asks for more',
  missingText: (system) =>
    `${system} is registered with more than the system user has. Without it, something in the system may not work.`,
  changes:
    'If the vendor asks to change this, that is told at the top here. Answer it before you give more: it may ask for the same.',
  giveAll: 'Give all that the system asks for',
  given: 'The system user now has all that the system asks for.',
  cannot: 'What the system cannot do',
  cannotText: (name) => `${name} has no access but that above. No person is logged in when the system acts.`,
  begins: {
    guide: 'How the vendor asks for a system user',
    guideAddress: '/guide/en/system-user',
    sandbox:
      'In the test environment you can be the vendor yourself: log in as KLOK KRÅKE (FJORDLØNN SYSTEM AS), register a system, and ask the organisation for a system user from there.',
  },
  removeTitle: (name) => `Delete “${name}”?`,
};
