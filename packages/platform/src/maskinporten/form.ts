import { valuesOf } from '../http/index.ts';
import { invalidRequest } from './errors.ts';

export const JWT_BEARER_GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

type Parameters = Readonly<Record<string, unknown>>;

/** The assertion of a token request; parameters come in the body, or in the query when the body is empty (maskinporten.md 2.1). */
export function assertionIn(body: unknown, query: Parameters): string {
  const inBody = typeof body === 'object' && body !== null && Object.keys(body).length > 0;
  const parameters = inBody ? (body as Parameters) : query;
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

function single(parameters: Parameters, name: string): string | undefined {
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
