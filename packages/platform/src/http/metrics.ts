/** What a node has counted and how long it took, as text for Prometheus and for collectors of OpenTelemetry, which read the same. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { Type } from 'typebox';
import { onAnswered } from './answered.ts';
import { ownSurface } from './own-surface.ts';

/** Seconds. Most answers of a warm node take less than a millisecond; what takes more than ten seconds is an upload or a fault. */
const DURATION_BUCKETS_S = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
/** Pairs of operation and code; those beyond are counted with the code `other`. */
const MAX_REFUSALS = 2_000;

let ofThisProcess: Registry | undefined;

/** What the process itself uses, its event loop among it: once, however many platforms run in it. */
function processMetrics(): Registry {
  if (ofThisProcess) return ofThisProcess;
  ofThisProcess = new Registry();
  collectDefaultMetrics({ register: ofThisProcess });
  return ofThisProcess;
}

/**
 * Measures every operation that is made on the application afterwards: how long its answers took, and what it refused. Labels are names of
 * the program's own (operation, class of the status, code of the refusal), never anything of the request.
 * @returns where the rooms register what they count. A label there never names a person, a party or a caller.
 */
export function createMetrics(app: FastifyInstance): Registry {
  processMetrics();
  const registry = new Registry();
  measureDurations(app, registry);
  countRefusals(app, registry);
  return registry;
}

function measureDurations(app: FastifyInstance, registry: Registry): void {
  const waiting: Batch[] = [];
  const durations = new Histogram({
    name: 'portvakt_http_request_duration_seconds',
    help: 'From the headers of a request to the last byte of its answer, by operation and class of the status.',
    labelNames: ['operation', 'outcome'],
    buckets: DURATION_BUCKETS_S,
    registers: [registry],
    collect() {
      for (const batch of waiting) batch.flush();
    },
  });
  onAnswered(app, (operation) => {
    const byClass: Batch[] = [];
    return ({ arrived }, status) => {
      const first = Math.trunc(status / 100);
      let batch = byClass[first];
      if (batch === undefined) {
        batch = new Batch(durations.labels({ operation, outcome: `${first}xx` }));
        byClass[first] = batch;
        waiting.push(batch);
      }
      batch.add((performance.now() - arrived) / 1000);
    };
  });
}

const BATCH = 256;

/** Durations of one operation that go to the histogram together: one by one they took 5 % of a remembered decision, looking up their labels. */
class Batch {
  readonly #to: Histogram.Internal<'operation' | 'outcome'>;
  readonly #seconds: number[] = [];

  constructor(to: Histogram.Internal<'operation' | 'outcome'>) {
    this.#to = to;
  }

  add(seconds: number): void {
    if (this.#seconds.push(seconds) === BATCH) this.flush();
  }

  flush(): void {
    for (const one of this.#seconds) this.#to.observe(one);
    this.#seconds.length = 0;
  }
}

function countRefusals(app: FastifyInstance, registry: Registry): void {
  const refusals = new Counter({
    name: 'portvakt_refusals_total',
    help: 'Requests that were refused or failed, by operation and code.',
    labelNames: ['operation', 'code'],
    registers: [registry],
  });
  const seen = new Set<string>();
  app.addHook('onError', (request, _, error, done) => {
    const operation = request.routeOptions.config.operation?.operationId ?? 'none';
    const code = codeOf(error);
    const key = `${operation} ${code}`;
    const isKnown = seen.has(key);
    if (!isKnown && seen.size < MAX_REFUSALS) seen.add(key);
    refusals.inc({ operation, code: isKnown || seen.has(key) ? code : 'other' });
    done();
  });
}

/** The error's own code; one without has that of its status. */
function codeOf(error: { readonly code?: unknown; readonly statusCode?: unknown }): string {
  if (typeof error.code === 'string') return error.code;
  return typeof error.statusCode === 'number' ? String(error.statusCode) : 'unexpected';
}

/** Headers by which a proxy on this machine tells that it asks for somebody else. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'] as const;

/** True for a request that was sent on this machine itself, and not handed on by a proxy. */
export function isLocal(request: FastifyRequest): boolean {
  const address = request.socket.remoteAddress ?? '';
  if (!/^(127\.|::1$|::ffff:127\.)/.test(address)) return false;
  return FORWARDED.every((name) => request.headers[name] === undefined);
}

export interface MetricsRouteOptions {
  /** What a token from elsewhere needs one of. */
  readonly scopes: readonly string[];
  /** Throws what a caller from elsewhere that may not read is answered with. */
  readonly mayRead: (request: FastifyRequest, scopes: readonly string[]) => unknown;
  /** What is counted, besides what the process itself uses. */
  readonly registry: Registry;
}

/** `GET /metrics`, in Prometheus' text format 0.0.4: https://prometheus.io/docs/instrumenting/exposition_formats/ */
export function metricsRoute(app: FastifyInstance, { scopes, mayRead, registry }: MetricsRouteOptions): void {
  const { route } = ownSurface(app, (request, access) => isLocal(request) || mayRead(request, access.scopes));
  route({
    method: 'GET',
    path: '/metrics',
    operationId: 'readMetrics',
    summary: 'What this node has counted, for Prometheus',
    access: { who: 'local', scopes },
    answers: {
      200: { description: 'The metrics, as Prometheus’ text format', type: 'text/plain', schema: Type.String() },
    },
    handle: async (_, reply) => {
      const [ofProcess, ofPlatform] = await Promise.all([processMetrics().metrics(), registry.metrics()]);
      return reply.type(registry.contentType).send(`${ofProcess}${ofPlatform}`);
    },
  });
}
