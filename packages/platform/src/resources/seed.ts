import type { Transaction } from 'kysely';
import type { Tables } from '../database/index.ts';
import { type PolicyTable, writePolicy } from './policy-writer.ts';
import type { Resources } from './resources.ts';
import type { Application, CompiledPolicy } from './types.ts';
import { validateResource } from './validation.ts';

/** What the registry is filled with: resources as they are posted, policies as tables, apps and access lists. */
export interface ResourcesSeed {
  readonly resources: readonly object[];
  readonly policies: readonly PolicyTable[];
  readonly apps: readonly Application[];
  readonly accessLists: readonly {
    readonly owner: string;
    readonly identifier: string;
    readonly name: string;
    readonly description: string;
    readonly members: readonly string[];
    readonly resources: readonly { readonly resource: string; readonly actionFilters?: readonly string[] }[];
  }[];
  readonly organizations: readonly { readonly organizationNumber: string; readonly serviceOwnerCode?: string }[];
}

/**
 * Puts resources, apps, policies and access lists in. What the registry has already is left as it is, so that a second start
 * keeps what users changed.
 * @throws RangeError when the data is not valid
 */
export async function seedResources(
  trx: Transaction<Tables>,
  resources: Resources,
  seed: ResourcesSeed,
): Promise<void> {
  const quiet = () => {};
  const known = new Set((await trx.selectFrom('resource').select('identifier').execute()).map((row) => row.identifier));
  const isNew = (identifier: string) => !known.has(identifier);
  for (const one of seed.resources) {
    const checked = validateResource(one);
    if ('problems' in checked) throw new RangeError(`a resource is not valid: ${JSON.stringify(checked.problems)}`);
    if (isNew(String(checked.record['identifier']))) await resources.saveResource(trx, quiet, checked.record);
  }
  for (const app of seed.apps) {
    const owner = seed.organizations.find((one) => one.serviceOwnerCode === app.org);
    if (!owner) throw new RangeError(`the app ${app.org}/${app.app} belongs to no service owner`);
    const authority = { organization: owner.organizationNumber, orgcode: app.org };
    if (isNew(`app_${app.org}_${app.app}`)) await resources.saveApplication(trx, quiet, app, authority);
  }
  for (const table of seed.policies)
    if (isNew(table.resourceId)) await resources.saveCompiled(trx, quiet, compiled(resources, table));
  for (const list of seed.accessLists) await seedList(trx, list);
}

/** What a reset puts in once more need not be compiled once more. */
const known = new WeakMap<Resources, WeakMap<PolicyTable, CompiledPolicy>>();

function compiled(resources: Resources, table: PolicyTable): CompiledPolicy {
  const of = known.get(resources) ?? new WeakMap<PolicyTable, CompiledPolicy>();
  const policy = of.get(table) ?? resources.compile(table.resourceId, 0, writePolicy(table));
  of.set(table, policy);
  known.set(resources, of);
  return policy;
}

async function seedList(trx: Transaction<Tables>, list: ResourcesSeed['accessLists'][number]): Promise<void> {
  const { owner, identifier, name, description } = list;
  const times = { created: 0, updated: 0 };
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('access_list')
    .values({ owner, identifier, name, description, version: 1, ...times })
    .onConflict((conflict) => conflict.columns(['owner', 'identifier']).doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows === 0n) return;
  for (const organization_number of list.members)
    await trx.insertInto('access_list_member').values({ owner, identifier, organization_number, since: 0 }).execute();
  for (const one of list.resources)
    await trx
      .insertInto('access_list_resource')
      .values({
        owner,
        identifier,
        resource_id: one.resource,
        action_filters: one.actionFilters ? JSON.stringify(one.actionFilters) : null,
        ...times,
      })
      .execute();
}
