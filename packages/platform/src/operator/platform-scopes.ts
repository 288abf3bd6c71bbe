/** Scopes that the platform’s own operations ask for: without them nobody’s token opens anything here. */
import type { Database } from '../database/index.ts';
import { findPrefixes, type SeedScope, seedSelfService } from '../selfservice/index.ts';
import { OPERATOR_SCOPE } from './operators.ts';
import { scopesThere } from './store.ts';

/** Prefixes of the platform’s own scopes. */
export const OWN_PREFIXES: readonly string[] = ['altinn', 'idporten', 'portvakt'];

const prefixOf = (scope: string): string => scope.slice(0, scope.indexOf(':'));

export interface PlatformScopesDeps {
  readonly database: Database;
  /** Every scope that a platform may have, as the synthetic world has them; who was given access there plays no part. */
  readonly known: readonly SeedScope[];
  readonly delegationSource: string;
}

export class PlatformScopes {
  readonly #deps: PlatformScopesDeps;
  readonly #own: readonly SeedScope[];

  constructor(deps: PlatformScopesDeps) {
    this.#deps = deps;
    this.#own = deps.known.filter(({ scope }) => OWN_PREFIXES.includes(prefixOf(scope)));
  }

  /** Those that are not there yet. */
  async missing(): Promise<readonly string[]> {
    const names = this.#own.map(({ scope }) => scope);
    const there = await scopesThere(this.#deps.database.db, names);
    return names.filter((name) => !there.has(name));
  }

  /** Makes those that are missing: the organisation’s, where their prefix is nobody’s yet. The operator’s own scope it may use at once. */
  async make(organization: string, now: number): Promise<void> {
    const { database, delegationSource } = this.#deps;
    const missing = new Set(await this.missing());
    await database.transaction(async (trx, announce) => {
      const owners = new Map((await findPrefixes(trx)).map(({ prefix, owner }) => [prefix, owner]));
      const prefixes = OWN_PREFIXES.map((prefix) => ({ prefix, owner: owners.get(prefix) ?? organization }));
      const scopes = this.#own
        .filter(({ scope }) => missing.has(scope))
        .map((one) => ({
          ...one,
          for: one.for === 'all' ? one.for : one.scope === OPERATOR_SCOPE ? [organization] : [],
        }));
      await seedSelfService(trx, { prefixes, scopes }, { now, delegationSource });
      for (const scope of missing) announce({ topic: 'scope', key: scope });
    });
  }
}
