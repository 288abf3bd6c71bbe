/**
 * What Altinn asks whoever integrates a system to test at least (docs.altinn.studio, authorization/getting-started/system-integrator, 2026-07-16),
 * each as a situation with a name. A new one is a row here, and a deed where it happens.
 */

/** What a situation may be narrowed to. */
export type ScopeName = 'client' | 'system' | 'customer' | 'externalRef';
/** Each of them. */
export const SCOPES: readonly ScopeName[] = ['client', 'system', 'customer', 'externalRef'];

/** What there is to know of a situation. */
export interface SituationKind {
  /** What happens while it is in force. */
  readonly what: string;
  /** What a program that meets it should do. */
  readonly remedy: string;
  /** Where the wire of it is written down: contract and line. */
  readonly contract: readonly string[];
  /** What is known where it happens, and it can be narrowed to. */
  readonly scopes: readonly ScopeName[];
}

const OF_REQUEST = ['client', 'system', 'customer', 'externalRef'] as const;
const OF_TOKEN = ['client', 'system', 'customer', 'externalRef'] as const;
const OF_CALL = ['client', 'system', 'customer'] as const;

/** Every situation, by its name. */
export const SITUATIONS = {
  'request-approved': {
    what: 'The customer approves each new request for a system user of its own.',
    remedy: 'Ask for the status until it is Accepted, and only then for a token.',
    contract: ['system-register-and-users#30', 'system-register-and-users#47'],
    scopes: OF_REQUEST,
  },
  'client-request-approved': {
    what: 'The facilitator approves each new request for a system user for its clients.',
    remedy: 'As with one of its own; then the facilitator adds the clients that it is to serve.',
    contract: ['system-register-and-users#31', 'system-register-and-users#47'],
    scopes: OF_REQUEST,
  },
  'request-declined': {
    what: 'The customer rejects each new request.',
    remedy:
      'Stop asking at the status Rejected, tell the user, and send no new request unasked: delete this one first.',
    contract: ['system-register-and-users#53'],
    scopes: OF_REQUEST,
  },
  'request-expired': {
    what: 'Each new request is 181 days old when it is read, and nobody has answered.',
    remedy:
      'Treat timedOut as the end, whatever the status says: delete the request, and ask again when the user wants it.',
    contract: ['system-register-and-users#44'],
    scopes: OF_REQUEST,
  },
  'repeated-request': {
    what: 'A request of the same system, customer and reference is there already when yours comes.',
    remedy: 'Take 200 as you take 201: it is the request that you had asked for, with the id that it has.',
    contract: ['system-register-and-users#31'],
    scopes: OF_REQUEST,
  },
  'uncertain-answer': {
    what: 'The request is stored, and the connection breaks before you hear of it.',
    remedy: 'Look it up by system, customer and reference, or send the same again: never one with another reference.',
    contract: ['system-register-and-users#31', 'system-register-and-users#45'],
    scopes: OF_REQUEST,
  },
  'wrong-customer': {
    what: 'Maskinporten finds no system user of the customer for your client.',
    remedy: 'Check the number and the reference of the customer; do not try again unchanged.',
    contract: ['maskinporten#66', 'system-register-and-users#80'],
    scopes: OF_TOKEN,
  },
  'missing-package': {
    what: 'The system user gets a token, and has no right: the customer has not the package, or has taken it back.',
    remedy: 'Show a denied call as what it is, and ask the customer for the access; a new token does not help.',
    contract: ['altinn-pdp#45'],
    scopes: OF_TOKEN,
  },
  'access-revoked': {
    what: 'The customer deletes the system user between the token and the call.',
    remedy:
      'At the denied call ask for a new token once; when that is refused, stop, and tell the user that access has ended.',
    contract: ['system-register-and-users#71', 'system-register-and-users#73'],
    scopes: OF_TOKEN,
  },
  'token-expired': {
    what: 'The first token that a client brings has expired.',
    remedy: 'Get a new one at 401 and repeat the call once.',
    contract: ['altinn-authentication#14'],
    scopes: OF_CALL,
  },
  'token-invalid': {
    what: 'The signature of the first token that a client brings is not valid.',
    remedy: 'Get a new one at 401 and repeat the call once; then give up.',
    contract: ['altinn-authentication#4'],
    scopes: OF_CALL,
  },
  'maskinporten-unavailable': {
    what: 'Maskinporten answers 503.',
    remedy: 'Try again later each time, as Retry-After says; use the token that you have as long as it lasts.',
    contract: ['client-library#49'],
    scopes: OF_CALL,
  },
  'altinn-unavailable': {
    what: 'Altinn’s platform answers 503.',
    remedy: 'Try again later each time; repeat only what may be done twice.',
    contract: ['client-library#49'],
    scopes: OF_CALL,
  },
  'service-unavailable': {
    what: 'The service owner’s API, here an app, answers 503.',
    remedy: 'As when Altinn is away; tell the user whose service it is.',
    contract: ['client-library#49'],
    scopes: OF_CALL,
  },
} as const satisfies Readonly<Record<string, SituationKind>>;

/** The name of a situation. */
export type SituationName = keyof typeof SITUATIONS;
/** All names, in the order of Altinn’s list. */
export const SITUATION_NAMES = Object.keys(SITUATIONS) as readonly SituationName[];

/** Whether there is a situation of this name. */
export const isSituation = (name: unknown): name is SituationName =>
  typeof name === 'string' && Object.hasOwn(SITUATIONS, name);
