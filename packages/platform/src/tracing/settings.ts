/** How traces are sent, by the standard names: https://opentelemetry.io/docs/specs/otel/protocol/exporter/ and …/configuration/sdk-environment-variables/ */

/** Where spans go, and of which traces. */
export interface TracingSettings {
  /** Where spans are posted, the path with it. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Of the resource; `service.name` among them. */
  readonly resource: Readonly<Record<string, string>>;
  readonly sampler: Sampler;
}

/** Which traces are sent. */
export interface Sampler {
  /** Whether a caller that records its trace, or does not, decides. */
  readonly followsParent: boolean;
  /** 0 to 1: of the traces that begin here. */
  readonly ratio: number;
}

const DEFAULT_TIMEOUT_MS = 10_000;
const NAME = 'portvakt';

const SAMPLERS: Readonly<Record<string, (ratio: number) => Sampler>> = {
  always_on: () => ({ followsParent: false, ratio: 1 }),
  always_off: () => ({ followsParent: false, ratio: 0 }),
  traceidratio: (ratio) => ({ followsParent: false, ratio }),
  parentbased_always_on: () => ({ followsParent: true, ratio: 1 }),
  parentbased_always_off: () => ({ followsParent: true, ratio: 0 }),
  parentbased_traceidratio: (ratio) => ({ followsParent: true, ratio }),
};

type Env = Readonly<Record<string, string | undefined>>;

/**
 * What the environment says; undefined when traces are sent nowhere.
 * @throws Error that names the variable and what it may be
 */
export function readTracing(env: Readonly<Record<string, string | undefined>>): TracingSettings | undefined {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: base, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: whole } = env;
  if (env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true' || env['OTEL_TRACES_EXPORTER'] === 'none') return undefined;
  if (!base && !whole) return undefined;
  const protocol = of(env, 'PROTOCOL') || 'http/json';
  if (!['http/json', 'http/protobuf'].includes(protocol))
    throw new Error(
      `OTEL_EXPORTER_OTLP_PROTOCOL is ${shown(protocol)}: traces are sent as http/json, which collectors take on port 4318; leave it out`,
    );
  return {
    url: whole ? webAddress('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', whole) : below(base ?? ''),
    headers: pairs('OTEL_EXPORTER_OTLP_HEADERS', of(env, 'HEADERS')),
    timeoutMs: timeout(of(env, 'TIMEOUT')),
    resource: {
      ...pairs('OTEL_RESOURCE_ATTRIBUTES', env['OTEL_RESOURCE_ATTRIBUTES']),
      'service.name':
        env['OTEL_SERVICE_NAME'] ||
        pairs('OTEL_RESOURCE_ATTRIBUTES', env['OTEL_RESOURCE_ATTRIBUTES'])['service.name'] ||
        NAME,
    },
    sampler: samplerOf(env),
  };
}

/** The variable for traces alone, else that for everything. */
const of = (env: Env, name: string): string | undefined =>
  env[`OTEL_EXPORTER_OTLP_TRACES_${name}`] || env[`OTEL_EXPORTER_OTLP_${name}`];

const shown = (text: string): string => JSON.stringify(text.slice(0, 60));

const below = (base: string): string =>
  `${webAddress('OTEL_EXPORTER_OTLP_ENDPOINT', base).replace(/\/+$/, '')}/v1/traces`;

function webAddress(name: string, text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new Error(`${name} must be an http or https URL such as http://localhost:4318, not ${shown(text)}`);
}

function timeout(text: string | undefined): number {
  if (!text) return DEFAULT_TIMEOUT_MS;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new Error(`OTEL_EXPORTER_OTLP_TIMEOUT must be milliseconds, 1 to 999999, not ${shown(text)}`);
}

/** `a=b,c=d`, with what is percent-encoded in the values. What is in it may be secret, so a fault names no value. */
function pairs(name: string, text = ''): Readonly<Record<string, string>> {
  const unfit = (): Error => new Error(`${name} must be name=value pairs with commas between them`);
  return Object.fromEntries(
    text
      .split(',')
      .map((pair) => pair.trim())
      .filter(Boolean)
      .map((pair) => {
        const at = pair.indexOf('=');
        if (at < 1) throw unfit();
        try {
          return [pair.slice(0, at).trim(), decodeURIComponent(pair.slice(at + 1).trim())];
        } catch {
          throw unfit();
        }
      }),
  );
}

function samplerOf(env: Env): Sampler {
  const name = env['OTEL_TRACES_SAMPLER'] || 'parentbased_always_on';
  const make = Object.hasOwn(SAMPLERS, name) ? SAMPLERS[name] : undefined;
  if (!make)
    throw new Error(`OTEL_TRACES_SAMPLER must be one of ${Object.keys(SAMPLERS).join(', ')}, not ${shown(name)}`);
  const ratio = Number(env['OTEL_TRACES_SAMPLER_ARG'] || '1');
  if (!(ratio >= 0 && ratio <= 1)) throw new Error('OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1');
  return make(ratio);
}
