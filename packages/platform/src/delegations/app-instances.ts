/** Rights on single instances that apps give and take (access-management.md 5). */
import type { Transaction } from 'kysely';
import { type Announce, type Database, type Tables, tell } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';
import { type AppRightRow, appRightRows, deleteAppRights, insertAppRights } from './app-store.ts';
import { partOf } from './given.ts';
import { refuse } from './refusals.ts';
import { missingResources } from './store.ts';
import type { RightPart } from './types.ts';

/** An action on a part of an app. */
export interface AppRight {
  readonly action: string;
  /** What of the app beside its id, such as a task; empty: all of it. */
  readonly part: readonly RightPart[];
}

/** Between whom, and on which instance. Parties are UUIDs. */
export interface AppPlace {
  readonly from: string;
  readonly to: string;
  readonly resourceId: string;
  readonly instanceId: string;
}

export interface AppGift extends AppPlace {
  readonly rights: readonly AppRight[];
}

export interface AppInstances {
  /** @param app id of the app that gives. @throws Refusal `resource-gone` */
  give(trx: Transaction<Tables>, announce: Announce, app: string, gift: AppGift): Promise<void>;
  take(trx: Transaction<Tables>, announce: Announce, gift: AppGift): Promise<void>;
  /** All that apps have given on an instance, by giver and receiver, in the order in which it was given. Inside a transaction with `trx`. */
  list(resourceId: string, instanceId: string, trx?: Transaction<Tables>): Promise<readonly AppGift[]>;
}

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
}

const textOf = (part: readonly RightPart[]): string =>
  JSON.stringify(part.map(({ type, value }) => [type, value]).sort());

class SqlAppInstances implements AppInstances {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async give(trx: Transaction<Tables>, announce: Announce, app: string, gift: AppGift): Promise<void> {
    if (gift.rights.length === 0) return;
    const { from, to, resourceId } = gift;
    const instanceId = gift.instanceId.toLowerCase();
    const [gone] = await missingResources(trx, [resourceId]);
    if (gone !== undefined) throw refuse('resource-gone', `the resource registry has no longer: ${gone}`);
    const common = {
      to_uuid: to,
      from_uuid: from,
      resource_id: resourceId,
      instance_id: instanceId,
      by_app: app,
      created: this.#deps.clock.now(),
    };
    await insertAppRights(
      trx,
      gift.rights.map(({ action, part }, position) => ({ ...common, action, part: textOf(part), position })),
    );
    const actions = [...new Set(gift.rights.map((one) => one.action))];
    tell(trx, {
      kind: 'delegation.given',
      subject: to,
      data: { from, resources: [resourceId], instanceId, actions, app },
    });
    announce({ topic: 'delegation', key: to });
  }

  async take(trx: Transaction<Tables>, announce: Announce, gift: AppGift): Promise<void> {
    const { from, to, resourceId, rights } = gift;
    const instanceId = gift.instanceId.toLowerCase();
    const place = { to_uuid: to, from_uuid: from, resource_id: resourceId, instance_id: instanceId };
    const taken = await deleteAppRights(
      trx,
      place,
      rights.map(({ action, part }) => ({ action, part: textOf(part) })),
    );
    const actions = [...new Set(rights.map((one) => one.action))];
    if (taken > 0)
      tell(trx, {
        kind: 'delegation.taken',
        subject: to,
        data: { from, resources: [resourceId], instanceId, actions },
      });
    announce({ topic: 'delegation', key: to });
  }

  async list(resourceId: string, instanceId: string, trx?: Transaction<Tables>): Promise<readonly AppGift[]> {
    const rows = await appRightRows(trx ?? this.#deps.database.db, resourceId, instanceId.toLowerCase());
    const gifts = new Map<string, AppGift & { readonly rights: AppRight[] }>();
    for (const row of rows) {
      const key = `${row.from_uuid} ${row.to_uuid}`;
      const gift = gifts.get(key) ?? giftOf(row, instanceId);
      gift.rights.push({ action: row.action, part: partOf(row.part) });
      gifts.set(key, gift);
    }
    return [...gifts.values()];
  }
}

const giftOf = (row: AppRightRow, instanceId: string) => ({
  from: row.from_uuid,
  to: row.to_uuid,
  resourceId: row.resource_id,
  instanceId,
  rights: [] as AppRight[],
});

/** Opens what apps have given on a database. */
export const createAppInstances = (deps: Deps): AppInstances => new SqlAppInstances(deps);
