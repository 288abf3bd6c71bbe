/**
 * The context handler: what a request lacks and the facts tell, in the order of altinn-pdp.md 7. Pure: the request stays as it is, and what
 * is added to it stands beside it.
 */
import type { Party } from '../register/index.ts';
import { appResourceId, type CompiledPolicy } from '../resources/index.ts';
import { INSTANCE_URN } from './asked.ts';
import { AttributeSet, type DecisionRequest } from './attributes.ts';
import type { Added, Subject } from './context.ts';
import { checkKnown, type Facts } from './facts.ts';
import * as name from './names.ts';
import { undecidable } from './refusals.ts';

/** A request ready for the engine. */
export interface Context {
  /** As it was asked. */
  readonly request: DecisionRequest;
  /** What the engine is given besides. */
  readonly added: readonly Added[];
  readonly facts: Facts;
  readonly policy: CompiledPolicy;
  /** Registry id, or `app_{org}_{app}`. */
  readonly resourceId: string;
  readonly resourceParty: Party | undefined;
  readonly subject: Subject;
  /** What an instance delegation may name: the GUID and the full URN, or the free instance id. */
  readonly instanceIds: readonly string[];
}

const NO_IDS: readonly string[] = Object.freeze([]);

/**
 * Makes a request ready for the engine.
 * @throws Refusal `undecidable` when the request cannot be decided; another error when a lookup has failed
 */
export function handleContext(request: DecisionRequest, facts: Facts): Context {
  const { asked, resourceId, policy, resourceParty, subject } = facts;
  const added: Added[] = [];
  if (asked.isSplit) {
    put(added, 'resource', name.ORG, asked.org, name.RESOURCE_ID);
    put(added, 'resource', name.APP, asked.app, name.RESOURCE_ID);
  }
  addInstance(added, request, facts);
  addResource(added, request, facts);
  addSubject(added, facts);
  checkKnown(facts, 'policy');
  if (resourceId === undefined)
    throw undecidable('the request names no resource: give urn:altinn:resource, or urn:altinn:org and urn:altinn:app');
  if (!policy) throw undecidable(`there is no policy for the resource "${resourceId.slice(0, 200)}"`);
  enrich(added, policy, facts);
  return {
    request,
    added,
    facts,
    policy,
    resourceId,
    resourceParty,
    subject,
    instanceIds: instanceIdsOf(request, facts),
  };
}

function put(added: Added[], category: Added['category'], id: string, value: string | undefined, from: string): void {
  if (value !== undefined) added.push({ category, id, values: [value], from });
}

function putAll(added: Added[], id: string, values: readonly string[], from: string): void {
  if (values.length > 0) added.push({ category: 'subject', id, values, from });
}

/** App, party and place in the process, where the instance has to tell them. */
function addInstance(added: Added[], { resource }: DecisionRequest, facts: Facts): void {
  const { asked, instance: info } = facts;
  checkKnown(facts, 'instance');
  if (!asked.needsInstance || !asked.instance) return;
  const { id, partyId } = asked.instance;
  // The party in the id must be the instance's own: its word decides whose roles count.
  if (info?.partyId !== partyId) throw new Error(`there is no instance ${id}`);
  const from = `instance ${id}`;
  if (asked.org === undefined) put(added, 'resource', name.ORG, info.org, from);
  if (asked.app === undefined) put(added, 'resource', name.APP, info.app, from);
  if (!resource.has(name.TASK) && !resource.has(name.END_EVENT)) {
    if (info.task !== undefined) put(added, 'resource', name.TASK, info.task, from);
    else put(added, 'resource', name.END_EVENT, info.endEvent, from);
  }
  if (!resource.has(name.PARTY_ID))
    added.push({ category: 'resource', id: name.PARTY_ID, values: [String(partyId)], from, echo: true });
}

function addResource(added: Added[], { resource }: DecisionRequest, facts: Facts): void {
  const { asked, resourceParty: of, instance: info } = facts;
  checkKnown(facts, 'resourceParty');
  if (of !== undefined && asked.resourceParty?.kind !== 'partyId')
    put(added, 'resource', name.PARTY_ID, String(of.partyId), 'register');
  const org = asked.org ?? info?.org;
  const app = asked.app ?? info?.app;
  if (org !== undefined && app !== undefined && !resource.has(name.RESOURCE_ID))
    put(added, 'resource', name.RESOURCE_ID, appResourceId(org, app), 'org and app');
  if (asked.instance) {
    put(added, 'resource', name.RESOURCE_INSTANCE_ID, asked.instance.guid, 'instance id');
    put(added, 'resource', name.RESOURCE_INSTANCE_ID, `${INSTANCE_URN}${asked.instance.id}`, 'instance id');
  }
}

/** Who it is (7.2). A person's UUID stands for its user, whose id is added as for a person number. */
function addSubject(added: Added[], facts: Facts): void {
  const { asked, subject } = facts;
  put(added, 'subject', name.ORGANIZATION_NUMBER, asked.legacyOrganization, name.LEGACY_ORGANIZATION_NUMBER);
  checkKnown(facts, 'subjectParty');
  if (asked.refusal !== undefined) throw asked.refusal;
  const { kind } = asked.subjectParty ?? {};
  if (kind === undefined || kind === 'userId') return;
  if (subject.isUser) put(added, 'subject', name.USER_ID, String(subject.party?.userId), 'register');
  else if (kind === 'person') throw undecidable('the register has no person with the subject’s person number');
  else if (asked.lacksPartyId && subject.party)
    put(added, 'subject', name.PARTY_ID, String(subject.party.partyId), 'register');
}

/** Adds the kinds of subject attribute that the policy mentions, and no others. */
function enrich(added: Added[], policy: CompiledPolicy, facts: Facts): void {
  const { asked, subject, subjectLists } = facts;
  if (asked.isPartyless && subject.party) {
    if (policy.mentionsSubject(name.PARTY_TYPE)) put(added, 'subject', name.PARTY_TYPE, subject.party.type, 'register');
    checkKnown(facts, 'subjectLists');
    const lists = subjectLists.map((list) => `${list.owner}:${list.identifier}`);
    putAll(added, name.ACCESS_LIST, lists, 'access lists');
  }
  checkKnown(facts, 'estateRoles');
  putAll(added, name.ESTATE_ROLE, facts.estateRoles, 'estate roles');
  checkKnown(facts, 'attributes');
  for (const one of facts.attributes) added.push(one);
}

function instanceIdsOf({ resource }: DecisionRequest, { asked: { instance } }: Facts): readonly string[] {
  if (instance) return [instance.guid.toLowerCase(), `${INSTANCE_URN}${instance.id}`.toLowerCase()];
  const free = resource.first(name.RESOURCE_INSTANCE_ID);
  return free === undefined ? NO_IDS : [free.toLowerCase()];
}

/** The request with what was added to it. */
export function enriched({ request, added }: Context): DecisionRequest {
  const { action, others } = request;
  const subject = new AttributeSet(request.subject.attributes);
  const resource = new AttributeSet(request.resource.attributes);
  for (const { category, id, values, echo } of added) {
    const set = category === 'subject' ? subject : resource;
    for (const value of values) set.add(id, value, echo);
  }
  return { subject, action, resource, others };
}
