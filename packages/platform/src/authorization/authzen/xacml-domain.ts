/**
 * Any XACML policy behind AuthZEN. By default an entity's id, type and properties become attributes named
 * `urn:authzen:{subject|resource|action}:{id|type|name|property}`; a mapping may name other attribute ids. Searches range over the
 * entities that the domain lists; their properties count where the request does not give them.
 */
import {
  type Attribute,
  type AttributeValue,
  type Category,
  createPdp,
  type FlatRule,
  flattenRules,
  type PolicyDocument,
  parsePolicy,
  requestOf,
  sharedCategory,
} from '@portvakt/xacml';
import * as name from '../names.ts';
import { type Answer, type Candidate, type Domain, textValues } from './domain.ts';
import type { Entity, Evaluation, Json } from './model.ts';

/** A subject or resource that a search can find. */
export interface ListedEntity {
  readonly type: string;
  readonly id: string;
  readonly properties?: Json;
}

/** What `xacmlDomain` answers AuthZEN from. */
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

const keyOf = ({ type, id }: { readonly type: string; readonly id: string }): string => JSON.stringify([type, id]);
const indexed = (list: readonly ListedEntity[]): ReadonlyMap<string, ListedEntity> =>
  new Map(list.map((one) => [keyOf(one), one]));

/** A Domain that knows its types: two may not claim the same one. */
export interface XacmlDomain extends Domain {
  readonly resourceTypes: readonly string[];
}

/**
 * Makes a domain of a XACML policy, for `startPlatform({ authzen })`. An entity's id, type and properties become attributes named
 * `urn:authzen:{subject|resource|action}:{id|type|name|property}` where `attributes` names no others.
 * @throws XacmlError when the policy is not valid
 */
export function xacmlDomain(options: XacmlDomainOptions): XacmlDomain {
  const document = parsePolicy(options.policy);
  const pdp = createPdp({ root: document });
  const { attributes: mapping = {}, subjects = [], resources = [] } = options;
  const attributeId = (part: Part, member: string): string => {
    const key = `${part}.${member}`;
    return (Object.hasOwn(mapping, key) ? mapping[key] : undefined) ?? `urn:authzen:${part}:${member}`;
  };
  const attributes = (part: Part, members: Json): readonly Attribute[] =>
    Object.entries(members).map(([member, value]) => {
      const values: AttributeValue[] = textValues(value).map(({ text, dataType }) => ({ text, dataType }));
      return { id: attributeId(part, member), issuer: undefined, includeInResult: false, values };
    });
  const category = (part: Part, members: Json): Category =>
    sharedCategory({
      id: CATEGORIES[part],
      xmlId: undefined,
      content: undefined,
      attributes: attributes(part, members),
    });
  const [knownSubjects, knownResources] = [indexed(subjects), indexed(resources)];
  const made = new WeakMap<Json, { readonly key: string; readonly category: Category }>();
  /**
   * Questions of one batch share what they leave to its defaults: what was last made of properties, or of a context, is used again.
   * @param own members that no property takes the place of
   */
  const remembered = (part: Part, given: Json, listed: Json | undefined, own: Json): Category => {
    const key = JSON.stringify([part, own]);
    const last = made.get(given);
    if (last?.key === key) return last.category;
    const fresh = category(part, { ...listed, ...given, ...own });
    made.set(given, { key, category: fresh });
    return fresh;
  };
  const entity = (part: Part, index: ReadonlyMap<string, ListedEntity>, { type, id, properties }: Entity): Category =>
    remembered(part, properties, index.get(keyOf({ type, id }))?.properties, { id, type });
  const evaluate = ({ subject, action, resource, context }: Evaluation): Answer => {
    const { results } = pdp.evaluate(
      requestOf([
        entity('subject', knownSubjects, subject),
        entity('resource', knownResources, resource),
        remembered('action', action.properties, undefined, { name: action.name }),
        remembered('context', context, undefined, {}),
      ]),
    );
    const [result] = results;
    if (result?.decision === 'Permit') return { decision: true };
    const message = result?.status.message;
    return {
      decision: false,
      context: { decision: result?.decision ?? 'Indeterminate', ...(message === undefined ? {} : { reason: message }) },
    };
  };
  const { actions, anyAction } = actionsIn(document, attributeId('action', 'name'), options.actions);
  return {
    resourceTypes: options.resourceTypes,
    serves: (type) => options.resourceTypes.includes(type),
    evaluate: async (evaluation) => evaluate(evaluation),
    subjects: ({ type }, after) => listed(subjects, type, after),
    resources: ({ type }, after) => listed(resources, type, after),
    actions: async () => actions,
    async knows(named) {
      if (named.part === 'action') return anyAction || actions.includes(named.name);
      const [list, index] =
        named.part === 'subject' ? [options.subjects, knownSubjects] : [options.resources, knownResources];
      return list === undefined || index.has(keyOf(named));
    },
  };
}

/** The actions that are asked about: those that are listed, else those that the policy names. */
function actionsIn(document: PolicyDocument, actionId: string, listedActions: readonly string[] | undefined) {
  const named = (rule: FlatRule): readonly string[] =>
    rule.actions.flat().flatMap((match) => (match.attributeId === actionId ? [match.value] : []));
  const rules = flattenRules(document);
  return {
    actions: listedActions ?? [...new Set(rules.flatMap(named))],
    // A rule that names no action is about every action, also one that stands nowhere.
    anyAction: listedActions === undefined && rules.some((rule) => named(rule).length === 0),
  };
}

async function* listed(list: readonly ListedEntity[], type: string, after: string): AsyncIterable<Candidate> {
  const ids = list.filter((one) => one.type === type).map((one) => one.id);
  for (const id of ids.sort()) if (id > after) yield { key: id, id };
}
