/** How metadata and texts of apps are read: their members in any case, as Storage's reader of JSON takes them. */
import type { BodyReader } from '../http/index.ts';
import { dataTypeFault } from './data-type-fault.ts';
import { refuse } from './refusals.ts';
import { ApplicationMetadata, NewTextResource } from './schemas.ts';

export type SentMetadata = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is SentMetadata =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The first letter small, as the wire has it: a program that serializes its own classes writes them large. */
function small(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(small);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name.charAt(0).toLowerCase() + name.slice(1), small(inner)]),
  );
}

/** @throws Refusal 400 */
function metadataIn(body: unknown): SentMetadata {
  if (!isObject(body)) throw refuse('metadata-invalid', 'The metadata must be a JSON object.');
  // What a title or a text is named by is no member.
  const { title, Title, ...rest } = body;
  const members = small(rest) as SentMetadata;
  const { dataTypes } = members;
  if (dataTypes !== undefined && dataTypes !== null && !Array.isArray(dataTypes))
    throw refuse('metadata-invalid', 'dataTypes must be a list.');
  for (const [index, type] of (Array.isArray(dataTypes) ? dataTypes : []).entries()) {
    const fault = dataTypeFault(type);
    if (fault !== undefined) throw refuse('metadata-invalid', `dataTypes[${index}] ${fault}.`);
  }
  const named = title ?? Title;
  return { ...members, dataTypes: dataTypes ?? [], ...(isObject(named) ? { title: named } : {}) };
}

export const METADATA: BodyReader<SentMetadata> = {
  schema: ApplicationMetadata,
  example: { id: 'ttd/demo', org: 'ttd', title: { nb: 'Demo' }, dataTypes: [] },
  read: metadataIn,
};

export interface SentText {
  readonly language: string;
  readonly resources: readonly unknown[];
}

/** @throws Refusal 400 */
function textIn(body: unknown): SentText {
  const { language, resources } = (isObject(body) ? small(body) : {}) as SentMetadata;
  if (typeof language !== 'string' || !/^[A-Za-z]{2}$/.test(language))
    throw refuse('language-invalid', 'The language must be a two letter ISO language name.');
  const list = resources ?? [];
  if (!Array.isArray(list) || !list.every(isObject))
    throw refuse('metadata-invalid', 'resources must be a list of objects.');
  return { language, resources: list };
}

export const TEXT_RESOURCE: BodyReader<SentText> = {
  schema: NewTextResource,
  example: { language: 'nb', resources: [{ id: 'appName', value: 'Demo' }] },
  read: textIn,
};
