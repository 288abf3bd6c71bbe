import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InnerSpan, inPlace, placeNow, spanned } from '../foundation/index.ts';
import { startSandbox } from '../testing/sandbox.ts';
import { TracedAnswer } from './answers.ts';
import { followCalls } from './calls.ts';
import { OtlpExporter, type Span } from './otlp.ts';
import { readTracing } from './settings.ts';

/** The JSON of ExportTraceServiceRequest, as far as spans of servers have it: opentelemetry-proto 1.x, with hex ids and 64-bit numbers as texts. */
const KeyValue = Type.Object({
  key: Type.String({ minLength: 1 }),
  value: Type.Union([
    Type.Object({ stringValue: Type.String() }, { additionalProperties: false }),
    Type.Object({ intValue: Type.String({ pattern: '^-?\\d+$' }) }, { additionalProperties: false }),
  ]),
});
const WireSpan = Type.Object(
  {
    traceId: Type.String({ pattern: '^(?!0{32})[0-9a-f]{32}$' }),
    spanId: Type.String({ pattern: '^(?!0{16})[0-9a-f]{16}$' }),
    parentSpanId: Type.Optional(Type.String({ pattern: '^[0-9a-f]{16}$' })),
    name: Type.String({ minLength: 1 }),
    kind: Type.Union([Type.Literal(1), Type.Literal(2), Type.Literal(3)]),
    startTimeUnixNano: Type.String({ pattern: '^\\d{19}$' }),
    endTimeUnixNano: Type.String({ pattern: '^\\d{19}$' }),
    attributes: Type.Array(KeyValue),
    status: Type.Object({ code: Type.Optional(Type.Literal(2)) }, { additionalProperties: false }),
  },
  { additionalProperties: false },
);
const ExportRequest = Type.Object({
  resourceSpans: Type.Array(
    Type.Object({
      resource: Type.Object({ attributes: Type.Array(KeyValue) }),
      scopeSpans: Type.Array(
        Type.Object({
          scope: Type.Object({ name: Type.String(), version: Type.String() }),
          spans: Type.Array(WireSpan),
        }),
      ),
    }),
  ),
});
const check = Compile(ExportRequest);
type Received = Type.Static<typeof ExportRequest>;

/** A collector that takes what the protocol describes, and nothing else. */
class Collector {
  readonly requests: { readonly body: Received; readonly headers: Readonly<Record<string, unknown>> }[] = [];
  readonly faults: string[] = [];
  /** What it answers with, one after the other; then 200. */
  readonly answers: number[] = [];
  readonly #server: Server = createServer((request, response) => {
    let text = '';
    request.on('data', (part) => {
      text += part;
    });
    request.on('end', () => {
      const body: unknown = JSON.parse(text);
      if (request.method !== 'POST' || request.url !== '/v1/traces')
        this.faults.push(`${request.method} ${request.url}`);
      const status = this.answers.shift() ?? 200;
      if (!check.Check(body)) this.faults.push(text.slice(0, 500));
      else if (status === 200) this.requests.push({ body, headers: request.headers });
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
  });

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get spans() {
    return this.requests.flatMap(({ body }) =>
      body.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
    );
  }

  close(): void {
    this.#server.close();
  }
}

const attribute = (span: Collector['spans'][number], key: string): string | undefined => {
  const value = span.attributes.find((one) => one.key === key)?.value;
  return value && ('stringValue' in value ? value.stringValue : value.intValue);
};

describe('traces', () => {
  const collector = new Collector();
  let base: string;
  beforeAll(async () => {
    base = await collector.open();
  });
  afterAll(() => collector.close());

  it('go to a collector: a span for each answer, in the trace of the caller, with no secret and no person', async () => {
    const tracing = readTracing({
      OTEL_EXPORTER_OTLP_ENDPOINT: base,
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic%20eA==',
      OTEL_SERVICE_NAME: 'altinn-test',
    });
    const box = await startSandbox(tracing ? { tracing } : {});
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const headers = { traceparent: `00-${trace}-00f067aa0ba902b7-01` };
    const unsampled = { traceparent: `00-${'a'.repeat(32)}-00f067aa0ba902b7-00` };
    const token = await box.personToken('01816010027');
    await box.call('GET', '/profile/api/v1/users/current', { token, headers });
    await box.call('GET', '/register/api/v1/persons/01816010027?pid=01816010027', { token, headers });
    await box.call('GET', '/health', { headers: unsampled });
    const refused = await box.call<{ traceId: string }>('POST', '/register/api/v1/parties/lookup', { body: {} });
    await box.stop();
    expect(collector.faults).toEqual([]);
    const own = collector.spans.filter(({ traceId, kind }) => traceId === trace && kind === 2);
    expect(own[0]).toMatchObject({
      parentSpanId: '00f067aa0ba902b7',
      name: 'GET /profile/api/v1/users/current',
      status: {},
    });
    expect(own[0] && attribute(own[0], 'http.response.status_code')).toBe('200');
    const [begun] = collector.spans.filter(({ traceId, kind }) => traceId === refused.body.traceId && kind === 2);
    expect(begun && [begun.parentSpanId, attribute(begun, 'error.type')]).toEqual([undefined, 'token-missing']);
    for (const { startTimeUnixNano, endTimeUnixNano } of collector.spans)
      expect(BigInt(endTimeUnixNano)).toBeGreaterThan(BigInt(startTimeUnixNano));
    expect(collector.spans.filter(({ traceId }) => traceId === 'a'.repeat(32))).toEqual([]);
    const text = JSON.stringify(collector.requests.map(({ body }) => body));
    for (const secret of ['01816010027', token, 'Basic']) expect(text).not.toContain(secret);
    expect(text).toContain('{"key":"service.name","value":{"stringValue":"altinn-test"}}');
    expect(collector.requests[0]?.headers['authorization']).toBe('Basic eA==');
  });

  it('have in them what the answer was made of: stages of a decision, and statements by table, each in its place', async () => {
    const tracing = readTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: base });
    const box = await startSandbox(tracing ? { tracing } : {});
    const scopes = ['altinn:authorization/authorize'];
    const token = await box.altinnToken('310001236', scopes);
    const attribute = (id: string, value: string) => ({ AttributeId: id, Value: value });
    const question = {
      Request: {
        AccessSubject: [{ Attribute: [attribute('urn:altinn:person:identifier-no', '01816010027')] }],
        Action: [{ Attribute: [attribute('urn:oasis:names:tc:xacml:1.0:action:action-id', 'read')] }],
        Resource: [
          {
            Attribute: [
              attribute('urn:altinn:resource', 'skogdir-felling'),
              attribute('urn:altinn:organization:identifier-no', '310044423'),
            ],
          },
        ],
      },
    };
    const trace = 'b'.repeat(32);
    const headers = { traceparent: `00-${trace}-00f067aa0ba902b7-01` };
    const answer = await box.call('POST', '/authorization/api/v1/authorize', { token, headers, body: question });
    expect([answer.status, JSON.stringify(answer.body)]).toEqual([200, expect.stringContaining('Permit')]);
    await box.stop();
    expect(collector.faults).toEqual([]);
    const spans = collector.spans.filter(({ traceId }) => traceId === trace);
    const named = (name: string) => spans.filter((one) => one.name === name);
    const [whole] = spans.filter(({ kind }) => kind === 2);
    const [facts] = named('decision facts');
    expect(facts).toMatchObject({ kind: 1, parentSpanId: whole?.spanId });
    expect(named('decision policy')).toMatchObject([{ kind: 1, parentSpanId: whole?.spanId }]);
    const statements = spans.filter(({ kind }) => kind === 3);
    expect(statements.map(({ name }) => name)).toEqual(expect.arrayContaining(['select party']));
    expect(statements.filter(({ parentSpanId }) => parentSpanId === facts?.spanId)).not.toEqual([]);
    for (const span of spans) {
      expect(spans.map(({ spanId }) => spanId)).toContain(span === whole ? span.spanId : span.parentSpanId);
      expect(BigInt(span.startTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(whole?.startTimeUnixNano ?? 0));
    }
    const text = JSON.stringify(spans);
    for (const secret of ['01816010027', '310044423', token, 'select ?']) expect(text).not.toContain(secret);
  });

  it('cost no more than a look where nobody traces: nothing is described, and nothing timed', () => {
    const describe = () => {
      throw new Error('it was asked for');
    };
    expect(spanned(describe, () => placeNow())).toBeUndefined();
  });

  it('have the calls of others in them, which are told the trace; no more than there is room for, and none afterwards', async () => {
    followCalls();
    const told: InnerSpan[] = [];
    const request = { headers: {}, id: 'c'.repeat(32) } as unknown as FastifyRequest;
    const answer = new TracedAnswer(request, undefined, (span) => told.push(span));
    const place = { of: answer, spanId: answer.spanId };
    let sent: string | undefined;
    const other = createServer((asked, response) => {
      sent = String(asked.headers['traceparent']);
      response.writeHead(404).end('x');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const ask = async () => (await fetch(`http://127.0.0.1:${port}/hemmelig?pid=01816010027`)).text();
    await inPlace(place, ask);
    await expect.poll(() => told.length).toBe(1);
    expect(told).toMatchObject([{ name: 'GET', isCall: true, isFault: true, parentSpanId: answer.spanId }]);
    expect(told[0]?.attributes).toEqual({
      'http.request.method': 'GET',
      'http.response.status_code': 404,
      'server.address': '127.0.0.1',
      'server.port': port,
    });
    expect(sent).toBe(`00-${answer.traceId}-${told[0]?.spanId}-01`);
    const span = () =>
      spanned(
        () => ({ name: 'x', attributes: {} }),
        () => 1,
      );
    for (let at = 0; at < 300; at += 1) inPlace(place, span);
    expect(told).toHaveLength(200);
    expect(answer.end()).toBe(101);
    inPlace(place, span);
    await inPlace(place, ask);
    await ask();
    expect([told.length, sent]).toEqual([200, 'undefined']);
    other.close();
  });

  it('wait for a collector that is away or busy, are dropped where it wants none, and hold nobody up', async () => {
    const settings = readTracing({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${base}/v1/traces` });
    if (!settings) throw new Error('no settings');
    const told: string[] = [];
    const exporter = new OtlpExporter({ settings, version: '1', trouble: (text) => void told.push(text) });
    const span: Span = {
      traceId: '1'.repeat(32),
      spanId: '2'.repeat(16),
      parentSpanId: undefined,
      name: 'x',
      kind: 'server',
      start: 1_795_945_189_382.25,
      end: 1_795_945_189_383.5,
      attributes: {},
      isFault: true,
    };
    collector.answers.push(503);
    exporter.add(span);
    await exporter.flush();
    expect(exporter.counts).toEqual({ waiting: 1, dropped: 0 });
    await exporter.flush();
    expect(exporter.counts).toEqual({ waiting: 0, dropped: 0 });
    expect(collector.spans.at(-1)).toMatchObject({ startTimeUnixNano: '1795945189382250000', status: { code: 2 } });
    expect(told).toEqual([expect.stringContaining('it answered 503'), 'traces are sent again']);
    collector.answers.push(400);
    exporter.add(span);
    await exporter.flush();
    expect(exporter.counts).toEqual({ waiting: 0, dropped: 1 });
    collector.answers.push(...Array.from({ length: 20 }, () => 503));
    for (let at = 0; at < 20_000; at += 1) exporter.add(span);
    expect(exporter.counts).toEqual({ waiting: 16_384, dropped: 3_617 });
  });
});

describe('the settings of traces', () => {
  it('are the standard ones', () => {
    expect(readTracing({})).toBeUndefined();
    expect(readTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a:4318', OTEL_SDK_DISABLED: 'true' })).toBeUndefined();
    expect(
      readTracing({
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a:4318/',
        OTEL_TRACES_SAMPLER: 'traceidratio',
        OTEL_TRACES_SAMPLER_ARG: '0.25',
      }),
    ).toEqual({
      url: 'http://a:4318/v1/traces',
      headers: {},
      timeoutMs: 10_000,
      resource: { 'service.name': 'portvakt' },
      sampler: { followsParent: false, ratio: 0.25 },
    });
    const both = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a:4318', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://b/x' };
    expect(readTracing(both)?.url).toBe('https://b/x');
  });

  it.each([
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318' }, 'must be an http or https URL'],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'traces are sent as http/json'],
    [{ OTEL_EXPORTER_OTLP_TIMEOUT: '-1' }, 'must be milliseconds'],
    [{ OTEL_EXPORTER_OTLP_HEADERS: 'geheim' }, 'must be name=value pairs'],
    [{ OTEL_TRACES_SAMPLER: 'constructor' }, 'must be one of always_on'],
    [{ OTEL_TRACES_SAMPLER_ARG: '2' }, 'a number from 0 to 1'],
  ])('say what is wrong with %o', (env, said) => {
    expect(() => readTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a:4318', ...env })).toThrow(said);
    expect(() => readTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a:4318', ...env })).not.toThrow('geheim');
  });
});
