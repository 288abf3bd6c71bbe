import { quote } from '../errors.ts';
import type { PdpLimits } from '../limits.ts';
import { type Category, Request, type RequestOptions, sharedCategory } from '../request/model.ts';
import { Indeterminate, processingError, syntaxError } from '../status.ts';
import { expandCategory, type ResolveScope } from './hierarchy.ts';

/** One individual decision: a request, or why there is none. */
export type Individual = Request | Indeterminate;

const single = (options: RequestOptions): RequestOptions => ({
  ...options,
  combinedDecision: false,
  multiRequests: undefined,
});

/** The categories of each MultiRequests reference, in their order (MDP 2.4). */
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

/** What a category stands for, found once however many references name it. */
type Expand = (category: Category) => readonly Category[] | Indeterminate;

function expander(request: Request, limits: PdpLimits, resolve: ResolveScope | undefined): Expand {
  const known = new Map<Category, readonly Category[] | Indeterminate>();
  return (category) => {
    const before = known.get(category);
    if (before !== undefined) return before;
    const expanded = expandCategory(request, category, limits, resolve) ?? [category];
    const found = expanded instanceof Indeterminate ? expanded : expanded.map(sharedCategory);
    known.set(category, found);
    return found;
  };
}

/** The alternatives for each category, in order of first appearance: repeated ones, and what scopes and selectors give. */
function alternatives(categories: readonly Category[], expand: Expand): Category[][] | Indeterminate {
  const groups = new Map<string, Category[]>();
  for (const category of categories) {
    const expanded = expand(category);
    if (expanded instanceof Indeterminate) return expanded;
    const group = groups.get(category.id) ?? [];
    groups.set(category.id, group);
    for (const each of expanded) group.push(each);
  }
  return [...groups.values()];
}

/** Every combination of one category of each group; the last group varies fastest (MDP 2.3). Undefined beyond `most`. */
function combinations(groups: readonly (readonly Category[])[], most: number): Category[][] | undefined {
  let count = 1;
  for (const group of groups) {
    count *= group.length;
    if (count > most) return undefined;
  }
  return Array.from({ length: count }, (_, number) => {
    const chosen = new Array<Category>(groups.length);
    let rest = number;
    for (let i = groups.length - 1; i >= 0; i--) {
      const group = groups[i] as readonly Category[];
      chosen[i] = group[rest % group.length] as Category;
      rest = Math.floor(rest / group.length);
    }
    return chosen;
  });
}

/**
 * Takes a request apart into its individual decisions (Multiple Decision Profile: references, repeated categories, content
 * selectors, scopes). At least one; the request itself when it asks for one decision.
 */
export function individuals(request: Request, limits: PdpLimits, resolve: ResolveScope | undefined): Individual[] {
  const { multiRequests } = request.options;
  const tooMany = [processingError(`the request asks for more than ${limits.maxDecisions} decisions`)];
  if (multiRequests !== undefined && multiRequests.length > limits.maxDecisions) return tooMany;
  const parts = multiRequests === undefined ? [request.categories] : byReference(request, multiRequests);
  const options = single(request.options);
  const expand = expander(request, limits, resolve);
  const result: Individual[] = [];
  let attributes = 0;
  for (const part of parts) {
    const groups = part instanceof Indeterminate ? part : alternatives(part, expand);
    if (groups instanceof Indeterminate) {
      result.push(groups);
      continue;
    }
    const all = combinations(groups, limits.maxDecisions);
    if (all === undefined || result.length + all.length > limits.maxDecisions) return tooMany;
    for (const categories of all) {
      const each = new Request(categories, options);
      attributes += sizeOf(each);
      if (attributes > limits.maxAttributes)
        return [
          processingError(`the decisions would echo more than ${limits.maxAttributes} attributes and values together`),
        ];
      result.push(each);
    }
  }
  return result;
}

/** How much a decision holds or echoes of its own. */
function sizeOf({ categories, echo }: Request): number {
  let size = categories.length;
  for (const { attributes } of echo) for (const { values } of attributes) size += 1 + values.length;
  return size;
}
