import { randomUUID } from 'node:crypto';
import type { Transaction } from 'kysely';
import { type CertificateTrust, checkCertificate, NO_TRUST } from '../business-certificates/index.ts';
import { type Announce, type Database, type Tables, tell } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';
import { type Actor, ownerOf, requireOwner } from './actor.ts';
import { acceptClient, type ClientInput } from './client-rules.ts';
import { makeSecret } from './client-secret.ts';
import { type AcceptedKey, acceptKeySet, acceptKeyText, type CertificateCheck, MAX_KEYS } from './jwk-rules.ts';
import { type ClientKey, type ClientRecord, JWT_BEARER } from './model.ts';
import { OIDC_SCOPES } from './oidc-scopes.ts';
import { invalidField, refuse } from './refusals.ts';
import type { DelayRange } from './registration-delay.ts';
import { type ClientState, Registrations } from './registrations.ts';
import { findScopesNamed } from './scope-store.ts';
import {
  findClient,
  findClients,
  findClientsNamed,
  findKeys,
  findKeysOf,
  insertClient,
  kidElsewhere,
  lockClient,
  replaceKeys,
  searchClients,
  updateClient,
} from './store.ts';

/** A client of Maskinporten to be made; the organisation is its number of nine digits. */
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

export interface SelfServiceOptions {
  /** Seconds that a change takes to reach the token endpoint; default at once. */
  readonly delay?: DelayRange;
  /** Where a kid must be unique: on its client (default), or among all clients (maskinporten.md 10). */
  readonly kidUniqueness?: 'client' | 'global';
  /** Who issues the business certificates that may be registered as keys; default nobody. */
  readonly trust?: CertificateTrust;
  /** Issuers that a scope's `delegation_source` may name; left out = any. */
  readonly delegationSources?: readonly string[];
}

/** A client that has just got a secret; the secret is told this once. */
export interface WithSecret {
  readonly client: ClientRecord;
  readonly secret?: string;
}

/** Integrations and their keys (maskinporten.md 6), and what the token endpoint asks of them. */
export class SelfService extends Registrations {
  readonly options: SelfServiceOptions;

  constructor(database: Database, clock: Clock, options: SelfServiceOptions = {}) {
    super(database, clock, options.delay);
    this.options = options;
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
    const actor = { organization: wish.organization, supplier: false };
    return (await this.addClient(actor, acceptClient(body), wish.keys?.length ? wish.keys : undefined)).client;
  }

  /**
   * @param keys public JWKs that the client begins with
   * @throws Refusal 400, 403, 409; then nothing is stored
   */
  async addClient(actor: Actor, input: ClientInput, keys?: unknown): Promise<WithSecret> {
    const owner = ownerOf(actor, input);
    await this.#checkScopes(input);
    const now = this.clock.now();
    const check = this.#certificateCheck(owner.organization);
    const accepted = keys === undefined ? [] : acceptKeySet(keys, now, check).map((key) => this.#stamped(key));
    const secret = input.authMethod.startsWith('client_secret') ? makeSecret(now) : undefined;
    const client: ClientRecord = {
      ...recordOf(input),
      ...owner,
      ...(secret ? { secret: secret.record } : {}),
      clientId: input.clientId ?? randomUUID(),
      created: now,
      lastUpdated: now,
    };
    await this.database.transaction(async (trx, announce) => {
      if (!(await insertClient(trx, client)))
        throw refuse('client-exists', `a client with the id ${client.clientId} exists already, perhaps deactivated`);
      await this.#storeKeys(trx, client.clientId, accepted);
      await this.delay.remember(trx, 'client', client.clientId, async () => undefined);
      announce({ topic: 'client', key: client.clientId });
      const { clientId, organization, scopes } = client;
      tell(trx, { kind: 'client.created', subject: clientId, data: { organization, scopes } });
      for (const { kid } of accepted) tell(trx, { kind: 'key.added', subject: clientId, data: { organization, kid } });
    });
    return { client, ...(secret ? { secret: secret.text } : {}) };
  }

  /** Full replacement; keys, owner, id and integration type stay. Another authentication method drops the secret. */
  async changeClient(actor: Actor, clientId: string, input: ClientInput): Promise<ClientRecord> {
    const current = await this.ownClient(actor, clientId);
    if (input.clientId !== undefined && input.clientId !== clientId)
      throw invalidField('client_id', 'cannot be changed', 'fixed');
    if (input.integrationType !== current.integrationType)
      throw invalidField('integration_type', `cannot be changed: it is ${current.integrationType}`);
    if (input.organization !== undefined && input.organization !== current.organization)
      throw invalidField('client_orgno', 'cannot be changed', 'fixed');
    if (input.supplier !== undefined && input.supplier !== current.supplier)
      throw invalidField('supplier_orgno', 'cannot be changed', 'fixed');
    await this.#checkScopes(input, new Set(current.scopes));
    const { secret, ...rest } = current;
    const kept = secret !== undefined && input.authMethod === current.authMethod ? { secret } : {};
    return this.#change(clientId, () => ({ ...rest, ...kept, ...recordOf(input) }));
  }

  /** DELETE only deactivates (maskinporten.md 6.6). */
  async deactivateClient(actor: Actor, clientId: string): Promise<ClientRecord> {
    await this.ownClient(actor, clientId);
    return this.#change(clientId, (current) => ({ ...current, active: false }));
  }

  /** A new secret in place of the old one; kept is only its hash. Not for Maskinporten (maskinporten.md 6.2). */
  async newSecret(actor: Actor, clientId: string): Promise<Required<WithSecret>> {
    const current = await this.ownClient(actor, clientId);
    if (!current.authMethod.startsWith('client_secret'))
      throw invalidField(
        'token_endpoint_auth_method',
        `the client authenticates by ${current.authMethod}, not by a secret${current.integrationType === 'maskinporten' ? ': Maskinporten takes keys only' : ''}`,
      );
    if (!current.active) throw deactivated(clientId);
    const { text, record } = makeSecret(this.clock.now());
    const client = await this.#change(clientId, (latest) => ({ ...latest, secret: record }));
    return { client, secret: text };
  }

  clients(actor: Actor, inactive: boolean): Promise<readonly ClientRecord[]> {
    const { organization, supplier: supplies, altinn } = actor;
    return findClients(this.database.db, altinn ? { managedBy: organization } : { organization, supplies }, inactive);
  }

  /** Active Maskinporten clients of anybody whose id, name or organisation number holds the text: for the sandbox's picker. */
  search(text: string, most: number): Promise<readonly ClientRecord[]> {
    return searchClients(this.database.db, text, most);
  }

  /** Those of the ids that are clients, anybody's, deactivated ones too. */
  named(clientIds: readonly string[]): Promise<readonly ClientRecord[]> {
    return findClientsNamed(this.database.db, clientIds);
  }

  /** @throws Refusal 404 when there is none, 403 when it is another organisation's */
  async ownClient(actor: Actor, clientId: string): Promise<ClientRecord> {
    const client = await findClient(this.database.db, clientId);
    if (!client) throw refuse('client-unknown', `there is no client ${clientId}`);
    requireOwner(actor, client);
    return client;
  }

  async keys(actor: Actor, clientId: string): Promise<readonly ClientKey[]> {
    await this.ownClient(actor, clientId);
    return findKeys(this.database.db, clientId);
  }

  /** The keys of clients that the caller has got already. */
  keysOf(clients: readonly ClientRecord[]): Promise<ReadonlyMap<string, readonly ClientKey[]>> {
    return findKeysOf(
      this.database.db,
      clients.map((client) => client.clientId),
    );
  }

  /** Replaces the whole set; every key begins a new year. */
  async setKeys(actor: Actor, clientId: string, keys: unknown): Promise<readonly ClientKey[]> {
    const { organization } = await this.ownClient(actor, clientId);
    const accepted = acceptKeySet(keys, this.clock.now(), this.#certificateCheck(organization));
    return this.#changeKeys(actor, clientId, () => accepted.map((key) => this.#stamped(key)));
  }

  /** Adds one key from JSON or PEM text; the same kid again renews it. */
  async addKey(actor: Actor, clientId: string, text: string): Promise<ClientKey> {
    const { organization } = await this.ownClient(actor, clientId);
    const accepted = acceptKeyText(text, this.clock.now(), this.#certificateCheck(organization));
    return this.#putKey(actor, clientId, this.#stamped(accepted));
  }

  /** Adds, replaces or renews one key. */
  async putKey(actor: Actor, clientId: string, kid: string, jwk: unknown): Promise<ClientKey> {
    const { organization } = await this.ownClient(actor, clientId);
    const [accepted] = acceptKeySet([jwk], this.clock.now(), this.#certificateCheck(organization));
    if (!accepted || accepted.jwk.kid !== kid) throw invalidField('kid', 'differs from the kid in the path');
    return this.#putKey(actor, clientId, this.#stamped(accepted));
  }

  async deleteKey(actor: Actor, clientId: string, kid: string): Promise<void> {
    await this.#changeKeys(actor, clientId, (current) => {
      if (!current.some((key) => key.kid === kid)) throw refuse('key-unknown', `the client has no key ${kid}`);
      return current.filter((key) => key.kid !== kid);
    });
  }

  async deleteKeys(actor: Actor, clientId: string): Promise<void> {
    await this.#changeKeys(actor, clientId, () => []);
  }

  #certificateCheck(organization: string): CertificateCheck {
    const { trust = NO_TRUST } = this.options;
    return (chain) => checkCertificate(chain, organization, trust, this.clock.now());
  }

  #stamped({ jwk, expires }: AcceptedKey): ClientKey {
    return { kid: jwk.kid, jwk, created: this.clock.now(), expires };
  }

  async #putKey(actor: Actor, clientId: string, put: ClientKey): Promise<ClientKey> {
    await this.#changeKeys(actor, clientId, (current) => {
      if (current.some((key) => key.kid === put.kid)) return current.map((key) => (key.kid === put.kid ? put : key));
      if (current.length >= MAX_KEYS)
        throw invalidField(
          'keys',
          `the client has ${current.length} keys already, the most allowed: delete one first`,
          'keys-many',
          { max: current.length },
        );
      return [...current, put];
    });
    return put;
  }

  async #changeKeys(
    actor: Actor,
    clientId: string,
    change: (current: readonly ClientKey[]) => readonly ClientKey[],
  ): Promise<readonly ClientKey[]> {
    await this.ownClient(actor, clientId);
    let keys: readonly ClientKey[] = [];
    await this.#change(
      clientId,
      (client) => {
        if (!client.active) throw deactivated(clientId);
        return client;
      },
      async (trx) => {
        const before = await findKeys(trx, clientId);
        keys = change(before);
        await this.#storeKeys(trx, clientId, keys);
        tellKeys(trx, clientId, before, keys);
      },
    );
    return keys;
  }

  async #storeKeys(trx: Transaction<Tables>, clientId: string, keys: readonly ClientKey[]): Promise<void> {
    if (this.options.kidUniqueness === 'global') {
      const taken = await kidElsewhere(
        trx,
        clientId,
        keys.map((key) => key.kid),
      );
      if (taken !== undefined)
        throw refuse('kid-taken', `the kid ${taken} is on another client already: choose one of your own`, {
          parameters: {
            kid: taken,
          },
        });
    }
    await replaceKeys(trx, clientId, keys);
  }

  /** Changes the row as it is by now, and what hangs on it; all or nothing. */
  #change(
    clientId: string,
    change: (current: ClientRecord) => ClientRecord,
    also: (trx: Transaction<Tables>, announce: Announce) => Promise<void> = nothingMore,
  ): Promise<ClientRecord> {
    return this.database.transaction(async (trx, announce) => {
      const now = this.clock.now();
      const current = await lockClient(trx, clientId, now);
      if (!current) throw refuse('client-unknown', `there is no client ${clientId}`);
      await this.delay.remember(trx, 'client', clientId, async (): Promise<ClientState> => {
        return { record: current, keys: await findKeys(trx, clientId) };
      });
      const changed = { ...change(current), lastUpdated: now };
      await updateClient(trx, changed);
      if (also === nothingMore) {
        const { organization, scopes, active } = changed;
        const kind = current.active && !active ? 'client.deactivated' : 'client.changed';
        tell(trx, { kind, subject: clientId, data: { organization, scopes } });
      }
      await also(trx, announce);
      announce({ topic: 'client', key: clientId });
      return changed;
    });
  }

  /** A scope may be configured without access to it, but it must exist, be active and allow this kind of client (maskinporten.md 6.3). */
  async #checkScopes(input: ClientInput, had: ReadonlySet<string> = new Set()): Promise<void> {
    const added = input.scopes.filter((name) => !had.has(name));
    const known = await findScopesNamed(this.database.db, added);
    for (const name of added) {
      const scope = known.get(name) ?? OIDC_SCOPES.find((one) => one.name === name);
      if (!scope?.active)
        throw invalidField('scopes', `there is no active scope ${name.slice(0, 200)}`, 'unknown-scope', {
          scope: name.slice(0, 200),
        });
      if (!scope.integrationTypes.includes(input.integrationType))
        throw invalidField(
          'scopes',
          `the scope ${name} is not for clients of type ${input.integrationType}`,
          'scope-of-other-type',
          { scope: name, type: input.integrationType },
        );
    }
  }
}

const nothingMore = async (): Promise<void> => {};

/** Which keys the client has got and lost; one that is renewed is neither. */
function tellKeys(
  trx: Transaction<Tables>,
  clientId: string,
  before: readonly ClientKey[],
  after: readonly ClientKey[],
): void {
  const had = new Set(before.map((key) => key.kid));
  const has = new Set(after.map((key) => key.kid));
  for (const kid of has) if (!had.has(kid)) tell(trx, { kind: 'key.added', subject: clientId, data: { kid } });
  for (const kid of had) if (!has.has(kid)) tell(trx, { kind: 'key.removed', subject: clientId, data: { kid } });
}

const deactivated = (clientId: string) =>
  refuse('client-deactivated', `the client ${clientId} is deactivated: activate it with PUT first`);

const recordOf = ({ organization: _o, supplier: _s, clientId: _c, ...input }: ClientInput) => input;
