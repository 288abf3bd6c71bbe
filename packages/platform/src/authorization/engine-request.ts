/** A request as the engine takes it. */
import { type Attribute, type Category, requestOf, sharedCategory } from '@portvakt/xacml';
import type { AttributeSet } from './attributes.ts';
import type { Added } from './context.ts';
import type { Context } from './context-handler.ts';
import * as name from './names.ts';

/** The request together with what was added to it. */
export function engineRequest({ request, added }: Pick<Context, 'request' | 'added'>): ReturnType<typeof requestOf> {
  const subject = attributesOf(request.subject);
  const resource = attributesOf(request.resource);
  for (const one of added) append(one.category === 'subject' ? subject : resource, one);
  const categories = [
    category(name.SUBJECT_CATEGORY, subject),
    category(name.ACTION_CATEGORY, attributesOf(request.action)),
    category(name.RESOURCE_CATEGORY, resource),
  ];
  if (request.others.size > 0) for (const [id, set] of request.others) categories.push(otherCategory(id, set));
  return requestOf(categories);
}

/** From this many attributes or values on, a set that several requests may share is made ready for the engine once. */
const WORTH_SHARING = 16;
const isSmall = ({ attributes }: AttributeSet): boolean =>
  attributes.length < WORTH_SHARING && attributes.every(({ values }) => values.length < WORTH_SHARING);
const otherCategories = new WeakMap<AttributeSet, Category>();

/** Nothing is ever added to the other sets, and the questions of a batch share them. */
function otherCategory(id: string, set: AttributeSet): Category {
  if (isSmall(set)) return category(id, attributesOf(set));
  const known = otherCategories.get(set);
  if (known) return known;
  const made = sharedCategory(category(id, attributesOf(set)));
  otherCategories.set(set, made);
  return made;
}

interface Text {
  readonly dataType: string;
  readonly text: string;
}

interface EngineAttribute extends Attribute {
  readonly values: Text[];
}

const category = (id: string, attributes: readonly Attribute[]): Category => ({
  id,
  xmlId: undefined,
  attributes,
  content: undefined,
});

function attributesOf(set: AttributeSet): EngineAttribute[] {
  const attributes: EngineAttribute[] = [];
  for (const { id, dataType, values, includeInResult } of set.attributes) {
    const texts: Text[] = [];
    for (const text of values) texts.push({ dataType, text });
    attributes.push({ id, issuer: undefined, includeInResult, values: texts });
  }
  return attributes;
}

/** Puts values with those that their attribute has already. */
function append(attributes: EngineAttribute[], { id, values, echo }: Added): void {
  let texts: Text[] | undefined;
  for (const one of attributes)
    if (one.id === id && one.values[0]?.dataType === name.STRING_TYPE) {
      texts = one.values;
      break;
    }
  if (texts === undefined) {
    texts = [];
    attributes.push({ id, issuer: undefined, includeInResult: echo === true, values: texts });
  }
  for (const text of values) texts.push({ dataType: name.STRING_TYPE, text });
}
