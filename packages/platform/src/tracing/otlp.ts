/** Spans in the JSON form of OTLP 1.x, over HTTP: https://opentelemetry.io/docs/specs/otlp/#otlphttp */
import type { TracingSettings } from './settings.ts';

/** A span that is over. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly kind: keyof typeof KINDS;
  /** ms since 1970, with their fractions */
  readonly start: number;
  readonly end: number;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly isFault: boolean;
}

export interface ExporterDeps {
  readonly settings: TracingSettings;
  readonly version: string;
  /** Told once when spans cannot be sent, and once when they can again. */
  readonly trouble: (text: string) => void;
}

/** Spans that wait to be sent; further ones are dropped and counted. */
const MAX_WAITING = 16_384;
const BATCH = 512;
const SEND_AFTER_MS = 1_000;
const RETRY_AFTER_MS = 5_000;
const NS_PER_MS = 1_000_000;
/** `SpanKind` and `Status.code` of the protocol. */
const KINDS = { internal: 1, server: 2, client: 3 } as const;
const ERROR = 2;
/** What a collector asks to be sent again. */
const RETRYABLE: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** Sends spans in batches, beside the answers. A collector that is away holds nobody up, and loses what there is no room for. */
export class OtlpExporter {
  readonly #settings: TracingSettings;
  readonly #trouble: ExporterDeps['trouble'];
  readonly #resource: object;
  readonly #scope: object;
  #waiting: Span[] = [];
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> | undefined;
  #isFailing = false;
  #dropped = 0;

  constructor({ settings, version, trouble }: ExporterDeps) {
    this.#settings = settings;
    this.#trouble = trouble;
    this.#resource = { attributes: attributesOf({ 'service.version': version, ...settings.resource }) };
    this.#scope = { name: 'portvakt', version };
  }

  add(span: Span): void {
    if (this.#waiting.length < MAX_WAITING) this.#waiting.push(span);
    else this.#dropped += 1;
    this.#sendSoon(SEND_AFTER_MS);
  }

  get counts(): { readonly waiting: number; readonly dropped: number } {
    return { waiting: this.#waiting.length, dropped: this.#dropped };
  }

  /** Sends what there is; what cannot be sent now stays. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sending = (this.#sending ?? Promise.resolve()).then(() => this.#sendAll());
    return this.#sending;
  }

  #sendSoon(delayMs: number): void {
    this.#timer ??= setTimeout(() => void this.flush(), delayMs).unref();
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, BATCH);
      const fault = await this.#send(batch);
      if (fault === undefined) this.#works();
      else if (fault.again) {
        this.#waiting = [...batch, ...this.#waiting].slice(0, MAX_WAITING);
        this.#fails(fault.what);
        this.#sendSoon(RETRY_AFTER_MS);
        return;
      } else {
        this.#dropped += batch.length;
        this.#fails(fault.what);
      }
    }
  }

  async #send(spans: readonly Span[]): Promise<{ readonly what: string; readonly again: boolean } | undefined> {
    const { url, headers, timeoutMs } = this.#settings;
    const body = {
      resourceSpans: [{ resource: this.#resource, scopeSpans: [{ scope: this.#scope, spans: spans.map(wire) }] }],
    };
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(timeoutMs),
      });
      await response.arrayBuffer();
      if (response.ok) return undefined;
      return { what: `it answered ${response.status}`, again: RETRYABLE.has(response.status) };
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      return { what: cause instanceof Error ? cause.message : String(cause), again: true };
    }
  }

  #works(): void {
    if (this.#isFailing) this.#trouble('traces are sent again');
    this.#isFailing = false;
  }

  #fails(what: string): void {
    if (!this.#isFailing) this.#trouble(`traces cannot be sent to ${new URL(this.#settings.url).origin}: ${what}`);
    this.#isFailing = true;
  }
}

const attributesOf = (attributes: Readonly<Record<string, string | number>>) =>
  Object.entries(attributes).map(([key, value]) => ({
    key,
    // 64-bit numbers are texts in the JSON of Protocol Buffers.
    value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
  }));

const nanoseconds = (ms: number): string => {
  const whole = Math.floor(ms);
  return String(BigInt(whole) * BigInt(NS_PER_MS) + BigInt(Math.round((ms - whole) * NS_PER_MS)));
};

const wire = ({ traceId, spanId, parentSpanId, name, kind, start, end, attributes, isFault }: Span) => ({
  traceId,
  spanId,
  ...(parentSpanId === undefined ? {} : { parentSpanId }),
  name,
  kind: KINDS[kind],
  startTimeUnixNano: nanoseconds(start),
  endTimeUnixNano: nanoseconds(end),
  attributes: attributesOf(attributes),
  status: isFault ? { code: ERROR } : {},
});
