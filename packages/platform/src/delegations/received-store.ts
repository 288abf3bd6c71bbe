/** SQL of what somebody has received, as far as it is told. */
import type { Kysely } from 'kysely';
import { chunks, type Tables } from '../database/index.ts';

const GIVEN_IN = ['delegated_package', 'delegated_right', 'app_instance_right', 'agent_grant'] as const;

/** The first givers of anything to the receivers, in the order of their UUIDs: one statement for some hundred receivers. */
export async function firstGivers(db: Kysely<Tables>, to: readonly string[], most: number): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const part of chunks(to)) {
    // The first so many of all are among the first so many of each: no table is read further.
    const [first, ...others] = GIVEN_IN.map((table) =>
      db
        .selectFrom(
          db
            .selectFrom(table)
            .select('from_uuid as uuid')
            .distinct()
            .where('to_uuid', 'in', part)
            .orderBy('uuid')
            .limit(most)
            .as('some'),
        )
        .select('some.uuid'),
    );
    if (!first) continue;
    const all = others.reduce((query, one) => query.union(one), first);
    const rows = await db.selectFrom(all.as('all')).select('all.uuid').orderBy('all.uuid').limit(most).execute();
    for (const { uuid } of rows) found.add(uuid);
  }
  return [...found].sort().slice(0, most);
}

/** Everything that these, or an app for them, have given to the receivers: each package, and each resource or instance of it, once. */
export async function receivedRows(
  db: Kysely<Tables>,
  to: readonly string[],
  from: readonly string[],
): Promise<
  readonly {
    readonly from: string;
    readonly package?: string;
    readonly resource?: string;
    readonly instance?: string;
  }[]
> {
  const found = [];
  for (const [part, givers] of chunks(to).flatMap((one) => chunks(from).map((other) => [one, other] as const))) {
    const packages = db
      .selectFrom('delegated_package')
      .select(['from_uuid', 'package'])
      .distinct()
      .where('to_uuid', 'in', part)
      .where('from_uuid', 'in', givers)
      .orderBy('from_uuid')
      .orderBy('package');
    for (const row of await packages.execute()) found.push({ from: row.from_uuid, package: row.package });
    for (const table of ['delegated_right', 'app_instance_right'] as const) {
      const rights = db
        .selectFrom(table)
        .select(['from_uuid', 'resource_id', 'instance_id'])
        .distinct()
        .where('to_uuid', 'in', part)
        .where('from_uuid', 'in', givers)
        .orderBy('from_uuid')
        .orderBy('resource_id')
        .orderBy('instance_id');
      for (const row of await rights.execute())
        found.push({ from: row.from_uuid, resource: row.resource_id, instance: row.instance_id });
    }
  }
  return found;
}
