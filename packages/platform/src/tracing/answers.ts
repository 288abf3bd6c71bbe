/** Answers that are traced while they are made, and what they were made of. */
import { randomBytes } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { InnerSpan, Traced } from '../foundation/index.ts';
import { traceId as requestId, type TraceParent, traceParentOf } from '../http/index.ts';
import type { Sampler } from './settings.ts';

/** Of one answer; further ones are counted in it. */
const MAX_SPANS = 200;
const MAX_UINT32 = 0x1_0000_0000;

type Tell = (span: InnerSpan, traceId: string) => void;

const newSpanId = (): string => randomBytes(8).toString('hex');

/** An answer that is being made, with the spans in it. */
export class TracedAnswer implements Traced {
  readonly traceId: string;
  readonly spanId = newSpanId();
  readonly parentSpanId: string | undefined;
  readonly #tell: Tell;
  #count = 0;
  #isOut = false;

  constructor(request: FastifyRequest, parent: TraceParent | undefined, tell: Tell) {
    // A trace that begins here has the name that answers and logs have for the request.
    this.traceId = parent?.traceId ?? requestId(request);
    this.parentSpanId = parent?.spanId;
    this.#tell = tell;
  }

  begin(): string | undefined {
    if (this.#isOut) return undefined;
    this.#count += 1;
    return this.#count > MAX_SPANS ? undefined : newSpanId();
  }

  tell(span: InnerSpan): void {
    this.#tell(span, this.traceId);
  }

  /** What goes on afterwards is no part of it. @returns how many spans there was no room for */
  end(): number {
    this.#isOut = true;
    return Math.max(0, this.#count - MAX_SPANS);
  }
}

/** The caller's place in a trace, and whether this answer is traced. */
export function sampled(
  sampler: Sampler,
  request: FastifyRequest,
): { readonly is: boolean; readonly parent: TraceParent | undefined } {
  const parent = traceParentOf(request.headers);
  return { is: isSampled(sampler, parent), parent };
}

/** By the last digits of the caller's trace, so that each program that sees it decides the same; of a trace that begins here by chance. */
function isSampled({ followsParent, ratio }: Sampler, parent: TraceParent | undefined): boolean {
  if (!parent) return Math.random() < ratio;
  if (followsParent) return parent.sampled;
  return Number.parseInt(parent.traceId.slice(-8), 16) < ratio * MAX_UINT32;
}
