import type { ExchangeOptions, HttpOptions } from './answer.ts';
import { check, checkMembers, checkOptional } from './check.ts';
import { ConfigurationError } from './errors.ts';
import type { Signer } from './keys.ts';
import type { AssertionInput } from './request.ts';

/** What both requests are given. Characters that no header has are not sent in one. @throws ConfigurationError */
export function checkSending(url: string, what: string, secret: string, called: string, options: HttpOptions): void {
  check(url, what, 'an http URL');
  check(secret, called, 'a text');
  if (!/^[\x21-\x7e]+$/.test(secret)) throw new ConfigurationError(`${called} holds characters that it cannot have`);
  checkOptional(
    options,
    'options',
    { fetch: 'a function', signal: 'an AbortSignal', timeoutMs: 'a number, 0 or more', traceparent: 'a function' },
    '',
  );
}

/** What the exchange is given. @throws ConfigurationError */
export function checkExchange(platform: string, token: string, options: ExchangeOptions): void {
  checkSending(platform, 'platform', token, 'token', options);
  checkOptional(options, 'options', { testOrg: 'true or false' }, '');
  checkOptional(options.enterpriseUser, 'enterpriseUser', { name: 'a text', password: 'a text' });
}

/** What an assertion is made of. @throws ConfigurationError */
export function checkAssertion(signer: Signer, input: AssertionInput): void {
  checkMembers(signer, 'signer', { algorithm: 'a text', header: 'an object', sign: 'a function' });
  checkOptional(signer.header, 'signer.header', { kid: 'a text', x5c: 'a list of texts' });
  checkMembers(input, 'input', { audience: 'a text', clientId: 'a text' }, '');
  const number = 'a number, 0 or more';
  checkOptional(input, 'input', { now: number, lifetimeSeconds: number, backdateSeconds: number, jti: 'a text' }, '');
}
