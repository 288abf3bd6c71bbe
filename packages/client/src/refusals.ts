/** What a server's refusal is called. */

import { type Answer, serverTimes, string } from './answer.ts';
import { EnterpriseUserError, ExchangeError, TokenRequestError } from './errors.ts';

/** Milliseconds to wait by `Retry-After` (seconds or date). */
export function retryAfter(headers: Headers, now: number): number | undefined {
  const value = headers.get('retry-after');
  if (value === null) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/**
 * What a refusal says in `WWW-Authenticate` (RFC 6750 section 3), with the colon before it: often the only place that names the scope
 * that is missing. Empty when there is none but the name of the scheme. Never a token, whoever wrote it.
 */
export const challenge = ({ headers }: Pick<Answer, 'headers'>): string => {
  const text = headers.get('www-authenticate') ?? '';
  return text.includes('=') ? `: ${text.replace(/\bey[\w-]+\.[\w.-]+/g, '…').slice(0, 500)}` : '';
};

/** A server may repeat the person number that it was sent: errors are logged, so it goes. */
const withoutPersons = (text: string | undefined): string | undefined =>
  text?.replaceAll(/(?<!\d)\d{11}(?!\d)/g, '***********');

/** The token endpoint's. */
export function tokenRefusal(
  endpoint: string,
  answer: Answer,
  members: Record<string, unknown>,
  ok: boolean,
): TokenRequestError {
  const { status, headers } = answer;
  const retryable = ok || status >= 500 || status === 408 || status === 429;
  const unavailable = ok || status >= 500;
  const description = withoutPersons(string(members['error_description']));
  const error = new TokenRequestError(
    unavailable ? 'MASKINPORTEN_UNAVAILABLE' : 'MASKINPORTEN_REJECTED',
    unavailable
      ? `${new URL(endpoint).host} answered ${status} without a token`
      : `${new URL(endpoint).host} refused the token request (${[status, string(members['error'])].join(' ').trim()}): ${description ?? 'no description'}${challenge(answer)}`,
    {
      status,
      retryable,
      error: string(members['error']),
      description,
      errorUri: string(members['error_uri']),
      retryAfterMs: retryAfter(headers, Date.now()),
    },
  );
  const date = Date.parse(headers.get('date') ?? '');
  if (!Number.isNaN(date)) serverTimes.set(error, date);
  return error;
}

/** The exchange's. */
export function exchangeRefusal(answer: Answer, url: string): ExchangeError {
  const { status } = answer;
  const unavailable = status >= 500;
  return new ExchangeError(
    unavailable ? 'EXCHANGE_UNAVAILABLE' : 'EXCHANGE_REJECTED',
    `${new URL(url).host} refused to exchange the token (${status})${challenge(answer)}`,
    {
      status,
      retryable: unavailable || status === 429,
      retryAfterMs: retryAfter(answer.headers, Date.now()),
      ...(status === 401
        ? {
            hint: 'The token must come from the Maskinporten that this Altinn environment trusts: prod with prod, test with tt02',
          }
        : {}),
    },
  );
}

/** The exchange's, of an enterprise user. */
export function enterpriseRefusal(answer: Answer, name: string, url: string): ExchangeError | EnterpriseUserError {
  const { status, headers } = answer;
  if (status === 410)
    return new EnterpriseUserError('ENTERPRISE_USER_GONE', 'enterprise users are gone from Altinn', {
      status,
      hint: 'Use a system user instead',
    });
  if (status === 429)
    return new EnterpriseUserError('ENTERPRISE_USER_LOCKED', `the enterprise user ${name} is locked`, {
      status,
      retryable: true,
      retryAfterMs: retryAfter(headers, Date.now()),
      hint: 'Nothing is sent before Retry-After has passed',
    });
  if (status === 400 || status === 401)
    return new EnterpriseUserError(
      'ENTERPRISE_USER_REJECTED',
      `the enterprise user ${name} was refused (${status})${challenge(answer)}`,
      {
        status,
        hint: 'Check name, password and that the user belongs to the client’s organisation; it is not tried again, to avoid lock-out',
      },
    );
  return exchangeRefusal(answer, url);
}
