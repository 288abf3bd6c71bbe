import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const PORTVAKT = join(dirname(dirname(fileURLToPath(import.meta.url))), 'packages', 'portvakt');
/** As it is shipped, and the sources as they are. */
const PROGRAMS = {
  shipped: [join(PORTVAKT, 'bin', 'portvakt.js')],
  sources: [
    ...['--conditions=portvakt-source', '--disable-warning=ExperimentalWarning'],
    join(PORTVAKT, 'src', 'cli.ts'),
  ],
};
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** The public key of every client that a test makes here. */
export const JWK = { ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256', use: 'sig' };

/** `portvakt up` in a process of its own. */
export interface Running {
  readonly child: ChildProcess;
  /** Where it listens; `base` may be another node's. */
  readonly at: string;
  readonly base: string;
  readonly issuer: string;
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** What it has written to the error stream. */
  readonly complaints: () => string;
}

/** Starts the platform, and resolves when it answers. */
export function start(
  data: string,
  {
    program = 'shipped',
    port = 0,
    more = [],
    env = {},
  }: { program?: keyof typeof PROGRAMS; port?: number; more?: string[]; env?: NodeJS.ProcessEnv } = {},
): Promise<Running> {
  const line = [...PROGRAMS[program], 'up', '--port', String(port), '--data', data, '--json', ...more];
  const child = spawn(process.execPath, line, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const ended = new Promise<number | NodeJS.Signals>((resolve) =>
    child.once('exit', (code, signal) => resolve(code ?? signal ?? 0)),
  );
  return new Promise((resolve, reject) => {
    void ended.then((how) => reject(new Error(`ended with ${how}: ${complaints}`)));
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (!text.includes('\n')) return;
      const { urls, port: at } = JSON.parse(text) as {
        urls: { base: string; maskinportenIssuer: string };
        port: number;
      };
      resolve({
        child,
        at: `http://localhost:${at}`,
        base: urls.base,
        issuer: urls.maskinportenIssuer,
        ended,
        complaints: () => complaints,
      });
    });
  });
}

export async function killed({ child, ended }: Running, signal: NodeJS.Signals): Promise<number | NodeJS.Signals> {
  child.kill(signal);
  return ended;
}

/** A grant of the client, signed with the key of `JWK`. */
export function assertion(issuer: string, clientId: string): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    aud: issuer,
    iss: clientId,
    scope: 'altinn:instances.read',
    iat: now,
    exp: now + 120,
    jti: randomUUID(),
  };
  const input = `${part({ alg: 'RS256', kid: 'k' })}.${part(claims)}`;
  return `${input}.${sign('sha256', Buffer.from(input), privateKey).toString('base64url')}`;
}

export const redeem = ({ at }: Pick<Running, 'at'>, text: string): Promise<Response> => {
  const body = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: text });
  return fetch(`${at}/maskinporten/token`, { method: 'POST', body });
};

/** Tells a hang from a machine with other work to do. */
export const PATIENCE_MS = 120_000;
/** Before one who was told 503 asks again. */
export const AGAIN_MS = 500;

/** What is answered in the end by one who may be away for a while. @throws when it is away for too long */
export async function told(ask: () => Promise<Response>): Promise<Response> {
  const limit = performance.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (answer.status !== 503) return answer;
    if (performance.now() > limit)
      throw new Error(`a node is away for more than ${PATIENCE_MS} ms: ${await answer.text()}`);
    await pause(AGAIN_MS);
  }
}

/** Moves a node's clock, e.g. `{ reset: true }`. */
export async function setClock({ at }: Pick<Running, 'at'>, wish: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const answer = await told(() => fetch(`${at}/sandbox/clock`, { method: 'PUT', headers, body: JSON.stringify(wish) }));
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
}

/** The `iat` of a grant: seconds. */
const madeAt = (grant: string): number =>
  (JSON.parse(Buffer.from(grant.split('.')[1] ?? '', 'base64url').toString()) as { iat: number }).iat;

/** Sends a grant again, at the time at which it was made, so that it is not refused for its age. */
export async function redeemAgain(node: Pick<Running, 'at'>, text: string): Promise<Response> {
  await setClock(node, { set: new Date(madeAt(text) * 1000).toISOString() });
  return redeem(node, text);
}

/** After minutes of traffic there are tens of thousands to look after: one by one that takes longer than the traffic. */
const LOOKED_AT_ONCE = 16;

/** @returns how many of them it is true of */
export async function countOf<T>(of: Iterable<T>, isSo: (one: T) => Promise<boolean>): Promise<number> {
  // All take the next from one iterator.
  const rest = [...of].values();
  let count = 0;
  const look = async (): Promise<void> => {
    for (const one of rest) if (await isSo(one)) count += 1;
  };
  await Promise.all(Array.from({ length: LOOKED_AT_ONCE }, look));
  return count;
}

/** A used grant is remembered for three minutes. Those that may still be are sent at the time at which they were made. */
const YOUNG_S = 100;

/**
 * Sends used grants again: those that are remembered second by second, for the clock is everybody's, and those that are forgotten as it
 * is now, when they are refused for their age. The clock is then right again.
 * @param most of the newest of both kinds
 * @returns how many were accepted
 */
export async function acceptedAgain(node: Running, grants: readonly string[], most = Infinity): Promise<number> {
  const now = Math.floor(Date.now() / 1000);
  const isAccepted = async (grant: string): Promise<boolean> => (await told(() => redeem(node, grant))).ok;
  const { young = [], old = [] } = Object.groupBy(grants, (one) => (madeAt(one) + YOUNG_S > now ? 'young' : 'old'));
  const bySecond = [...Map.groupBy(young.slice(-most), madeAt)].sort(([one], [other]) => one - other);
  let accepted = 0;
  for (const [second, made] of bySecond) {
    await setClock(node, { set: new Date(second * 1000).toISOString() });
    accepted += await countOf(made, isAccepted);
  }
  await setClock(node, { reset: true });
  return accepted + (await countOf(old.slice(-most), isAccepted));
}
