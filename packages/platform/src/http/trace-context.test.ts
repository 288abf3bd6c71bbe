import { describe, expect, it } from 'vitest';
import { traceParentOf } from './trace-context.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('traceparent', () => {
  it('names the trace, the span and whether it is recorded', () => {
    expect(traceParentOf({ traceparent: `00-${TRACE}-${SPAN}-01` })).toEqual({
      traceId: TRACE,
      spanId: SPAN,
      sampled: true,
    });
    expect(traceParentOf({ traceparent: `00-${TRACE}-${SPAN}-02` })?.sampled).toBe(false);
    expect(traceParentOf({ traceparent: `cc-${TRACE}-${SPAN}-01-what-comes-later` })?.traceId).toBe(TRACE);
  });

  it.each([
    undefined,
    '',
    `00-${TRACE}-${SPAN}`,
    `00-${TRACE}-${SPAN}-01-more`,
    `ff-${TRACE}-${SPAN}-01`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `01-${TRACE}-${SPAN}-01-${'x'.repeat(200)}`,
    `00-${TRACE}-${SPAN}-01\n`,
  ])('is as if it had not been sent when it is %o', (traceparent) => {
    expect(traceParentOf(traceparent === undefined ? {} : { traceparent })).toBeUndefined();
  });
});
