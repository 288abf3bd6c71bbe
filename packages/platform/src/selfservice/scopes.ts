import { tell } from '../database/index.ts';
import { isOrganizationNumber } from '../foundation/index.ts';
import type { Actor } from './actor.ts';
import type { AccessState, ClientRecord, ScopeAccess, ScopeRecord } from './model.ts';
import { oidcScopesFor } from './oidc-scopes.ts';
import { invalidField, refuse } from './refusals.ts';
import { accessName } from './registrations.ts';
import { acceptScope, type ScopeInput } from './scope-rules.ts';
import {
  countConsumers,
  findAccess,
  findAccesses,
  findPrefixes,
  findScope,
  findScopes,
  insertScope,
  lockScope,
  putAccess,
  updateScope,
} from './scope-store.ts';
import type { SelfService } from './selfservice.ts';
import { findClientsWith } from './store.ts';

/** A scope that the caller may use, and by what right. */
export interface UsableScope {
  readonly scope: ScopeRecord;
  readonly access: 'OWNER' | 'APPROVED' | 'ALL';
}

/** An organisation that owns prefixes, as the portal's overview shows it. */
export interface Provider {
  readonly customer_organization_number: string;
  readonly prefix: readonly string[];
  readonly consumer_count: number;
}

/** Scopes and who may use them (maskinporten.md 5 and 6). */
export class Scopes {
  readonly #room: SelfService;

  constructor(room: SelfService) {
    this.#room = room;
  }

  get #db() {
    return this.#room.database.db;
  }

  async own(actor: Actor, inactive: boolean): Promise<readonly ScopeRecord[]> {
    const scopes = await findScopes(this.#db, { owner: actor.organization });
    return inactive ? scopes : scopes.filter((scope) => scope.active);
  }

  /** One of the caller's own scopes. @throws Refusal 404, 403 */
  async ownScope(actor: Actor, name: string): Promise<ScopeRecord> {
    const scope = await findScope(this.#db, name);
    if (!scope) throw refuse('scope-unknown', `there is no scope ${name.slice(0, 200)}`);
    if (scope.owner !== actor.organization)
      throw refuse('scope-of-other', `the scope ${name} belongs to another organisation`);
    return scope;
  }

  /** The open list: PUBLIC scopes only. */
  async open(filter: {
    prefix?: string;
    integrationType?: string;
    inactive: boolean;
    accessibleForAll?: boolean;
    /** Only scopes that may (true) or may not (false) be delegated. */
    delegated?: boolean;
  }): Promise<readonly ScopeRecord[]> {
    const scopes = await findScopes(this.#db, {
      visibility: 'PUBLIC',
      ...(filter.prefix === undefined ? {} : { prefix: filter.prefix }),
    });
    const oidc = filter.prefix === undefined ? oidcScopesFor(filter.integrationType) : [];
    return [...oidc, ...scopes].filter(
      (scope) =>
        (filter.inactive || scope.active) &&
        (filter.integrationType === undefined ||
          (scope.integrationTypes as readonly string[]).includes(filter.integrationType)) &&
        (filter.accessibleForAll === undefined || scope.accessibleForAll === filter.accessibleForAll) &&
        (filter.delegated === undefined || (scope.delegationSource !== undefined) === filter.delegated),
    );
  }

  /** Everything that the caller may use: its own, what it has been granted, what is open to all. */
  async usable(actor: Actor, filter: { integrationType?: string; inactive: boolean }): Promise<readonly UsableScope[]> {
    const [all, granted] = await Promise.all([
      findScopes(this.#db, {}),
      findAccesses(this.#db, { consumer: actor.organization }),
    ]);
    const approved = new Set(granted.filter((access) => access.state === 'APPROVED').map((access) => access.scope));
    return [...oidcScopesFor(filter.integrationType), ...all].flatMap((scope): UsableScope[] => {
      if (!filter.inactive && !scope.active) return [];
      if (
        filter.integrationType !== undefined &&
        !(scope.integrationTypes as readonly string[]).includes(filter.integrationType)
      )
        return [];
      if (scope.owner === actor.organization) return [{ scope, access: 'OWNER' as const }];
      if (approved.has(scope.name)) return [{ scope, access: 'APPROVED' as const }];
      return scope.accessibleForAll && scope.visibility === 'PUBLIC' ? [{ scope, access: 'ALL' as const }] : [];
    });
  }

  /** Who may use a scope: the organisations, or `all`; nobody where there is no such active scope of Maskinporten's. */
  async holders(name: string): Promise<'all' | readonly string[]> {
    const scope = await findScope(this.#db, name);
    if (!scope?.active || !scope.integrationTypes.includes('maskinporten')) return [];
    if (scope.accessibleForAll) return 'all';
    const accesses = await findAccesses(this.#db, { scope: name });
    return [scope.owner, ...accesses.flatMap(({ state, consumer }) => (state === 'APPROVED' ? [consumer] : []))];
  }

  /** The clients of anybody that have one of the caller's own scopes, the newest first. @throws Refusal 404, 403 */
  async clientsWith(actor: Actor, name: string, limit: number): Promise<readonly ClientRecord[]> {
    return findClientsWith(this.#db, (await this.ownScope(actor, name)).name, limit);
  }

  /** Who offers public scopes, under which prefixes, and to how many organisations. */
  async providers(): Promise<readonly Provider[]> {
    const [prefixes, consumers] = await Promise.all([findPrefixes(this.#db), countConsumers(this.#db)]);
    const owners = [...new Set(prefixes.map(({ owner }) => owner))];
    return owners.map((owner) => ({
      customer_organization_number: owner,
      prefix: prefixes.filter((entry) => entry.owner === owner).map(({ prefix }) => prefix),
      consumer_count: consumers.get(owner) ?? 0,
    }));
  }

  prefixes(actor?: Actor): Promise<readonly { prefix: string; owner: string }[]> {
    return findPrefixes(this.#db, actor?.organization);
  }

  async add(actor: Actor, input: ScopeInput): Promise<ScopeRecord> {
    this.#checkSource(input.delegationSource);
    await this.#requirePrefix(actor, input.prefix);
    const now = this.#room.clock.now();
    const scope = {
      ...input,
      name: `${input.prefix}:${input.subscope}`,
      owner: actor.organization,
      created: now,
      lastUpdated: now,
    };
    await this.#room.database.transaction(async (trx, announce) => {
      if (!(await insertScope(trx, scope)))
        throw refuse('scope-exists', `the scope ${scope.name} exists already, perhaps deactivated: use PUT`, {
          parameters: {
            scope: scope.name,
          },
        });
      await this.#room.delay.remember(trx, 'scope', scope.name, async () => undefined);
      announce({ topic: 'scope', key: scope.name });
      tell(trx, { kind: 'scope.created', subject: scope.name, data: { owner: scope.owner } });
    });
    return scope;
  }

  /** Full replacement; name and owner stay. `active: true` takes a deactivated scope into use again (maskinporten.md 6.6). */
  async change(actor: Actor, name: string, body: unknown): Promise<ScopeRecord> {
    const current = await this.ownScope(actor, name);
    const input = acceptScope(body);
    this.#checkSource(input.delegationSource);
    if (input.prefix !== current.prefix)
      throw invalidField('prefix', `cannot be changed: it is ${current.prefix}`, 'fixed');
    if (input.subscope !== current.subscope)
      throw invalidField('subscope', `cannot be changed: it is ${current.subscope}`, 'fixed');
    return this.#save(name, ({ owner, created }) => ({ ...input, name, owner, created }));
  }

  /** Deactivation: accesses and clients' configuration stay, tokens stop. */
  async deactivate(actor: Actor, name: string): Promise<ScopeRecord> {
    await this.ownScope(actor, name);
    return this.#save(name, (current) => ({ ...current, active: false }));
  }

  async accesses(
    actor: Actor,
    filter: { scope?: string; consumer?: string; inactive: boolean },
  ): Promise<readonly ScopeAccess[]> {
    const { inactive, ...where } = filter;
    if (where.scope !== undefined) await this.ownScope(actor, where.scope);
    const found = await findAccesses(this.#db, { owner: actor.organization, ...where });
    return inactive ? found : found.filter((access) => access.state !== 'DENIED');
  }

  /** @throws Refusal 400, 403, 404, 409 when the organisation has the access already or the scope is deactivated */
  giveAccess(actor: Actor, name: string, consumer: string): Promise<ScopeAccess> {
    return this.#setAccess(actor, name, consumer, 'APPROVED', (state) => {
      if (state === 'APPROVED')
        throw refuse('access-exists', `${consumer} has access to ${name} already`, {
          parameters: { number: consumer },
        });
    });
  }

  /** Also of a deactivated scope. @throws Refusal 400, 403, 404 when the organisation has no access */
  takeAccess(actor: Actor, name: string, consumer: string): Promise<ScopeAccess> {
    return this.#setAccess(actor, name, consumer, 'DENIED', (state) => {
      if (state === undefined || state === 'DENIED')
        throw refuse('access-missing', `${consumer} has no access to ${name}`, { parameters: { number: consumer } });
    });
  }

  async #setAccess(
    actor: Actor,
    name: string,
    consumer: string,
    state: AccessState,
    check: (before: AccessState | undefined) => void,
  ): Promise<ScopeAccess> {
    if (!isOrganizationNumber(consumer))
      throw invalidField(
        'consumer_orgno',
        'must be an organisation number: nine digits with a valid check digit',
        'organization-number',
      );
    const scope = await this.ownScope(actor, name);
    if (!scope.active && state === 'APPROVED')
      throw refuse('scope-deactivated', `the scope ${name} is deactivated`, { parameters: { scope: name } });
    const now = this.#room.clock.now();
    await this.#room.database.transaction(async (trx, announce) => {
      await lockScope(trx, name);
      const before = await findAccess(trx, name, consumer);
      check(before);
      await this.#room.delay.remember(trx, 'access', accessName(name, consumer), async () => before);
      await putAccess(trx, name, consumer, state, now);
      announce({ topic: 'scope-access', key: name });
      const kind = state === 'APPROVED' ? 'scope-access.given' : 'scope-access.taken';
      tell(trx, { kind, subject: name, data: { consumer } });
    });
    const [access] = await findAccesses(this.#db, { scope: name, consumer });
    return access ?? { scope: name, owner: scope.owner, consumer, state, created: now, lastUpdated: now };
  }

  #save(
    name: string,
    change: (current: ScopeRecord) => Omit<ScopeRecord, 'lastUpdated'> | ScopeRecord,
  ): Promise<ScopeRecord> {
    return this.#room.database.transaction(async (trx, announce) => {
      const current = await lockScope(trx, name);
      if (!current) throw refuse('scope-unknown', `there is no scope ${name.slice(0, 200)}`);
      await this.#room.delay.remember(trx, 'scope', name, async () => current);
      const scope = { ...change(current), lastUpdated: this.#room.clock.now() };
      await updateScope(trx, scope);
      announce({ topic: 'scope', key: name });
      tell(trx, { kind: 'scope.changed', subject: name, data: { owner: scope.owner, active: scope.active } });
      return scope;
    });
  }

  #checkSource(source: string | undefined): void {
    const { delegationSources } = this.#room.options;
    if (source === undefined || delegationSources === undefined || delegationSources.includes(source)) return;
    throw invalidField('delegation_source', `must be one of GET /delegationsources: ${delegationSources.join(', ')}`);
  }

  async #requirePrefix(actor: Actor, prefix: string): Promise<void> {
    const own = await findPrefixes(this.#db, actor.organization);
    if (own.some((entry) => entry.prefix === prefix)) return;
    throw refuse(
      'prefix-not-owned',
      `the prefix ${prefix} is not yours; you own: ${own.map((entry) => entry.prefix).join(', ') || 'none'}`,
      { parameters: { prefix } },
    );
  }
}
