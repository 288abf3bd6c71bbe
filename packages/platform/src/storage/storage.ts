import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Transaction } from 'kysely';
import type { AttributeInput, Authorization } from '../authorization/index.ts';
import type { Caller } from '../callers/index.ts';
import type { Database, Tables } from '../database/index.ts';
import { type Clock, isUnavailable, orderedUuid, type PlatformUrls } from '../foundation/index.ts';
import type { Party, Register } from '../register/index.ts';
import type { Application, Resources } from '../resources/index.ts';
import { acceptedScopes, actorId, appScope, type Mode, ownsApp, passesAppScope } from './access.ts';
import type { Contents } from './content.ts';
import type {
  ApplicationRules,
  DataTypeRules,
  InstanceEvent,
  InstanceTemplate,
  ProcessState,
  ShownElement,
  ShownInstance,
  ShownParty,
  StoredElement,
  StoredInstance,
} from './model.ts';
import { isStarted } from './process.ts';
import { forbidden, isRefusal, refuse, unknownInstance } from './refusals.ts';
import {
  type ElementRow,
  elementsOf,
  findElement,
  findInstance,
  type InstanceRow,
  insertEvents,
  insertInstance,
  putElement,
  updateInstance,
} from './store.ts';

export interface StorageDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly register: Register;
  readonly resources: Resources;
  readonly authorization: Pick<Authorization, 'ask' | 'decideAll'>;
  readonly contents: Contents;
  readonly urls: PlatformUrls;
  /** Largest data element in bytes. */
  readonly elementLimit: number;
  /** `strict` checks scopes everywhere; `live` leaves that to a gateway, as the real services do (altinn-instances.md 3.2). */
  readonly scopeGate: 'strict' | 'live';
}

/** A change of an instance with what happened. */
export interface Changed {
  readonly instance: StoredInstance;
  readonly events: readonly Happened[];
}

/** Something that happened to an instance; `process` is the state that it tells of, where it is another than the one reached. */
export interface Happened {
  readonly type: string;
  readonly dataId?: string;
  readonly process?: ProcessState;
}

/** What an upload brings. */
export interface Upload {
  readonly source: Readable;
  readonly contentType: string;
  readonly fileName: string | undefined;
  readonly refs: readonly string[];
  readonly generatedFromTask?: string;
}

const MAX_ATTEMPTS = 20;

/** Operations on instances that both surfaces share: look-ups, decisions and changes (altinn-instances.md 3–7). */
export class Storage {
  readonly deps: StorageDeps;

  constructor(deps: StorageDeps) {
    this.deps = deps;
  }

  now(): string {
    return new Date(this.deps.clock.now()).toISOString();
  }

  /** Check 3 of altinn-instances.md 3.1. @throws Refusal 403 naming the scopes any one of which is enough */
  checkScope(caller: Caller, scopes: readonly string[]): void {
    if (this.deps.scopeGate === 'live') return;
    const accepted = acceptedScopes(caller, scopes);
    if (accepted.some((scope) => caller.scopes.has(scope))) return;
    throw forbidden(
      `the token lacks the scope ${accepted.join(' or ')}; it has: ${[...caller.scopes].join(' ') || 'none'}`,
    );
  }

  /** An app's own scope rule. @throws Refusal 403 */
  checkAppScope(application: Application, caller: Caller, mode: Mode, instance: string): void {
    const rules = rulesOf(application);
    const demanded = appScope(rules.apiScopes, caller, mode, application.app);
    if (!passesAppScope(demanded, caller))
      throw refuse('scope-of-app-missing', `the app demands the scope ${demanded}`, {
        members: { title: 'Forbidden', instance },
      });
  }

  async application(org: string, app: string): Promise<Application> {
    const application = await this.deps.resources.application(org, app);
    if (!application) throw refuse('application-unknown', `Did not find application with appId=${org}/${app}`);
    return application;
  }

  /** The instance if it exists, is of the app (when one is named) and of the party in the path (when there is one). */
  async find(guid: string, party?: string, app?: string): Promise<InstanceRow> {
    const row = await findInstance(this.deps.database.db, guid.toLowerCase());
    if (!row || (party !== undefined && row.instance.instanceOwner.partyId !== party)) throw unknownInstance(guid);
    if (app !== undefined && row.instance.appId !== app) throw unknownInstance(guid);
    return row;
  }

  /** As `find`, for endpoints with a declared policy: what is unknown is refused, so that nothing is told about it. */
  async findOrForbid(guid: string, party?: string, app?: string): Promise<InstanceRow> {
    try {
      return await this.find(guid, party, app);
    } catch (error) {
      if (isRefusal(error, 'instance-unknown')) throw forbidden('no instance with this id, or no right to it');
      throw error;
    }
  }

  /**
   * Check 5: permitted when any one of the actions is.
   * @param members what else the problem says
   * @throws Refusal 403 with the reason of the last decision
   */
  async requirePermit(
    caller: Caller,
    actions: readonly string[],
    resource: readonly AttributeInput[],
    members: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    let refusal: { requiredLevel?: number; reason: string } = { reason: 'no action asked for' };
    for (const action of actions) {
      const answer = await this.deps.authorization.ask(caller, action, resource);
      if (answer.permitted) return;
      refusal = answer;
    }
    if (refusal.requiredLevel !== undefined)
      throw forbidden(refusal.reason, { ...members, RequiredAuthenticationLevel: String(refusal.requiredLevel) });
    throw forbidden(`no permit for ${actions.join(' or ')}: ${refusal.reason}`, members);
  }

  /** What the decision is about; values come from the stored instance, never from the path (altinn-instances.md 3.3). */
  attributesOf(instance: StoredInstance): readonly AttributeInput[] {
    const [org = '', app = ''] = instance.appId.split('/');
    const { currentTask, endEvent } = instance.process;
    return [
      { id: 'urn:altinn:org', value: org },
      { id: 'urn:altinn:app', value: app },
      { id: 'urn:altinn:partyid', value: instance.instanceOwner.partyId },
      { id: 'urn:altinn:instance-id', value: instance.id },
      ...(currentTask ? [{ id: 'urn:altinn:task', value: currentTask.elementId }] : []),
      ...(!currentTask && endEvent ? [{ id: 'urn:altinn:end-event', value: endEvent }] : []),
    ];
  }

  /** A new instance of the party, not stored yet. What the template leaves out is as it is by default. */
  newInstance(
    application: Application,
    party: Party,
    caller: Caller,
    template: InstanceTemplate,
  ): { guid: string; instance: StoredInstance } {
    const now = this.now();
    const guid = randomUUID();
    const actor = actorId(caller);
    const { dueBefore, visibleAfter, status, process, dataValues } = template;
    return {
      guid,
      instance: {
        id: `${party.partyId}/${guid}`,
        instanceOwner: {
          partyId: String(party.partyId),
          ...(party.personNumber === undefined ? {} : { personNumber: party.personNumber }),
          ...(party.organizationNumber === undefined ? {} : { organisationNumber: party.organizationNumber }),
        },
        appId: `${application.org}/${application.app}`,
        org: application.org,
        ...(dueBefore === undefined ? {} : { dueBefore }),
        visibleAfter: visibleAfter ?? now,
        process: process ?? {},
        status: { isArchived: false, isSoftDeleted: false, isHardDeleted: false, readStatus: 'Unread', ...status },
        ...(dataValues === undefined ? {} : { dataValues }),
        created: now,
        createdBy: actor,
        lastChanged: now,
        lastChangedBy: actor,
      },
    };
  }

  /** Stores a new instance with its first elements, all or nothing. */
  async create(
    caller: Caller,
    guid: string,
    instance: StoredInstance,
    started: readonly Happened[],
    elements: readonly ElementRow[],
  ): Promise<void> {
    const events = [
      { type: 'Created' },
      ...started,
      ...elements.map((row) => ({ type: 'Created', dataId: row.element.id })),
    ];
    await this.deps.database.transaction(async (trx) => {
      await insertInstance(trx, guid, instance);
      for (const row of elements) await putElement(trx, row);
      await insertEvents(trx, guid, 1, this.#events(caller, instance, events));
    });
  }

  /**
   * Reads, changes and writes an instance; begins again when somebody else was quicker, so no change is lost and `lastChanged` never
   * goes back. `change` gives undefined to leave everything as it is.
   */
  async change(
    caller: Caller,
    guid: string,
    change: (instance: StoredInstance, trx: Transaction<Tables>) => Promise<Changed | undefined> | Changed | undefined,
  ): Promise<StoredInstance> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      try {
        return await this.deps.database.transaction((trx) => this.#attempt(trx, caller, guid, change));
      } catch (error) {
        if (!isRefusal(error, 'instance-superseded')) throw error;
      }
    }
    throw refuse('instance-superseded', 'the instance is being changed by many at once: try again');
  }

  async #attempt(
    trx: Transaction<Tables>,
    caller: Caller,
    guid: string,
    change: Parameters<Storage['change']>[2],
  ): Promise<StoredInstance> {
    const row = await findInstance(trx, guid);
    if (!row) throw unknownInstance(guid);
    const changed = await change(row.instance, trx);
    if (!changed) return row.instance;
    const last = new Date(Math.max(this.deps.clock.now(), Date.parse(row.instance.lastChanged))).toISOString();
    const instance: StoredInstance = { ...changed.instance, lastChanged: last, lastChangedBy: actorId(caller) };
    // PostgreSQL lets two readers pass; the revision stops the slower writer, whose transaction then changes nothing.
    if (!(await updateInstance(trx, row, instance))) throw refuse('instance-superseded');
    await insertEvents(trx, guid, row.revision + 1, this.#events(caller, instance, changed.events));
    return instance;
  }

  #events(caller: Caller, instance: StoredInstance, happened: Changed['events']): InstanceEvent[] {
    const created = this.now();
    return happened.map(({ type, dataId, process = instance.process }) => ({
      id: randomUUID(),
      instanceId: instance.id,
      ...(dataId === undefined ? {} : { dataId }),
      created,
      eventType: type,
      instanceOwnerPartyId: instance.instanceOwner.partyId,
      user: {
        authenticationLevel: caller.authenticationLevel ?? 0,
        ...(caller.userId === undefined ? {} : { userId: caller.userId }),
        ...(caller.userId === undefined && !caller.systemUser
          ? { orgId: caller.serviceOwner ?? caller.organization ?? '' }
          : {}),
        ...(caller.systemUser
          ? {
              systemUserId: caller.systemUser.id,
              systemUserOwnerOrgNo: caller.systemUser.owner,
              systemUserName: caller.systemUser.systemId,
            }
          : {}),
      },
      ...(isStarted(process) ? { processInfo: process } : {}),
    }));
  }

  /** Writes an upload's bytes and makes its element; nothing refers to it until it is stored with the instance. */
  async receive(caller: Caller, instance: StoredInstance, type: DataTypeRules, upload: Upload): Promise<ElementRow> {
    const limit = Math.min(
      this.deps.elementLimit,
      type.maxSize ? type.maxSize * 1024 * 1024 : Number.POSITIVE_INFINITY,
    );
    const guid = instance.id.split('/')[1] ?? '';
    const written = await this.deps.contents.write(upload.source, limit).catch((error: unknown) => {
      if (isRefusal(error, 'element-too-large'))
        throw refuse('element-too-large', `an element of type ${type.id} may hold at most ${limit} bytes`, {
          members: {
            title: 'Request too large',
          },
        });
      throw error;
    });
    const now = this.now();
    // Elements of one creation are listed as they were sent.
    const id = orderedUuid();
    const element: StoredElement = {
      id,
      instanceGuid: guid,
      dataType: type.id,
      ...(upload.fileName === undefined ? {} : { filename: upload.fileName }),
      contentType: upload.contentType,
      size: written.size,
      contentHash: written.hash,
      blobStoragePath: `${instance.appId}/${guid}/data/${id}`,
      locked: false,
      isRead: !ownsApp(caller, instance.org),
      tags: [],
      ...(upload.refs.length > 0 ? { refs: [...upload.refs] } : {}),
      ...(upload.generatedFromTask === undefined
        ? {}
        : {
            references: [
              { value: upload.generatedFromTask, relation: 'GeneratedFrom' as const, valueType: 'Task' as const },
            ],
          }),
      fileScanResult: 'NotApplicable',
      created: now,
      createdBy: actorId(caller),
      lastChanged: now,
      lastChangedBy: actorId(caller),
    };
    return { contentId: written.contentId, element };
  }

  /** Stores a received element with its instance; its bytes are removed again when that fails. */
  async attach(
    caller: Caller,
    guid: string,
    row: ElementRow,
    check: (instance: StoredInstance, trx: Transaction<Tables>) => Promise<void>,
  ): Promise<void> {
    try {
      await this.change(caller, guid, async (instance, trx) => {
        await check(instance, trx);
        await putElement(trx, row);
        return { instance, events: [{ type: 'Created', dataId: row.element.id }] };
      });
    } catch (error) {
      // When the database was lost it is not known whether the element refers to them.
      if (!isUnavailable(error)) await this.deps.contents.remove(row.contentId);
      throw error;
    }
  }

  /** The element, hidden when it is hard-deleted and the caller does not own the app. */
  async element(instance: StoredInstance, id: string, caller: Caller): Promise<ElementRow> {
    const guid = instance.id.split('/')[1] ?? '';
    const row = await findElement(this.deps.database.db, guid, id.toLowerCase());
    const hidden = row?.element.deleteStatus?.isHardDeleted && !ownsApp(caller, instance.org);
    if (!row || hidden) throw refuse('element-unknown', `Unable to find data element ${id}`);
    return row;
  }

  async show(instance: StoredInstance, caller: Caller): Promise<ShownInstance> {
    const guid = instance.id.split('/')[1] ?? '';
    const elements = (await elementsOf(this.deps.database.db, [guid])).get(guid) ?? [];
    return this.shown(instance, elements, caller);
  }

  shown(instance: StoredInstance, elements: readonly StoredElement[], caller: Caller): ShownInstance {
    const all = ownsApp(caller, instance.org)
      ? elements
      : elements.filter((element) => !element.deleteStatus?.isHardDeleted);
    const { process, ...rest } = instance;
    return {
      ...rest,
      ...(isStarted(process) ? { process } : {}),
      selfLinks: {
        apps: `${this.deps.urls.base}/${instance.appId}/instances/${instance.id}`,
        platform: `${this.deps.urls.base}/storage/api/v1/instances/${instance.id}`,
      },
      data: all.map((element) => this.shownElement(instance, element)),
    };
  }

  /** As an app shows an instance: with the owner's party (altinn-instances.md 7.1). */
  async showInApp(instance: StoredInstance, caller: Caller): Promise<ShownInstance> {
    const shown = await this.show(instance, caller);
    const party = await this.deps.register.party({ partyId: Number(instance.instanceOwner.partyId) });
    return party ? { ...shown, instanceOwner: { ...shown.instanceOwner, party: shownParty(party) } } : shown;
  }

  shownElement(instance: StoredInstance, element: StoredElement): ShownElement {
    return {
      ...element,
      selfLinks: {
        apps: `${this.deps.urls.base}/${instance.appId}/instances/${instance.id}/data/${element.id}`,
        platform: `${this.deps.urls.base}/storage/api/v1/instances/${instance.id}/data/${element.id}`,
      },
    };
  }
}

const PARTY_TYPES = { person: 1, organisation: 2, subUnit: 4, bankruptcyEstate: 5 } as const;

/** Which of the four kinds in an app's `partyTypesAllowed` a party is. */
export function partyKind(party: Party): keyof typeof PARTY_TYPES {
  if (party.type === 'person') return 'person';
  if (party.parentUuid !== undefined) return 'subUnit';
  return party.form === 'KBO' ? 'bankruptcyEstate' : 'organisation';
}

/** Without the person number, which stands beside it in the owner. */
const shownParty = (party: Party): ShownParty => ({
  partyId: party.partyId,
  partyUuid: party.uuid,
  partyTypeName: PARTY_TYPES[partyKind(party)],
  orgNumber: party.organizationNumber ?? null,
  unitType: party.form ?? null,
  name: party.name,
  isDeleted: party.isDeleted,
});

/** The members of an app's metadata that have rules. */
export function rulesOf(application: Application): ApplicationRules {
  const { dataTypes } = application.metadata as { dataTypes?: unknown };
  return {
    ...(application.metadata as object),
    dataTypes: Array.isArray(dataTypes) ? (dataTypes as DataTypeRules[]) : [],
  };
}
