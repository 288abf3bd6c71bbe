/**
 * The context handler: adds to a request what it lacks, in the order of altinn-pdp.md 7. Everything is looked up here, before the
 * engine runs. It never waits either: what is not in memory is thrown as missing, and the request is then as it was before.
 */
import { isUuid } from '../foundation/index.ts';
import type { Party } from '../register/index.ts';
import { appResourceId, type CompiledPolicy } from '../resources/index.ts';
import type { AttributeSet, DecisionRequest } from './attributes.ts';
import type { Added, Context, Side, Subject } from './context.ts';
import { ArgumentError } from './errors.ts';
import * as name from './names.ts';
import { type Memo, Missing, type Pair, type Recall } from './recall.ts';
import { relevantPackages, relevantRoles, tails } from './subject-attributes.ts';

const INSTANCE_URN = 'urn:altinn:instance-id:';

interface InstanceRef {
  readonly partyId: number;
  readonly guid: string;
  readonly id: string;
}

class Handler {
  readonly #request: DecisionRequest;
  readonly #side: Side;
  readonly #recall: Recall;
  readonly #memo: Memo | undefined;
  readonly #added: Added[] = [];
  #instanceParty: number | undefined;

  constructor(request: DecisionRequest, side: Side, recall: Recall, memo: Memo | undefined) {
    this.#request = request;
    this.#side = side;
    this.#recall = recall;
    this.#memo = memo;
  }

  run(): Context {
    try {
      return this.#run();
    } catch (error) {
      if (error instanceof Missing) takeBack(this.#request, this.#added);
      throw error;
    }
  }

  #run(): Context {
    const { resource } = this.#request;
    const asked = {
      registryOnly:
        !resource.has(name.APP) && !resource.has(name.PARTY_ID) && !namesParty(resource) && !namesInstance(resource),
    };
    this.#splitAppResource();
    const instance = readInstance(resource);
    this.#complete(instance);
    const resourceParty = this.#resourceParty();
    const resourceId = this.#crossFill(instance);
    const subject = this.#subject();
    const policy = resourceId === undefined ? undefined : this.#recall.policy(resourceId, this.#memo);
    if (resourceId === undefined)
      throw new ArgumentError(
        'the request names no resource: give urn:altinn:resource, or urn:altinn:org and urn:altinn:app',
      );
    if (!policy) throw new ArgumentError(`there is no policy for the resource "${resourceId.slice(0, 200)}"`);
    const isApp = resource.has(name.APP);
    this.#enrich(policy, subject, resourceParty, !isApp && asked.registryOnly);
    const free = resource.first(name.RESOURCE_INSTANCE_ID);
    const instanceIds = instance
      ? [instance.guid, `${INSTANCE_URN}${instance.id}`].map((id) => id.toLowerCase())
      : free === undefined
        ? []
        : [free.toLowerCase()];
    return {
      request: this.#request,
      policy,
      resourceId,
      isApp,
      resourceParty,
      subject,
      instanceIds,
      added: this.#added,
    };
  }

  #add(category: 'subject' | 'resource', id: string, values: readonly string[], from: string, echo = false): void {
    if (values.length > 0) this.#put({ category, id, values, from }, echo);
  }

  #put(one: Added, echo = false): void {
    const { category, id, values } = one;
    const set = this.#request[category];
    if (values.length === 1) set.add(id, values[0] ?? '', echo);
    else set.addAll(id, values);
    this.#added.push(one);
  }

  /** `urn:altinn:resource` = `app_{org}_{app}` means the same as org and app. */
  #splitAppResource(): void {
    const { resource } = this.#request;
    const value = resource.first(name.RESOURCE_ID);
    if (!value?.startsWith('app_') || resource.has(name.ORG) || resource.has(name.APP)) return;
    const [, org, app] = value.split('_');
    if (!org || !app) return;
    this.#add('resource', name.ORG, [org], 'urn:altinn:resource');
    this.#add('resource', name.APP, [app], 'urn:altinn:resource');
  }

  /** Fetches the instance when the request alone does not tell app, party and place in the process. */
  #complete(instance: InstanceRef | undefined): void {
    const { resource } = this.#request;
    if (!instance) return;
    const given = integer(resource.first(name.PARTY_ID));
    if (given !== undefined && given !== instance.partyId)
      throw new ArgumentError(`the party ${given} and the instance ${instance.id} contradict each other`);
    if (isComplete(resource)) return;
    const info = this.#recall.instance(instance.id, this.#memo);
    // The party in the id must be the instance's own: its word decides whose roles count.
    if (info?.partyId !== instance.partyId) throw new Error(`there is no instance ${instance.id}`);
    const from = `instance ${instance.id}`;
    if (!resource.has(name.ORG)) this.#add('resource', name.ORG, [info.org], from);
    if (!resource.has(name.APP)) this.#add('resource', name.APP, [info.app], from);
    if (!resource.has(name.TASK) && !resource.has(name.END_EVENT)) {
      if (info.task !== undefined) this.#add('resource', name.TASK, [info.task], from);
      else if (info.endEvent !== undefined) this.#add('resource', name.END_EVENT, [info.endEvent], from);
    }
    if (!resource.has(name.PARTY_ID)) this.#add('resource', name.PARTY_ID, [String(instance.partyId)], from, true);
    this.#instanceParty = instance.partyId;
  }

  #resourceParty(): Party | undefined {
    const { resource } = this.#request;
    const given = this.#instanceParty ?? integer(resource.first(name.PARTY_ID));
    if (given !== undefined) return this.#party('partyId', String(given));
    if (resource.has(name.PARTY_ID)) return undefined;
    const organization = resource.first(name.ORGANIZATION_NUMBER) ?? resource.first(name.LEGACY_ORGANIZATION_NUMBER);
    const person = resource.first(name.PERSON_NUMBER);
    const uuid = resource.first(name.PARTY_UUID);
    let party: Party | undefined;
    if (organization !== undefined) party = this.#party('organization', organization);
    else if (person !== undefined) {
      if (this.#side === 'internal')
        throw new ArgumentError(
          'a person number names the resource party: that is allowed on the external endpoint only',
        );
      party = this.#party('person', person);
    } else if (uuid !== undefined) {
      if (!isUuid(uuid)) throw new ArgumentError(`${name.PARTY_UUID} "${uuid.slice(0, 60)}" is not a UUID`);
      party = this.#party('uuid', uuid);
    }
    if (party) this.#add('resource', name.PARTY_ID, [String(party.partyId)], 'register');
    return party;
  }

  /** @returns the id under which the policy lies */
  #crossFill(instance: InstanceRef | undefined): string | undefined {
    const { resource } = this.#request;
    const org = resource.first(name.ORG);
    const app = resource.first(name.APP);
    if (org !== undefined && app !== undefined && !resource.has(name.RESOURCE_ID))
      this.#add('resource', name.RESOURCE_ID, [appResourceId(org, app)], 'org and app');
    if (instance) {
      this.#add('resource', name.RESOURCE_INSTANCE_ID, [instance.guid], 'instance id');
      this.#add('resource', name.RESOURCE_INSTANCE_ID, [`${INSTANCE_URN}${instance.id}`], 'instance id');
    }
    if (org !== undefined && app !== undefined) return appResourceId(org, app);
    return resource.first(name.RESOURCE_ID);
  }

  /** Checks the combination of subject attributes and finds out who it is (7.2). */
  #subject(): Subject {
    const { subject } = this.#request;
    if (subject.isEmpty) throw new ArgumentError('the request has no subject');
    const systemUser = subject.first(name.SYSTEM_USER);
    if (systemUser !== undefined) return systemUserSubject(subject, systemUser);
    const partyUuid = subject.first(name.PARTY_UUID);
    if (partyUuid !== undefined && !isUuid(partyUuid))
      throw new ArgumentError(`${name.PARTY_UUID} "${partyUuid.slice(0, 60)}" is not a UUID`);
    const legacy = subject.first(name.LEGACY_ORGANIZATION_NUMBER);
    if (legacy !== undefined && !subject.has(name.ORGANIZATION_NUMBER))
      this.#add('subject', name.ORGANIZATION_NUMBER, [legacy], name.LEGACY_ORGANIZATION_NUMBER);
    this.#checkCombination();
    const person = subject.first(name.PERSON_NUMBER);
    if (person !== undefined) return this.#person(person);
    const userId = integer(subject.first(name.USER_ID));
    if (userId !== undefined) {
      const party = this.#party('userId', String(userId));
      return { isUser: party !== undefined, ...(party ? { party } : {}) };
    }
    return this.#otherSubject(partyUuid);
  }

  #checkCombination(): void {
    const { subject } = this.#request;
    const external = this.#side === 'external';
    const hasPerson = subject.has(name.PERSON_NUMBER);
    const hasUser = subject.has(name.USER_ID);
    const hasOrganization = subject.has(name.ORGANIZATION_NUMBER);
    if (hasPerson && !external)
      throw new ArgumentError(
        'a person number as subject is allowed on the external endpoint only: give urn:altinn:userid',
      );
    if (hasPerson && hasUser) throw new ArgumentError('the subject has both a person number and a user id: give one');
    if (external && hasOrganization && (hasUser || hasPerson))
      throw new ArgumentError('the subject has both an organisation number and a person or user id: give one');
  }

  #person(person: string): Subject {
    const party = this.#party('person', person);
    if (party?.userId === undefined)
      throw new ArgumentError('the register has no person with the subject’s person number');
    this.#add('subject', name.USER_ID, [String(party.userId)], 'register');
    return { party, isUser: true };
  }

  /** Party number, UUID or organisation number. A person's UUID stands for its user, whose id is added as for a person number. */
  #otherSubject(partyUuid: string | undefined): Subject {
    const { subject } = this.#request;
    const uuid = [subject.first(name.PERSON_UUID), partyUuid, subject.first(name.ORGANIZATION_UUID)].find(
      (one) => one !== undefined && isUuid(one),
    );
    const partyId = integer(subject.first(name.PARTY_ID));
    const organization = subject.first(name.ORGANIZATION_NUMBER);
    const party =
      uuid !== undefined
        ? this.#party('uuid', uuid)
        : partyId !== undefined
          ? this.#party('partyId', String(partyId))
          : organization !== undefined
            ? this.#party('organization', organization)
            : undefined;
    if (!party) return { isUser: false };
    if (uuid !== undefined && party.userId !== undefined) {
      this.#add('subject', name.USER_ID, [String(party.userId)], 'register');
      return { party, isUser: true };
    }
    if (organization !== undefined && this.#side === 'external' && !subject.has(name.PARTY_ID))
      this.#add('subject', name.PARTY_ID, [String(party.partyId)], 'register');
    return { party, isUser: false };
  }

  /** Adds the kinds of subject attribute that the policy mentions, and no others. */
  #enrich(policy: CompiledPolicy, subject: Subject, of: Party | undefined, partyless: boolean): void {
    if (partyless && subject.party) {
      if (policy.mentionsSubject(name.PARTY_TYPE))
        this.#add('subject', name.PARTY_TYPE, [subject.party.type], 'register');
      if (policy.mentionsSubject(name.ACCESS_LIST)) this.#accessLists(subject.party);
    }
    if (!of || !(subject.isUser || subject.systemUser !== undefined)) return;
    if (policy.mentionsSubject(name.ESTATE_ROLE) && of.type === 'person' && subject.party?.type === 'person')
      this.#add('subject', name.ESTATE_ROLE, this.#recall.estateRoles(of, subject.party, this.#memo), 'estate roles');
    const pair = this.#recall.pair(subject, of);
    const attributes = this.#recall.attributes(pair, policy, () => this.#attributes(pair, policy, subject, of));
    for (const one of attributes) this.#put(one);
  }

  /** Packages and roles that a subject has for a party, as far as the policy mentions them. */
  #attributes(pair: Pair, policy: CompiledPolicy, subject: Subject, of: Party): readonly Added[] {
    const { switches } = this.#recall.lookups;
    const found: Added[] = [];
    const add = (id: string, values: readonly string[], from: string) => {
      if (values.length > 0) found.push({ category: 'subject', id, values, from });
    };
    if (policy.mentionsSubject(name.ACCESS_PACKAGE))
      add(name.ACCESS_PACKAGE, this.#packages(pair, policy, subject, of), 'access packages');
    if (!subject.isUser || !subject.party || !policy.mentionsSubject(name.ROLE_CODE)) return found;
    const roles = this.#recall.roles(pair, subject.party, of, this.#memo);
    for (const [id, values] of relevantRoles(policy, roles)) {
      const codes = id === name.ROLE_CODE;
      if (switches.accessManagementAsPipForRoles) add(id, values, ROLES);
      else if (codes)
        add(
          id,
          values.filter((code) => code === code.toUpperCase()),
          ROLES,
        );
    }
    return found;
  }

  #packages(pair: Pair, policy: CompiledPolicy, subject: Subject, of: Party): readonly string[] {
    const { switches } = this.#recall.lookups;
    if (subject.systemUser !== undefined && !switches.systemUserAccessPackageAuthorization) return [];
    if (subject.isUser && !switches.userAccessPackageAuthorization) return [];
    const own =
      subject.isUser && subject.party
        ? relevantPackages(policy, this.#recall.packages(pair, subject.party, of, this.#memo))
        : [];
    const given = this.#recall.given(pair, subject, of, policy.resourceId, this.#memo);
    return given.length === 0 ? own : [...own, ...tails(policy, given)];
  }

  #accessLists(party: Party): void {
    if (party.organizationNumber === undefined) return;
    const lists = this.#recall.memberships(party.organizationNumber, undefined, this.#memo);
    const values = lists.map((list) => `${list.owner}:${list.identifier}`);
    this.#add('subject', name.ACCESS_LIST, values, 'access lists');
  }

  #party(kind: Parameters<Recall['party']>[0], text: string): Party | undefined {
    return this.#recall.party(kind, text, this.#memo);
  }
}

/** Makes a request again what it was before the context handler added to it. */
export function takeBack(request: DecisionRequest, added: readonly Added[]): void {
  for (let at = added.length - 1; at >= 0; at -= 1) {
    const one = added[at];
    if (one) request[one.category].removeLast(one.id, one.values.length);
  }
}

const ROLES = 'roles in the register';
const integer = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;

const namesParty = (resource: AttributeSet): boolean =>
  [name.ORGANIZATION_NUMBER, name.LEGACY_ORGANIZATION_NUMBER, name.PERSON_NUMBER, name.PARTY_UUID].some((id) =>
    resource.has(id),
  );

const namesInstance = (resource: AttributeSet): boolean =>
  resource.has(name.INSTANCE_ID) || resource.has(name.RESOURCE_INSTANCE_ID);

/** An instance id `{partyId}/{guid}`, given by itself or as a URN in `urn:altinn:resource:instance-id`. */
function readInstance(resource: AttributeSet): InstanceRef | undefined {
  const free = resource.first(name.RESOURCE_INSTANCE_ID);
  const id =
    resource.first(name.INSTANCE_ID) ??
    (free?.toLowerCase().startsWith(INSTANCE_URN) ? free.slice(INSTANCE_URN.length) : undefined);
  const [, party, guid] = /^(\d{1,15})\/([0-9a-fA-F-]{36})$/.exec(id ?? '') ?? [];
  if (party === undefined || guid === undefined || id === undefined) return undefined;
  return { partyId: Number(party), guid, id };
}

/** 7.1, second table. */
function isComplete(resource: AttributeSet): boolean {
  if (!resource.has(name.PARTY_ID)) return false;
  if (!resource.has(name.ORG) || !resource.has(name.APP)) return resource.has(name.RESOURCE_ID);
  return resource.has(name.TASK) || resource.has(name.END_EVENT) || resource.first(name.APP_RESOURCE) === 'events';
}

function systemUserSubject(subject: AttributeSet, systemUser: string): Subject {
  const count = subject.attributes.reduce((sum, one) => sum + one.values.length, 0);
  if (count > 1) throw new ArgumentError(`${name.SYSTEM_USER} must be the only subject attribute`);
  if (!isUuid(systemUser)) throw new ArgumentError(`${name.SYSTEM_USER} "${systemUser.slice(0, 60)}" is not a UUID`);
  return { systemUser: systemUser.toLowerCase(), isUser: false };
}

/**
 * Makes a request ready for the engine. The request's sets are changed.
 * @throws Missing when something is not in memory; ArgumentError when the request cannot be decided; another error when a lookup fails
 */
export const handleContext = (request: DecisionRequest, side: Side, recall: Recall, memo: Memo | undefined): Context =>
  new Handler(request, side, recall, memo).run();
