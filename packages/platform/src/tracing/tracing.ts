import type { FastifyInstance, FastifyRequest } from 'fastify';
import { inPlace } from '../foundation/index.ts';
import { onAnswered, traceId as requestId } from '../http/index.ts';
import { sampled, TracedAnswer } from './answers.ts';
import { followCalls } from './calls.ts';
import { OtlpExporter } from './otlp.ts';
import type { TracingSettings } from './settings.ts';

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

/**
 * A span for each answer of the operations that are made on the application afterwards, in the trace that the caller has begun, and in it spans of
 * what it was made of. They hold names of the program's own alone: operation, route, status, code of the refusal, table, host; nothing of what was
 * sent, and of no person.
 */
export function traceRequests(http: FastifyInstance, deps: TracingDeps): Tracing {
  const exporter = new OtlpExporter(deps);
  const codes = new WeakMap<FastifyRequest, string>();
  http.addHook('onError', (request, _, error: { readonly code?: unknown }, done) => {
    if (typeof error.code === 'string') codes.set(request, error.code);
    done();
  });
  const answers = placeAnswers(http, deps.settings, exporter);
  onAnswered(http, (operationId, surface) => (request, status) => {
    const answer = answers.get(request);
    if (!answer) return;
    const left = answer.end();
    const { method, path = '' } = request.routeOptions.config.operation ?? {};
    const code = codes.get(request) ?? (status >= FIRST_FAULT ? String(status) : undefined);
    exporter.add({
      traceId: answer.traceId,
      spanId: answer.spanId,
      parentSpanId: answer.parentSpanId,
      name: `${method} ${path}`,
      kind: 'server',
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
        ...(left === 0 ? {} : { 'portvakt.spans_left_out': left }),
      },
      isFault: status >= FIRST_FAULT,
    });
  });
  return { flush: () => exporter.flush() };
}

/** Lets what is done for an answer know which one that is. */
function placeAnswers(
  http: FastifyInstance,
  { sampler }: TracingSettings,
  exporter: OtlpExporter,
): WeakMap<FastifyRequest, TracedAnswer> {
  followCalls();
  const answers = new WeakMap<FastifyRequest, TracedAnswer>();
  http.addHook('onRequest', (request, _, done) => {
    const { is, parent } = sampled(sampler, request);
    if (!is) return done();
    const answer = new TracedAnswer(request, parent, ({ isCall, start, end, ...span }, traceId) =>
      exporter.add({
        ...{ ...span, traceId, kind: isCall ? 'client' : 'internal' },
        ...{ start: performance.timeOrigin + start, end: performance.timeOrigin + end },
      }),
    );
    answers.set(request, answer);
    inPlace({ of: answer, spanId: answer.spanId }, done);
  });
  // A body comes by events of the connection, which belong to no request.
  http.addHook('preValidation', (request, _, done) => {
    const answer = answers.get(request);
    if (answer) inPlace({ of: answer, spanId: answer.spanId }, done);
    else done();
  });
  return answers;
}
