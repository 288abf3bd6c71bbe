/** The whole platform in a process of its own, with a token for its PDP. `node platform.ts {database} {memory limits as JSON}` */
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { type PlatformOptions, startPlatform } from '@portvakt/platform';

export interface Place {
  readonly port: number;
  readonly token: string;
}

/** What the parent may ask for: `usage` of processor and memory, `collect` the garbage first. */
export interface Usage {
  readonly cpu_us: number;
  readonly rss_MB: number;
  readonly heap_MB: number;
}

const MEBIBYTE = 1024 * 1024;
const SCOPE = 'altinn:authorization/authorize';

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The way every caller goes: a Maskinporten token, exchanged for an Altinn token. */
async function authorizeToken(platform: Awaited<ReturnType<typeof startPlatform>>): Promise<string> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'RS256', use: 'sig' };
  const { clientId } = await platform.createClient({
    organization: '310001236',
    name: 'PEP',
    scopes: [SCOPE],
    keys: [jwk],
  } as never);
  const iat = Math.floor(Date.now() / 1000);
  const claims = { aud: platform.urls.maskinportenIssuer, iss: clientId, scope: SCOPE, iat, exp: iat + 100 };
  const input = `${part({ alg: 'RS256', kid: jwk.kid })}.${part({ ...claims, jti: randomUUID() })}`;
  const assertion = `${input}.${sign('sha256', Buffer.from(input), privateKey).toString('base64url')}`;
  const base = `http://127.0.0.1:${platform.port}`;
  const form = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion };
  const granted = await fetch(`${base}/maskinporten/token`, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token: token } = (await granted.json()) as { access_token: string };
  const exchanged = await fetch(`${base}/authentication/api/v1/exchange/maskinporten`, {
    headers: { authorization: `Bearer ${token}` },
  });
  if (!exchanged.ok) throw new Error(`no token: ${await exchanged.text()}`);
  const text = await exchanged.text();
  return text.startsWith('"') ? (JSON.parse(text) as string) : text;
}

const [, , database = ':memory:', memory = '{}'] = process.argv;
const limits = JSON.parse(memory) as NonNullable<PlatformOptions['memory']>;
const platform = await startPlatform({ port: 0, host: '127.0.0.1', database, memory: limits });
process.once('disconnect', () => process.exit(0));
process.on('message', (wish) => {
  if (wish === 'collect') globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  const usage: Usage = { cpu_us: user + system, rss_MB: rss / MEBIBYTE, heap_MB: heapUsed / MEBIBYTE };
  process.send?.(usage);
});
const place: Place = { port: platform.port, token: await authorizeToken(platform) };
process.send?.(place);
