/** What both readers of JSON requests know. */
import { quote, XacmlError } from '../errors.ts';
import type { Category } from './model.ts';

const SUBJECT = 'urn:oasis:names:tc:xacml:1.0:subject-category:';
const ATTRIBUTE = 'urn:oasis:names:tc:xacml:3.0:attribute-category:';

/** Members of Request that stand for a category (JSON profile 4.2.2.2), and their identifiers. */
export const CATEGORY_SHORTHANDS: ReadonlyMap<string, string> = new Map([
  ['AccessSubject', `${SUBJECT}access-subject`],
  ['RecipientSubject', `${SUBJECT}recipient-subject`],
  ['IntermediarySubject', `${SUBJECT}intermediary-subject`],
  ['Codebase', `${SUBJECT}codebase`],
  ['RequestingMachine', `${SUBJECT}requesting-machine`],
  ['Resource', `${ATTRIBUTE}resource`],
  ['Action', `${ATTRIBUTE}action`],
  ['Environment', `${ATTRIBUTE}environment`],
]);

/** @throws XacmlError `duplicate-id` */
export function refuseDuplicateIds(categories: readonly Category[]): void {
  let seen: Set<string> | undefined;
  for (const { xmlId } of categories) {
    if (xmlId === undefined) continue;
    seen ??= new Set();
    if (seen.has(xmlId)) throw new XacmlError('duplicate-id', `the Id ${quote(xmlId)} is used by two categories`);
    seen.add(xmlId);
  }
}
