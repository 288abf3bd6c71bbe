import { generateKeyPair } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isMalformedJws, type JsonObject, parseJws } from '../foundation/index.ts';
import { bearerToken, sendProblem, valuesOf } from '../http/index.ts';
import type { SigningKeys } from '../signing-keys/index.ts';
import { type Fault, type Faults, KEY_SETS } from './faults.ts';

const generate = promisify(generateKeyPair);
const WRONG_BITS = 2048;

export interface FaultHookDeps {
  readonly faults: Faults;
  readonly signingKeys: SigningKeys;
  /** Told of requests that are answered as if nobody were there. */
  readonly failed?: (request: FastifyRequest) => void;
}

/** Lets the faults that are in force hit requests. Register it before any route. */
export function faultHooks(app: FastifyInstance, deps: FaultHookDeps): void {
  const { faults } = deps;
  // With callbacks, so that a request costs nothing more as long as there is no fault.
  app.addHook('onRequest', (request, reply, done) => {
    if (!faults.active) return done();
    hit(deps, faults.take(pathOf(request), undefined), request, reply).then((answered) => answered || done(), done);
  });
  // Who asks is known only when the body is.
  app.addHook('preHandler', (request, reply, done) => {
    if (!faults.active) return done();
    const clientId = clientOf(request);
    if (clientId === undefined) return done();
    hit(deps, faults.take(pathOf(request), clientId), request, reply).then((answered) => answered || done(), done);
  });
}

/** In small letters: the router finds paths in any. */
const pathOf = (request: FastifyRequest): string => request.url.split('?', 1)[0]?.toLowerCase() ?? '';

/** @returns true when the request has been answered */
async function hit(
  deps: FaultHookDeps,
  faults: readonly Fault[],
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<boolean> {
  for (const fault of faults)
    if (fault.kind === 'latency' || fault.kind === 'slow-jwks') await wait(fault.ms, undefined, { ref: false });
  for (const fault of faults) {
    if (fault.kind === 'reset') {
      reply.hijack();
      // A reset and not an orderly end, where there is a real connection.
      const { socket } = request.raw;
      if (typeof socket.resetAndDestroy === 'function') socket.resetAndDestroy();
      else request.raw.destroy();
      return true;
    }
    if (fault.kind === 'status') {
      if (fault.retryAfter !== undefined) reply.header('retry-after', String(fault.retryAfter));
      if (fault.status >= 500) deps.failed?.(request);
      sendProblem(request, reply, fault.status, { detail: `a fault that the sandbox was asked for (${fault.id})` });
      return true;
    }
    if (fault.kind === 'wrong-key') {
      const ring = KEY_SETS.get(pathOf(request));
      if (!ring) continue;
      const { publicKey } = await generate('rsa', { modulusLength: WRONG_BITS });
      const { n } = publicKey.export({ format: 'jwk' });
      const { keys } = deps.signingKeys.ring(ring).jwks();
      reply.send({ keys: keys.map(({ x5c: _, ...key }) => ({ ...key, n })) });
      return true;
    }
  }
  return false;
}

/** Who says to be asking. Not verified: it only chooses whom a fault hits. */
function clientOf(request: FastifyRequest): string | undefined {
  const { assertion, token } = claimsOf(request);
  return assertion ? text(assertion['iss']) : text(token?.['client_id']);
}

/** What the assertion says that came with the request, or else its token. Not verified. */
export function claimsOf(request: FastifyRequest): { readonly assertion?: JsonObject; readonly token?: JsonObject } {
  const inBody = (request.body as { assertion?: unknown } | null | undefined)?.assertion;
  const assertion = inBody ?? valuesOf(request.query, 'assertion')[0];
  if (typeof assertion === 'string') return { assertion: payloadOf(assertion) ?? {} };
  const bearer = bearerToken(request);
  const token = bearer === undefined ? undefined : payloadOf(bearer);
  return token ? { token } : {};
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function payloadOf(compact: string): JsonObject | undefined {
  try {
    return parseJws(compact).payload;
  } catch (error) {
    if (isMalformedJws(error)) return undefined;
    throw error;
  }
}
