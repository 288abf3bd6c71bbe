import type { scopeUse as nb } from './scope-use.nb.ts';

/** More words of scopes in English. */
export const scopeUse: typeof nb = {
  prefixes: 'The organisation’s prefixes:',
  tab: 'Use',
  lead: 'The clients that have the scope, of every organisation. Check here who is affected before you change or deactivate it.',
  empty: 'No client has the scope',
  emptyHelp: 'When somebody adds the scope to a client, it stands here, with when it last had a token.',
  bounded: 'Only the 200 newest clients are shown.',
  search: 'Search for an organisation or client ID',
  filter: 'Show',
  filters: { all: 'All', used: 'Used in the last 30 days' },
  searchAccess: 'Search for a name or number',
  noAccess: 'No organisation fits.',
  noHits: 'No client fits.',
  caption: 'Clients that have the scope',
  supplier: (name) => `Supplied by ${name}`,
  lastToken: 'Last token',
  notLately: 'Not in the last 30 days',
  standing: { inactive: 'Deactivated', lacking: 'Lacks access', used: 'In use', unused: 'Unused' },
  use: 'Choose scopes for a client',
  giveTitle: 'Give an organisation access',
  hits: (clients) => (clients === 1 ? '1 client has the scope.' : `${clients} clients have the scope.`),
  types: {
    maskinporten: 'Maskinporten (machine to machine)',
    idporten: 'ID-porten (citizens log in)',
    ansattporten: 'Ansattporten (employees log in)',
    krr: 'The contact and reservation register',
    api_klient: 'API client (for a user who is logged in)',
  },
  visibilityHelp: {
    PUBLIC: 'The scope is in the open list of scopes.',
    PRIVATE: 'The scope is seen only by you and by those who have been given access.',
    INTERNAL: 'Digdir’s own use.',
  },
  openToAllHelp: 'Then nobody needs to be given access first.',
  delegationHelp: (source) =>
    source === ''
      ? 'An organisation with access can delegate it to a supplier.'
      : `An organisation with access can delegate it to a supplier. The token tells where it was delegated (delegation_source).`,
  more: 'More settings',
  longDescription: 'More about the scope (optional)',
  tokenType: 'Type of token',
  tokenTypeHelp: 'Maskinporten gives tokens with contents (JWT) only. The other is for ID-porten.',
  tokenTypes: { SELF_CONTAINED: 'With contents (SELF_CONTAINED)', OPAQUE: 'Without contents (OPAQUE)' },
  audience: 'Enforced recipient, aud (optional)',
  audienceHelp: 'Stands on the scope, for the API that takes the token. Portvakt does not change the token for it.',
  maxLifetime: 'Longest life of an authorisation in seconds (optional)',
  maxLifetimeHelp: 'For ID-porten.',
  involvement: 'User involvement',
  involvementHelp: 'Applies when a person logs in. Does not stop tokens from Maskinporten.',
  involvements: {
    requires_user_consent: 'Requires the user’s consent',
    requires_user_authentication: 'Requires that the user is logged in',
    requires_pseudonymous_tokens: 'Requires pseudonymous tokens',
  },
};
