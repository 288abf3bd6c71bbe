import { spawn } from 'node:child_process';
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { logIn } from '@portvakt/platform/testing';
import { expect, it } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cli = join(root, 'packages', 'portvakt', 'src', 'cli.ts');
const ORGANIZATION = '310044423';
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const names = { kid: 'k', alg: 'RS256', use: 'sig' };
const jwk = { ...publicKey.export({ format: 'jwk' }), ...names };
const secret = { ...privateKey.export({ format: 'jwk' }), ...names };

it('writes no private key, assertion, token or cookie to its log, however much it logs (maskinporten#92)', async () => {
  const command = [
    '--conditions=portvakt-source',
    cli,
    'up',
    '--port',
    '0',
    '--data',
    ':memory:',
    '--json',
    '--log',
    'trace',
  ];
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'], cwd: root });
  let log = '';
  const urls = await new Promise<{ base: string; maskinportenIssuer: string }>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${log}`)));
    const read = (bytes: Buffer) => {
      log += bytes;
      const line = log.split('\n').find((one) => one.startsWith('{"urls"') && one.endsWith('}'));
      if (line !== undefined) resolve((JSON.parse(line) as { urls: never }).urls);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
  });
  try {
    const { browser } = await logIn(urls.base, '01816010027');
    const post = async (path: string, type: string, body: string) => {
      const headers = { 'x-portvakt-organization': ORGANIZATION, origin: urls.base, 'content-type': type };
      const page = await browser.step(new URL(`/selvbetjening/api${path}`, urls.base), {
        method: 'POST',
        headers,
        body,
      });
      return { status: page.status, body: JSON.parse(page.body) as { client_id: string } };
    };
    const json = 'application/json';
    const wish = { integration_type: 'maskinporten', client_name: 'X', scopes: ['altinn:instances.read'] };
    const { client_id } = (await post('/v1/clients', json, JSON.stringify(wish))).body;
    expect((await post(`/v1/clients/${client_id}/jwks`, json, JSON.stringify({ keys: [secret] }))).status).toBe(400);
    // Broken after the secret, so that the parser's own complaint has it before it.
    expect((await post(`/v1/clients/${client_id}/jwks`, json, `{"keys":[${JSON.stringify(secret)}`)).status).toBe(400);
    for (const text of [
      JSON.stringify(secret),
      privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
      privateKey.export({ type: 'pkcs1', format: 'pem' }) as string,
    ])
      expect((await post(`/v2/clients/${client_id}/key`, 'text/plain', text)).status).toBe(400);
    expect((await post(`/v1/clients/${client_id}/jwks`, json, JSON.stringify({ keys: [jwk] }))).status).toBe(201);
    const { given, tokens } = await askForTokens(urls.maskinportenIssuer, client_id);
    const cookies = ['AltinnStudioRuntime', '.ALTINNTOKEN'].map((name) => browser.cookie(name));
    const exchange = new URL('/authentication/api/v1/exchange/maskinporten', urls.base);
    expect((await fetch(exchange, { headers: { authorization: `Bearer ${tokens[0]}` } })).status).toBe(200);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.removeAllListeners('exit');
    child.once('exit', () => undefined);
    child.kill('SIGTERM');
    await Promise.race([ended, new Promise((resolve) => child.once('close', resolve))]);
    const kept = [secret.d, secret.p, secret.q, secret.dp, secret.dq, secret.qi, ...given, ...tokens, ...cookies];
    const secrets = kept.flatMap((one) => one?.split('.').filter((part) => part.length > 30) ?? []);
    expect(secrets.length).toBeGreaterThan(12);
    for (const one of secrets) expect(log).not.toContain(one);
    expect(log).not.toContain('PRIVATE KEY');
  } finally {
    child.kill('SIGKILL');
  }
});

/** One grant that is good, one that is refused, one sent in the address. */
async function askForTokens(issuer: string, clientId: string) {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const make = (over: object = {}) => {
    const now = Math.floor(Date.now() / 1000);
    const claims = { aud: issuer, iss: clientId, scope: 'altinn:instances.read', iat: now, exp: now + 120 };
    const input = `${part({ alg: 'RS256', kid: 'k' })}.${part({ ...claims, jti: randomUUID(), ...over })}`;
    return `${input}.${sign('sha256', Buffer.from(input), privateKey).toString('base64url')}`;
  };
  const form = (assertion: string) =>
    new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
  const [good, bad, inAddress] = [make(), make({ scope: 'altinn:broker.read' }), make()];
  const answers = [
    await fetch(`${issuer}token`, { method: 'POST', body: form(good) }),
    await fetch(`${issuer}token`, { method: 'POST', body: form(bad) }),
    await fetch(`${issuer}token?${form(inAddress)}`, { method: 'POST' }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 400, 200]);
  const bodies = await Promise.all(answers.map(async (answer) => (await answer.json()) as { access_token?: string }));
  const tokens = bodies.flatMap(({ access_token }) => (access_token === undefined ? [] : [access_token]));
  return { given: [good, bad, inAddress].map((one) => one.split('.')[2]), tokens: tokens.map((one) => one) };
}
