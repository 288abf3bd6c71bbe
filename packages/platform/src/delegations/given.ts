/** What one receiver has from one giver, kept in memory until it changes. */
import type { Database } from '../database/index.ts';
import { BoundedCache } from '../foundation/index.ts';
import type { Register } from '../register/index.ts';
import type { GrantRow } from './client-store.ts';
import { appRightsFrom, grantsFrom, packagesFrom, rightsFrom } from './reads.ts';
import type { GivenRight, PackageRow, RightRow } from './store.ts';
import type { DelegatedRight, RightPart } from './types.ts';

export interface Given {
  readonly rights: readonly RightRow[];
  /** What apps have given on instances. */
  readonly appRights: readonly GivenRight[];
  readonly packages: readonly PackageRow[];
  readonly grants: readonly GrantRow[];
}

const fromTag = (uuid: string): string => `from ${uuid}`;

export class GivenMemory {
  readonly #database: Database;
  readonly #register: Pick<Register, 'keptSince'>;
  readonly #given: BoundedCache<Given>;

  /** @param size most (receiver, giver) pairs */
  constructor(database: Database, register: Pick<Register, 'keptSince'>, size: number) {
    this.#database = database;
    this.#register = register;
    this.#given = new BoundedCache(size);
    database.onChange('delegation', (to) => (to === undefined ? this.#given.clear() : this.#given.dropTag(to)));
    // What is had of a sole proprietorship counts for who owns it, from the moment that this one does.
    database.onChange('register-role', (key) => {
      const [holder] = key?.split(' ') ?? [];
      if (holder === undefined) this.#given.clear();
      else this.#given.dropTag(fromTag(holder));
    });
  }

  /** What the receivers have from one giver; one trip to the database for those not in memory. */
  async from(receivers: readonly string[], giver: string): Promise<readonly Given[]> {
    const from = giver.toLowerCase();
    const found: Given[] = [];
    const missing: string[] = [];
    for (const to of new Set(receivers.map((one) => one.toLowerCase()))) {
      const known = this.#given.get(`${to} ${from}`);
      if (known) found.push(known);
      else missing.push(to);
    }
    if (missing.length === 0) return found;
    const { generation } = this.#given;
    const [rights, appRights, packages, grants] = await Promise.all([
      rightsFrom(this.#database, missing, from),
      appRightsFrom(this.#database, missing, from),
      packagesFrom(this.#database, missing, from),
      grantsFrom(this.#database, missing, from, this.#register.keptSince()),
    ]);
    for (const to of missing) {
      const given: Given = {
        rights: rights.filter((row) => row.to_uuid === to),
        appRights: appRights.filter((row) => row.to_uuid === to),
        packages: packages.filter((row) => row.to_uuid === to),
        grants: grants.filter((row) => row.to_uuid === to),
      };
      this.#given.set(`${to} ${from}`, given, [to, fromTag(from)], generation);
      found.push(given);
    }
    return found;
  }
}

const parts = new BoundedCache<readonly RightPart[]>(1000);

/** What `part` says; the same few texts come again and again. */
export function partOf(text: string): readonly RightPart[] {
  const known = parts.get(text);
  if (known) return known;
  const read = (JSON.parse(text) as readonly (readonly [string, string])[]).map(([type, value]) => ({ type, value }));
  parts.set(text, read);
  return read;
}

/** A row as what it lets its receiver do. */
export const toRight = (row: GivenRight): DelegatedRight => ({
  to: row.to_uuid,
  action: row.action,
  ...(row.instance_id === '' ? {} : { instanceId: row.instance_id }),
  ...(row.part === undefined ? {} : { part: partOf(row.part) }),
});
