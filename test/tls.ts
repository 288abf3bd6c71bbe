/** Two servers on TLS for tests: a proxy in front of a platform, and an OpenID Connect provider where persons log in. */
import { execFile } from 'node:child_process';
import { request } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { promisify } from 'node:util';
import Provider from 'oidc-provider';

export interface Identity {
  readonly cert: string;
  readonly key: string;
}

/** A certificate for localhost, which this process trusts from now on. */
export async function localIdentity(): Promise<Identity> {
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', '-', '-days', '2'];
  const named = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const { stdout } = await promisify(execFile)('openssl', ['req', '-x509', ...made, ...named]);
  const [key = '', cert = ''] = stdout.match(/-----BEGIN [^-]+-----[^-]+-----END [^-]+-----\n/g) ?? [];
  setDefaultCACertificates([...getCACertificates(), cert]);
  return { cert, key };
}

export interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

async function listening(server: Server): Promise<Listening> {
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A proxy that ends TLS. @param port of the platform, asked at each request */
export const startProxy = (identity: Identity, port: () => number): Promise<Listening> =>
  listening(
    createServer(identity, (incoming, outgoing) => {
      const { method, url, headers } = incoming;
      const onward = request({ host: 'localhost', port: port(), method, path: url, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      onward.once('error', () => outgoing.destroy());
      incoming.pipe(onward);
    }),
  );

/** A real OpenID Connect provider at which whoever types a person number is that person. */
export async function startLoginProvider(
  identity: Identity,
  client: { readonly id: string; readonly secret: string; readonly redirectUri: string },
  names: Readonly<Record<string, string>>,
): Promise<Listening> {
  let answer: ReturnType<Provider['callback']> | undefined;
  const place = await listening(createServer(identity, (incoming, outgoing) => answer?.(incoming, outgoing)));
  const provider = new Provider(place.url, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [client.redirectUri],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    claims: { openid: ['sub', 'pid'], profile: ['name'] },
    conformIdTokenClaims: false,
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, pid: id, name: names[id] }) }),
    cookies: { keys: ['a key for tests'] },
  });
  answer = provider.callback();
  return place;
}
