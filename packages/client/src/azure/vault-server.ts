/** A Key Vault on this machine for tests: HTTPS, bearer challenge, secrets, keys that sign. Not exported. */
import 'reflect-metadata';
import {
  constants,
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  privateEncrypt,
  webcrypto,
} from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509';

export interface VaultCall {
  readonly method: string;
  readonly path: string;
  readonly authorized: boolean;
  readonly body: string;
}

export interface TestVault {
  readonly url: string;
  /** Options for the SDK's clients that make them trust this machine's vault. */
  readonly client: {
    readonly tlsOptions: { readonly ca: string };
    readonly disableChallengeResourceVerification: true;
  };
  readonly credential: { getToken(): Promise<{ token: string; expiresOnTimestamp: number }> };
  readonly calls: VaultCall[];
  /** Newest last. */
  readonly secrets: Map<string, { readonly version: string; readonly value: string }[]>;
  readonly keys: Map<string, { readonly version: string; readonly key: KeyObject }[]>;
  /** Status codes to answer with first. */
  readonly failures: number[];
  stop(): Promise<void>;
}

const TOKEN = 'vault-access-token';
/** DigestInfo of SHA-256 (RFC 8017 section 9.2), which a vault puts before the digest that it is sent. */
const SHA256_PREFIX = Buffer.from('3031300d060960864801650304020105000420', 'hex');

export async function startVault(): Promise<TestVault> {
  const { key, certificate } = await localhostCertificate();
  const calls: VaultCall[] = [];
  const secrets: TestVault['secrets'] = new Map();
  const keys: TestVault['keys'] = new Map();
  const failures: number[] = [];
  let url = '';

  const respond = (response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { pathname: path, searchParams } = new URL(request.url ?? '', url);
    const authorized = request.headers.authorization === `Bearer ${TOKEN}`;
    calls.push({ method: request.method ?? '', path, authorized, body });
    if (!authorized) {
      const challenge = `Bearer authorization="https://login.example/tenant", resource="https://vault.azure.net"`;
      return respond(response, 401, { error: { code: 'Unauthorized' } }, { 'www-authenticate': challenge });
    }
    if (!searchParams.get('api-version')) return respond(response, 400, { error: { code: 'BadParameter' } });
    const failure = failures.shift();
    if (failure !== undefined) return respond(response, failure, { error: { code: 'Failure', message: 'as asked' } });
    const [, kind, name = '', version, action] = path.split('/');
    const all = kind === 'secrets' ? secrets.get(name) : keys.get(name);
    const found = version ? all?.find((one) => one.version === version) : all?.at(-1);
    if (!found) return respond(response, 404, { error: { code: 'SecretNotFound', message: 'not there' } });
    const id = `${url}/${kind}/${name}/${found.version}`;
    if ('value' in found) return respond(response, 200, { id, value: found.value, attributes: { enabled: true } });
    if (action === 'sign') return respond(response, 200, { kid: id, value: signed(found.key, JSON.parse(body)) });
    const { n, e } = found.key.export({ format: 'jwk' });
    return respond(response, 200, { key: { kid: id, kty: 'RSA', n, e }, attributes: { enabled: true } });
  };

  const server = createServer({ key, cert: certificate }, (request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `https://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  return {
    url,
    client: { tlsOptions: { ca: certificate }, disableChallengeResourceVerification: true },
    credential: { getToken: async () => ({ token: TOKEN, expiresOnTimestamp: Date.now() + 3_600_000 }) },
    calls,
    secrets,
    keys,
    failures,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** RSASSA-PKCS1-v1_5 of a digest that was made elsewhere. */
const signed = (key: KeyObject, { alg, value }: { alg: string; value: string }): string => {
  if (alg !== 'RS256') throw new Error(`${alg} is not expected`);
  const info = Buffer.concat([SHA256_PREFIX, Buffer.from(value, 'base64url')]);
  return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, info).toString('base64url');
};

async function localhostCertificate(): Promise<{ key: string; certificate: string }> {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const { subtle } = webcrypto;
  const pkcs8 = pair.privateKey.export({ type: 'pkcs8', format: 'der' });
  const spki = pair.publicKey.export({ type: 'spki', format: 'der' });
  const keys = {
    privateKey: await subtle.importKey('pkcs8', new Uint8Array(pkcs8), algorithm, true, ['sign']),
    publicKey: await subtle.importKey('spki', new Uint8Array(spki), algorithm, true, ['verify']),
  };
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=127.0.0.1',
    signingAlgorithm: algorithm,
    keys: keys as Parameters<typeof X509CertificateGenerator.createSelfSigned>[0]['keys'],
    extensions: [new SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }])],
  });
  return {
    key: createPrivateKey(pair.privateKey.export({ type: 'pkcs8', format: 'pem' })).export({
      type: 'pkcs8',
      format: 'pem',
    }) as string,
    certificate: certificate.toString('pem'),
  };
}
