import { randomUUID } from 'node:crypto';
import type { Database } from '../database/index.ts';
import { BoundedCache, type Clock } from '../foundation/index.ts';
import { acceptClient, type ClientInput } from './client-rules.ts';
import { conflict, forbidden, invalidField, notFound } from './errors.ts';
import { type AcceptedKey, acceptKeySet, acceptKeyText, MAX_KEYS, publicKeyOf } from './jwk-rules.ts';
import { type ClientKey, type ClientRecord, type GrantClient, JWT_BEARER, type ScopeRecord } from './model.ts';
import {
  findAccess,
  findClient,
  findClients,
  findKeys,
  findScope,
  insertClient,
  replaceKeys,
  updateClient,
} from './store.ts';

/** Clients, scopes and accesses held in memory for the token endpoint. */
const CACHED_CLIENTS = 20_000;
const CACHED_SCOPES = 20_000;
const CACHED_ACCESSES = 100_000;

/** On whose behalf an operation is done. */
export interface Actor {
  readonly organization: string;
  /** May handle clients of other organisations (`idporten:dcr.supplier`). */
  readonly supplier: boolean;
}

export interface NewClient {
  readonly organization: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** Public JWKs. */
  readonly keys?: readonly object[];
  /** Seconds, default 120. */
  readonly accessTokenLifetime?: number;
  readonly clientId?: string;
}

/** Integrations and their keys, with what the token endpoint asks kept in memory. */
export class SelfService {
  readonly database: Database;
  readonly clock: Clock;
  readonly #clients = new BoundedCache<GrantClient | 'none'>(CACHED_CLIENTS);
  readonly #scopes = new BoundedCache<ScopeRecord | 'none'>(CACHED_SCOPES);
  readonly #accesses = new BoundedCache<boolean>(CACHED_ACCESSES);

  constructor(database: Database, clock: Clock) {
    this.database = database;
    this.clock = clock;
    const follow = (topic: string, cache: BoundedCache<unknown>) =>
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
    const record = await findClient(this.database.db, clientId);
    const keys = record ? await findKeys(this.database.db, clientId) : [];
    const client = record && grantClient(record, keys);
    this.#clients.set(clientId, client ?? 'none', [clientId], generation);
    return client;
  }

  async scope(name: string): Promise<ScopeRecord | undefined> {
    const known = this.#scopes.get(name);
    if (known) return known === 'none' ? undefined : known;
    const { generation } = this.#scopes;
    const scope = await findScope(this.database.db, name);
    this.#scopes.set(name, scope ?? 'none', [name], generation);
    return scope;
  }

  /** Owner, open to all, or an approved access (maskinporten.md 5.2). Delegation is another matter. */
  async hasAccess(scope: ScopeRecord, consumer: string): Promise<boolean> {
    if (scope.owner === consumer || scope.accessibleForAll) return true;
    const key = `${consumer} ${scope.name}`;
    const known = this.#accesses.get(key);
    if (known !== undefined) return known;
    const { generation } = this.#accesses;
    const approved = (await findAccess(this.database.db, scope.name, consumer)) === 'APPROVED';
    this.#accesses.set(key, approved, [scope.name], generation);
    return approved;
  }

  /** Makes a Maskinporten client with keys in one go: for tests and the sandbox. */
  async createClient(wish: NewClient): Promise<ClientRecord> {
    const body = {
      integration_type: 'maskinporten',
      client_name: wish.name,
      description: wish.name,
      grant_types: [JWT_BEARER],
      scopes: wish.scopes,
      ...(wish.accessTokenLifetime === undefined ? {} : { access_token_lifetime: wish.accessTokenLifetime }),
      ...(wish.clientId === undefined ? {} : { client_id: wish.clientId }),
    };
    const client = await this.addClient({ organization: wish.organization, supplier: false }, body);
    if (wish.keys?.length)
      await this.setKeys({ organization: wish.organization, supplier: false }, client.clientId, wish.keys);
    return client;
  }

  /** @throws ApiError 400, 403, 409 */
  async addClient(actor: Actor, body: unknown): Promise<ClientRecord> {
    const input = acceptClient(body);
    const organization = input.organization ?? actor.organization;
    if (organization !== actor.organization && !actor.supplier)
      throw forbidden(
        `client_orgno ${organization} is another organisation than yours: that takes the scope idporten:dcr.supplier`,
      );
    await this.#checkScopes(input);
    const now = this.clock.now();
    const client: ClientRecord = {
      ...recordOf(input),
      clientId: input.clientId ?? randomUUID(),
      organization,
      ...(organization === actor.organization ? {} : { supplier: actor.organization }),
      created: now,
      lastUpdated: now,
    };
    await this.database.transaction(async (trx, announce) => {
      if (!(await insertClient(trx, client)))
        throw conflict(`a client with the id ${client.clientId} exists already, perhaps deactivated`);
      announce({ topic: 'client', key: client.clientId });
    });
    return client;
  }

  /** Full replacement; keys, owner, id and integration type stay. */
  async changeClient(actor: Actor, clientId: string, body: unknown): Promise<ClientRecord> {
    const input = acceptClient(body);
    const current = await this.ownClient(actor, clientId);
    if (input.clientId !== undefined && input.clientId !== clientId)
      throw invalidField('client_id', 'cannot be changed');
    if (input.integrationType !== current.integrationType)
      throw invalidField('integration_type', `cannot be changed: it is ${current.integrationType}`);
    if (input.organization !== undefined && input.organization !== current.organization)
      throw invalidField('client_orgno', 'cannot be changed');
    await this.#checkScopes(input, new Set(current.scopes));
    const changed = { ...current, ...recordOf(input), lastUpdated: this.clock.now() };
    await this.#save(changed);
    return changed;
  }

  /** DELETE only deactivates (maskinporten.md 6.6). */
  async deactivateClient(actor: Actor, clientId: string): Promise<ClientRecord> {
    const current = await this.ownClient(actor, clientId);
    const changed = { ...current, active: false, lastUpdated: this.clock.now() };
    await this.#save(changed);
    return changed;
  }

  clients(actor: Actor, inactive: boolean): Promise<readonly ClientRecord[]> {
    return findClients(this.database.db, actor.organization, inactive);
  }

  /** @throws ApiError 404 when there is none, 403 when it is another organisation's */
  async ownClient(actor: Actor, clientId: string): Promise<ClientRecord> {
    const client = await findClient(this.database.db, clientId);
    if (!client) throw notFound(`there is no client ${clientId}`);
    if (client.organization !== actor.organization && client.supplier !== actor.organization)
      throw forbidden(`the client ${clientId} belongs to another organisation`);
    return client;
  }

  async keys(actor: Actor, clientId: string): Promise<readonly ClientKey[]> {
    await this.ownClient(actor, clientId);
    return findKeys(this.database.db, clientId);
  }

  /** Replaces the whole set; every key begins a new year. */
  async setKeys(actor: Actor, clientId: string, keys: unknown): Promise<readonly ClientKey[]> {
    const accepted = acceptKeySet(keys, this.clock.now());
    return this.#changeKeys(actor, clientId, () => accepted.map((key) => this.#stamped(key)));
  }

  /** Adds one key from JSON or PEM text; the same kid again renews it. */
  async addKey(actor: Actor, clientId: string, text: string): Promise<ClientKey> {
    const added = this.#stamped(acceptKeyText(text, this.clock.now()));
    await this.#changeKeys(actor, clientId, (current) => {
      const others = current.filter((key) => key.kid !== added.kid);
      if (others.length >= MAX_KEYS)
        throw invalidField('keys', `the client has ${others.length} keys already, the most allowed: delete one first`);
      return [...others, added];
    });
    return added;
  }

  /** Replaces or renews one key. */
  async putKey(actor: Actor, clientId: string, kid: string, jwk: unknown): Promise<ClientKey> {
    const [accepted] = acceptKeySet([jwk], this.clock.now());
    if (!accepted || accepted.jwk.kid !== kid) throw invalidField('kid', 'differs from the kid in the path');
    const put = this.#stamped(accepted);
    await this.#changeKeys(actor, clientId, (current) => {
      if (!current.some((key) => key.kid === kid)) throw notFound(`the client has no key ${kid}`);
      return current.map((key) => (key.kid === kid ? put : key));
    });
    return put;
  }

  async deleteKey(actor: Actor, clientId: string, kid: string): Promise<void> {
    await this.#changeKeys(actor, clientId, (current) => {
      if (!current.some((key) => key.kid === kid)) throw notFound(`the client has no key ${kid}`);
      return current.filter((key) => key.kid !== kid);
    });
  }

  async deleteKeys(actor: Actor, clientId: string): Promise<void> {
    await this.#changeKeys(actor, clientId, () => []);
  }

  #stamped({ jwk, expires }: AcceptedKey): ClientKey {
    return { kid: jwk.kid, jwk, created: this.clock.now(), expires };
  }

  async #changeKeys(
    actor: Actor,
    clientId: string,
    change: (current: readonly ClientKey[]) => readonly ClientKey[],
  ): Promise<readonly ClientKey[]> {
    const client = await this.ownClient(actor, clientId);
    if (!client.active) throw conflict(`the client ${clientId} is deactivated: activate it with PUT first`);
    return this.database.transaction(async (trx, announce) => {
      // Writing the client first makes two changes of one client's keys wait for each other on PostgreSQL.
      await updateClient(trx, { ...client, lastUpdated: this.clock.now() });
      const keys = change(await findKeys(trx, clientId));
      await replaceKeys(trx, clientId, keys);
      announce({ topic: 'client', key: clientId });
      return keys;
    });
  }

  async #save(client: ClientRecord): Promise<void> {
    await this.database.transaction(async (trx, announce) => {
      await updateClient(trx, client);
      announce({ topic: 'client', key: client.clientId });
    });
  }

  /** A scope may be configured without access to it, but it must exist, be active and allow this kind of client (maskinporten.md 6.3). */
  async #checkScopes(input: ClientInput, had: ReadonlySet<string> = new Set()): Promise<void> {
    for (const name of input.scopes) {
      if (had.has(name)) continue;
      const scope = await this.scope(name);
      if (!scope?.active) throw invalidField('scopes', `there is no active scope ${name.slice(0, 200)}`);
      if (!scope.integrationTypes.includes(input.integrationType))
        throw invalidField('scopes', `the scope ${name} is not for clients of type ${input.integrationType}`);
    }
  }
}

const recordOf = ({ organization: _organization, clientId: _clientId, ...input }: ClientInput) => input;

function grantClient(record: ClientRecord, keys: readonly ClientKey[]): GrantClient {
  return {
    clientId: record.clientId,
    organization: record.organization,
    ...(record.supplier === undefined ? {} : { supplierOrganization: record.supplier }),
    active: record.active,
    integrationType: record.integrationType,
    scopes: new Set(record.scopes),
    accessTokenLifetime: record.accessTokenLifetime,
    keys: new Map(keys.map((key) => [key.kid, { key: publicKeyOf(key.jwk), expires: key.expires }])),
  };
}
