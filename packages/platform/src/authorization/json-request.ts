/**
 * XACML JSON requests in Altinn's form (altinn-pdp.md 4): member names in any case, values are texts, categories are lists.
 * What cannot be read as the model is refused as `body-malformed`; what can be read but not be decided as `undecidable`.
 */
import { AttributeSet, type DecisionRequest, type ListedAttribute } from './attributes.ts';
import { isObject, JsonNode, typeName } from './json-members.ts';
import * as name from './names.ts';
import { malformed, refuse, undecidable } from './refusals.ts';

export interface JsonAttribute extends ListedAttribute {
  readonly dataType: string | undefined;
}

export interface JsonCategory {
  readonly categoryId: string | undefined;
  readonly id: string | undefined;
  readonly attributes: readonly JsonAttribute[];
}

/** A request as it came in. */
export interface JsonRequest {
  readonly subjects: readonly JsonCategory[];
  readonly actions: readonly JsonCategory[];
  readonly resources: readonly JsonCategory[];
  readonly categories: readonly JsonCategory[];
  /** The references of a multi request; fewer than two make it a single one. */
  readonly references: readonly (readonly string[])[];
}

/** Most combinations that one request may ask for. */
export const MAX_REFERENCES = 10_000;
/** Most attributes that the combinations of one request may have together: a small body can name a large category many times. */
const MAX_COMBINED_ATTRIBUTES = 500_000;

function readAttribute(item: JsonNode): JsonAttribute {
  const id = item.text('AttributeId', 'attributeId');
  if (!id) throw item.wrong('AttributeId', 'is required, as text');
  const value = item.text('Value', 'value');
  if (value === undefined) throw item.wrong('Value', 'is required, as text');
  item.text('Issuer', 'issuer');
  return {
    id: KNOWN_IDS.get(id) ?? id,
    value,
    dataType: item.text('DataType', 'dataType'),
    includeInResult: item.flag('IncludeInResult', 'includeInResult'),
  };
}

/** One copy of each usual id: telling two of them apart, or finding them alike, then takes no reading. */
const KNOWN_IDS: ReadonlyMap<string, string> = new Map(
  Object.values(name).flatMap((id) => (typeof id === 'string' ? [[id, id] as const] : [])),
);

const readCategory = (item: JsonNode): JsonCategory => ({
  categoryId: item.text('CategoryId', 'categoryId'),
  id: item.text('Id', 'id'),
  attributes: item.list('Attribute', 'attribute', readAttribute),
});

function readReference(item: JsonNode): readonly string[] {
  const ids = item.get('ReferenceId', 'referenceId');
  if (ids === undefined || ids === null) return [];
  if (!Array.isArray(ids) || ids.some((id) => typeof id !== 'string'))
    throw item.wrong('ReferenceId', 'must be a list of texts');
  return ids as readonly string[];
}

function readReferences(request: JsonNode): readonly (readonly string[])[] {
  const multi = request.get('MultiRequests', 'multiRequests');
  if (multi === undefined || multi === null) return [];
  if (!isObject(multi)) throw request.wrong('MultiRequests', `must be an object, not ${typeName(multi)}`);
  const node = new JsonNode(multi, request, 'MultiRequests', -1);
  const references = node.list('RequestReference', 'requestReference', readReference);
  if (references.length > MAX_REFERENCES)
    throw request.wrong('MultiRequests', `has ${references.length} references; at most ${MAX_REFERENCES} are answered`);
  return references;
}

/** @throws Refusal `body-malformed` when the body is not a request */
export function readJsonRequest(body: unknown): JsonRequest {
  if (!isObject(body)) throw malformed('', `must be an object with the member Request, not ${typeName(body)}`);
  const inner = new JsonNode(body, undefined, '', -1).get('Request', 'request');
  if (!isObject(inner)) throw malformed('Request', 'is required: an object with AccessSubject, Action and Resource');
  const request = new JsonNode(inner, undefined, 'Request', -1);
  request.flag('ReturnPolicyIdList', 'returnPolicyIdList');
  request.flag('CombinedDecision', 'combinedDecision');
  for (const [member, camel] of IGNORED_CATEGORIES) request.list(member, camel, readCategory);
  const read = {
    subjects: request.list('AccessSubject', 'accessSubject', readCategory),
    actions: request.list('Action', 'action', readCategory),
    resources: request.list('Resource', 'resource', readCategory),
    categories: request.list('Category', 'category', readCategory),
    references: readReferences(request),
  };
  checkSize(read);
  return read;
}

/** @throws Refusal `body-malformed` when the combinations would have too many attributes together */
export function checkSize({ subjects, actions, resources, references }: JsonRequest): void {
  if (references.length < 2) return;
  const categories = [...subjects, ...actions, ...resources];
  let all = 0;
  for (const { attributes } of categories) all += attributes.length + 1;
  // Mostly there is no need to look closer: an id names no more attributes than there are.
  let named = 0;
  for (const ids of references) named = Math.max(named, ids.length);
  if (references.length * named * all <= MAX_COMBINED_ATTRIBUTES) return;
  const sizes = new Map<string, number>();
  for (const { id, attributes } of categories)
    if (id !== undefined) sizes.set(id, (sizes.get(id) ?? 0) + attributes.length + 1);
  let total = 0;
  for (const ids of references) for (const id of ids) total += sizes.get(id) ?? 1;
  if (total > MAX_COMBINED_ATTRIBUTES)
    throw malformed(
      'Request.MultiRequests',
      `asks for ${total} attributes in all; at most ${MAX_COMBINED_ATTRIBUTES} are read`,
    );
}

const IGNORED_CATEGORIES = [
  ['RecipientSubject', 'recipientSubject'],
  ['IntermediarySubject', 'intermediarySubject'],
  ['RequestingMachine', 'requestingMachine'],
] as const;

const DATA_TYPES: ReadonlyMap<string, string> = new Map([
  ['string', name.STRING_TYPE],
  [name.STRING_TYPE, name.STRING_TYPE],
  ['anyURI', name.ANY_URI_TYPE],
  [name.ANY_URI_TYPE, name.ANY_URI_TYPE],
  [name.INTEGER_TYPE, name.INTEGER_TYPE],
]);

const NO_OTHERS: Map<string, AttributeSet> = new Map();

class Builder implements DecisionRequest {
  readonly subject = new AttributeSet();
  readonly action = new AttributeSet();
  readonly resource = new AttributeSet();
  others: Map<string, AttributeSet> = NO_OTHERS;

  take(categories: readonly JsonCategory[], shorthand: string | undefined): void {
    for (const category of categories) {
      const set = this.#set(category.categoryId ?? shorthand);
      for (const { id, value, dataType, includeInResult } of category.attributes) {
        const type = dataType === undefined ? name.STRING_TYPE : DATA_TYPES.get(dataType);
        if (type === undefined)
          throw undecidable(
            `the data type "${dataType?.slice(0, 100)}" of ${id} is not supported: use string, anyURI or integer`,
          );
        set.add(id, value, includeInResult, type);
      }
    }
  }

  #set(category: string | undefined): AttributeSet {
    if (category === undefined) throw undecidable('a member of Category lacks CategoryId');
    if (category === name.SUBJECT_CATEGORY) return this.subject;
    if (category === name.ACTION_CATEGORY) return this.action;
    if (category === name.RESOURCE_CATEGORY) return this.resource;
    // Mostly there are none: each request has a map of its own only when it needs one.
    if (this.others === NO_OTHERS) this.others = new Map();
    const known = this.others.get(category) ?? new AttributeSet();
    this.others.set(category, known);
    return known;
  }
}

/** The request as one decision over every category. @throws Refusal `undecidable` */
export function singleRequest(request: JsonRequest): DecisionRequest {
  const builder = new Builder();
  builder.take(request.subjects, name.SUBJECT_CATEGORY);
  builder.take(request.actions, name.ACTION_CATEGORY);
  builder.take(request.resources, name.RESOURCE_CATEGORY);
  builder.take(request.categories, undefined);
  return builder;
}

/**
 * The decisions of a multi request, in the order of the references. Unknown ids are skipped; of resources with one id the last
 * counts, of subjects and actions all.
 * @throws Refusal `undecidable` when a category lacks its Id
 */
export function multiRequest(request: JsonRequest): readonly DecisionRequest[] {
  const named = new Map<string, Named>();
  const placeOf = ({ id }: JsonCategory, what: string, syntax: boolean): Named => {
    if (id === undefined)
      throw refuse(
        syntax ? 'undecidable-syntax' : 'undecidable',
        `${what} lacks the Id that the request references need`,
      );
    let place = named.get(id);
    if (!place) {
      place = new Named();
      named.set(id, place);
    }
    return place;
  };
  for (const one of request.subjects) placeOf(one, 'an AccessSubject', true).subjects.push(one);
  for (const one of request.actions) placeOf(one, 'an Action', true).actions.push(one);
  for (const one of request.resources) placeOf(one, 'a Resource', false).resources = [one];
  // A category may say that it is another one than the list that it stands in, and a value that it is no text.
  const isPlain = isPlainList(request.subjects) && isPlainList(request.actions) && isPlainList(request.resources);
  return request.references.map((ids) => {
    const places: Named[] = [];
    for (const id of ids) {
      const place = named.get(id);
      if (place) places.push(place);
    }
    return isPlain ? new Part(places) : built(places);
  });
}

function isPlainList(categories: readonly JsonCategory[]): boolean {
  for (const { categoryId, attributes } of categories) {
    if (categoryId !== undefined) return false;
    for (const { dataType } of attributes) if (dataType !== undefined) return false;
  }
  return true;
}

/** The categories with one id. */
class Named {
  readonly subjects: JsonCategory[] = [];
  readonly actions: JsonCategory[] = [];
  /** The last one, or none. */
  resources: readonly JsonCategory[] = [];
  #subject: AttributeSet | undefined;
  #action: AttributeSet | undefined;
  #resource: AttributeSet | undefined;

  /** Its sets are made once for all decisions that name it. Undefined: it has no category of the kind. */
  get subject(): AttributeSet | undefined {
    this.#subject ??= plainSet(this.subjects);
    return this.#subject;
  }

  get action(): AttributeSet | undefined {
    this.#action ??= plainSet(this.actions);
    return this.#action;
  }

  get resource(): AttributeSet | undefined {
    this.#resource ??= plainSet(this.resources);
    return this.#resource;
  }
}

/** The attributes of categories that are what their list says, and of values that are texts. */
function plainSet(categories: readonly JsonCategory[]): AttributeSet | undefined {
  if (categories.length === 0) return undefined;
  const set = new AttributeSet();
  for (const { attributes } of categories)
    for (const { id, value, includeInResult } of attributes) set.add(id, value, includeInResult);
  return set;
}

/** @throws Refusal `undecidable` */
function built(places: readonly Named[]): Builder {
  const builder = new Builder();
  for (const { subjects, actions, resources } of places) {
    builder.take(resources, name.RESOURCE_CATEGORY);
    builder.take(subjects, name.SUBJECT_CATEGORY);
    builder.take(actions, name.ACTION_CATEGORY);
  }
  return builder;
}

/** One decision of a multi request. Its sets are made when one of them is first asked for: a remembered decision needs none. */
class Part implements DecisionRequest {
  readonly #places: readonly Named[];
  #sets: Omit<DecisionRequest, 'listed'> | undefined;

  constructor(places: readonly Named[]) {
    this.#places = places;
  }

  get listed(): NonNullable<DecisionRequest['listed']> {
    const [subject, action, resource] = [new Joined(), new Joined(), new Joined()];
    for (const place of this.#places) {
      subject.take(place.subjects);
      action.take(place.actions);
      resource.take(place.resources);
    }
    return [subject.list, action.list, resource.list];
  }

  get subject(): AttributeSet {
    return this.#made.subject;
  }

  get action(): AttributeSet {
    return this.#made.action;
  }

  get resource(): AttributeSet {
    return this.#made.resource;
  }

  get others(): ReadonlyMap<string, AttributeSet> {
    return this.#made.others;
  }

  get #made(): Omit<DecisionRequest, 'listed'> {
    this.#sets ??= joined(this.#places);
    return this.#sets;
  }
}

/** Mostly each category comes from one place, which has its set ready for the other decisions too. */
function joined(places: readonly Named[]): Omit<DecisionRequest, 'listed'> {
  let [subject, action, resource] = [NO_SET, NO_SET, NO_SET];
  for (const one of places) {
    const isSecond =
      (subject !== NO_SET && one.subject) || (action !== NO_SET && one.action) || (resource !== NO_SET && one.resource);
    if (isSecond) return built(places);
    subject = one.subject ?? subject;
    action = one.action ?? action;
    resource = one.resource ?? resource;
  }
  return { subject, action, resource, others: NO_OTHERS };
}

const NO_SET = new AttributeSet();

const NO_ATTRIBUTES: readonly ListedAttribute[] = Object.freeze([]);

/** The attributes of several categories. Mostly there is one, and nothing to join; of more each is copied once. */
class Joined {
  list: readonly ListedAttribute[] = NO_ATTRIBUTES;
  #own: ListedAttribute[] | undefined;

  take(categories: readonly JsonCategory[]): void {
    for (const { attributes } of categories) {
      if (this.list === NO_ATTRIBUTES) {
        this.list = attributes;
        continue;
      }
      this.#own ??= [...this.list];
      for (const one of attributes) this.#own.push(one);
      this.list = this.#own;
    }
  }
}
