/** Requests that the platform sends by `fetch` while it makes a traced answer: each a span, and told which trace it belongs to. */
import { subscribe } from 'node:diagnostics_channel';
import { type Place, placeNow } from '../foundation/index.ts';

/** What Node tells of a request: https://undici.nodejs.org/#/docs/api/DiagnosticsChannel */
interface Sent {
  readonly method: string;
  readonly origin?: string | URL;
  addHeader?(name: string, value: string): unknown;
}

interface Under {
  readonly place: Place;
  readonly spanId: string;
  readonly start: number;
  status?: number;
}

const FIRST_FAULT = 400;
const under = new WeakMap<object, Under>();
let isListening = false;

/** Listens once, whoever traces. */
export function followCalls(): void {
  if (isListening) return;
  isListening = true;
  const on = (name: string, listen: (request: Sent, more: { readonly response?: { statusCode: number } }) => void) =>
    subscribe(`undici:request:${name}`, (message) => {
      const told = message as { readonly request: Sent; readonly response?: { statusCode: number } };
      listen(told.request, told);
    });
  on('create', begun);
  on('headers', (request, { response }) => {
    const call = under.get(request);
    if (call && response) call.status = response.statusCode;
  });
  on('trailers', (request) => over(request, false));
  on('error', (request) => over(request, true));
}

function begun(request: Sent): void {
  const place = placeNow();
  const spanId = place?.of.begin();
  if (place === undefined || spanId === undefined) return;
  under.set(request, { place, spanId, start: performance.now() });
  request.addHeader?.('traceparent', `00-${place.of.traceId}-${spanId}-01`);
}

/** The address may hold anything, so its host alone is told: https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client-span */
function over(request: Sent, hasFailed: boolean): void {
  const call = under.get(request);
  if (!call) return;
  under.delete(request);
  const { place, spanId, start, status } = call;
  const { hostname, port, protocol } = new URL(String(request.origin));
  place.of.tell({
    ...{ spanId, parentSpanId: place.spanId, name: request.method, isCall: true },
    ...{ start, end: performance.now(), isFault: hasFailed || (status ?? 0) >= FIRST_FAULT },
    attributes: {
      'http.request.method': request.method,
      'server.address': hostname,
      'server.port': Number(port || (protocol === 'https:' ? 443 : 80)),
      ...(status === undefined ? {} : { 'http.response.status_code': status }),
    },
  });
}
