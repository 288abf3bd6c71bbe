/** An OpenID Connect provider for tests, that answers as it is told: also as none should. Not part of the platform. */
import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

type Members = Readonly<Record<string, unknown>>;

/** What an answer departs from the sound one in. Members that are `undefined` are left out. */
export interface Departures {
  /** Of the ID token. */
  readonly claims?: Members;
  readonly header?: Members;
  /** Makes the last part of the ID token; default is RS256 with the published key. @param text what is signed */
  readonly signature?: (text: string, published: KeyObject) => Buffer;
  /** Of the metadata. */
  readonly metadata?: Members;
  /** The published keys. */
  readonly keys?: readonly Members[];
  /** The key set is answered with 500. */
  readonly hasNoKeys?: boolean;
}

export interface FakeProvider {
  readonly issuer: string;
  /** How the next requests are answered. */
  answer(departures: Departures): void;
  /** What the platform sends the browser away with, to be put in the ID token. */
  begun(login: { readonly nonce: string }): void;
  close(): Promise<void>;
}

export const LOGIN_CLIENT = { clientId: 'portvakt', clientSecret: 'a secret that the provider knows' } as const;

const KID = 'published';
const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** RS256, by whichever key. */
export const rs256 = (text: string, key: KeyObject): Buffer => sign('sha256', Buffer.from(text), key);
/** HS256, by a secret that is no secret. */
export const hs256 = (text: string, secret: string): Buffer => createHmac('sha256', secret).update(text).digest();

/** @param person the claim `pid` */
export async function startFakeProvider(person: string): Promise<FakeProvider> {
  const published = generateKeyPairSync('rsa', { modulusLength: 2048 });
  let departures: Departures = {};
  let nonce = '';
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    request.resume();
    response.setHeader('content-type', 'application/json');
    if (path === '/jwks' && departures.hasNoKeys) response.statusCode = 500;
    response.end(JSON.stringify(answers[path]?.() ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const idToken = (): string => {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: issuer,
      aud: LOGIN_CLIENT.clientId,
      sub: 'a-subject',
      iat: now,
      exp: now + 120,
      nonce,
      acr: 'idporten-loa-high',
      amr: ['BankID'],
      pid: person,
      ...departures.claims,
    };
    const text = `${encoded({ alg: 'RS256', kid: KID, ...departures.header })}.${encoded(claims)}`;
    return `${text}.${(departures.signature ?? rs256)(text, published.privateKey).toString('base64url')}`;
  };
  const answers: Readonly<Record<string, () => unknown>> = {
    '/.well-known/openid-configuration': () => ({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      authorization_response_iss_parameter_supported: true,
      ...departures.metadata,
    }),
    '/jwks': () => ({
      keys: departures.keys ?? [
        { ...published.publicKey.export({ format: 'jwk' }), kid: KID, use: 'sig', alg: 'RS256' },
      ],
    }),
    '/token': () => ({ access_token: 'opaque', token_type: 'Bearer', id_token: idToken() }),
  };
  return {
    issuer,
    answer(next) {
      departures = next;
    },
    begun(login) {
      nonce = login.nonce;
    },
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}
