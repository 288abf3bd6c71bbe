import type { diagnosis as nb } from './diagnosis.nb.ts';

/** In English. */
export const diagnosis: typeof nb = {
  title: 'Why does the client not work?',
  lead: 'Checks the set-up step by step, and says what to do next. Nothing is changed.',
  again: 'Check again',
  acts: 'Whom does the client act for?',
  actsFor: {
    itself: 'Your own organisation only',
    'system-user': 'A customer, with a system user',
    delegation: 'A customer, with a delegated API',
  },
  customer: 'Customer',
  reference: 'External reference',
  referenceHelp: 'Only if the request had one.',
  redirect: 'Redirect URL',
  redirectHelp: 'Where the customer is sent back to, as the program writes it in the request.',
  resource: 'Resource',
  resourceHelp: 'The ID of the resource that the client is to use.',
  action: 'Action',
  keyHelp:
    'Choose a key file to go the whole way: sign, get a token and exchange it. The key does not leave the browser: it is not sent, and it is not kept. Without a key file, only what the portal knows is checked.',
  withKey: (kid) => `Checks the whole way with the key ${kid}.`,
  faults: {
    customer: 'An organisation number has nine digits, the last of which is a check digit.',
    resource: 'A resource ID has lower-case letters, digits, - and _ only.',
    action: 'Write the action without spaces, for example read.',
  },
  states: { OK: 'OK', WARN: 'Warning', FAIL: 'Error', TODO: 'Waiting' },
  stepsTitle: 'What has been checked',
  toInclude: {
    resource: 'Fill in “Resource”.',
    redirect: 'Fill in “Redirect URL”, under “A customer, with a system user”.',
    'system-user': 'Choose “A customer, with a system user”.',
    delegation: 'Choose “A customer, with a delegated API”.',
  },
  healthy: 'No errors found',
  healthyText: 'All that was checked is in order. Choose a key file to check what only a token can show as well.',
  healthyWhole: 'The client gets a token and an Altinn token with this key. If the program uses another, try that one.',
  first: (step) => `Start with this: ${step}`,
  seeFirst: 'What to do about it stands at the top.',
  next: 'What to do',
  who: 'Who can do it',
  persons: {
    own: 'The managing director, the chair, the main administrator or another with a key role in the organisation that owns the client. If that is not you, send one of them the link to this page.',
    customer: 'An access manager of the customer, such as its managing director.',
    owner: 'The service owner that owns the scope.',
  },
  verbatim: 'Word for word from the check',
  steps: {
    maskinporten: 'Connection to Maskinporten',
    key: 'Private key',
    age: 'Age of the key',
    client: 'The client',
    registered: 'Public key on the client',
    scopes: 'Scopes',
    delegation: 'Delegation',
    grant: 'Token',
    system: 'System',
    redirect: 'Redirect URL',
    approval: 'The customer’s approval',
    reference: 'External reference',
    exchange: 'Exchange for an Altinn token',
    rights: 'Right',
    decision: 'Decision of the PDP',
  },
  fine: {
    maskinporten: () => 'Maskinporten answers.',
    key: () => 'The key can sign.',
    age: ([made = '']) => (made === '' ? 'The key is not old.' : `Made on ${made}.`),
    client: () => 'The client is active.',
    registered: ([kid, until]) =>
      kid === undefined || until === undefined ? 'The key is registered.' : `${kid} is valid until ${until}.`,
    scopes: () => 'The organisation has access to every scope on the client.',
    delegation: () => 'The customer has delegated.',
    grant: ([when]) => (when === undefined ? 'The client gets a token.' : `Last one on ${when}.`),
    system: ([id]) => (id === undefined ? 'A system has this client.' : `The system ${id} has this client.`),
    redirect: () => 'The address is one of the system’s.',
    approval: () => 'The customer has approved.',
    reference: () => 'The reference is the system user’s.',
    exchange: () => 'Altinn exchanges the token.',
    rights: ([resource, action]) =>
      resource === undefined ? 'The right is in order.' : `The policy of ${resource} has the action ${action}.`,
    decision: () => 'The PDP permits it.',
  },
  /** The time that a step names after a key. */
  dates: {
    age: (moment: string) => `Made ${moment}`,
    registered: (moment: string) => `Valid until ${moment}`,
  },
  skipped: {
    unasked: 'Not part of this check',
    key: 'Not tried without a key file',
    unreadable: 'Could not be read now',
    after: 'Depends on a step above',
  },
  places: {
    settings: 'Go to the settings',
    keys: 'Go to the keys',
    scopes: 'Go to the scopes',
    log: 'See the log',
    systems: 'Go to systems',
    requests: 'See the requests',
    ask: 'Ask the customer',
    users: 'See the system users',
    resource: 'See the policy',
    why: 'See why',
  },
  other: { what: 'The step failed.', next: 'Read the wording below, and look it up in the documentation.' },
  causes: {
    unreachable: { what: 'Maskinporten does not answer.', next: 'Check the network, and try again.' },
    'maskinporten-unavailable': { what: 'Maskinporten cannot answer now.', next: 'Try again in a few minutes.' },
    'issuer-differs': {
      what: 'Maskinporten calls itself something else than the client asks for.',
      next: 'Use the name in the metadata, letter for letter.',
    },
    'key-old': {
      what: 'The key is more than eleven months old.',
      next: 'Rotate it in good time: a registered key lives a year.',
    },
    'key-of-other-environment': {
      what: 'The kid says that the key is for another environment.',
      next: 'Use the key of this environment. Test and production have one each.',
    },
    'key-too-small': { what: 'The key has fewer than 2048 bits.', next: 'Make a new key.' },
    'client-unknown': {
      what: 'No active client has this ID in this environment.',
      next: 'Compare the client ID in the program with the one here. Test and production share nothing.',
    },
    'client-inactive': { what: 'The client is deactivated.', next: 'Activate it.' },
    'client-of-other-type': { what: 'The client is not for Maskinporten.', next: 'Create a client for Maskinporten.' },
    'not-active-yet': {
      what: 'A change has not reached Maskinporten yet.',
      next: 'Wait two minutes, and check again.',
    },
    'client-without-keys': { what: 'The client has no key.', next: 'Register the public half of the key.' },
    'key-not-registered': {
      what: 'The key is not registered on the client.',
      next: 'Register its public half, or use one that is registered.',
    },
    'key-on-other-client': {
      what: 'The key is registered on another of your clients.',
      next: 'Use the ID of that client, or register the key here too.',
    },
    'kid-differs': { what: 'The key is registered under another kid.', next: 'Use the kid that stands under Keys.' },
    'kid-needed': {
      what: 'The client has registered keys, and the request does not say which one is used.',
      next: 'Set kid to the one that stands under Keys.',
    },
    'key-expired': { what: 'The registration of the key has expired.', next: 'Rotate to a new key.' },
    'key-expires-soon': {
      what: 'The registration of the key expires soon.',
      next: 'Rotate to a new key before it expires.',
    },
    'signature-invalid': {
      what: 'The client has another key under this kid.',
      next: 'Register the public half of the key, or sign with the one that is registered.',
    },
    'scope-not-on-client': {
      what: 'The client lacks scopes, or one of them does not exist.',
      next: 'Add them to the client, and check the spelling in the program.',
    },
    'scope-inactive': {
      what: 'A scope on the client is deactivated, or only for those who have been given access.',
      next: 'Ask the owner of the API which scope to use, and for access to it.',
    },
    'scope-of-other-type': { what: 'A scope is for other kinds of clients, such as log-in.', next: 'Remove it.' },
    'scope-not-granted': {
      what: 'The organisation lacks access to this scope:',
      next: 'Ask the owner of the scope for access. Scopes, on the client, shows who owns it.',
    },
    'scope-not-granted-to-customer': {
      what: 'The customer lacks access to this scope:',
      next: 'The customer must ask the owner of the scope for access.',
    },
    'delegation-missing': {
      what: 'The customer has not delegated the API to you.',
      next: 'The customer must delegate in Altinn. Test and production are separate.',
    },
    'consumer-is-client': {
      what: 'The customer is the organisation that owns the client.',
      next: 'Choose “Your own organisation only”, and leave consumer_org out.',
    },
    'audience-wrong': { what: '“aud” is not this Maskinporten.', next: 'Use the name in the metadata as “aud”.' },
    'clock-refused': {
      what: 'The times in the request are wrong.',
      next: 'Set the clock of the machine, and sign right before sending.',
    },
    'grant-replayed': { what: 'The same request came twice.', next: 'Look for something that sends it again.' },
    'rate-limited': { what: 'Too many requests.', next: 'Keep the token until it expires, and try again later.' },
    'grant-refused': { what: 'The last request was refused.', next: 'Look at it in the log.' },
    'resource-invalid': { what: '“resource” is no whole URI.', next: 'Send the URI that the API documents.' },
    'system-unknown': {
      what: 'There is no such system, or it is another vendor’s.',
      next: 'Check the ID, or register the system.',
    },
    'client-not-on-system': {
      what: 'None of your systems has this client.',
      next: 'Add the client to the system, or register one.',
    },
    'redirect-none': {
      what: 'The system has no addresses to send the customer to.',
      next: 'Add the address to the system.',
    },
    'redirect-differs': {
      what: 'The address is none of the system’s, letter for letter.',
      next: 'Send one of those, or add this one to the system.',
    },
    'approval-missing': {
      what: 'The customer has no system user, and no request waits.',
      next: 'Ask the customer for a system user.',
    },
    'approval-pending': {
      what: 'The customer has not answered yet.',
      next: 'Let the customer open the address and approve.',
    },
    'approval-rejected': {
      what: 'The customer has rejected the request.',
      next: 'Talk to the customer, withdraw the request, and ask again.',
    },
    'approval-timed-out': { what: 'The request was not answered in time.', next: 'Ask the customer again.' },
    'system-user-unknown': {
      what: 'No approved system user fits customer, client and reference.',
      next: 'Check all three against the list of system users.',
    },
    'external-reference-differs': {
      what: 'The customer’s system user has another external reference.',
      next: 'Use the reference with which the system user was asked for.',
    },
    'external-reference-missing': {
      what: 'The customer’s system user has an external reference, and none is given.',
      next: 'Send the reference with which the system user was asked for.',
    },
    'altinn-unreachable': { what: 'Altinn does not answer.', next: 'Check the network, and try again.' },
    'exchange-of-other-environment': {
      what: 'Altinn does not trust the token.',
      next: 'Exchange it in the environment that the token is from.',
    },
    'exchange-refused': { what: 'Altinn refused to exchange the token.', next: 'Look at it in the log.' },
    'exchange-unavailable': { what: 'Altinn cannot answer now.', next: 'Try again in a few minutes.' },
    'resource-unknown': {
      what: 'The resource does not exist in this environment.',
      next: 'Check the ID. Apps are called app_org_name.',
    },
    'action-not-in-policy': {
      what: 'No rule of the policy is about the action.',
      next: 'Ask for an action that the policy has.',
    },
    'right-not-on-system': {
      what: 'The system is not registered with a right to the resource.',
      next: 'Add it to the system, and ask the customer for the change: the approval does not grow by itself.',
    },
    'decision-deny': {
      what: 'The PDP does not permit it.',
      next: 'The customer must give the right or access package that the policy asks for.',
    },
  },
};
