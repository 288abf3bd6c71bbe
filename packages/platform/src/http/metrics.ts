/** What a node has counted, as text for Prometheus and for collectors of OpenTelemetry, which read the same. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { ownSurface } from './own-surface.ts';

/** A metric when it is read: its samples' labels never name a person, a party or a caller. */
export interface Metric {
  /** As Prometheus wants it: a counter's name ends in `_total`, a unit stands before that. */
  readonly name: string;
  readonly kind: 'counter' | 'gauge';
  readonly help: string;
  readonly samples: readonly Sample[];
}

export interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The media type of the text format, version 0.0.4. */
const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Prometheus' text format: https://prometheus.io/docs/instrumenting/exposition_formats/ */
export function metricsText(metrics: readonly Metric[]): string {
  const lines: string[] = [];
  for (const { name, kind, help, samples } of metrics) {
    lines.push(`# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`, `# TYPE ${name} ${kind}`);
    for (const { labels = {}, value } of samples) {
      const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
      lines.push(`${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

/** What the process itself uses, under the names that dashboards know. */
export function processMetrics(): readonly Metric[] {
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  const one = (name: string, kind: Metric['kind'], help: string, value: number): Metric => ({
    name,
    kind,
    help,
    samples: [{ value }],
  });
  return [
    one('process_cpu_seconds_total', 'counter', 'Processor time used, in seconds.', (user + system) / 1e6),
    one('process_resident_memory_bytes', 'gauge', 'Memory in use, in bytes.', rss),
    one('nodejs_heap_size_used_bytes', 'gauge', 'Heap in use, in bytes.', heapUsed),
  ];
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
  /** What the rooms count. */
  readonly read: () => Promise<readonly Metric[]>;
}

/** `GET /metrics`. */
export function metricsRoute(app: FastifyInstance, { scopes, mayRead, read }: MetricsRouteOptions): void {
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
    handle: async (_, reply) => reply.type(METRICS_TYPE).send(metricsText([...processMetrics(), ...(await read())])),
  });
}
