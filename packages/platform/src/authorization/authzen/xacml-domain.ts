/**
 * Any XACML policy behind AuthZEN. By default an entity's id, type and properties become attributes named
 * `urn:authzen:{subject|resource|action}:{id|type|name|property}`; a mapping may name other attribute ids. Searches range over the
 * entities that the domain lists; their properties count where the request does not give them.
 */
import { createPdp, createRequest, flattenRules, parsePolicy } from '@portvakt/xacml';
import * as name from '../names.ts';
import { type Answer, type Candidate, type Domain, textValues } from './domain.ts';
import type { Entity, Evaluation, Json } from './model.ts';

export interface ListedEntity {
  readonly type: string;
  readonly id: string;
  readonly properties?: Json;
}

export interface XacmlDomainOptions {
  /** A Policy or PolicySet as XML. */
  readonly policy: string;
  /** The types of resource that the policy is about. */
  readonly resourceTypes: readonly string[];
  readonly subjects?: readonly ListedEntity[];
  readonly resources?: readonly ListedEntity[];
  /** Action names that an action search tries; by default those that the policy's targets name. */
  readonly actions?: readonly string[];
  /** Attribute ids, for `subject.id`, `subject.type`, `subject.role` …, where the default is not wanted. */
  readonly attributes?: Readonly<Record<string, string>>;
}

type Part = 'subject' | 'resource' | 'action' | 'context';
const CATEGORIES: Readonly<Record<Part, string>> = {
  subject: name.SUBJECT_CATEGORY,
  resource: name.RESOURCE_CATEGORY,
  action: name.ACTION_CATEGORY,
  context: name.ENVIRONMENT_CATEGORY,
};

interface Attribute {
  readonly id: string;
  readonly values: readonly string[];
  readonly dataType: string;
}

const keyOf = ({ type, id }: { readonly type: string; readonly id: string }): string => JSON.stringify([type, id]);
const indexed = (list: readonly ListedEntity[]): ReadonlyMap<string, ListedEntity> =>
  new Map(list.map((one) => [keyOf(one), one]));

/** A Domain that knows its types: two may not claim the same one. */
export interface XacmlDomain extends Domain {
  readonly resourceTypes: readonly string[];
}

/** @throws XacmlError when the policy is not valid */
export function xacmlDomain(options: XacmlDomainOptions): XacmlDomain {
  const document = parsePolicy(options.policy);
  const pdp = createPdp({ root: document });
  const { attributes: mapping = {}, subjects = [], resources = [] } = options;
  const attributeId = (part: Part, member: string): string => {
    const key = `${part}.${member}`;
    return (Object.hasOwn(mapping, key) ? mapping[key] : undefined) ?? `urn:authzen:${part}:${member}`;
  };
  const attributes = (part: Part, members: Json): readonly Attribute[] =>
    Object.entries(members).flatMap(([member, value]) => {
      const byType = new Map<string, string[]>();
      for (const { text, dataType } of textValues(value)) byType.set(dataType, [...(byType.get(dataType) ?? []), text]);
      return [...byType].map(([dataType, values]) => ({ id: attributeId(part, member), values, dataType }));
    });
  const [knownSubjects, knownResources] = [indexed(subjects), indexed(resources)];
  const known = (index: ReadonlyMap<string, ListedEntity>, entity: Entity): Json => ({
    ...index.get(keyOf(entity))?.properties,
    ...entity.properties,
  });
  const evaluate = ({ subject, action, resource, context }: Evaluation): Answer => {
    const part = (which: Part, members: Json) => ({ id: CATEGORIES[which], attributes: attributes(which, members) });
    const { results } = pdp.evaluate(
      createRequest({
        categories: [
          part('subject', { ...known(knownSubjects, subject), id: subject.id, type: subject.type }),
          part('resource', { ...known(knownResources, resource), id: resource.id, type: resource.type }),
          part('action', { ...action.properties, name: action.name }),
          part('context', context),
        ],
      }),
    );
    const [result] = results;
    if (result?.decision === 'Permit') return { decision: true };
    const message = result?.status.message;
    return {
      decision: false,
      context: { decision: result?.decision ?? 'Indeterminate', ...(message === undefined ? {} : { reason: message }) },
    };
  };
  const actionId = attributeId('action', 'name');
  const named = flattenRules(document).flatMap((rule) =>
    rule.actions.flat().flatMap((match) => (match.attributeId === actionId ? [match.value] : [])),
  );
  const actions = options.actions ?? [...new Set(named)];
  return {
    resourceTypes: options.resourceTypes,
    serves: (type) => options.resourceTypes.includes(type),
    evaluate: async (evaluation) => evaluate(evaluation),
    subjects: ({ type }, after) => listed(subjects, type, after),
    resources: ({ type }, after) => listed(resources, type, after),
    actions: async () => actions,
  };
}

async function* listed(list: readonly ListedEntity[], type: string, after: string): AsyncIterable<Candidate> {
  const ids = list.filter((one) => one.type === type).map((one) => one.id);
  for (const id of ids.sort()) if (id > after) yield { key: id, id };
}
