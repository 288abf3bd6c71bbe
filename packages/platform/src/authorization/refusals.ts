import { refusals } from '../foundation/index.ts';

export const REFUSALS = refusals('authorization', {
  'token-expired': {
    status: 401,
    what: 'The token has expired; here it has no tolerance',
    remedy: 'Get a new token.',
  },
  'not-a-user': {
    status: 403,
    what: 'The token is not of a user',
    remedy: 'Log in, or exchange an ID-porten token.',
  },
  'caller-not-studio': {
    status: 403,
    what: 'The token is not of Altinn Studio',
    remedy: 'Use a token with the claim urn:altinn:app = studio.designer.',
  },
  'explanation-closed': {
    status: 403,
    what: 'An explanation needs the admin scope',
    remedy: 'Get a token with altinn:authorization/authorize.admin.',
  },
  'body-unreadable': {
    status: 400,
    what: 'The body is not JSON',
    remedy: 'Send the JSON profile of XACML 3.0.',
  },
  'body-malformed': {
    status: 400,
    what: 'The body is not a request of the JSON profile',
    remedy: 'Mend the member that the text names.',
  },
  undecidable: {
    status: 200,
    wire: 'urn:oasis:names:tc:xacml:1.0:status:processing-error',
    what: 'Something in the request cannot be decided: the decision is Indeterminate',
    remedy: 'Mend what the message of the status names.',
  },
  'undecidable-syntax': {
    status: 200,
    wire: 'urn:oasis:names:tc:xacml:1.0:status:syntax-error',
    what: 'The request cannot be read as one: the decision is Indeterminate',
    remedy: 'Mend what the message of the status names.',
  },
  'uuid-malformed': {
    status: 400,
    what: 'A member of the query is no UUID',
    remedy: 'Send the UUID of a party or system user.',
  },
  'question-unknown-parts': {
    status: 400,
    what: 'A party, subject or resource of the question is not known',
    remedy: 'Give them with the attributes that the text names.',
  },
  'policy-unknown': {
    status: 404,
    what: 'The app has no policy',
    remedy: 'Store one first.',
  },
  'app-missing': {
    status: 400,
    what: 'The query does not name the app',
    remedy: 'Give org and app.',
  },
  'app-unknown': {
    status: 400,
    what: 'There is no such app',
    remedy: 'Check org and app.',
  },
  'policy-unusable': {
    status: 400,
    what: 'The policy cannot be used',
    remedy: 'Mend what the text names.',
  },
  'user-id-malformed': {
    status: 400,
    what: 'The user id is not a number',
    remedy: 'Send the number of the user.',
  },
  'user-unknown': {
    status: 404,
    what: 'There is no such user',
    remedy: 'Check the number of the user.',
  },
  'user-of-other': {
    status: 403,
    what: 'The token is not of the user asked for',
    remedy: 'Ask about the user of the token.',
  },
  'party-malformed': {
    status: 400,
    what: 'offeredByPartyId is not the number of a party',
    remedy: 'Send the number of a party.',
  },
  'roles-none': {
    status: 404,
    what: 'The user has no roles for the party',
    remedy: 'Ask about a party that the user may act for.',
  },
});

export const { refuse, isRefusal } = REFUSALS;

/**
 * Something in the request that cannot be decided: decision Indeterminate, with processing-error on the external endpoint and syntax-error
 * on the internal one (altinn-pdp.md 5).
 */
export const undecidable = (why: string) => refuse('undecidable', why);
export const isUndecidable = (error: unknown): boolean => isRefusal(error, 'undecidable', 'undecidable-syntax');

/** The body is not the model. @param path where in the body */
export const malformed = (path: string, why: string) => refuse('body-malformed', why, { parameters: { path } });
export const isMalformed = (error: unknown): error is ReturnType<typeof malformed> =>
  isRefusal(error, 'body-malformed');

/** AuthZEN answers every error with its text alone. */
export const AUTHZEN_REFUSALS = refusals('AuthZEN', {
  'evaluation-malformed': {
    status: 400,
    form: 'text',
    what: 'The request is not what AuthZEN 1.0 says',
    remedy: 'Mend the member that the text names.',
  },
  'media-type': {
    status: 400,
    form: 'text',
    what: 'The body is not JSON',
    remedy: 'Send application/json.',
  },
});
export const { isRefusal: isAuthzenRefusal } = AUTHZEN_REFUSALS;
export const evaluationMalformed = (why: string) => AUTHZEN_REFUSALS.refuse('evaluation-malformed', why);

const PROFILE = 'urn:openid:authzen:access-request:error:';
/** Requests for access behind AuthZEN; `wire` is the last part of the profile's problem type, where it has one. */
export const ACCESS_REQUEST_REFUSALS = refusals('AuthZEN access requests', {
  'submission-malformed': {
    status: 400,
    what: 'The submission is not what the profile says',
    remedy: 'Mend the member that the text names.',
  },
  'submission-unmet': {
    status: 400,
    what: 'The submission asks for what this platform does not do',
    remedy: 'Leave out the member that the text names.',
  },
  'not-requestable': {
    status: 400,
    wire: 'not_requestable',
    what: 'This access cannot be asked for',
    remedy:
      'Ask only after a denial with context.access_request; it may also have been given meanwhile: evaluate again.',
  },
  'denial-unbound': {
    status: 400,
    wire: 'invalid_denial_binding',
    what: 'What is asked for is not what was denied',
    remedy:
      'Send subject, action and resource as they were evaluated, and denial with binding_token and expires_at as they came.',
  },
  'requester-unknown': {
    status: 403,
    what: 'The token is of no organisation',
    remedy: 'Use a token that an organisation got from Maskinporten.',
  },
  'task-unknown': {
    status: 404,
    wire: 'unknown_task',
    what: 'There is no such request of yours',
    remedy: 'Use the status_endpoint of the answer.',
  },
  'key-reused': {
    status: 409,
    wire: 'duplicate_request',
    what: 'The Idempotency-Key has been used for something else',
    remedy: 'Use a new key for each request.',
  },
  'task-ended': {
    status: 409,
    wire: 'invalid_task_state',
    what: 'The request has been answered or taken back',
    remedy: 'Read its status.',
  },
  'denial-expired': {
    status: 410,
    wire: 'expired_denial',
    what: 'The denial is too old to be asked about',
    remedy: 'Evaluate again, and ask about the new denial.',
  },
});

/** As problem details with the profile's own type, where it has one. */
export function refuseRequest(
  code: keyof typeof ACCESS_REQUEST_REFUSALS.kinds,
  detail?: string,
): ReturnType<typeof ACCESS_REQUEST_REFUSALS.refuse> {
  const kind: { readonly what: string; readonly remedy: string; readonly wire?: string } =
    ACCESS_REQUEST_REFUSALS.kinds[code];
  const members = kind.wire === undefined ? {} : { type: `${PROFILE}${kind.wire}`, title: kind.what };
  return ACCESS_REQUEST_REFUSALS.refuse(code, detail ?? kind.remedy, { members });
}
