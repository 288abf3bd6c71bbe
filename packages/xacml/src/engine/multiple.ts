import { quote } from '../errors.ts';
import type { PdpLimits } from '../limits.ts';
import { type Category, Request, type RequestOptions } from '../request/model.ts';
import { type Indeterminate, processingError, syntaxError } from '../status.ts';

/** One individual decision: a request, or why there is none. */
export type Individual = Request | Indeterminate;

const SINGLE_OPTIONS = (options: RequestOptions): RequestOptions => ({
  ...options,
  combinedDecision: false,
  multiRequests: undefined,
});

/** The requests of a MultiRequests element: one a reference, in their order (MDP 2.4). */
function byReference(
  request: Request,
  references: readonly (readonly string[])[],
): (readonly Category[] | Indeterminate)[] {
  const byId = new Map<string, Category>();
  for (const category of request.categories) if (category.xmlId !== undefined) byId.set(category.xmlId, category);
  return references.map((ids) => {
    const chosen: Category[] = [];
    for (const id of ids) {
      const category = byId.get(id);
      if (category === undefined)
        return syntaxError(`MultiRequests refers to ${quote(id)}, which no category has as its id`);
      chosen.push(category);
    }
    return chosen;
  });
}

/** Groups of the same category, in order of first appearance. */
function grouped(categories: readonly Category[]): Category[][] {
  const groups = new Map<string, Category[]>();
  for (const category of categories) {
    const group = groups.get(category.id);
    if (group === undefined) groups.set(category.id, [category]);
    else group.push(category);
  }
  return [...groups.values()];
}

/** Every combination of one category of each group; the last group varies fastest (MDP 2.3). */
function combinations(groups: readonly (readonly Category[])[], most: number): Category[][] | undefined {
  let all: Category[][] = [[]];
  for (const group of groups) {
    if (all.length * group.length > most) return undefined;
    all = all.flatMap((chosen) => group.map((category) => [...chosen, category]));
  }
  return all;
}

/** True when some category stands more than once, or MultiRequests is given: then there may be several decisions. */
function repeats(categories: readonly Category[]): boolean {
  for (let i = 1; i < categories.length; i++) {
    for (let j = 0; j < i; j++) if (categories[i]?.id === categories[j]?.id) return true;
  }
  return false;
}

/**
 * Takes a request apart into its individual decisions (Multiple Decision Profile: references, repeated categories).
 * @returns undefined for the usual request, which is one decision as it is.
 */
export function individuals(
  request: Request,
  limits: PdpLimits,
  expand: (request: Request) => Individual[] | undefined,
): Individual[] | undefined {
  const { multiRequests } = request.options;
  const selected = request.categories.some((category) => category.content !== undefined) ? expand : undefined;
  if (multiRequests === undefined && !repeats(request.categories)) return selected?.(request);
  const tooMany = [processingError(`the request asks for more than ${limits.maxDecisions} decisions`)];
  const parts = multiRequests === undefined ? [request.categories] : byReference(request, multiRequests);
  const options = SINGLE_OPTIONS(request.options);
  const result: Individual[] = [];
  for (const part of parts) {
    if (!isList(part)) {
      result.push(part);
      continue;
    }
    const all = combinations(grouped(part), limits.maxDecisions);
    if (all === undefined || result.length + all.length > limits.maxDecisions) return tooMany;
    for (const categories of all) {
      const single = new Request(categories, options);
      result.push(...(selected?.(single) ?? [single]));
      if (result.length > limits.maxDecisions) return tooMany;
    }
  }
  return result;
}

function isList(part: readonly Category[] | Indeterminate): part is readonly Category[] {
  return Array.isArray(part);
}
