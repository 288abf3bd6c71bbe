/**
 * What a request names: instance, parties, resource and subject, read before anything is looked up (altinn-pdp.md 7.1 and 7.2). Pure.
 */
import { isUuid } from '../foundation/index.ts';
import { appResourceId } from '../resources/index.ts';
import type { AttributeSet, DecisionRequest } from './attributes.ts';
import type { Side } from './context.ts';
import * as name from './names.ts';
import { undecidable } from './refusals.ts';

/** What stands before an instance id in `urn:altinn:resource:instance-id`. */
export const INSTANCE_URN = `${name.INSTANCE_ID}:`;

export interface InstanceRef {
  readonly partyId: number;
  readonly guid: string;
  readonly id: string;
}

export type PartyKind = 'partyId' | 'uuid' | 'organization' | 'person' | 'userId';

/** A party as a request names it. */
export interface PartyName {
  readonly kind: PartyKind;
  /** The number or UUID as the request writes it. */
  readonly text: string;
}

export interface Asked {
  readonly side: Side;
  readonly org: string | undefined;
  readonly app: string | undefined;
  /** Org and app stand in the resource id `app_{org}_{app}` only. */
  readonly isSplit: boolean;
  readonly instance: InstanceRef | undefined;
  /** The request alone does not tell app, party and place in the process: the instance does. */
  readonly needsInstance: boolean;
  readonly resourceParty: PartyName | undefined;
  /** Where the policy lies, as far as the request tells: registry id, or `app_{org}_{app}`. */
  readonly resourceId: string | undefined;
  /** A resource of the registry alone: neither app, party nor instance. */
  readonly isPartyless: boolean;
  readonly systemUser: string | undefined;
  readonly subjectParty: PartyName | undefined;
  /** The subject's organisation number, where it is given under its older id only. */
  readonly legacyOrganization: string | undefined;
  /** The subject is an organisation that gets its party number: asked from outside, and without one. */
  readonly lacksPartyId: boolean;
  /** The subject is named by user id, party id or system user. */
  readonly isNamed: boolean;
  /** What is wrong with the request. What stands after it has not been read. */
  readonly refusal: unknown;
}

type Reading = { -readonly [member in keyof Asked]: Asked[member] };

/** Reads a request. What is wrong with it is noted, not thrown: what stands before it is looked up first, and may fail first. */
export function readAsked(request: DecisionRequest, side: Side): Asked {
  const asked: Reading = {
    side,
    org: undefined,
    app: undefined,
    isSplit: false,
    instance: undefined,
    needsInstance: false,
    resourceParty: undefined,
    resourceId: undefined,
    isPartyless: false,
    systemUser: undefined,
    subjectParty: undefined,
    legacyOrganization: undefined,
    lacksPartyId: false,
    isNamed: false,
    refusal: undefined,
  };
  try {
    readResource(request.resource, asked);
    readSubject(request.subject, asked);
  } catch (error) {
    asked.refusal = error;
  }
  return asked;
}

function readResource(resource: AttributeSet, asked: Reading): void {
  const id = resource.first(name.RESOURCE_ID);
  asked.org = resource.first(name.ORG);
  asked.app = resource.first(name.APP);
  if (asked.org === undefined && asked.app === undefined && id?.startsWith('app_')) splitApp(id, asked);
  const partyId = resource.first(name.PARTY_ID);
  const { org, app } = asked;
  const instance = readInstance(resource);
  if (instance) {
    asked.instance = instance;
    const given = integer(partyId);
    if (given !== undefined && given !== instance.partyId)
      throw undecidable(`the party ${given} and the instance ${instance.id} contradict each other`);
    asked.needsInstance = !isComplete(resource, asked);
  }
  if (org !== undefined && app !== undefined) asked.resourceId = appResourceId(org, app);
  else if (!asked.needsInstance) asked.resourceId = id;
  if (asked.needsInstance) asked.resourceParty = { kind: 'partyId', text: String(instance?.partyId) };
  else if (partyId === undefined) asked.resourceParty = partyOf(resource, asked.side);
  else {
    const number = integer(partyId);
    if (number !== undefined) asked.resourceParty = { kind: 'partyId', text: String(number) };
  }
  asked.isPartyless =
    app === undefined &&
    partyId === undefined &&
    asked.resourceParty === undefined &&
    !resource.has(name.INSTANCE_ID) &&
    !resource.has(name.RESOURCE_INSTANCE_ID);
}

/** `urn:altinn:resource` = `app_{org}_{app}` means the same as org and app. */
function splitApp(id: string, asked: Reading): void {
  const [, org, app] = id.split('_');
  if (!org || !app) return;
  asked.org = org;
  asked.app = app;
  asked.isSplit = true;
}

/** An instance id `{partyId}/{guid}`, given by itself or as a URN in `urn:altinn:resource:instance-id`. */
function readInstance(resource: AttributeSet): InstanceRef | undefined {
  let id = resource.first(name.INSTANCE_ID);
  if (id === undefined) {
    const free = resource.first(name.RESOURCE_INSTANCE_ID);
    if (free?.toLowerCase().startsWith(INSTANCE_URN)) id = free.slice(INSTANCE_URN.length);
  }
  if (id === undefined) return undefined;
  const [, party, guid] = /^(\d{1,15})\/([0-9a-fA-F-]{36})$/.exec(id) ?? [];
  if (party === undefined || guid === undefined) return undefined;
  return { partyId: Number(party), guid, id };
}

/** 7.1, second table. */
function isComplete(resource: AttributeSet, { org, app }: Asked): boolean {
  if (!resource.has(name.PARTY_ID)) return false;
  if (org === undefined || app === undefined) return resource.has(name.RESOURCE_ID);
  return resource.has(name.TASK) || resource.has(name.END_EVENT) || resource.first(name.APP_RESOURCE) === 'events';
}

/** Whom a resource is about, where that is not told by a party number. */
function partyOf(resource: AttributeSet, side: Side): PartyName | undefined {
  const organization = resource.first(name.ORGANIZATION_NUMBER) ?? resource.first(name.LEGACY_ORGANIZATION_NUMBER);
  if (organization !== undefined) return { kind: 'organization', text: organization };
  const person = resource.first(name.PERSON_NUMBER);
  if (person !== undefined) {
    if (side === 'internal')
      throw undecidable('a person number names the resource party: that is allowed on the external endpoint only');
    return { kind: 'person', text: person };
  }
  const uuid = resource.first(name.PARTY_UUID);
  if (uuid === undefined) return undefined;
  checkUuid(uuid);
  return { kind: 'uuid', text: uuid };
}

/** Checks the combination of subject attributes (7.2). */
function readSubject(subject: AttributeSet, asked: Reading): void {
  if (subject.isEmpty) throw undecidable('the request has no subject');
  const systemUser = subject.first(name.SYSTEM_USER);
  if (systemUser !== undefined) {
    asked.systemUser = readSystemUser(subject, systemUser);
    asked.isNamed = true;
    return;
  }
  const partyUuid = subject.first(name.PARTY_UUID);
  if (partyUuid !== undefined) checkUuid(partyUuid);
  let organization = subject.first(name.ORGANIZATION_NUMBER);
  if (organization === undefined) {
    organization = subject.first(name.LEGACY_ORGANIZATION_NUMBER);
    asked.legacyOrganization = organization;
  }
  const person = subject.first(name.PERSON_NUMBER);
  const user = subject.first(name.USER_ID);
  checkCombination(asked.side, person !== undefined, user !== undefined, organization !== undefined);
  const party = subject.first(name.PARTY_ID);
  asked.isNamed = user !== undefined || party !== undefined;
  const userId = integer(user);
  if (person !== undefined) asked.subjectParty = { kind: 'person', text: person };
  else if (userId !== undefined) asked.subjectParty = { kind: 'userId', text: String(userId) };
  else {
    asked.subjectParty = otherSubject(subject, partyUuid, integer(party), organization);
    asked.lacksPartyId = organization !== undefined && asked.side === 'external' && party === undefined;
  }
}

/** Party number, UUID or organisation number. */
function otherSubject(
  subject: AttributeSet,
  partyUuid: string | undefined,
  partyId: number | undefined,
  organization: string | undefined,
): PartyName | undefined {
  const uuid = [subject.first(name.PERSON_UUID), partyUuid, subject.first(name.ORGANIZATION_UUID)].find(
    (one) => one !== undefined && isUuid(one),
  );
  if (uuid !== undefined) return { kind: 'uuid', text: uuid };
  if (partyId !== undefined) return { kind: 'partyId', text: String(partyId) };
  return organization === undefined ? undefined : { kind: 'organization', text: organization };
}

function checkCombination(side: Side, hasPerson: boolean, hasUser: boolean, hasOrganization: boolean): void {
  const external = side === 'external';
  if (hasPerson && !external)
    throw undecidable('a person number as subject is allowed on the external endpoint only: give urn:altinn:userid');
  if (hasPerson && hasUser) throw undecidable('the subject has both a person number and a user id: give one');
  if (external && hasOrganization && (hasUser || hasPerson))
    throw undecidable('the subject has both an organisation number and a person or user id: give one');
}

function readSystemUser(subject: AttributeSet, systemUser: string): string {
  const [only] = subject.attributes;
  if (subject.attributes.length > 1 || only?.values.length !== 1)
    throw undecidable(`${name.SYSTEM_USER} must be the only subject attribute`);
  if (!isUuid(systemUser)) throw undecidable(`${name.SYSTEM_USER} "${systemUser.slice(0, 60)}" is not a UUID`);
  return systemUser.toLowerCase();
}

function checkUuid(uuid: string): void {
  if (!isUuid(uuid)) throw undecidable(`${name.PARTY_UUID} "${uuid.slice(0, 60)}" is not a UUID`);
}

const integer = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
