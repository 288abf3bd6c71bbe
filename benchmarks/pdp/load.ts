/** A load generator over raw keep-alive sockets, so that it costs less than what it measures. */
import { connect, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';

export interface Load {
  readonly answers: number;
  readonly perSecond: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
}

export interface LoadOptions {
  readonly port: number;
  /** Whole HTTP requests; each connection sends them in turn. */
  readonly requests?: readonly Buffer[];
  /** Instead: the next request, of which each is sent once. Undefined: there are no more. */
  readonly take?: () => Buffer | undefined;
  readonly connections: number;
  readonly duration_ms: number;
  /** Ends sooner, when so many answers have come: on a busy machine a count says how warm a server is, and time does not. */
  readonly count?: number;
  /** Requests a second over all connections; unlimited when left out. */
  readonly rate?: number;
  /**
   * Never let this process sleep. On one machine the server pays for waking it, with every answer that finds it asleep: a fast server
   * never does and a slower one always does, so two servers would be measured in two ways. It takes a core.
   */
  readonly awake?: boolean;
}

export function httpRequest(path: string, body: string, headers: Readonly<Record<string, string>> = {}): Buffer {
  const lines = Object.entries({
    host: 'localhost',
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}

const HEAD_END = Buffer.from('\r\n\r\n');

/** Length of the whole response at the start of `data`, or undefined while it has not all come. */
function responseLength(data: Buffer): number | undefined {
  const end = data.indexOf(HEAD_END);
  if (end < 0) return undefined;
  const head = data.toString('latin1', 0, end).toLowerCase();
  if (!head.startsWith('http/1.1 200')) throw new Error(`an answer is not 200: ${data.toString('utf8', 0, 400)}`);
  const length = /content-length: (\d+)/.exec(head)?.[1];
  if (length !== undefined) return end + 4 + Number(length);
  const last = data.indexOf('0\r\n\r\n', end);
  return last < 0 ? undefined : last + 5;
}

class Connection {
  readonly #socket: Socket;
  readonly #take: () => Buffer | undefined;
  readonly #latencies: number[];
  #sent = 0;
  #pending: Buffer = Buffer.alloc(0);
  stopped = false;
  readonly #due: (() => number) | undefined;
  readonly #answered: () => void;

  constructor(
    port: number,
    take: () => Buffer | undefined,
    latencies: number[],
    answered: () => void,
    due?: () => number,
  ) {
    this.#answered = answered;
    this.#take = take;
    this.#latencies = latencies;
    this.#due = due;
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket.on('data', (data) => this.#receive(data));
  }

  send(): void {
    const wait = this.#due === undefined ? 0 : this.#due() - performance.now();
    if (wait > 1) void setTimeout(wait).then(() => this.#write());
    else this.#write();
  }

  #write(): void {
    if (this.stopped) return;
    const request = this.#take();
    if (!request) return;
    this.#sent = performance.now();
    this.#socket.write(request);
  }

  #receive(data: Buffer): void {
    this.#pending = this.#pending.length === 0 ? data : Buffer.concat([this.#pending, data]);
    const length = responseLength(this.#pending);
    if (length === undefined || this.#pending.length < length) return;
    this.#pending = this.#pending.subarray(length);
    this.#latencies.push(performance.now() - this.#sent);
    this.#answered();
    this.send();
  }

  close(): void {
    this.stopped = true;
    this.#socket.destroy();
  }
}

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

/** Sends for the duration and tells the rate and the latencies. */
export async function load(options: LoadOptions): Promise<Load> {
  const { port, connections, duration_ms, count = Number.POSITIVE_INFINITY, rate } = options;
  const requests = options.requests ?? [];
  /** Each connection begins at a place of its own. */
  const inTurn = (first: number) => {
    let next = first;
    return () => requests[next++ % requests.length];
  };
  const latencies: number[] = [];
  const start = performance.now();
  let scheduled = start;
  const due =
    rate === undefined
      ? undefined
      : () => {
          scheduled += 1000 / rate;
          return scheduled;
        };
  let enough = (): void => {};
  const isEnough = new Promise<void>((resolve) => {
    enough = resolve;
  });
  let sent = 0;
  const atMost = (take: () => Buffer | undefined) => () => (sent++ < count ? take() : undefined);
  const answered = (): void => {
    if (latencies.length >= count) enough();
  };
  const all = Array.from({ length: connections }, (_, index) => {
    const take = options.take ?? inTurn(Math.floor((index * requests.length) / connections));
    return new Connection(port, atMost(take), latencies, answered, due);
  });
  for (const one of all) one.send();
  let isAwake = options.awake === true;
  const stay = (): void => {
    if (isAwake) setImmediate(stay);
  };
  stay();
  const timeout = new AbortController();
  await Promise.race([isEnough, setTimeout(duration_ms, undefined, { signal: timeout.signal }).catch(() => {})]);
  timeout.abort();
  const elapsed = performance.now() - start;
  isAwake = false;
  for (const one of all) one.close();
  const sorted = latencies.sort((a, b) => a - b);
  return {
    answers: sorted.length,
    perSecond: (sorted.length / elapsed) * 1000,
    p50_ms: percentile(sorted, 0.5),
    p99_ms: percentile(sorted, 0.99),
  };
}
