import type { Transaction } from 'kysely';
import type { Tables } from '../database/index.ts';
import type { IntegrationType, ScopeRecord } from './model.ts';
import { insertScope, putAccess, putPrefix } from './scope-store.ts';

/** A scope of the sandbox. `for` = `all`, or the organisations that have been given access. */
export interface SeedScope {
  readonly scope: string;
  readonly description: string;
  readonly for: 'all' | readonly string[];
  readonly atMaxAge?: number;
  readonly delegation?: boolean;
  /** Which kinds of clients may use it; default Maskinporten's alone. */
  readonly types?: readonly IntegrationType[];
}

export interface SelfServiceSeed {
  readonly prefixes: readonly { readonly prefix: string; readonly owner: string }[];
  readonly scopes: readonly SeedScope[];
}

/** Puts prefixes, scopes and accesses into an empty sandbox. What is there already stays. */
export async function seedSelfService(
  trx: Transaction<Tables>,
  seed: SelfServiceSeed,
  options: { now: number; delegationSource: string },
): Promise<void> {
  const owners = new Map(seed.prefixes.map(({ prefix, owner }) => [prefix, owner]));
  for (const { prefix, owner } of seed.prefixes) await putPrefix(trx, prefix, owner);
  for (const entry of seed.scopes) {
    const colon = entry.scope.indexOf(':');
    const prefix = entry.scope.slice(0, colon);
    const owner = owners.get(prefix);
    if (owner === undefined) throw new RangeError(`no organisation owns the prefix of ${entry.scope}`);
    const scope: ScopeRecord = {
      name: entry.scope,
      prefix,
      subscope: entry.scope.slice(colon + 1),
      owner,
      active: true,
      description: entry.description,
      visibility: 'PUBLIC',
      accessibleForAll: entry.for === 'all',
      integrationTypes: entry.types ?? ['maskinporten'],
      ...(entry.atMaxAge === undefined ? {} : { atMaxAge: entry.atMaxAge }),
      ...(entry.delegation ? { delegationSource: options.delegationSource } : {}),
      requiresUserConsent: false,
      requiresUserAuthentication: false,
      requiresPseudonymousTokens: false,
      created: options.now,
      lastUpdated: options.now,
    };
    await insertScope(trx, scope);
    for (const consumer of entry.for === 'all' ? [] : entry.for)
      await putAccess(trx, entry.scope, consumer, 'APPROVED', options.now);
  }
}
