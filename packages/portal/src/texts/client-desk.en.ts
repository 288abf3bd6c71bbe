import type { Texts } from './nb.ts';

export const clientDesk: Texts['clientDesk'] = {
  filters: {
    all: 'All',
    used: 'In use',
    unused: 'Unused',
    needs: 'Needs attention',
    inactive: 'Deactivated',
  },
  sortBy: 'Sort by',
  shown: (shown, of) => `Showing ${shown} of ${of}`,
  more: (count) => `Show ${count} more`,
  unsaved: (name) => `The changes to “${name}” are not saved. They are kept in this tab until you come back.`,
  unsavedNew: 'The new client is not created. What you have filled in is kept in this tab until you come back.',
  notSaved: 'The changes are not saved yet.',
  discard: 'Discard the changes',
  settings: 'Settings',
  integrationType: 'Service',
  integrationTypeHelp: 'Which service the client is for. It cannot be changed once the client is created.',
  applicationTypeHelp: 'The client is a system on a server, which can keep a secret.',
  authMethodHelp: 'The client shows who it is with a signature from its private key, never with a password.',
  grantTypeHelp: 'The client exchanges a signed JWT for an access token. No person takes part.',
  supplier: 'Supplier (org. no.)',
  supplierHelp: 'The organisation that made the client on behalf of its owner.',
  lifetimeHelp:
    'How long a token works after it is issued, from 1 to 86,400 seconds. The default is 120 seconds. Short tokens are safest; ask for a new one when the old one ends.',
  tryNow: 'Try the client',
  diagnosis: 'Troubleshoot',
};
