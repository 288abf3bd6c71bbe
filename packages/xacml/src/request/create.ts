import { quote, XacmlError } from '../errors.ts';
import { DEFAULT_LIMITS } from '../limits.ts';
import { dataTypeByName, TYPES } from '../types/index.ts';
import { parseXml } from '../xml/reader.ts';
import { type Attribute, type AttributeValue, type Category, DEFAULT_OPTIONS, Request } from './model.ts';

/** A value given in a program. A number without fraction is an integer, another number a double. */
export type ValueInput = string | number | bigint | boolean;

/** An attribute of a request that a program makes. */
export interface AttributeInput {
  readonly id: string;
  readonly values: readonly ValueInput[];
  /** Identifier or short name; by default what the values are. */
  readonly dataType?: string;
  readonly issuer?: string;
  readonly includeInResult?: boolean;
}

/** A category of a request that a program makes. */
export interface CategoryInput {
  /** Category identifier. A category may be given more than once: every combination is then one decision. */
  readonly id: string;
  readonly attributes?: readonly AttributeInput[];
  /** XML text of the single element inside Content. */
  readonly content?: string;
  /** What `multiRequests` refers to. */
  readonly xmlId?: string;
}

/** A request that a program makes. */
export interface RequestInput {
  readonly categories: readonly CategoryInput[];
  readonly returnPolicyIdList?: boolean;
  readonly combinedDecision?: boolean;
  readonly xpathVersion?: string;
  /** Each entry is one decision: the `xmlId`s of its categories. */
  readonly multiRequests?: readonly (readonly string[])[];
}

/** True for the identifier, or the short name, of a data type that the engine knows. */
export const isDataType = (name: string): boolean => dataTypeByName(name) !== undefined;

function inferType(value: ValueInput): string {
  if (typeof value === 'string') return TYPES.string.id;
  if (typeof value === 'boolean') return TYPES.boolean.id;
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return TYPES.integer.id;
  return TYPES.double.id;
}

function textOfInput(value: ValueInput): string {
  if (value === Number.POSITIVE_INFINITY) return 'INF';
  if (value === Number.NEGATIVE_INFINITY) return '-INF';
  return String(value);
}

function createAttribute(input: AttributeInput): Attribute {
  let given: string | undefined;
  if (input.dataType !== undefined) {
    const type = dataTypeByName(input.dataType);
    if (type === undefined) throw new XacmlError('unknown-data-type', `there is no data type ${quote(input.dataType)}`);
    given = type.id;
  }
  const values: AttributeValue[] = [];
  for (const value of input.values) values.push({ dataType: given ?? inferType(value), text: textOfInput(value) });
  return { id: input.id, issuer: input.issuer, includeInResult: input.includeInResult === true, values };
}

function createCategory(input: CategoryInput): Category {
  return {
    id: input.id,
    xmlId: input.xmlId,
    attributes: input.attributes?.map(createAttribute) ?? [],
    content: input.content === undefined ? undefined : parseXml(input.content, DEFAULT_LIMITS),
  };
}

/**
 * Makes a request from categories in the engine's own form, for callers that ask very often: nothing is checked or copied. Data types must be
 * identifiers, and no category may be changed afterwards.
 */
export const requestOf = (categories: readonly Category[]): Request => new Request(categories, DEFAULT_OPTIONS);

/**
 * Makes a request from data, without going through JSON or XML text.
 * @throws XacmlError `unknown-data-type`, or what is wrong with a category's content.
 */
export function createRequest(input: RequestInput): Request {
  const { returnPolicyIdList = false, combinedDecision = false, xpathVersion, multiRequests } = input;
  const plain = !returnPolicyIdList && !combinedDecision && xpathVersion === undefined && multiRequests === undefined;
  const options = plain ? DEFAULT_OPTIONS : { returnPolicyIdList, combinedDecision, xpathVersion, multiRequests };
  return new Request(input.categories.map(createCategory), options);
}
