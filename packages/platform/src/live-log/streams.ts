/** Those who follow the log as it happens. Each has a place in the ring and nothing of its own that could grow. */
import type { Entry } from './entry.ts';
import type { Ring } from './ring.ts';

/** Where events go: a response. */
export interface Sink {
  write(text: string): void;
  /** Bytes that wait to be taken. */
  readonly waiting: number;
  end(): void;
  /** Cuts the connection, whatever waits. */
  destroy(): void;
}

export interface StreamWish {
  readonly organization: string;
  /** Who follows; one has so many streams at most. */
  readonly follower: string;
  /** Number of the last entry that the reader has. */
  readonly after: number;
  readonly sink: Sink;
  /** Whether the follower still may. */
  readonly mayStill: () => Promise<boolean>;
}

export interface StreamLimits {
  /** Streams of one follower, and in all. */
  readonly each: number;
  readonly all: number;
  /** Bytes that may wait for a reader. */
  readonly waiting: number;
  /** Entries written at a time. */
  readonly batch: number;
  readonly flushMs: number;
  readonly beatMs: number;
}

export const LIMITS: StreamLimits = {
  each: 6,
  all: 200,
  waiting: 256 * 1024,
  batch: 500,
  flushMs: 100,
  beatMs: 15_000,
};

interface Stream extends StreamWish {
  /** Number of the last entry that was looked at for it. */
  at: number;
}

export class Streams {
  readonly #ring: Ring;
  readonly #tell: (entry: Entry) => string;
  readonly #limits: StreamLimits;
  readonly #streams = new Set<Stream>();
  #flush: NodeJS.Timeout | undefined;
  #beat: NodeJS.Timeout | undefined;

  /** @param tell an entry as an event */
  constructor(ring: Ring, tell: (entry: Entry) => string, limits: StreamLimits = LIMITS) {
    this.#ring = ring;
    this.#tell = tell;
    this.#limits = limits;
  }

  get size(): number {
    return this.#streams.size;
  }

  /** False when somebody follows with as many streams as one may, or all streams are taken. */
  hasRoom(follower: string): boolean {
    if (this.#streams.size >= this.#limits.all) return false;
    return [...this.#streams].filter((stream) => stream.follower === follower).length < this.#limits.each;
  }

  /** @returns closes it, when the reader has gone */
  open(wish: StreamWish): () => void {
    const stream: Stream = { ...wish, at: wish.after };
    this.#streams.add(stream);
    stream.sink.write(': the log as it happens\n\n');
    this.#beat ??= setInterval(() => void this.beat(), this.#limits.beatMs).unref();
    this.#write(stream);
    return () => this.#remove(stream);
  }

  /** Called when there is a new entry: those who follow get it soon, together with what comes meanwhile. */
  wake(): void {
    if (this.#streams.size === 0) return;
    this.#flush ??= setTimeout(() => {
      this.#flush = undefined;
      for (const stream of this.#streams) this.#write(stream);
    }, this.#limits.flushMs).unref();
  }

  /** Shows readers and what stands between that the stream lives, and ends those whose followers may no longer. */
  async beat(): Promise<void> {
    await Promise.all(
      [...this.#streams].map(async (stream) => {
        const may = await stream.mayStill().catch(() => false);
        if (!this.#streams.has(stream)) return;
        if (may) this.#write(stream, ': \n\n');
        else this.#end(stream, 'no-longer');
      }),
    );
  }

  /** Ends all: the platform stops. */
  close(): void {
    clearTimeout(this.#flush);
    for (const stream of this.#streams) this.#end(stream, 'stopping');
  }

  /** @param before what is written at any rate */
  #write(stream: Stream, before = ''): void {
    const { sink, organization } = stream;
    if (sink.waiting > this.#limits.waiting) {
      // Who reads too slowly comes again, and says what the last was.
      this.#remove(stream);
      sink.destroy();
      return;
    }
    if (stream.at < this.#ring.first - 1) {
      sink.write('event: gap\ndata: {}\n\n');
      stream.at = this.#ring.first - 1;
    }
    let text = before;
    let written = 0;
    while (stream.at < this.#ring.last && written < this.#limits.batch) {
      stream.at += 1;
      const entry = this.#ring.get(stream.at);
      if (entry?.organization !== organization) continue;
      text += this.#tell(entry);
      written += 1;
    }
    if (text !== '') sink.write(text);
    if (stream.at < this.#ring.last) this.wake();
  }

  #end(stream: Stream, reason: string): void {
    this.#remove(stream);
    stream.sink.write(`event: end\ndata: ${JSON.stringify({ reason })}\n\n`);
    stream.sink.end();
  }

  #remove(stream: Stream): void {
    this.#streams.delete(stream);
    if (this.#streams.size > 0) return;
    clearInterval(this.#beat);
    this.#beat = undefined;
  }
}
