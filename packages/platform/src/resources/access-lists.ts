/** Access lists for whoever keeps them otherwise than over the registry's own operations. */
import type { Transaction } from 'kysely';
import type { Announce, Database, Tables } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';
import type { ListRow } from './access-list.ts';
import {
  addMembers,
  connectionsOfOwner,
  countsOfOwner,
  findList,
  type ListKey,
  listsOfOwner,
  lockedList,
  type MemberChange,
  membersOf,
  removeConnection,
  removeList,
  removeMembers,
  writeConnection,
  writeList,
} from './access-list-store.ts';

/** A resource that a list opens; without actions it opens them all. */
export interface ListConnection {
  readonly resource: string;
  readonly actions: readonly string[];
}

/** A list as it stands. Times in ms. */
export interface KeptList {
  readonly identifier: string;
  readonly name: string;
  readonly description: string;
  readonly version: number;
  readonly created: number;
  readonly updated: number;
  readonly members: number;
  readonly connections: readonly ListConnection[];
}

/** A list in the hand of who changes it: what is done to it holds together, and is its next version. */
export interface ListInHand {
  /** undefined where there is none yet. */
  readonly version: number | undefined;
  write(texts: { readonly name: string; readonly description: string }): Promise<void>;
  /** Takes it away with its members and connections. */
  remove(): Promise<void>;
  /** Who is on it already keeps their date. */
  addMembers(numbers: readonly string[]): Promise<void>;
  removeMembers(numbers: readonly string[]): Promise<void>;
  /** @param actions none = all of the resource */
  connect(resource: string, actions: readonly string[]): Promise<void>;
  /** @returns false when it was not connected */
  disconnect(resource: string): Promise<boolean>;
}

export interface AccessLists {
  /** An owner's lists by identifier, after the one named. */
  ofOwner(owner: string, after: string, limit: number): Promise<readonly KeptList[]>;
  /** One of them. */
  find(key: ListKey): Promise<KeptList | undefined>;
  /** Who is on a list, by number, after the one named; with a beginning only numbers that begin so. */
  members(
    key: ListKey,
    page: { readonly after: string; readonly beginning: string; readonly limit: number },
  ): Promise<readonly { readonly organization: string; readonly since: number }[]>;
  /** Changes a list, which nobody else does meanwhile. What `work` throws leaves it as it is. @returns its version afterwards; 0 = there is none */
  change(key: ListKey, work: (list: ListInHand) => Promise<unknown>): Promise<number>;
}

/** The access lists of the registry. */
export function accessListsIn({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): AccessLists {
  const { db } = database;
  const told = async (owner: string, rows: readonly ListRow[]): Promise<readonly KeptList[]> => {
    const identifiers = rows.map(({ identifier }) => identifier);
    const [counts, connections] = await Promise.all([
      countsOfOwner(db, owner, identifiers),
      connectionsOfOwner(db, owner, identifiers),
    ]);
    return rows.map(({ identifier, name, description, version, created, updated }) => ({
      identifier,
      name,
      description,
      version,
      created,
      updated,
      members: counts.get(identifier) ?? 0,
      connections: connections
        .filter((one) => one.identifier === identifier)
        .map(({ resource_id, action_filters }) => ({
          resource: resource_id,
          actions: action_filters === null ? [] : (JSON.parse(action_filters) as string[]),
        })),
    }));
  };
  return {
    ofOwner: async (owner, after, limit) => told(owner, await listsOfOwner(db, owner, after, limit)),
    async find(key) {
      const row = await findList(db, key);
      return row && (await told(key.owner, [row]))[0];
    },
    members: async (key, { after, beginning, limit }) =>
      (await membersOf(db, key, after, limit, beginning)).map(({ organization_number, since }) => ({
        organization: organization_number,
        since,
      })),
    change: (key, work) =>
      database.transaction(async (trx, announce) => {
        const hand = inHand(trx, announce, { key, row: await lockedList(trx, key, database.kind), now: clock.now() });
        await work(hand);
        return hand.version ?? 0;
      }),
  };
}

function inHand(
  trx: Transaction<Tables>,
  announce: Announce,
  { key, row, now }: { readonly key: ListKey; readonly row: ListRow | undefined; readonly now: number },
): ListInHand {
  let kept = row;
  const next = async (texts: { readonly name: string; readonly description: string }, members: MemberChange = {}) => {
    kept = { ...key, ...texts, version: (kept?.version ?? 0) + 1, created: kept?.created ?? now, updated: now };
    await writeList(trx, kept, members);
    announce({ topic: 'access-list' });
  };
  const again = async (members: MemberChange = {}) => {
    if (kept) await next({ name: kept.name, description: kept.description }, members);
  };
  return {
    get version() {
      return kept?.version;
    },
    write: (texts) => next(texts),
    async remove() {
      await removeList(trx, key);
      kept = undefined;
      announce({ topic: 'access-list' });
    },
    async addMembers(numbers) {
      await again({ added: await addMembers(trx, key, numbers, now) });
    },
    async removeMembers(numbers) {
      await again({ removed: await removeMembers(trx, key, numbers) });
    },
    async connect(resource, actions) {
      await writeConnection(trx, key, resource, actions.length === 0 ? undefined : actions, now);
      await again();
    },
    async disconnect(resource) {
      const removed = await removeConnection(trx, key, resource);
      if (removed) await again();
      return removed;
    },
  };
}
