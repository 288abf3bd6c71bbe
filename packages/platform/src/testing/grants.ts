import { type KeyObject, randomUUID, sign } from 'node:crypto';
import type { FastifyInstance } from 'fastify';

const FORM = 'application/x-www-form-urlencoded';

/** A signed assertion for a token request; times in seconds. */
export function signGrant(
  key: KeyObject,
  header: Readonly<Record<string, unknown>>,
  claims: { readonly aud: string; readonly iss: string; readonly scope: string; readonly iat: number } & Readonly<
    Record<string, unknown>
  >,
): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${part({ alg: 'RS256', ...header })}.${part({ exp: claims.iat + 60, jti: randomUUID(), ...claims })}`;
  return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
}

/** Sends an assertion to the token endpoint, without a port. */
export async function redeem(
  http: FastifyInstance,
  assertion: string,
): Promise<{ readonly status: number; readonly body: Record<string, string> }> {
  const form = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion };
  const response = await http.inject({
    method: 'POST',
    url: '/maskinporten/token',
    headers: { 'content-type': FORM },
    payload: new URLSearchParams(form).toString(),
  });
  return { status: response.statusCode, body: response.json() };
}
