import { readChain } from '../business-certificates/index.ts';
import type { Database, Topic } from '../database/index.ts';
import { BoundedCache, type Clock } from '../foundation/index.ts';
import type { RegistrationKind } from './history-store.ts';
import { publicKeyOf } from './jwk-rules.ts';
import type { AccessState, ClientKey, ClientRecord, GrantClient, GrantKey, ScopeRecord } from './model.ts';
import { type DelayRange, RegistrationDelay } from './registration-delay.ts';
import { findAccess, findScope } from './scope-store.ts';
import { findClient, findKeys } from './store.ts';

/** Clients, scopes and accesses held in memory for the token endpoint. */
const CACHED_CLIENTS = 20_000;
const CACHED_SCOPES = 20_000;
const CACHED_ACCESSES = 100_000;

/** A client and its keys, as they are kept while a change of them is not active yet. */
export interface ClientState {
  readonly record: ClientRecord;
  readonly keys: readonly ClientKey[];
}

/** A change that the token endpoint does not see yet. */
export interface WaitingChange {
  readonly kind: RegistrationKind;
  /** Client id, scope, or scope and organisation number. */
  readonly name: string;
  /** When the token endpoint will see it, ms. */
  readonly activeFrom: number;
}

/** The key under which the access of an organisation to a scope is remembered and delayed. */
export const accessName = (scope: string, consumer: string): string => `${scope} ${consumer}`;

/** What the token endpoint asks: clients with their keys, scopes, accesses. Kept in memory, dropped at the first change on any node. */
export class Registrations {
  readonly database: Database;
  readonly clock: Clock;
  readonly delay: RegistrationDelay;
  readonly #clients = new BoundedCache<GrantClient | 'none'>(CACHED_CLIENTS);
  readonly #scopes = new BoundedCache<ScopeRecord | 'none'>(CACHED_SCOPES);
  readonly #accesses = new BoundedCache<boolean>(CACHED_ACCESSES);

  constructor(database: Database, clock: Clock, delay?: DelayRange) {
    this.database = database;
    this.clock = clock;
    this.delay = new RegistrationDelay(database, clock, delay);
    const follow = (topic: Topic, cache: BoundedCache<unknown>) =>
      database.onChange(topic, (key) => (key === undefined ? cache.clear() : cache.dropTag(key)));
    follow('client', this.#clients);
    follow('scope', this.#scopes);
    follow('scope-access', this.#accesses);
  }

  /** The client as the token endpoint needs it; undefined when there is none with this id. */
  async client(clientId: string): Promise<GrantClient | undefined> {
    const known = this.#clients.get(clientId);
    if (known) return known === 'none' ? undefined : known;
    const { generation } = this.#clients;
    const { db } = this.database;
    const record = await findClient(db, clientId);
    const keys = record ? await findKeys(db, clientId) : [];
    // Not kept in memory while it waits: it becomes active by time alone.
    const former = await this.delay.former<ClientState>('client', clientId);
    if (former) return former.value && grantClient(former.value);
    const client = record && grantClient({ record, keys });
    this.#clients.set(clientId, client ?? 'none', [clientId], generation);
    return client;
  }

  /** The client and its keys as they stand, and not yet as they will stand; undefined when there is none with this id. */
  async registered(clientId: string): Promise<ClientState | undefined> {
    const { db } = this.database;
    const record = await findClient(db, clientId);
    const keys = record ? await findKeys(db, clientId) : [];
    const former = await this.delay.former<ClientState>('client', clientId);
    return former ? former.value : record && { record, keys };
  }

  async scope(name: string): Promise<ScopeRecord | undefined> {
    const known = this.#scopes.get(name);
    if (known) return known === 'none' ? undefined : known;
    const { generation } = this.#scopes;
    const scope = await findScope(this.database.db, name);
    const former = await this.delay.former<ScopeRecord>('scope', name);
    if (former) return former.value;
    this.#scopes.set(name, scope ?? 'none', [name], generation);
    return scope;
  }

  /** Owner, open to all, or an approved access (maskinporten.md 5.2). Delegation is another matter. */
  async hasAccess(scope: ScopeRecord, consumer: string): Promise<boolean> {
    if (scope.owner === consumer || scope.accessibleForAll) return true;
    const key = accessName(scope.name, consumer);
    const known = this.#accesses.get(key);
    if (known !== undefined) return known;
    const { generation } = this.#accesses;
    const state = await findAccess(this.database.db, scope.name, consumer);
    const former = await this.delay.former<AccessState>('access', key);
    if (former) return former.value === 'APPROVED';
    this.#accesses.set(key, state === 'APPROVED', [scope.name], generation);
    return state === 'APPROVED';
  }

  /**
   * Which changes of a client, its scopes and its accesses the token endpoint does not see yet, for the developer's log.
   * @param consumer the organisation that the token was asked for, when it is not the client's own
   */
  async waiting(
    clientId: string,
    scopes: readonly string[],
    consumer?: string,
  ): Promise<{ readonly organization?: string; readonly changes: readonly WaitingChange[] }> {
    if (!this.delay.isOn) return { changes: [] };
    const record = await findClient(this.database.db, clientId);
    const holders = [consumer, record?.organization, record?.supplier].filter((one) => one !== undefined);
    const wanted: [RegistrationKind, string][] = [
      ['client', clientId],
      ...scopes.flatMap((scope): [RegistrationKind, string][] => [
        ['scope', scope],
        ...holders.map((holder): [RegistrationKind, string] => ['access', accessName(scope, holder)]),
      ]),
    ];
    const changes: WaitingChange[] = [];
    for (const [kind, name] of wanted) {
      const activeFrom = await this.delay.activeFrom(kind, name);
      if (activeFrom !== undefined) changes.push({ kind, name, activeFrom });
    }
    return { ...(record ? { organization: record.organization } : {}), changes };
  }
}

const grantKey = ({ jwk, expires }: ClientKey): GrantKey => ({
  key: publicKeyOf(jwk),
  expires,
  ...(jwk.x5c ? { chain: readChain(jwk.x5c) } : {}),
});

function grantClient({ record, keys }: ClientState): GrantClient {
  return {
    clientId: record.clientId,
    organization: record.organization,
    ...(record.supplier === undefined ? {} : { supplierOrganization: record.supplier }),
    active: record.active,
    integrationType: record.integrationType,
    scopes: new Set(record.scopes),
    accessTokenLifetime: record.accessTokenLifetime,
    keys: new Map(keys.map((key) => [key.kid, grantKey(key)])),
  };
}
