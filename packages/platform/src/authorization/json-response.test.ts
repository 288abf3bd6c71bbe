import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Outcome } from './decide.ts';
import { jsonResponse, jsonResult } from './json-response.ts';
import * as name from './names.ts';

const assignment = fc.record({
  attributeId: fc.constantFrom('a', 'b"'),
  value: fc.constantFrom('1', '2', '"'),
  dataType: fc.constant('t'),
});
/** The engine hands out the same obligations again and again, by themselves and in any company. */
const OBLIGATIONS: readonly Outcome['obligations'][number][] = fc.sample(
  fc.record({ id: fc.constantFrom('o', 'p'), assignments: fc.array(assignment, { maxLength: 2 }) }),
  { numRuns: 4, seed: 1 },
);
const outcome: fc.Arbitrary<Outcome> = fc.record({
  decision: fc.constantFrom('Permit', 'Deny', 'NotApplicable', 'Indeterminate'),
  status: fc.constantFrom(...Object.values(name.STATUS), 'urn:"'),
  decidedBy: fc.constantFrom('policy', 'access list', 'error'),
  obligations: fc.array(fc.constantFrom(...OBLIGATIONS), { maxLength: 3 }),
});

describe('the text of an answer', () => {
  it('is that of its results, whatever has been answered before', () => {
    fc.assert(
      fc.property(fc.array(outcome, { maxLength: 4 }), (outcomes) => {
        expect(jsonResponse(outcomes)).toBe(JSON.stringify({ response: outcomes.map(jsonResult) }));
      }),
      { numRuns: 2_000 },
    );
  });
});
