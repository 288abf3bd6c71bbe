import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPdp, parsePolicy, type Result } from './index.ts';
import { type World, world } from './testing/arbitrary.ts';
import { Naive } from './testing/naive.ts';
import type { NPolicy, NPolicySet, NRequest } from './testing/naive-model.ts';
import { toRequest, toXml } from './testing/render.ts';

/** Random policies, each asked a number of random requests: 60,000 decisions of both evaluators altogether. */
const POLICIES = process.env['PORTVAKT_TESTS'] === 'long' ? 50_000 : 1_000;
const REQUESTS = 20;
const DECISIONS = {
  P: 'Permit',
  D: 'Deny',
  NA: 'NotApplicable',
  'I{P}': 'Indeterminate',
  'I{D}': 'Indeterminate',
  'I{DP}': 'Indeterminate',
};

function expected(root: NPolicy | NPolicySet, request: NRequest, repository: Map<string, NPolicy | NPolicySet>) {
  const { kind, cause, items, policies } = new Naive(request, repository).owner(root);
  const decided = kind === 'P' || kind === 'D';
  return {
    decision: DECISIONS[kind],
    status: DECISIONS[kind] === 'Indeterminate' ? cause?.code : 'ok',
    obligations: decided
      ? items.filter((each) => !each.advice).map(({ id, assignments }) => ({ id, assignments }))
      : [],
    advice: decided ? items.filter((each) => each.advice).map(({ id, assignments }) => ({ id, assignments })) : [],
    policies: [...new Set(policies)],
  };
}

function actual(result: Result | undefined) {
  const items = (list: Result['obligations'] = []) =>
    list.map(({ id, assignments }) => ({
      id,
      assignments: assignments.map(({ attributeId, dataType, value }) => ({
        id: attributeId,
        type: dataType.slice(dataType.indexOf('#') + 1),
        value,
      })),
    }));
  return {
    decision: result?.decision,
    status: result?.status.code.slice(result.status.code.lastIndexOf(':') + 1),
    obligations: items(result?.obligations),
    advice: items(result?.advice),
    policies: result?.policyIdentifiers.map((each) => each.id),
  };
}

function compare({ root, references, requests }: World, tally: Map<string, number>): void {
  const repository = new Map<string, NPolicy | NPolicySet>(references.map((each) => [each.id, each]));
  const pdp = createPdp({
    root: parsePolicy(toXml(root)),
    policies: references.map((each) => parsePolicy(toXml(each))),
  });
  for (const [index, each] of requests.entries()) {
    const request = toRequest(each);
    const response = pdp.evaluate(request);
    const want = expected(root, each, repository);
    const got = actual(response.results[0]);
    // Comparing texts is many times faster than a deep comparison, which is made only to show the difference.
    if (JSON.stringify(got) !== JSON.stringify(want)) expect(got).toEqual(want);
    if (index === 0) expect(pdp.explain(request).response).toEqual(response);
    tally.set(want.decision, (tally.get(want.decision) ?? 0) + 1);
  }
}

describe('the compiled evaluator and the reference evaluator', () => {
  it('give the same decision, status, obligations, advice and policies', () => {
    const tally = new Map<string, number>();
    fc.assert(
      fc.property(world(REQUESTS), (each) => compare(each, tally)),
      {
        numRuns: POLICIES,
        seed: Number(process.env['XACML_DIFFERENTIAL_SEED'] ?? 20_260_423),
        endOnFailure: process.env['XACML_SHRINK'] === undefined,
      },
    );
    const total = POLICIES * REQUESTS;
    // A comparison of nothing but NotApplicable would prove little.
    for (const decision of ['Permit', 'Deny', 'NotApplicable', 'Indeterminate']) {
      expect((tally.get(decision) ?? 0) / total, decision).toBeGreaterThan(0.05);
    }
  });
});
