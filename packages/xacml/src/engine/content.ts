import type { PdpLimits } from '../limits.ts';
import type { Selector } from '../policy/model.ts';
import type { Request } from '../request/model.ts';
import { type Indeterminate, processingError } from '../status.ts';
import type { Bag, XPathExpression } from '../types/index.ts';
import type { EvaluationContext } from './context.ts';
import type { Individual } from './multiple.ts';

const EMPTY: Bag = Object.freeze([]);

export function selectBag(context: EvaluationContext, selector: Selector): Bag | Indeterminate {
  const category = context.request.categories.find((each) => each.id === selector.category);
  if (category?.content === undefined) return EMPTY;
  return processingError('XPath');
}
export function selectNodes(
  _context: EvaluationContext,
  _expression: XPathExpression,
): readonly unknown[] | Indeterminate {
  return processingError('XPath');
}
export function expandContent(_request: Request): Individual[] | undefined {
  return undefined;
}
export function replaceCategory(
  _request: Request,
  _category: string,
  _xml: string,
  _limits: PdpLimits,
): Request | Indeterminate {
  return processingError('XPath');
}
