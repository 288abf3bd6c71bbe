import { type Refusal, type RefusalDetails, type RefusalKind, refusals } from '../foundation/index.ts';

/** The steps of maskinporten.md 2.4 that can fail; names for the developer's log. */
export const CHECKS = [
  'request',
  'header',
  'claims',
  'client',
  'key',
  'certificate',
  'signature',
  'audience',
  'time',
  'replay',
  'scope',
  'access',
  'delegation',
  'target',
  'person',
  'authorization_details',
] as const;
export type Check = (typeof CHECKS)[number];

/** `wire` is OAuth's `error`. */
interface GrantKind extends RefusalKind {
  readonly wire: string;
  /** `MP-nnn`; gives `error_uri`. */
  readonly code?: string;
  readonly check: Check;
}

/** `what` is what the client is told where nothing closer is, without a final full stop; `remedy` is for the developer's log. */
const KINDS = {
  'grant-type-missing': {
    status: 400,
    wire: 'invalid_request',
    check: 'request',
    what: 'grant_type is missing',
    remedy: 'Send grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer in a form body.',
  },
  'grant-type-unsupported': {
    status: 400,
    wire: 'unsupported_grant_type',
    check: 'request',
    what: 'Unsupported grant_type',
    remedy: 'Maskinporten knows only urn:ietf:params:oauth:grant-type:jwt-bearer.',
  },
  'assertion-missing': {
    status: 400,
    wire: 'invalid_request',
    check: 'request',
    what: 'assertion is missing',
    remedy: 'Send the signed JWT as assertion=… in a form body.',
  },
  'parameter-repeated': {
    status: 400,
    wire: 'invalid_request',
    check: 'request',
    what: 'A parameter is given more than once',
    remedy: 'Send it exactly once.',
  },
  'assertion-unreadable': {
    status: 400,
    wire: 'invalid_request',
    code: 'MP-011',
    check: 'request',
    what: 'Invalid assertion. Invalid parameter value: the assertion cannot be read',
    remedy:
      'Make a compact JWS whose header and claims are as the contract says; look at the decoded assertion for the value named.',
  },
  'header-invalid': {
    status: 400,
    wire: 'invalid_request',
    code: 'MP-011',
    check: 'header',
    what: 'Invalid assertion. Invalid parameter value: a header is not as it must be',
    remedy:
      'Make a compact JWS whose header and claims are as the contract says; look at the decoded assertion for the value named.',
  },
  'claim-invalid': {
    status: 400,
    wire: 'invalid_request',
    code: 'MP-011',
    check: 'claims',
    what: 'Invalid assertion. Invalid parameter value: a claim is missing or not as it must be',
    remedy:
      'Make a compact JWS whose header and claims are as the contract says; look at the decoded assertion for the value named.',
  },
  'claim-unknown': {
    status: 400,
    wire: 'invalid_request',
    check: 'claims',
    what: 'Invalid assertion. A claim is not allowed',
    remedy: 'Remove the claim that the text names.',
  },
  'on-behalf-of': {
    status: 400,
    wire: 'invalid_request',
    check: 'claims',
    what: 'Invalid assertion. iss_onbehalfof is not supported',
    remedy: 'Use consumer_org and a delegation in Altinn instead.',
  },
  'client-unknown': {
    status: 400,
    wire: 'invalid_grant',
    code: 'MP-100',
    check: 'client',
    what: 'Invalid assertion. Client authentication failed. Client not found',
    remedy:
      'iss must be the client_id of an active client in this environment; TEST, PROD and the sandbox share nothing.',
  },
  'signature-invalid': {
    status: 400,
    wire: 'invalid_grant',
    code: 'MP-124',
    check: 'signature',
    what: 'Invalid assertion. Client authentication failed. Invalid JWT signature',
    remedy: 'Sign with the private half of the key or certificate that is registered.',
  },
  'kid-missing': {
    status: 400,
    wire: 'invalid_grant',
    check: 'key',
    what: 'Invalid assertion. Client authentication failed. Invalid JWT. The client requires pre-registered jwk and no key identifier (kid) provided',
    remedy: 'The client has registered keys: sign with one of them and put its kid in the header.',
  },
  'kid-unknown': {
    status: 400,
    wire: 'invalid_grant',
    check: 'key',
    what: 'Invalid assertion. Client authentication failed. Unknown key identifier (kid) for client',
    remedy: 'Upload the public half of the key to this client, or sign with one of its keys.',
  },
  'key-expired': {
    status: 400,
    wire: 'invalid_grant',
    code: 'MP-121',
    check: 'key',
    what: 'Invalid assertion. Client authentication failed. Expired key',
    remedy: 'A registered key lives a year: upload it again to renew it, or rotate to a new one.',
  },
  'certificate-unreadable': {
    status: 400,
    wire: 'invalid_grant',
    code: 'MP-123',
    check: 'certificate',
    what: 'Invalid assertion. Invalid JWT header x5c',
    remedy: 'Send the chain as RFC 7515 says, the signing certificate first.',
  },
  'certificate-untrusted': {
    status: 400,
    wire: 'invalid_grant',
    code: 'MP-120',
    check: 'certificate',
    what: 'Invalid assertion. The JWT is signed with an invalid certificate',
    remedy: 'Use a business certificate issued for this environment to the organisation that owns the client.',
  },
  'certificate-dates': {
    status: 400,
    wire: 'invalid_grant',
    code: 'MP-124',
    check: 'certificate',
    what: 'Invalid assertion. Client authentication failed. Invalid JWT signature: the certificate is not valid now',
    remedy: 'Order a new certificate, or check your clock.',
  },
  'certificate-organization': {
    status: 400,
    wire: 'invalid_grant',
    code: 'MP-122',
    check: 'certificate',
    what: 'Invalid assertion. Client authentication failed. Invalid organization number for client. Does not match certificate orgno',
    remedy: 'Use a certificate issued to the organisation that the client belongs to.',
  },
  'audience-wrong': {
    status: 400,
    wire: 'invalid_grant',
    code: 'MP-110',
    check: 'audience',
    what: 'Invalid assertion. Invalid JWT claim aud',
    remedy: 'aud must be exactly the issuer, final slash included.',
  },
  'issued-ahead': {
    status: 400,
    wire: 'invalid_grant',
    check: 'time',
    what: 'Invalid assertion. Issue time is after now',
    remedy: 'Set your clock, or sign right before sending.',
  },
  expired: {
    status: 400,
    wire: 'invalid_grant',
    code: 'MP-130',
    check: 'time',
    what: 'Invalid assertion. JWT is expired',
    remedy: 'Sign right before sending, and check your clock.',
  },
  'lifetime-too-long': {
    status: 400,
    wire: 'invalid_grant',
    check: 'time',
    what: 'Invalid assertion. The JWT is valid for too long',
    remedy: 'Make exp − iat 120 s or less.',
  },
  'issued-after-expiry': {
    status: 400,
    wire: 'invalid_grant',
    check: 'time',
    what: 'Invalid assertion. Issue time is after the expiry: iat is later than exp',
    remedy: 'Set exp up to two minutes after iat.',
  },
  'not-yet-valid': {
    status: 400,
    wire: 'invalid_grant',
    check: 'time',
    what: 'Invalid assertion. JWT is not valid yet',
    remedy: 'Leave nbf out, or set it to the time of signing.',
  },
  'never-valid': {
    status: 400,
    wire: 'invalid_grant',
    check: 'time',
    what: 'Invalid assertion. JWT is never valid: nbf is later than exp',
    remedy: 'Leave nbf out, or set it to the time of signing.',
  },
  'grant-used': {
    status: 400,
    wire: 'invalid_grant',
    code: 'MP-012',
    check: 'replay',
    what: 'Invalid assertion. Grant is used before',
    remedy:
      'Every request needs a new assertion with a new jti; look for a proxy or a retry that sends the same one again.',
  },
  'consumer-is-client': {
    status: 400,
    wire: 'invalid_request',
    check: 'delegation',
    what: 'Validation of JWT claim failed: The combination consumer_org in claim and delegation scope on client is invalid',
    remedy:
      'consumer_org is the customer who has delegated: it must differ from the organisation that owns the client.',
  },
  'scope-not-on-client': {
    status: 400,
    wire: 'invalid_scope',
    code: 'MP-200',
    check: 'scope',
    what: 'Invalid assertion. Token request contains invalid scopes for client',
    remedy: 'Add the scope to the client, or leave it out; it must exist and be active.',
  },
  'scope-of-other-type': {
    status: 400,
    wire: 'invalid_scope',
    code: 'MP-201',
    check: 'scope',
    what: 'Invalid assertion. Token request contains scopes not allowed for maskinporten',
    remedy: 'Leave it out: it is for other kinds of clients, e.g. user login.',
  },
  'access-missing': {
    status: 403,
    wire: 'forbidden',
    code: 'MP-250',
    check: 'access',
    what: 'Consumer has not been granted access to the scope',
    remedy: 'Ask the owner of the scope for access.',
  },
  'access-missing-by-scope': {
    status: 400,
    wire: 'invalid_scope',
    code: 'MP-250',
    check: 'access',
    what: 'Consumer has not been granted access to the scope, on a platform that answers so',
    remedy: 'Ask the owner of the scope for access.',
  },
  'delegation-missing': {
    status: 403,
    wire: 'forbidden',
    code: 'MP-251',
    check: 'delegation',
    what: 'Consumer has not delegated access to the scope to the supplier',
    remedy: 'The consumer must delegate the scope to the supplier in Altinn; production and test are separate.',
  },
  'resource-invalid': {
    status: 400,
    wire: 'invalid_target',
    check: 'target',
    what: 'A resource is not an absolute URI without fragment',
    remedy: 'Send the URI that the API documents, e.g. https://api.example/v1 or urn:…, without #.',
  },
  'person-invalid': {
    status: 400,
    wire: 'invalid_request',
    check: 'person',
    what: 'Invalid assertion. The claim pid is not a valid person number',
    remedy: 'Send eleven digits with valid check digits.',
  },
  'details-type': {
    status: 400,
    wire: 'invalid_request',
    code: 'MP-301',
    check: 'authorization_details',
    what: 'Invalid authorization details. Unknown authorization details type',
    remedy: 'Use one of urn:altinn:systemuser, urn:altinn:consent.',
  },
  'details-fields': {
    status: 400,
    wire: 'invalid_request',
    code: 'MP-302',
    check: 'authorization_details',
    what: 'Invalid authorization details. A field is not known, or has characters that are not allowed',
    remedy: 'Send the fields that the type has.',
  },
  'details-malformed': {
    status: 400,
    wire: 'invalid_request',
    code: 'MP-303',
    check: 'authorization_details',
    what: 'Invalid authorization details. The element or a value in it is not as it must be',
    remedy: 'Send a list with one element, as the contract of its type says.',
  },
  'system-user-unknown': {
    status: 400,
    wire: 'invalid_altinn_customer_configuration',
    code: 'MP-303',
    check: 'authorization_details',
    what: 'Invalid authorization details. System user not found',
    remedy:
      'Register the client id on the system, let the customer approve, and repeat the externalRef that was set at creation.',
  },
  'consent-unknown': {
    status: 400,
    wire: 'invalid_altinn_customer_configuration',
    code: 'MP-303',
    check: 'authorization_details',
    what: 'Invalid authorization details. Consent not found',
    remedy:
      'The consent must exist, be given, still be valid, come from the party in "from" and be given to the organisation that the token is for.',
  },
  'body-unreadable': {
    status: 400,
    wire: 'invalid_request',
    check: 'request',
    what: 'The body cannot be read',
    remedy: 'Send a form.',
  },
  'body-too-large': {
    status: 413,
    wire: 'invalid_request',
    check: 'request',
    what: 'The body is too large',
    remedy: 'Send grant_type and assertion alone.',
  },
  'body-type': {
    status: 415,
    wire: 'invalid_request',
    check: 'request',
    what: 'The body must be application/x-www-form-urlencoded',
    remedy: 'Send a form.',
  },
  'too-many-requests': {
    status: 429,
    wire: 'temporarily_unavailable',
    check: 'request',
    what: 'There have been too many requests',
    remedy: 'Keep a token until it expires, and wait as long as `Retry-After` says.',
  },
  'grant-unrecorded': {
    status: 503,
    wire: 'temporarily_unavailable',
    check: 'replay',
    what: 'No token can be issued now, try again with a new assertion',
    remedy: 'Try again after `Retry-After`, with a new assertion.',
  },
  internal: {
    status: 500,
    wire: 'server_error',
    check: 'request',
    what: 'Internal error',
    remedy: 'Look in the log of the platform for the trace id of the answer.',
  },
} as const satisfies Readonly<Record<string, GrantKind>>;

export const REFUSALS = refusals('maskinporten', KINDS);
export const { refuse, isRefusal } = REFUSALS;

/** The pages that explain codes. */
export const PAGE_REFUSALS = refusals('maskinporten, error pages', {
  'code-unknown': {
    status: 404,
    what: 'There is no such error code',
    remedy: 'Choose one of those that the page lists.',
  },
});

/** A token request that is refused (maskinporten.md 4). */
export type GrantRefusal = Refusal<keyof typeof KINDS>;

const kindOf = ({ code }: GrantRefusal): GrantKind => KINDS[code];
/** `MP-nnn`, where it has one. */
export const codeOf = (refusal: GrantRefusal): string | undefined => kindOf(refusal).code;
/** The step that failed. */
export const checkOf = (refusal: GrantRefusal): Check => kindOf(refusal).check;

/** The assertion does not have the form that it must have: where, why, and for who says it in other words, in which claim or header. */
export const malformed = (
  code: 'assertion-unreadable' | 'header-invalid' | 'claim-invalid',
  why: string,
  parameters: NonNullable<RefusalDetails['parameters']> = {},
) => refuse(code, `Invalid assertion. Invalid parameter value: ${why}`, { parameters });

/** JSON of the answer; `trace` is 32 hex digits. */
export function errorBody(refusal: GrantRefusal, trace: string, issuer: string) {
  const code = codeOf(refusal);
  return {
    error: kindOf(refusal).wire,
    error_description: `${refusal.message} (trace_id: ${trace})`,
    ...(code === undefined ? {} : { error_uri: `${issuer}errors/${code}` }),
  };
}
