/**
 * The servers that are measured, each in a process of its own: `node server.ts ceiling|platform|oidc-provider|crypto [database]`. The parent
 * sends the clients' public key, and is told where to send what.
 */
import { createPublicKey, generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto';
import { createServer } from 'node:http';
import { cryptoAlone } from '../crypto-alone.ts';
import { grantsInMemory, grantsInPostgres, grantsInSqlite, type UseGrant } from './used-grants.ts';

export interface Wish {
  readonly jwk: Record<string, unknown>;
  /** Clients to make; more may be in the database already. */
  readonly clients: number;
  /** Ids of clients that are in the database already. */
  readonly known?: readonly string[];
  /** One issuer for several processes on one database; default the process's own address. */
  readonly baseUrl?: string;
  /** ms: the clock stands still there, so that grants stay young. */
  readonly frozenAt?: number;
}

export interface Place {
  readonly port: number;
  readonly path: string;
  /** `aud` of grants. */
  readonly audience: string;
  readonly clientIds: readonly string[];
  readonly scope: string;
}

const SCOPE = 'altinn:instances.read';
const LIFETIME_S = 120;
const MEGABYTE = 1024 * 1024;
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** Parses the form, verifies the grant, notes that it is used, signs the token; and nothing else. */
function ceiling(jwk: Record<string, unknown>, use: UseGrant): Promise<Place> {
  const clientKey = createPublicKey({ key: jwk as never, format: 'jwk' });
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const audience = 'http://localhost/';
  const header = Buffer.from(JSON.stringify({ alg: 'RS256', kid: 'server' })).toString('base64url');
  const issue = (form: string, answer: (status: number, body: string) => void): void => {
    const parameters = new URLSearchParams(form);
    const [head = '', payload = '', signature = ''] = (parameters.get('assertion') ?? '').split('.');
    const { alg, kid } = JSON.parse(Buffer.from(head, 'base64url').toString());
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const now = Math.floor(Date.now() / 1000);
    const good =
      parameters.get('grant_type') === GRANT &&
      alg === 'RS256' &&
      kid === 'k' &&
      verify('sha256', Buffer.from(`${head}.${payload}`), clientKey, Buffer.from(signature, 'base64url')) &&
      claims.aud === audience &&
      claims.exp > now &&
      claims.exp - claims.iat <= LIFETIME_S &&
      claims.iat <= now + 10;
    const refuse = (): void => answer(400, '{"error":"invalid_grant"}');
    if (!good) {
      refuse();
      return;
    }
    const isNew = use(claims.jti);
    if (isNew === false) {
      refuse();
      return;
    }
    const token = {
      scope: claims.scope,
      iss: audience,
      client_amr: 'private_key_jwt',
      token_type: 'Bearer',
      exp: now + LIFETIME_S,
      iat: now,
      client_id: claims.iss,
      jti: randomBytes(32).toString('base64url'),
      consumer: { authority: 'iso6523-actorid-upis', ID: '0192:310044423' },
    };
    const input = `${header}.${Buffer.from(JSON.stringify(token)).toString('base64url')}`;
    sign('sha256', Buffer.from(input), privateKey, (error, bytes) => {
      if (error) return answer(500, '{}');
      const body = {
        access_token: `${input}.${bytes.toString('base64url')}`,
        token_type: 'Bearer',
        expires_in: LIFETIME_S,
      };
      const text = JSON.stringify({ ...body, scope: claims.scope });
      if (isNew === true) return answer(200, text);
      // Signed while it is written.
      isNew.then(
        (fresh) => (fresh ? answer(200, text) : refuse()),
        () => answer(500, '{}'),
      );
    });
  };
  const server = createServer((request, response) => {
    let form = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      form += chunk;
      if (form.length > MEGABYTE) request.destroy();
    });
    request.on('end', () =>
      issue(form, (status, body) => {
        response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
        response.end(body);
      }),
    );
  });
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      resolve({ port, path: '/token', audience, clientIds: ['client'], scope: SCOPE });
    }),
  );
}

function keeping(database: string): UseGrant | Promise<UseGrant> {
  if (database === '') return grantsInMemory();
  return database.startsWith('postgres') ? grantsInPostgres(database) : grantsInSqlite(database);
}

const bare = async (jwk: Record<string, unknown>, database: string): Promise<Place> =>
  ceiling(jwk, await keeping(database));

async function platform(database: string, { jwk, clients, known, baseUrl, frozenAt }: Wish): Promise<Place> {
  const { startPlatform } = await import('@portvakt/platform');
  const options = { port: 0, host: '127.0.0.1', database, ...(baseUrl === undefined ? {} : { baseUrl }) };
  const running = await startPlatform(options);
  if (frozenAt !== undefined) running.clock.freeze(frozenAt);
  const clientIds = [...(known ?? [])];
  for (let number = 0; number < clients; number += 1) {
    const wish = { organization: '310044423', name: `Client ${number}`, scopes: [SCOPE], keys: [jwk] };
    clientIds.push((await running.createClient(wish)).clientId);
  }
  return {
    port: running.port,
    path: '/maskinporten/token',
    audience: running.urls.maskinportenIssuer,
    clientIds,
    scope: SCOPE,
  };
}

/** Client credentials with private_key_jwt and JWT access tokens: the same proof and the same kind of token. */
async function oidcProvider(jwk: Record<string, unknown>): Promise<Place> {
  process.env['NODE_ENV'] = 'production';
  const { Provider } = await import('oidc-provider');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const listening = createServer();
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const address = listening.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const issuer = `http://localhost:${port}`;
  const resource = 'urn:portvakt:api';
  const provider = new Provider(issuer, {
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'server' }] },
    clients: [
      {
        client_id: 'client',
        redirect_uris: [],
        response_types: [],
        grant_types: ['client_credentials'],
        token_endpoint_auth_method: 'private_key_jwt',
        jwks: { keys: [jwk] },
        scope: 'read',
      },
    ],
    scopes: ['read'],
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        getResourceServerInfo: () => ({
          scope: 'read',
          accessTokenFormat: 'jwt',
          accessTokenTTL: LIFETIME_S,
          jwt: { sign: { alg: 'RS256' } },
        }),
        useGrantedResource: () => true,
      },
    },
  } as never);
  listening.on('request', provider.callback());
  return { port, path: '/token', audience: issuer, clientIds: ['client'], scope: 'read' };
}

const [, , mode, database = ':memory:'] = process.argv;
process.once('disconnect', () => process.exit(0));
process.once('message', (message) => {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.(user + system);
  });
  const wish = message as Wish;
  const answer =
    mode === 'ceiling'
      ? bare(wish.jwk, database)
      : mode === 'platform'
        ? platform(database, wish)
        : mode === 'oidc-provider'
          ? oidcProvider(wish.jwk)
          : cryptoAlone();
  answer.then(
    (place) => process.send?.(place),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
