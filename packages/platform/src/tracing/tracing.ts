import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { onAnswered, traceId as requestId, type TraceParent, traceParentOf } from '../http/index.ts';
import { OtlpExporter } from './otlp.ts';
import type { Sampler, TracingSettings } from './settings.ts';

export interface Tracing {
  /** Sends what waits. */
  flush(): Promise<void>;
}

export interface TracingDeps {
  readonly settings: TracingSettings;
  readonly version: string;
  readonly trouble: (text: string) => void;
}

const FIRST_FAULT = 500;
const MAX_UINT32 = 0x1_0000_0000;

/**
 * A span for each answer of the operations that are made on the application afterwards, in the trace that the caller has begun. It holds names of
 * the program's own alone: operation, route, status, code of the refusal; nothing of what was sent, and of no person.
 */
export function traceRequests(http: FastifyInstance, deps: TracingDeps): Tracing {
  const { sampler } = deps.settings;
  const exporter = new OtlpExporter(deps);
  const codes = new WeakMap<FastifyRequest, string>();
  http.addHook('onError', (request, _, error: { readonly code?: unknown }, done) => {
    if (typeof error.code === 'string') codes.set(request, error.code);
    done();
  });
  onAnswered(http, (operationId, surface) => (request, status) => {
    const parent = traceParentOf(request.headers);
    if (!isSampled(sampler, parent)) return;
    // A trace that begins here has the name that answers and logs have for the request.
    const traceId = parent?.traceId ?? requestId(request);
    const { method, path = '' } = request.routeOptions.config.operation ?? {};
    const code = codes.get(request) ?? (status >= FIRST_FAULT ? String(status) : undefined);
    exporter.add({
      traceId,
      spanId: randomBytes(8).toString('hex'),
      parentSpanId: parent?.spanId,
      name: `${method} ${path}`,
      start: performance.timeOrigin + request.arrived,
      end: performance.timeOrigin + performance.now(),
      // https://opentelemetry.io/docs/specs/semconv/http/http-spans/
      attributes: {
        'http.request.method': String(method),
        'http.route': path,
        'http.response.status_code': status,
        'portvakt.operation': operationId,
        'portvakt.surface': surface,
        'portvakt.request': requestId(request),
        ...(code === undefined ? {} : { 'error.type': code }),
      },
      isFault: status >= FIRST_FAULT,
    });
  });
  return { flush: () => exporter.flush() };
}

/** By the last digits of the caller's trace, so that each program that sees it decides the same; of a trace that begins here by chance. */
function isSampled({ followsParent, ratio }: Sampler, parent: TraceParent | undefined): boolean {
  if (!parent) return Math.random() < ratio;
  if (followsParent) return parent.sampled;
  return Number.parseInt(parent.traceId.slice(-8), 16) < ratio * MAX_UINT32;
}
