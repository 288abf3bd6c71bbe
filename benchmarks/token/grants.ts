import { type KeyObject, randomUUID, sign } from 'node:crypto';
import type { Place } from './server.ts';

const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const LIFETIME_S = 120;
const AT_ONCE = 64;

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * Assertions signed beforehand, clients in turn, and ready to send. They must be used within two minutes.
 * @param frozenAt what the clock of the platform says, where it stands still: starting may have taken longer than a grant may be ahead of it
 */
export async function signGrants(place: Place, key: KeyObject, count: number, frozenAt?: number): Promise<Buffer[]> {
  const grants: Buffer[] = new Array(count);
  const head = part({ alg: 'RS256', kid: 'k' });
  let next = 0;
  const one = async (): Promise<void> => {
    while (next < count) {
      const index = next;
      next += 1;
      const iss = place.clientIds[index % place.clientIds.length] ?? '';
      const iat = Math.floor((frozenAt ?? Date.now()) / 1000);
      const claims = { aud: place.audience, iss, scope: place.scope, iat, exp: iat + LIFETIME_S, jti: randomUUID() };
      const input = `${head}.${part(claims)}`;
      const signature = await new Promise<Buffer>((resolve, reject) =>
        sign('sha256', Buffer.from(input), key, (error, bytes) => (error ? reject(error) : resolve(bytes))),
      );
      grants[index] = request(place, form(`${input}.${signature.toString('base64url')}`));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return grants;
}

const form = (assertion: string) => new URLSearchParams({ grant_type: GRANT, assertion }).toString();

const request = (place: Place, body: string): Buffer =>
  Buffer.from(
    `POST ${place.path} HTTP/1.1\r\nhost: localhost:${place.port}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );

/** The same proof as client authentication of `client_credentials` (RFC 7523 2.2). */
export async function signClientCredentials(place: Place, key: KeyObject, count: number): Promise<Buffer[]> {
  const head = part({ alg: 'RS256', kid: 'k' });
  return Promise.all(
    Array.from({ length: count }, async () => {
      const iat = Math.floor(Date.now() / 1000);
      const claims = {
        aud: place.audience,
        iss: 'client',
        sub: 'client',
        iat,
        exp: iat + LIFETIME_S,
        jti: randomUUID(),
      };
      const input = `${head}.${part(claims)}`;
      const signature = await new Promise<Buffer>((resolve, reject) =>
        sign('sha256', Buffer.from(input), key, (error, bytes) => (error ? reject(error) : resolve(bytes))),
      );
      const body = new URLSearchParams({
        grant_type: 'client_credentials',
        scope: place.scope,
        client_assertion_type: ASSERTION_TYPE,
        client_assertion: `${input}.${signature.toString('base64url')}`,
      });
      return request(place, body.toString());
    }),
  );
}
