/** Answers in tests, held to what the description of their operation promises. */
import type { FastifyInstance } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Answer, Operation } from '../http/index.ts';

/**
 * Watches every answer of an application: what its operation's description does not promise is listed. Call it before routes are made.
 * Requests of the fuzzer are mostly refused; those of a room's tests are mostly not.
 */
export function unpromisedAnswers(app: FastifyInstance): readonly string[] {
  const faults: string[] = [];
  app.addHook('onSend', async (request, reply, payload) => {
    const { operation } = request.routeOptions.config;
    if (!operation) return payload;
    const text = typeof payload === 'string' ? payload : '';
    const type = String(reply.getHeader('content-type') ?? '');
    if (!isPromised(operation, reply.statusCode, type, text))
      faults.push(`${operation.operationId}: ${reply.statusCode} ${type} ${text.slice(0, 300)}`);
    return payload;
  });
  return faults;
}

/** @throws when the answer is none that the description of the operation at this address promises */
export function requirePromised(
  operations: readonly Operation[],
  method: string,
  url: string,
  { status, text }: { readonly status: number; readonly text: string },
): void {
  const operation = operationAt(operations, method, url.replace(/\?.*$/, ''));
  if (!operation || !isPromised(operation, status, undefined, text))
    throw new Error(`${method} ${url}: its description does not promise ${status} ${text.slice(0, 300)}`);
}

/** The operation at an address; of several the one with the fewest parameters, as routes are found. */
const operationAt = (operations: readonly Operation[], method: string, path: string): Operation | undefined =>
  operations
    .filter((one) => one.method === method && new RegExp(`^${one.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(path))
    .sort((a, b) => Object.keys(a.params).length - Object.keys(b.params).length)[0];

function isPromised({ answers, refusals }: Operation, status: number, type: string | undefined, text: string): boolean {
  const promised = answers[status] ?? refusals[status];
  return [promised, ...(promised?.or ?? [])].some((form) => form !== undefined && fits(form, type, text));
}

const checks = new WeakMap<TSchema, ReturnType<typeof Compile>>();

/** @param given media type; undefined = whichever is promised */
function fits({ schema, type, also = [] }: Answer, given: string | undefined, text: string): boolean {
  const wanted = type ?? (schema === undefined ? undefined : 'application/json');
  if (wanted === undefined) return text === '';
  const media = given?.split(';', 1)[0] ?? wanted;
  if (wanted !== '*/*' && media !== wanted && !also.includes(media)) return false;
  if (schema === undefined || !media.endsWith('json')) return true;
  const check = checks.get(schema) ?? Compile(schema);
  checks.set(schema, check);
  return check.Check(JSON.parse(text));
}
