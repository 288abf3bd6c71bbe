/**
 * Altinn's PDP behind AuthZEN.
 *
 * Subjects: `person` (person number), `user` (user id), `organization` (number), `systemuser` (UUID), `serviceowner` (code), `party` (UUID).
 * Resources: `resource` (registry id), `app` (`org/app`), `instance` (`partyId/guid`). Whom it is about stands in the resource's
 * properties: `organization`, `person`, `partyid` or `party` (UUID). A property, context member or type that begins with `urn:` is
 * taken as an attribute id.
 */
import type { Lack } from '../../delegations/index.ts';
import { isUnavailable, isUuid } from '../../foundation/index.ts';
import type { Party } from '../../register/index.ts';
import { AttributeSet, type DecisionRequest } from '../attributes.ts';
import type { DecisionPoint } from '../authorization.ts';
import type { Outcome } from '../decide.ts';
import { acceptedSubjects, reasonOf } from '../explain.ts';
import * as name from '../names.ts';
import { type Answer, type Candidate, type Domain, textValues } from './domain.ts';
import type { Action, Entity, Evaluation, Json } from './model.ts';

const SUBJECTS: Readonly<Record<string, string>> = {
  person: name.PERSON_NUMBER,
  user: name.USER_ID,
  organization: name.ORGANIZATION_NUMBER,
  organisation: name.ORGANIZATION_NUMBER,
  systemuser: name.SYSTEM_USER,
  serviceowner: name.ORG,
  party: name.PARTY_UUID,
};
const PARTY_PROPERTIES: Readonly<Record<string, string>> = {
  organization: name.ORGANIZATION_NUMBER,
  organisation: name.ORGANIZATION_NUMBER,
  person: name.PERSON_NUMBER,
  partyid: name.PARTY_ID,
  party: name.PARTY_UUID,
  task: name.TASK,
};
const RESOURCE_TYPES: ReadonlySet<string> = new Set(['resource', 'app', 'instance']);

const isAttributeId = (text: string): boolean => text.startsWith('urn:');

const own = (record: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

function addProperties(set: AttributeSet, properties: Json, known: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(properties)) {
    const id = own(known, key) ?? (isAttributeId(key) ? key : undefined);
    if (id !== undefined) for (const { text } of textValues(value)) set.add(id, text);
  }
}

/** A question as XACML attributes; undefined when a type is not known. */
function toRequest({ subject, action, resource, context }: Evaluation): DecisionRequest | undefined {
  const subjectId = own(SUBJECTS, subject.type) ?? (isAttributeId(subject.type) ? subject.type : undefined);
  const resources = resourceAttributes(resource);
  if (subjectId === undefined || resources === undefined) return undefined;
  const subjects = new AttributeSet();
  subjects.add(subjectId, subject.id);
  addProperties(subjects, subject.properties, {});
  const actions = new AttributeSet();
  actions.add(name.ACTION_ID, action.name);
  addProperties(actions, action.properties, {});
  addProperties(resources, resource.properties, PARTY_PROPERTIES);
  return { subject: subjects, action: actions, resource: resources, others: othersOf(context) };
}

/** Made once for all questions that share a context: nothing is added to it. */
const contexts = new WeakMap<Json, ReadonlyMap<string, AttributeSet>>();

function othersOf(context: Json): ReadonlyMap<string, AttributeSet> {
  const known = contexts.get(context);
  if (known) return known;
  const environment = new AttributeSet();
  addProperties(environment, context, {});
  const others = new Map(environment.isEmpty ? [] : [[name.ENVIRONMENT_CATEGORY, environment]]);
  contexts.set(context, others);
  return others;
}

function resourceAttributes({ type, id }: { type: string; id: string }): AttributeSet | undefined {
  const set = new AttributeSet();
  if (type === 'resource') set.add(name.RESOURCE_ID, id);
  else if (type === 'instance') set.add(name.INSTANCE_ID, id);
  else if (type === 'app') {
    const [org, app, ...more] = id.split('/');
    if (!org || !app || more.length > 0) return undefined;
    set.add(name.ORG, org);
    set.add(name.APP, app);
  } else if (isAttributeId(type)) set.add(type, id);
  else return undefined;
  return set;
}

/** Whom a resource's properties say that it is about. */
async function partyOf(pdp: DecisionPoint, properties: Json): Promise<Party | undefined> {
  const set = new AttributeSet();
  addProperties(set, properties, PARTY_PROPERTIES);
  const { register } = pdp.lookups;
  const organization = set.first(name.ORGANIZATION_NUMBER);
  const person = set.first(name.PERSON_NUMBER);
  const partyId = set.first(name.PARTY_ID);
  const uuid = set.first(name.PARTY_UUID);
  if (organization !== undefined) return register.party({ organization });
  if (person !== undefined) return register.party({ person });
  if (partyId !== undefined && /^\d{1,15}$/.test(partyId)) return register.party({ partyId: Number(partyId) });
  return uuid === undefined ? undefined : register.party({ uuid });
}

/** The identifier under which a party is a subject of a type. */
function identifierOf(party: Party, type: string): string | undefined {
  if (type === 'person') return party.personNumber;
  if (type === 'user') return party.userId === undefined ? undefined : String(party.userId);
  if (type === 'organization' || type === 'organisation') return party.organizationNumber;
  return type === 'party' ? party.uuid : undefined;
}

export interface Judged {
  readonly answer: Answer;
  /** What the subject would need of whom, where it is denied for want of a right that somebody could give. */
  readonly lack?: Lack | undefined;
}

/** Altinn's own, whose denials can be asked about. */
export interface AltinnDomain extends Domain {
  /** As `evaluate`, of the same decision. */
  judge(evaluation: Evaluation): Promise<Judged>;
}

/** A person without a right, of which the policy's rules say who has it. */
function lackIn({ decision, context }: Outcome): Lack | undefined {
  if (decision !== 'NotApplicable' || !context?.subject.isUser) return undefined;
  const { subject, resourceParty: to, resourceId: resource } = context;
  return subject.party && to && acceptedSubjects(context).length > 0
    ? { from: subject.party, to, resource }
    : undefined;
}

export function altinnDomain(pdp: DecisionPoint): AltinnDomain {
  const { register, resources } = pdp.lookups;
  const judge = async (evaluation: Evaluation): Promise<Judged> => {
    const { subject, resource } = evaluation;
    const request = toRequest(evaluation);
    if (!request)
      return {
        answer: { decision: false, context: { reason: `no policy is about a ${subject.type} and a ${resource.type}` } },
      };
    const outcome = await pdp.decider.decide(request, 'external');
    return { answer: await answerOf(pdp, outcome), lack: lackIn(outcome) };
  };
  return {
    serves: (type) => RESOURCE_TYPES.has(type) || isAttributeId(type),
    judge,
    evaluate: async (evaluation) => (await judge(evaluation)).answer,
    async *subjects({ type, resource }, after): AsyncIterable<Candidate> {
      const party = await subjectParty(pdp, resource);
      if (!party) return;
      for (const holder of await register.holders(party)) {
        const id = identifierOf(holder, type);
        if (id !== undefined && holder.uuid > after) yield { key: holder.uuid, id };
      }
    },
    async *resources({ type }, after): AsyncIterable<Candidate> {
      for (const record of await resources.list()) {
        const [, org, app] = /^app_([^_]+)_(.+)$/.exec(record.identifier) ?? [];
        const id =
          type === 'app'
            ? org && app
              ? `${org}/${app}`
              : undefined
            : type === 'resource'
              ? record.identifier
              : undefined;
        if (id !== undefined && record.identifier > after) yield { key: record.identifier, id };
      }
    },
    async actions({ resource }) {
      const asked = await pdp.lookups.resources.policy(await policyId(pdp, resource));
      return asked?.actions ?? [];
    },
    async knows(named) {
      if (named.part !== 'subject') return true;
      const { type, id } = named;
      if (type === 'person') return (await register.party({ person: id })) !== undefined;
      if (type === 'organization' || type === 'organisation')
        return (await register.party({ organization: id })) !== undefined;
      if (type === 'user') return /^\d{1,15}$/.test(id) && (await register.party({ userId: Number(id) })) !== undefined;
      return type !== 'party' || (isUuid(id) && (await register.party({ uuid: id })) !== undefined);
    },
  };
}

async function answerOf({ lookups }: DecisionPoint, outcome: Outcome): Promise<Answer> {
  const { decision } = outcome;
  if (decision !== 'Permit')
    return { decision: false, context: { decision, reason: await reasonOf(outcome, lookups) } };
  if (outcome.obligations.length === 0) return { decision: true };
  const obligations = outcome.obligations.map(({ id, assignments }) => ({ id, assignments }));
  return { decision: true, context: { obligations } };
}

/** Whom an instance belongs to, or whom the resource's properties name. */
async function subjectParty(pdp: DecisionPoint, resource: Entity): Promise<Party | undefined> {
  const [, partyId] = resource.type === 'instance' ? (/^(\d{1,15})\//.exec(resource.id) ?? []) : [];
  if (partyId !== undefined) return pdp.lookups.register.party({ partyId: Number(partyId) });
  return partyOf(pdp, resource.properties);
}

async function policyId(pdp: DecisionPoint, resource: Entity): Promise<string> {
  if (resource.type === 'app') return `app_${resource.id.replace('/', '_')}`;
  if (resource.type !== 'instance') return resource.id;
  const info = await pdp.lookups.instance(resource.id).catch((error: unknown) => {
    if (isUnavailable(error)) throw error;
    return undefined;
  });
  return info ? `app_${info.org}_${info.app}` : '';
}

export type { Action };
