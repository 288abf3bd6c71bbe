import { Indeterminate, syntaxError } from '../status.ts';
import { type DataType, dataTypeByName } from '../types/index.ts';
import { type Bag, type Value, ValueError, type XPathExpression } from '../types/value.ts';
import type { XmlElement } from '../xml/reader.ts';

/** A value as the request writes it. It is parsed when a policy first asks for it. */
export interface AttributeValue {
  /** Identifier of the data type; one the engine does not know is carried along and never found. */
  readonly dataType: string;
  readonly text: string;
  /** Only for xpathExpression. */
  readonly xpath?: XPathExpression;
}

/** An attribute of a request (CORE 5.46). */
export interface Attribute {
  readonly id: string;
  readonly issuer: string | undefined;
  readonly includeInResult: boolean;
  readonly values: readonly AttributeValue[];
}

/** The attributes of one category (CORE 5.44). */
export interface Category {
  readonly id: string;
  /** `xml:id` or JSON `Id`: what MultiRequests refers to. */
  readonly xmlId: string | undefined;
  readonly attributes: readonly Attribute[];
  /** The element inside Content. */
  readonly content: XmlElement | undefined;
  /** Only of a category that several requests hold: see `sharedCategory`. @internal */
  readonly digest?: Digest;
}

/** What a category that several requests hold was found to be, so that each looks at its attributes no more. */
interface Digest {
  readonly asksForSeveral: boolean;
  readonly echo: Category | undefined;
  readonly byId: ReadonlyMap<string, readonly Attribute[]>;
  /** Values by the number of the attribute that was asked for. */
  readonly bags: Map<number, readonly Value[] | Indeterminate | undefined>;
}

/**
 * The category made ready to stand in many requests: its attributes are walked and its values parsed once for all of them, where each request
 * would do so anew. It must not change afterwards.
 */
export function sharedCategory(category: Category): Category {
  if (category.digest !== undefined) return category;
  const byId = new Map<string, Attribute[]>();
  for (const attribute of category.attributes) {
    const known = byId.get(attribute.id);
    if (known === undefined) byId.set(attribute.id, [attribute]);
    else known.push(attribute);
  }
  const digest = { asksForSeveral: asksForSeveral(category), echo: echoed(category), byId, bags: new Map() };
  return { ...category, digest };
}

/** What a request says besides its attributes (CORE 5.42). */
export interface RequestOptions {
  readonly returnPolicyIdList: boolean;
  readonly combinedDecision: boolean;
  readonly xpathVersion: string | undefined;
  /** Each entry is one decision: the ids of the categories it uses. */
  readonly multiRequests: readonly (readonly string[])[] | undefined;
}

const EMPTY: Bag = Object.freeze([]);
const MOST_REMEMBERED = 32;

/**
 * One decision request. Immutable for callers; it remembers the bags that policies asked for, so that evaluating it again
 * costs no parsing.
 */
export class Request {
  readonly categories: readonly Category[];
  readonly options: RequestOptions;
  /** Attributes to echo, per category; empty for most requests. */
  readonly echo: readonly Category[];
  /** True when this is one decision for sure: no category twice, no MultiRequests, scope or content-selector. */
  readonly simple: boolean;
  /**
   * Attributes asked for: number, value if there is exactly one, bag, table and number in it (`keyOf`). In one list, because a policy asks for a handful, and
   * walking a few numbers that lie together beats hashing and following references.
   */
  readonly #remembered: (number | Value | Bag | Indeterminate | ReadonlyMap<unknown, number> | undefined)[] = [];

  constructor(categories: readonly Category[], options: RequestOptions) {
    this.categories = categories;
    this.options = options;
    this.echo = echoOf(categories);
    this.simple = options.multiRequests === undefined && isSimple(categories);
  }

  /**
   * All values of the attribute, whoever issued it unless an issuer is given (CORE 7.3.4).
   * @internal for the engine alone
   * @param number the attribute's number, under which the answer is remembered; -1 for none.
   */
  bag(
    number: number,
    category: string,
    attributeId: string,
    dataType: DataType,
    issuer: string | undefined,
  ): Bag | Indeterminate {
    const remembered = this.#remembered;
    for (let i = 0; i < remembered.length; i += 5)
      if (remembered[i] === number) return remembered[i + 2] as Bag | Indeterminate;
    const found = this.#collect(number, category, attributeId, dataType, issuer);
    if (number >= 0 && remembered.length < MOST_REMEMBERED * 5) {
      const only = !(found instanceof Indeterminate) && found.length === 1 ? found[0] : undefined;
      remembered.push(number, only, found, undefined, 0);
    }
    return found;
  }

  /**
   * The number that a table gives the attribute's value, when the attribute was asked for before and has exactly one value;
   * undefined otherwise. Remembered for the table that asked last, so that a request put to one PDP again costs no hashing.
   * @param other what to answer for a value the table does not have.
   */
  keyOf(number: number, table: ReadonlyMap<unknown, number>, other: number): number | undefined {
    const remembered = this.#remembered;
    for (let i = 0; i < remembered.length; i += 5) {
      if (remembered[i] !== number) continue;
      if (remembered[i + 3] === table) return remembered[i + 4] as number;
      const only = remembered[i + 1];
      if (only === undefined) return undefined;
      const key = table.get(only) ?? other;
      remembered[i + 3] = table;
      remembered[i + 4] = key;
      return key;
    }
    return undefined;
  }

  #collect(
    number: number,
    category: string,
    attributeId: string,
    dataType: DataType,
    issuer: string | undefined,
  ): Bag | Indeterminate {
    let bag: Bag | undefined;
    for (const each of this.categories) {
      if (each.id !== category) continue;
      const found =
        each.digest === undefined
          ? valuesOf(each.attributes, attributeId, dataType, issuer)
          : sharedValues(each.digest, number, attributeId, dataType, issuer);
      if (found instanceof Indeterminate) return found;
      if (found !== undefined) bag = bag === undefined ? found : [...bag, ...found];
    }
    return bag ?? EMPTY;
  }
}

function valuesOf(
  attributes: readonly Attribute[],
  attributeId: string,
  dataType: DataType,
  issuer: string | undefined,
): Value[] | Indeterminate | undefined {
  let bag: Value[] | undefined;
  for (const attribute of attributes) {
    if (attribute.id !== attributeId || (issuer !== undefined && attribute.issuer !== issuer)) continue;
    for (const value of attribute.values) {
      if (value.dataType !== dataType.id && dataTypeByName(value.dataType) !== dataType) continue;
      const parsed = parseAttributeValue(value, dataType);
      if (parsed instanceof Indeterminate) return parsed;
      if (bag === undefined) bag = [parsed];
      else bag.push(parsed);
    }
  }
  return bag;
}

const NO_ATTRIBUTES: readonly Attribute[] = Object.freeze([]);

function sharedValues(
  { byId, bags }: Digest,
  number: number,
  attributeId: string,
  dataType: DataType,
  issuer: string | undefined,
): readonly Value[] | Indeterminate | undefined {
  if (number >= 0 && bags.has(number)) return bags.get(number);
  const found = valuesOf(byId.get(attributeId) ?? NO_ATTRIBUTES, attributeId, dataType, issuer);
  if (number >= 0) bags.set(number, found);
  return found;
}

/** Text of a request value to a typed value; bad text is Indeterminate with syntax-error (xacml-engine section 12). */
export function parseAttributeValue(value: AttributeValue, dataType: DataType): Value | Indeterminate {
  if (value.xpath !== undefined) return value.xpath;
  try {
    return dataType.parse(value.text);
  } catch (error) {
    if (error instanceof ValueError) return syntaxError(error.message);
    throw error;
  }
}

/** Attributes that ask for several decisions (Multiple Decision Profile 2.1 and 2.2). */
const SEVERAL: ReadonlySet<string> = new Set([
  'urn:oasis:names:tc:xacml:3.0:multiple:content-selector',
  'urn:oasis:names:tc:xacml:3.0:profile:multiple:content-selector',
  'urn:oasis:names:tc:xacml:2.0:resource:scope',
]);

function asksForSeveral({ attributes }: Category): boolean {
  for (const { id } of attributes) if (SEVERAL.has(id)) return true;
  return false;
}

const MOST_COMPARED = 20;

function isSimple(categories: readonly Category[]): boolean {
  for (let place = 0; place < categories.length; place++) {
    const category = categories[place] as Category;
    if (category.digest === undefined ? asksForSeveral(category) : category.digest.asksForSeveral) return false;
    for (let i = 0; i < place; i++) if (categories[i]?.id === category.id) return false;
    // Comparing each with each is for the few categories of a usual request.
    if (place > MOST_COMPARED) return false;
  }
  return true;
}

const NO_ECHO: readonly Category[] = Object.freeze([]);

function echoed({ id, attributes }: Category): Category | undefined {
  if (!attributes.some((attribute) => attribute.includeInResult)) return undefined;
  const kept = attributes.filter((attribute) => attribute.includeInResult);
  return { id, xmlId: undefined, attributes: kept, content: undefined };
}

function echoOf(categories: readonly Category[]): readonly Category[] {
  let echo: Category[] | undefined;
  for (const category of categories) {
    const part = category.digest === undefined ? echoed(category) : category.digest.echo;
    if (part === undefined) continue;
    echo ??= [];
    echo.push(part);
  }
  return echo ?? NO_ECHO;
}

export const DEFAULT_OPTIONS: RequestOptions = Object.freeze({
  returnPolicyIdList: false,
  combinedDecision: false,
  xpathVersion: undefined,
  multiRequests: undefined,
});
