import type { CauseRow } from './cause-row.ts';

/** What is wrong with system users, the exchange and rights. */
export const ALTINN_CAUSES = {
  'system-unknown': {
    step: 'system',
    what: 'There is no such system, or it is another vendor’s',
    next: 'Check the id of the system, or register it: "portvakt systems register FILE".',
  },
  'client-not-on-system': {
    step: 'system',
    what: 'No system of yours names this client',
    next: 'Put the client id under clientId of the system: "portvakt systems update FILE".',
  },
  'redirect-none': {
    step: 'redirect',
    what: 'The system has no redirect URL',
    next: 'Put the URL under allowedRedirectUrls of the system.',
  },
  'redirect-differs': {
    step: 'redirect',
    what: 'The redirect URL is none of the system’s, letter for letter',
    next: 'Send one of those that the system has, or add this one.',
  },
  'approval-missing': {
    step: 'approval',
    what: 'The customer has not been asked for a system user, or has removed it since',
    next: 'Ask: "portvakt systems request --system … --org … --right …".',
  },
  'approval-pending': {
    step: 'approval',
    what: 'The customer has not answered yet',
    next: 'Let the customer approve the request in Altinn.',
  },
  'approval-rejected': {
    step: 'approval',
    what: 'The customer has rejected the request',
    next: 'Talk to the customer, take the request back, and ask again.',
  },
  'approval-timed-out': {
    step: 'approval',
    what: 'The request was not answered in time',
    next: 'Ask again: "portvakt systems request --system … --org … --right …".',
  },
  'system-user-unknown': {
    step: 'approval',
    what: 'No approved system user fits customer, client and external reference; which of them is wrong cannot be seen with this client’s scopes',
    next: 'Add altinn:authentication/systemregister.write and systemuser.request.read to the client, or check all three.',
  },
  'external-reference-differs': {
    step: 'reference',
    what: 'The customer’s system user has another external reference',
    next: 'Repeat the external reference with which the system user was asked for.',
  },
  'external-reference-missing': {
    step: 'reference',
    what: 'The customer’s system user has an external reference, and none is given',
    next: 'Set MASKINPORTEN_EXTERNAL_REF to the reference with which it was asked for.',
  },
  'altinn-unreachable': {
    step: 'exchange',
    what: 'Altinn does not answer, or somebody else answers',
    next: 'Check ALTINN_PLATFORM_URL, firewall and proxy.',
  },
  'exchange-of-other-environment': {
    step: 'exchange',
    what: 'Altinn does not trust the token',
    next: 'Exchange where the token is from: PROD with prod, TEST with tt02.',
  },
  'exchange-refused': {
    step: 'exchange',
    what: 'Altinn refuses to exchange the token',
    next: 'Read the refusal, and look it up in docs/refusals.md.',
  },
  'exchange-unavailable': {
    step: 'exchange',
    what: 'Altinn is there and cannot answer now',
    next: 'Try again in a few minutes.',
  },
  'enterprise-user-gone': {
    step: 'exchange',
    what: 'Enterprise users are gone from Altinn',
    next: 'Use a system user instead.',
  },
  'enterprise-user-rejected': {
    step: 'exchange',
    what: 'Name or password of the enterprise user is wrong, or it is another organisation’s',
    next: 'Check both before trying again: five wrong passwords lock it for an hour.',
  },
  'enterprise-user-locked': {
    step: 'exchange',
    what: 'The enterprise user is locked after too many wrong passwords',
    next: 'Wait an hour, and correct the password first.',
  },
  'resource-unknown': {
    step: 'rights',
    what: 'There is no such resource in this environment',
    next: 'Check the id of the resource; apps are app_org_name.',
  },
  'action-not-in-policy': {
    step: 'rights',
    what: 'No rule of the policy is about that action',
    next: 'Ask for an action that the policy has.',
  },
  'right-not-on-system': {
    step: 'rights',
    what: 'The system is not registered with a right to the resource',
    next: 'Add the right to the system, and ask the customer for a change: the approval does not grow by itself.',
  },
  'decision-deny': {
    step: 'decision',
    what: 'The decision point does not permit it',
    next: 'Let the customer give the right or package that the policy asks for.',
  },
} as const satisfies Readonly<Record<string, CauseRow>>;
