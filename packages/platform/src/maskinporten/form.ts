import { valuesOf } from '../http/index.ts';
import { refuse } from './refusals.ts';

export const JWT_BEARER_GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** A form with something in it; undefined for an empty body, instead of which the query is looked at (maskinporten.md 2.1). */
export const formIn = (body: unknown): object | undefined =>
  typeof body === 'object' && body !== null && Object.keys(body).length > 0 ? body : undefined;

/** The assertion of a token request. @throws Refusal */
export function assertionIn(parameters: unknown): string {
  const grant = single(parameters, 'grant_type');
  if (grant !== JWT_BEARER_GRANT) {
    if (grant === undefined) throw refuse('grant-type-missing');
    throw refuse('grant-type-unsupported', `Unsupported grant_type ${JSON.stringify(grant.slice(0, 100))}`);
  }
  const assertion = single(parameters, 'assertion');
  if (assertion === undefined || assertion === '') throw refuse('assertion-missing');
  return assertion;
}

function single(parameters: unknown, name: string): string | undefined {
  const [value, ...more] = valuesOf(parameters, name);
  if (more.length === 0) return value;
  throw refuse('parameter-repeated', `${name} is given more than once`, { remedy: `Send ${name} exactly once.` });
}
