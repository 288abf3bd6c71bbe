import type { Transaction } from 'kysely';
import type { AttributeInput, Authorization } from '../authorization/index.ts';
import type { Caller } from '../callers/index.ts';
import type { Database, Tables } from '../database/index.ts';
import { type Clock, isUnavailable, type PlatformUrls, unavailable } from '../foundation/index.ts';
import type { Party, PartyRef, Register } from '../register/index.ts';
import type { Application, Resources } from '../resources/index.ts';
import { acceptedScopes, actorId, appScope, type Mode, ownsApp, passesAppScope } from './access.ts';
import { rulesOf } from './application-rules.ts';
import { attributesOf } from './attributes.ts';
import type { Contents } from './content.ts';
import type { Cursor } from './continuation.ts';
import { eventsOf, type Happened } from './events.ts';
import type { InstanceFilter } from './list-filter.ts';
import { listInstances } from './list-store.ts';
import {
  type DataTypeRules,
  guidOf,
  type InstanceEvent,
  type ShownElement,
  type ShownInstance,
  type StoredElement,
  type StoredInstance,
} from './model.ts';
import { newElement, type Upload } from './new-element.ts';
import { Publishing } from './publishing.ts';
import { forbidden, isRefusal, refuse, unknownInstance } from './refusals.ts';
import { shownElement, shownInstance, shownParty } from './shown.ts';
import {
  type ElementRow,
  elementsOf,
  findElement,
  findEvents,
  findInstance,
  type InstanceRow,
  insertEvents,
  insertInstance,
  type ListedRow,
  putElement,
  updateInstance,
} from './store.ts';

export interface StorageDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly register: Register;
  readonly resources: Resources;
  readonly authorization: Pick<Authorization, 'ask' | 'askAll'>;
  readonly contents: Contents;
  /** What signs the continuation tokens of lists, the same on every node. */
  readonly cursorKey: () => Promise<Buffer>;
  readonly urls: Pick<PlatformUrls, 'altinn' | 'apps'>;
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

/** A caller and the instance that something is done with. */
export interface Asked {
  readonly caller: Caller;
  readonly row: InstanceRow;
}

/** A change within its transaction. It gives undefined to leave everything as it is. */
export type Change = (
  instance: StoredInstance,
  trx: Transaction<Tables>,
) => Promise<Changed | undefined> | Changed | undefined;

const MAX_ATTEMPTS = 20;

/** Operations on instances that both surfaces share: look-ups, decisions and changes (altinn-instances.md 3–7). */
export class Storage {
  readonly #deps: StorageDeps;

  /** What Altinn Studio publishes. */
  readonly publishing: Publishing;

  constructor(deps: StorageDeps) {
    this.#deps = deps;
    this.publishing = new Publishing(deps);
  }

  applications(): Promise<readonly Application[]> {
    return this.#deps.resources.applications();
  }

  now(): string {
    return new Date(this.#deps.clock.now()).toISOString();
  }

  /** See `StorageDeps`. */
  cursorKey(): Promise<Buffer> {
    return this.#deps.cursorKey();
  }

  /** The public address of a path. */
  address(path: string): string {
    return `${this.#deps.urls.altinn}${path}`;
  }

  party(ref: PartyRef): Promise<Party | undefined> {
    return this.#deps.register.party(ref);
  }

  /** Check 3 of altinn-instances.md 3.1. @throws Refusal 403 naming the scopes any one of which is enough */
  checkScope(caller: Caller, scopes: readonly string[]): void {
    if (this.#deps.scopeGate === 'live') return;
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

  /** @throws Refusal 404 */
  async application(org: string, app: string): Promise<Application> {
    const application = await this.#deps.resources.application(org, app);
    if (!application) throw refuse('application-unknown', `Did not find application with appId=${org}/${app}`);
    return application;
  }

  /** @throws Refusal 404 */
  applicationOf({ appId }: StoredInstance): Promise<Application> {
    const [org = '', app = ''] = appId.split('/');
    return this.application(org, app);
  }

  /** The rules of a data type as the app has them now; without the app or the type: none. */
  async typeOf({ appId }: StoredInstance, dataType: string): Promise<DataTypeRules> {
    const [org = '', app = ''] = appId.split('/');
    const application = await this.#deps.resources.application(org, app);
    const types = application ? rulesOf(application).dataTypes : [];
    return types.find((type) => type.id === dataType) ?? { id: dataType };
  }

  /** The instance if it exists, is of the app (when one is named) and of the party in the path (when there is one). */
  async find(guid: string, party?: string, app?: string): Promise<InstanceRow> {
    const row = await findInstance(this.#deps.database.db, guid.toLowerCase());
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

  /** Instances by a filter, of which no decision has been asked for. */
  list(filter: InstanceFilter, size: number, after?: Cursor): Promise<readonly ListedRow[]> {
    return listInstances(this.#deps.database, filter, size, after);
  }

  async may(caller: Caller, action: string, instance: StoredInstance): Promise<boolean> {
    return (await this.#deps.authorization.ask(caller, action, attributesOf(instance))).permitted;
  }

  /** Those of the rows that this caller may read: one request for them all (altinn-instances.md 3.3). */
  async readable<T extends InstanceRow>(caller: Caller, rows: readonly T[]): Promise<readonly T[]> {
    const resources = rows.map(({ instance }) => attributesOf(instance));
    const answers = await this.#deps.authorization.askAll(caller, 'read', resources);
    return rows.filter((_, index) => answers[index]?.permitted);
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
      const answer = await this.#deps.authorization.ask(caller, action, resource);
      if (answer.permitted) return;
      refusal = answer;
    }
    if (refusal.requiredLevel !== undefined)
      throw forbidden(refusal.reason, { ...members, RequiredAuthenticationLevel: String(refusal.requiredLevel) });
    throw forbidden(`no permit for ${actions.join(' or ')}: ${refusal.reason}`, members);
  }

  /** Stores a new instance with its first elements, all or nothing. */
  async create(
    caller: Caller,
    instance: StoredInstance,
    started: readonly Happened[] = [],
    elements: readonly ElementRow[] = [],
  ): Promise<void> {
    const guid = guidOf(instance);
    const created = elements.map((row) => ({ type: 'Created', dataId: row.element.id }));
    const events = [{ type: 'Created' }, ...started, ...created];
    await this.#deps.database.transaction(async (trx) => {
      await insertInstance(trx, guid, instance);
      for (const row of elements) await putElement(trx, row);
      await insertEvents(trx, guid, 1, eventsOf(caller, instance, events, this.now()));
    });
  }

  /**
   * Reads, changes and writes an instance; begins again when somebody else was quicker, so no change is lost and `lastChanged` never
   * goes back.
   */
  async change(caller: Caller, guid: string, change: Change): Promise<StoredInstance> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      try {
        return await this.#deps.database.transaction((trx) => this.#attempt(trx, caller, guid, change));
      } catch (error) {
        if (!isRefusal(error, 'instance-superseded')) throw error;
      }
    }
    throw refuse('instance-superseded', 'the instance is being changed by many at once: try again');
  }

  async #attempt(trx: Transaction<Tables>, caller: Caller, guid: string, change: Change): Promise<StoredInstance> {
    const row = await findInstance(trx, guid);
    if (!row) throw unknownInstance(guid);
    const changed = await change(row.instance, trx);
    if (!changed) return row.instance;
    const last = new Date(Math.max(this.#deps.clock.now(), Date.parse(row.instance.lastChanged))).toISOString();
    const instance: StoredInstance = { ...changed.instance, lastChanged: last, lastChangedBy: actorId(caller) };
    // PostgreSQL lets two readers pass; the revision stops the slower writer, whose transaction then changes nothing.
    if (!(await updateInstance(trx, row, instance))) throw refuse('instance-superseded');
    await insertEvents(trx, guid, row.revision + 1, eventsOf(caller, instance, changed.events, this.now()));
    return instance;
  }

  /** Writes an upload's bytes and makes its element; nothing refers to it until it is stored with the instance. */
  async receive(caller: Caller, instance: StoredInstance, type: DataTypeRules, upload: Upload): Promise<ElementRow> {
    const { elementLimit, contents } = this.#deps;
    const limit = Math.min(elementLimit, type.maxSize ? type.maxSize * 1024 * 1024 : Number.POSITIVE_INFINITY);
    const written = await contents.write(upload.source, limit).catch((error: unknown) => {
      if (isRefusal(error, 'element-too-large'))
        throw refuse('element-too-large', `an element of type ${type.id} may hold at most ${limit} bytes`, {
          members: { title: 'Request too large' },
        });
      throw error;
    });
    const element = newElement(caller, { instance, dataType: type.id, upload, written, now: this.now() });
    return { contentId: written.contentId, element };
  }

  /** Changes an instance to which bytes belong that have been received; they are removed again when that fails. */
  async keep(caller: Caller, guid: string, { contentId }: ElementRow, change: Change): Promise<void> {
    try {
      await this.change(caller, guid, change);
    } catch (error) {
      // When the database was lost it is not known whether the element refers to them.
      if (!isUnavailable(error)) await this.discard(contentId);
      throw error;
    }
  }

  /** Removes bytes that no element refers to. */
  discard(contentId: string): Promise<void> {
    return this.#deps.contents.remove(contentId);
  }

  /** The bytes of an element, and the element as it was when they were found: it may have been replaced since it was looked up. */
  async opened(instance: StoredInstance, found: ElementRow, caller: Caller) {
    let row = found;
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const { contentId, element } = row;
      const content = await this.#deps.contents.read(contentId, element.size);
      if (content) return { element, content };
      row = await this.element(instance, element.id, caller);
      if (row.contentId === contentId) throw refuse('element-unknown', `Unable to find data element ${element.id}`);
    }
    throw unavailable('the element is being replaced by many at once');
  }

  /** The element, hidden when it is hard-deleted and the caller does not own the app. */
  async element(instance: StoredInstance, id: string, caller: Caller): Promise<ElementRow> {
    const row = await findElement(this.#deps.database.db, guidOf(instance), id.toLowerCase());
    const hidden = row?.element.deleteStatus?.isHardDeleted && !ownsApp(caller, instance.org);
    if (!row || hidden) throw refuse('element-unknown', `Unable to find data element ${id}`);
    return row;
  }

  /** Every element of an instance, oldest first, those that are deleted too. */
  async elements(guid: string): Promise<readonly StoredElement[]> {
    return (await this.elementsOf([guid])).get(guid) ?? [];
  }

  /** The elements of each instance. */
  elementsOf(guids: readonly string[]): Promise<ReadonlyMap<string, readonly StoredElement[]>> {
    return elementsOf(this.#deps.database.db, guids);
  }

  /** What has happened to an instance, in that order. */
  events(guid: string, filter: Parameters<typeof findEvents>[2] = {}): Promise<readonly InstanceEvent[]> {
    return findEvents(this.#deps.database.db, guid, filter);
  }

  async show(instance: StoredInstance, caller: Caller): Promise<ShownInstance> {
    return this.shown(instance, await this.elements(guidOf(instance)), caller);
  }

  shown(instance: StoredInstance, elements: readonly StoredElement[], caller: Caller): ShownInstance {
    return shownInstance(this.#deps.urls, instance, elements, caller);
  }

  /** As an app shows an instance: with the owner's party (altinn-instances.md 7.1). */
  async showInApp(instance: StoredInstance, caller: Caller): Promise<ShownInstance> {
    const shown = await this.show(instance, caller);
    const party = await this.party({ partyId: Number(instance.instanceOwner.partyId) });
    return party ? { ...shown, instanceOwner: { ...shown.instanceOwner, party: shownParty(party) } } : shown;
  }

  shownElement(instance: StoredInstance, element: StoredElement): ShownElement {
    return shownElement(this.#deps.urls, instance, element);
  }
}
