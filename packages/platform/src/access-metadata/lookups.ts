/** What the routes of this room share. */
import type { FastifyReply } from 'fastify';
import type { TSchema } from 'typebox';
import { Type } from 'typebox';
import type { Answers } from '../http/index.ts';
import type { Register } from '../register/index.ts';
import { type Resources, resourceJson } from '../resources/index.ts';
import type { Language } from './metadata.ts';
import { refuse } from './refusals.ts';

export interface AccessMetadataDeps {
  readonly register: Pick<Register, 'catalogue'>;
  readonly resources: Resources;
}

export const BASE = '/accessmanagement/api/v1/meta';

/** 204 for a list with nothing in it (altinn-pdp.md 13.1). */
export const list = (reply: FastifyReply, items: readonly unknown[]): FastifyReply =>
  items.length === 0 ? reply.code(204).send() : reply.send(items);

/** What {@link list} answers with. */
export const listAnswers = (description: string, item: TSchema): Answers => ({
  200: { description, schema: Type.Array(item) },
  204: { description: 'There are none' },
});

/** @throws Refusal 404 */
export function found<T>(value: T | undefined, what: string, ref: string): T {
  if (value === undefined) throw refuse('metadata-unknown', `there is no ${what} "${ref.slice(0, 200)}"`);
  return value;
}

/** By each of the URNs, the resources whose policies name it: in as many statements for many as for one. */
export async function resourcesByName(
  { resources }: AccessMetadataDeps,
  language: Language,
  urns: readonly string[],
): Promise<ReadonlyMap<string, readonly ReturnType<typeof resourceJson>[]>> {
  const [pairs, all] = await Promise.all([resources.withSubjects(urns), resources.list()]);
  const records = new Map(all.map((record) => [record.identifier, record]));
  const found = new Map<string, ReturnType<typeof resourceJson>[]>();
  for (const { resourceId, subject } of pairs) {
    const record = records.get(resourceId);
    if (record) found.set(subject, [...(found.get(subject) ?? []), resourceJson(record, language)]);
  }
  return found;
}

/** The resources whose policies name one of the URNs. */
export async function resourcesNaming(
  { resources }: AccessMetadataDeps,
  language: Language,
  urns: readonly string[],
): Promise<readonly ReturnType<typeof resourceJson>[]> {
  const ids = new Set<string>();
  for (const urn of urns) for (const id of await resources.withSubject(urn)) ids.add(id);
  const records = await Promise.all([...ids].sort().map((id) => resources.resource(id)));
  return records.flatMap((record) => (record ? [resourceJson(record, language)] : []));
}
