import type { CauseRow } from './cause-row.ts';

/** Why a grant is refused. */
export const GRANT_CAUSES = {
  'client-unknown': {
    step: 'client',
    what: 'No active client has that id in this environment',
    next: 'Compare the client id with Samarbeidsportalen of this environment; TEST, PROD and local share nothing.',
  },
  'client-inactive': {
    step: 'client',
    what: 'The client is deactivated',
    next: 'Activate it in Samarbeidsportalen.',
  },
  'client-of-other-type': {
    step: 'client',
    what: 'The client is of another type than Maskinporten',
    next: 'Make a client of the type Maskinporten.',
  },
  'not-active-yet': {
    step: 'client',
    what: 'What is registered has not reached the token endpoint yet',
    next: 'Wait two minutes, and look again.',
  },
  'client-without-keys': {
    step: 'registered',
    what: 'The client has no key',
    next: 'Upload the public half: "altinn-jwks push maskinporten NAME --client-id …".',
  },
  'key-not-registered': {
    step: 'registered',
    what: 'The key is not on the client',
    next: 'Upload its public half to this client: "altinn-jwks push maskinporten NAME --client-id …".',
  },
  'key-on-other-client': {
    step: 'registered',
    what: 'The key is registered on another client',
    next: 'Use the id of that client, or upload the key to this one.',
  },
  'kid-differs': {
    step: 'registered',
    what: 'The key is registered under another kid',
    next: 'Set MASKINPORTEN_KID to the kid under which it is registered.',
  },
  'kid-needed': {
    step: 'registered',
    what: 'The client has registered keys, and the grant names none of them',
    next: 'Set MASKINPORTEN_KID to the kid that Samarbeidsportalen shows for the key.',
  },
  'key-expired': {
    step: 'registered',
    what: 'The registration of the key has expired: it lives a year',
    next: 'Upload it again, or rotate to a new one.',
  },
  'key-expires-soon': {
    step: 'registered',
    what: 'The registration of the key expires within 30 days',
    next: 'Upload it again, or rotate to a new one.',
  },
  'signature-invalid': {
    step: 'registered',
    what: 'Under that kid the client has the public half of another key',
    next: 'Upload the public half of this key, or sign with the one that is registered.',
  },
  'certificate-untrusted': {
    step: 'registered',
    what: 'The certificate is revoked, or not issued by anybody trusted in this environment',
    next: 'Use a business certificate of this environment: test certificates for TEST.',
  },
  'certificate-of-other-organisation': {
    step: 'registered',
    what: 'The certificate is another organisation’s than the client',
    next: 'Use a certificate of the organisation that owns the client.',
  },
  'certificate-unreadable': {
    step: 'registered',
    what: 'Maskinporten cannot read the certificates in x5c',
    next: 'Send the chain with the signing certificate first.',
  },
  'scope-not-on-client': {
    step: 'scopes',
    what: 'A scope is not on the client, or there is no such scope',
    next: 'Add it to the client in Samarbeidsportalen, or leave it out; check its spelling.',
  },
  'scope-inactive': {
    step: 'scopes',
    what: 'A scope is on the client, but deactivated by its owner',
    next: 'Ask the owner of the API which scope to use.',
  },
  'scope-of-other-type': {
    step: 'scopes',
    what: 'A scope is for other kinds of clients, such as log-in',
    next: 'Leave it out.',
  },
  'scope-not-granted': {
    step: 'scopes',
    what: 'The owner of a scope has not given your organisation access',
    next: 'Ask the owner of the API for access.',
  },
  'scope-not-granted-to-customer': {
    step: 'scopes',
    what: 'The owner of a scope has not given the customer access',
    next: 'Let the customer ask the owner of the API for access.',
  },
  'delegation-missing': {
    step: 'delegation',
    what: 'The customer has not delegated a scope to you, or the scope cannot be delegated',
    next: 'Let the customer delegate the API to you in Altinn: PROD and tt02 are separate.',
  },
  'consumer-is-client': {
    step: 'delegation',
    what: 'consumer_org is your own organisation',
    next: 'Leave consumer_org out, or name the customer.',
  },
  'audience-wrong': {
    step: 'grant',
    what: 'aud is not the issuer of the server that answers',
    next: 'Use the issuer that the metadata names.',
  },
  'clock-refused': {
    step: 'grant',
    what: 'The grant is refused for its times',
    next: 'Set the clock by NTP, and sign right before sending.',
  },
  'grant-replayed': {
    step: 'grant',
    what: 'The same grant arrived twice',
    next: 'Look for a proxy or a retry layer that repeats the POST.',
  },
  'rate-limited': {
    step: 'grant',
    what: 'Too many requests',
    next: 'Keep tokens until they expire, and try again later.',
  },
  'grant-refused': {
    step: 'grant',
    what: 'The grant is refused for another reason',
    next: 'Read the refusal, and look its code up in docs/refusals.md.',
  },
} as const satisfies Readonly<Record<string, CauseRow>>;
