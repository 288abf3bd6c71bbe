import type { ElementMetadata } from './element-operations.ts';
import { refuse } from './refusals.ts';

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const MAX_ENTRIES = 100;
const MAX_TEXT = 1000;

const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= MAX_TEXT;

type Entry = { key: string; value: string };
const isEntry = (value: unknown): value is Entry => {
  const { key, value: text } = (typeof value === 'object' && value !== null ? value : {}) as Partial<Entry>;
  return isText(key) && key !== '' && isText(text);
};

type Reference = { value: string; relation: 'GeneratedFrom'; valueType: 'Task' };
const isReference = (value: unknown): value is Reference => {
  const one = (typeof value === 'object' && value !== null ? value : {}) as Partial<Reference>;
  return isText(one.value) && one.relation === 'GeneratedFrom' && one.valueType === 'Task';
};

/** A list of the body; undefined when it is absent or null. @throws Refusal 400 */
function listOf<T>(value: unknown, name: string, fits: (one: unknown) => one is T): T[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || value.length > MAX_ENTRIES || !value.every(fits))
    throw refuse('member-invalid', `Invalid parameter value: ${name} takes at most ${MAX_ENTRIES} valid entries`);
  return value;
}

const entry = ({ key, value }: Entry): Entry => ({ key, value });

/** Metadata that is sent, and of which element it says to be. */
export interface SentMetadata {
  readonly id: unknown;
  readonly instanceGuid: unknown;
  readonly metadata: Partial<ElementMetadata>;
}

/** @throws Refusal 400 when the ids are others than the path's */
export function checkIds({ id, instanceGuid }: SentMetadata, path: { guid: string; element: string }): void {
  const same = (value: unknown, expected: string) =>
    typeof value === 'string' && value.toLowerCase() === expected.toLowerCase();
  if (!same(id, path.element) || !same(instanceGuid, path.guid))
    throw refuse('member-invalid', 'id and instanceGuid of the body must be those of the path.');
}

/**
 * Reads the body of PUT dataelements/{id}. Only what describes the element is taken; its content, lock and deletion have endpoints of
 * their own, and what else the body has is ignored.
 * @throws Refusal 400 when a member is malformed
 */
export function elementMetadataIn(body: unknown): SentMetadata {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw refuse('body-malformed', 'The body must be a data element.');
  const { id, instanceGuid, ...members } = body as Record<string, unknown>;
  const tags = listOf(members['tags'], 'tags', isText);
  const refs = listOf(members['refs'], 'refs', (one): one is string => isText(one) && UUID.test(one));
  const references = listOf(members['references'], 'references', isReference);
  const metadata = listOf(members['metadata'], 'metadata', isEntry);
  const userDefinedMetadata = listOf(members['userDefinedMetadata'], 'userDefinedMetadata', isEntry);
  const described = {
    ...(tags ? { tags } : {}),
    ...(refs ? { refs } : {}),
    ...(references
      ? { references: references.map(({ value, relation, valueType }) => ({ value, relation, valueType })) }
      : {}),
    ...(metadata ? { metadata: metadata.map(entry) } : {}),
    ...(userDefinedMetadata ? { userDefinedMetadata: userDefinedMetadata.map(entry) } : {}),
  };
  return { id, instanceGuid, metadata: described };
}
