import { decodeToken } from './decode.ts';
import type { TokenRequestError } from './errors.ts';

/** What to do about a refusal of the token endpoint (client-library.md 6.5). */
export function hintFor(
  { status, retryAfterMs, mpCode, error, description: text = '' }: TokenRequestError,
  context: HintContext,
): string | undefined {
  if (status === 429)
    return `Keep tokens until they expire, and try again ${retryAfterMs ? `in ${Math.ceil(retryAfterMs / 1000)} s` : 'later'}`;
  // No member of OAuth: whoever answered is no token endpoint.
  if (status === 404 && !error) return 'Check the address: no token endpoint is there';
  if (/unknown key identifier/i.test(text)) return keyHint(context);
  if (/issue time/i.test(text)) return clockHint(context);
  if (/pre-registered jwk/i.test(text)) return 'The client has registered keys: sign with one of them and give its kid';
  switch (mpCode) {
    case 'MP-011':
      return sentHint(context);
    case 'MP-012':
      return 'The same assertion arrived twice: a proxy or a retry layer repeats the POST';
    case 'MP-100':
      return `The client ${context.clientId} is unknown in ${context.environment}: TEST and PROD share nothing, and a new client needs up to 2 minutes`;
    case 'MP-110':
      return `aud was ${context.issuer}; the server has another issuer`;
    case 'MP-120':
    case 'MP-122':
    case 'MP-123':
    case 'MP-124':
      return 'The certificate is of another environment or organisation, x5c is malformed, or the key is not the one registered';
    case 'MP-121':
      return keyHint(context);
    case 'MP-130':
      return clockHint(context);
    case 'MP-200':
    case 'MP-201':
      return `Add the scope to the client ${context.clientId} in Samarbeidsportalen, or leave it out`;
    case 'MP-250':
      return 'The owner of the API has not given your organisation access to the scope';
    case 'MP-251':
      return 'The customer has not delegated the scope to you in Altinn; prod and tt02 are separate';
    case 'MP-301':
    case 'MP-302':
    case 'MP-303':
      return systemUserHint;
    default:
      break;
  }
  if (error === 'invalid_altinn_customer_configuration') return systemUserHint;
  if (error === 'invalid_target') return 'resource must be an absolute URI without fragment';
  return mpCode === undefined ? sentHint(context) : undefined;
}

export interface HintContext {
  readonly clientId: string;
  readonly environment: string;
  readonly issuer: string;
  readonly kid: string | undefined;
  /** What was signed and sent. */
  readonly assertion: string;
  /** How far the server's clock is ahead of ours, when it said. */
  readonly offsetMs: number | undefined;
}

/** Header and claims as they were sent, without the signature; of a person number the first four digits. */
function sentHint({ assertion }: HintContext): string {
  const { header, claims } = decodeToken(assertion);
  const pid = claims['pid'];
  const shown = typeof pid === 'string' ? { ...claims, pid: `${pid.slice(0, 4)}…` } : claims;
  return `This was sent: ${JSON.stringify(withoutCertificates(header))} ${JSON.stringify(shown)}`;
}

const withoutCertificates = (header: Readonly<Record<string, unknown>>): object =>
  Array.isArray(header['x5c']) ? { ...header, x5c: `${header['x5c'].length} certificates` } : header;

const systemUserHint =
  'The system user is not found or not approved for this organisation, externalRef and client; an externalRef that was set at creation must be repeated';

const keyHint = ({ kid }: HintContext): string =>
  `The key ${kid ?? '(no kid)'} is not on this client, or was registered over a year ago: upload it with "altinn-jwks export maskinporten NAME"`;

const clockHint = ({ offsetMs }: HintContext): string =>
  offsetMs === undefined
    ? 'Check the clock of this machine'
    : `The clock of this machine differs ${Math.round(offsetMs / 1000)} s from the server's`;
