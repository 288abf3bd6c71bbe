import { valuesOf } from '../http/index.ts';
import { invalidRequest } from './errors.ts';

export const JWT_BEARER_GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** A form with something in it; undefined for an empty body, instead of which the query is looked at (maskinporten.md 2.1). */
export const formIn = (body: unknown): object | undefined =>
  typeof body === 'object' && body !== null && Object.keys(body).length > 0 ? body : undefined;

/** The assertion of a token request. @throws GrantRefused */
export function assertionIn(parameters: unknown): string {
  const grant = single(parameters, 'grant_type');
  if (grant !== JWT_BEARER_GRANT) {
    if (grant === undefined)
      throw invalidRequest('grant_type is missing', `Send grant_type=${JWT_BEARER_GRANT} in a form body.`);
    throw unsupported(grant);
  }
  const assertion = single(parameters, 'assertion');
  if (assertion === undefined || assertion === '')
    throw invalidRequest('assertion is missing', 'Send the signed JWT as assertion=… in a form body.');
  return assertion;
}

function single(parameters: unknown, name: string): string | undefined {
  const [value, ...more] = valuesOf(parameters, name);
  if (more.length === 0) return value;
  throw invalidRequest(`${name} is given more than once`, `Send ${name} exactly once.`);
}

const unsupported = (grant: string) => {
  const refused = invalidRequest(
    `Unsupported grant_type ${JSON.stringify(grant.slice(0, 100))}`,
    `Maskinporten knows only ${JWT_BEARER_GRANT}.`,
  );
  return Object.assign(refused, { error: 'unsupported_grant_type' });
};
