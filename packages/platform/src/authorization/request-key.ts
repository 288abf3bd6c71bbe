/** Texts by which is remembered what follows from a request. */
import type { AttributeSet, DecisionRequest, ListedAttribute } from './attributes.ts';
import type { Side } from './context.ts';
import * as name from './names.ts';

/** In characters. A request with more is not remembered. */
const MAX_KEY = 400;

/** Short names of the usual ids: one character of one byte each, and no digit, with which the long form begins. */
const CODES: ReadonlyMap<string, string> = new Map(
  Object.values(name)
    .filter((id) => typeof id === 'string')
    .map((id, index) => [id, String.fromCharCode(0x80 + index)]),
);

/**
 * A text that no other request has: each part is preceded by its length. Undefined for what is not remembered: echoed attributes (the
 * answer repeats the request then), other categories and data types, instances, and very long ones.
 */
export function keyOf(request: DecisionRequest, side: Side): string | undefined {
  const { listed } = request;
  if (listed) return joined(side, partOfList(listed[0]), partOfList(listed[1]), partOfList(listed[2]));
  const { subject, action, resource, others } = request;
  if (others.size > 0) return undefined;
  return joined(side, partOf(subject), partOf(action), partOf(resource));
}

/** The same of subject and resource, from which the facts follow: whoever asks for another action asks about the same. */
export function factsKeyOf(request: DecisionRequest, side: Side): string | undefined {
  const { listed } = request;
  if (listed) return joined(side, partOfList(listed[0]), '', partOfList(listed[2]));
  return joined(side, partOf(request.subject), '', partOf(request.resource));
}

function joined(
  side: Side,
  subject: string | undefined,
  action: string | undefined,
  resource: string | undefined,
): string | undefined {
  if (subject === undefined || action === undefined || resource === undefined) return undefined;
  const key = `${side === 'external' ? 'e' : 'i'}${subject}${action}${resource}`;
  return key.length > MAX_KEY ? undefined : key;
}

const isInstance = (id: string): boolean => id === name.INSTANCE_ID || id === name.RESOURCE_INSTANCE_ID;
const codeOf = (id: string): string => CODES.get(id) ?? `${id.length}:${id}`;

/** Values of one id, which are one attribute of a set, are apart here: a set never has this form. */
function partOfList(attributes: readonly ListedAttribute[]): string | undefined {
  let part = `${attributes.length};`;
  for (const { id, value, includeInResult } of attributes) {
    if (includeInResult || isInstance(id)) return undefined;
    part += `${codeOf(id)}=${value.length}:${value}`;
    if (part.length > MAX_KEY) return undefined;
  }
  return part;
}

function partOf({ attributes }: AttributeSet): string | undefined {
  let part = `${attributes.length};`;
  for (const { id, dataType, values, includeInResult } of attributes) {
    if (includeInResult || dataType !== name.STRING_TYPE || isInstance(id)) return undefined;
    part += codeOf(id);
    part += values.length === 1 ? '=' : `${values.length}=`;
    for (const value of values) {
      part += `${value.length}:${value}`;
      if (part.length > MAX_KEY) return undefined;
    }
  }
  return part;
}
