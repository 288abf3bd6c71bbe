import { isOrganizationNumber } from '../foundation/index.ts';
import { conflict, forbidden, invalidField, notFound } from './errors.ts';
import type { AccessState, ScopeAccess, ScopeRecord } from './model.ts';
import { acceptScope } from './scope-rules.ts';
import type { Actor, SelfService } from './selfservice.ts';
import { findAccesses, findPrefixes, findScope, findScopes, insertScope, putAccess, updateScope } from './store.ts';

/** A scope that the caller may use, and by what right. */
export interface UsableScope {
  readonly scope: ScopeRecord;
  readonly access: 'OWNER' | 'APPROVED' | 'ALL';
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

  /** One of the caller's own scopes. @throws ApiError 404, 403 */
  async ownScope(actor: Actor, name: string): Promise<ScopeRecord> {
    const scope = await findScope(this.#db, name);
    if (!scope) throw notFound(`there is no scope ${name.slice(0, 200)}`);
    if (scope.owner !== actor.organization) throw forbidden(`the scope ${name} belongs to another organisation`);
    return scope;
  }

  /** The open list: PUBLIC scopes only. */
  async open(filter: {
    prefix?: string;
    integrationType?: string;
    inactive: boolean;
    accessibleForAll?: boolean;
  }): Promise<readonly ScopeRecord[]> {
    const scopes = await findScopes(this.#db, {
      visibility: 'PUBLIC',
      ...(filter.prefix === undefined ? {} : { prefix: filter.prefix }),
    });
    return scopes.filter(
      (scope) =>
        (filter.inactive || scope.active) &&
        (filter.integrationType === undefined ||
          (scope.integrationTypes as readonly string[]).includes(filter.integrationType)) &&
        (filter.accessibleForAll === undefined || scope.accessibleForAll === filter.accessibleForAll),
    );
  }

  /** Everything that the caller may use: its own, what it has been granted, what is open to all. */
  async usable(actor: Actor, filter: { integrationType?: string; inactive: boolean }): Promise<readonly UsableScope[]> {
    const [all, granted] = await Promise.all([
      findScopes(this.#db, {}),
      findAccesses(this.#db, { consumer: actor.organization }),
    ]);
    const approved = new Set(granted.filter((access) => access.state === 'APPROVED').map((access) => access.scope));
    return all.flatMap((scope): UsableScope[] => {
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

  prefixes(actor?: Actor): Promise<readonly { prefix: string; owner: string }[]> {
    return findPrefixes(this.#db, actor?.organization);
  }

  async add(actor: Actor, body: unknown): Promise<ScopeRecord> {
    const input = acceptScope(body);
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
        throw conflict(`the scope ${scope.name} exists already, perhaps deactivated: use PUT`);
      announce({ topic: 'scope', key: scope.name });
    });
    return scope;
  }

  async change(actor: Actor, name: string, body: unknown): Promise<ScopeRecord> {
    const current = await this.ownScope(actor, name);
    const input = acceptScope(body);
    if (input.prefix !== current.prefix) throw invalidField('prefix', `cannot be changed: it is ${current.prefix}`);
    if (input.subscope !== current.subscope)
      throw invalidField('subscope', `cannot be changed: it is ${current.subscope}`);
    const { name: _name, owner, created } = current;
    return this.#save({ ...input, name, owner, created, lastUpdated: this.#room.clock.now() });
  }

  /** Deactivation: accesses and clients' configuration stay, tokens stop. */
  async deactivate(actor: Actor, name: string): Promise<ScopeRecord> {
    return this.#save({ ...(await this.ownScope(actor, name)), active: false, lastUpdated: this.#room.clock.now() });
  }

  async accesses(
    actor: Actor,
    filter: { scope?: string; consumer?: string; inactive: boolean },
  ): Promise<readonly ScopeAccess[]> {
    const { inactive, ...where } = filter;
    const found = await findAccesses(this.#db, { owner: actor.organization, ...where });
    return inactive ? found : found.filter((access) => access.state !== 'DENIED');
  }

  async setAccess(actor: Actor, name: string, consumer: string, state: AccessState): Promise<ScopeAccess> {
    if (!isOrganizationNumber(consumer))
      throw invalidField('consumer_orgno', 'must be an organisation number: nine digits with a valid check digit');
    const scope = await this.ownScope(actor, name);
    if (!scope.active) throw conflict(`the scope ${name} is deactivated`);
    const now = this.#room.clock.now();
    await this.#room.database.transaction(async (trx, announce) => {
      await putAccess(trx, name, consumer, state, now);
      announce({ topic: 'scope-access', key: name });
    });
    const [access] = await findAccesses(this.#db, { scope: name, consumer });
    return access ?? { scope: name, owner: scope.owner, consumer, state, created: now, lastUpdated: now };
  }

  async #save(scope: ScopeRecord): Promise<ScopeRecord> {
    await this.#room.database.transaction(async (trx, announce) => {
      await updateScope(trx, scope);
      announce({ topic: 'scope', key: scope.name });
    });
    return scope;
  }

  async #requirePrefix(actor: Actor, prefix: string): Promise<void> {
    const own = await findPrefixes(this.#db, actor.organization);
    if (own.some((entry) => entry.prefix === prefix)) return;
    throw forbidden(
      `the prefix ${prefix} is not yours; you own: ${own.map((entry) => entry.prefix).join(', ') || 'none'}`,
    );
  }
}
