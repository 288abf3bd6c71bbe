/** What an answer is made of, timed for who traces it (tracing/); nothing is followed or timed until somebody does. */
import { AsyncLocalStorage } from 'node:async_hooks';

/** Something that was done for an answer. */
export interface InnerSpan {
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  /** Whether it waited for another server. */
  readonly isCall: boolean;
  /** By `performance.now()`. */
  readonly start: number;
  readonly end: number;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly isFault: boolean;
}

/** What of it is known beforehand: names of the program's own, no value. */
export type Beginning = Pick<InnerSpan, 'name' | 'attributes'> & { readonly isCall?: boolean };

/** An answer that is traced. */
export interface Traced {
  readonly traceId: string;
  /** @returns undefined when nothing more is wanted: there is enough, or the answer is out */
  begin(): string | undefined;
  tell(span: InnerSpan): void;
}

export interface Place {
  readonly of: Traced;
  /** The span that what is done now is a part of. */
  readonly spanId: string;
}

let places: AsyncLocalStorage<Place> | undefined;

/** Runs what makes a traced answer. */
export function inPlace<T>(place: Place, work: () => T): T {
  places ??= new AsyncLocalStorage();
  return places.run(place, work);
}

/** Where in a traced answer this is done; undefined in none. */
export const placeNow = (): Place | undefined => places?.getStore();

/** Does the work; in a traced answer, as a span of it. @param describe asked for then alone */
export function spanned<T>(describe: () => Beginning, work: () => T): T {
  const place = placeNow();
  const spanId = place?.of.begin();
  if (place === undefined || spanId === undefined) return work();
  const start = performance.now();
  const over = (isFault: boolean): void => {
    const { name, attributes, isCall = false } = describe();
    const end = performance.now();
    place.of.tell({ spanId, parentSpanId: place.spanId, name, attributes, isCall, start, end, isFault });
  };
  let done: T;
  try {
    done = inPlace({ of: place.of, spanId }, work);
  } catch (error) {
    over(true);
    throw error;
  }
  if (done instanceof Promise)
    done.then(
      () => over(false),
      () => over(true),
    );
  else over(false);
  return done;
}
