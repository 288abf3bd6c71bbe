/** A PostgreSQL database of any size: parties and roles by the product's own generator, resources and delegations by SQL. */
import pg from 'pg';
import { end, fillParties, servePlatform } from './processes.ts';
import { type Asked, spread } from './questions.ts';

export interface Size {
  readonly parties: number;
  /** For each organisation. */
  readonly rolesEach: number;
  readonly resources: number;
  readonly delegations: number;
}

const resourceId = (index: number): string => `benchmark-${index}`;

/** Copies of the synthetic world's forestry resource under other names. */
const RESOURCES = `insert into resource (identifier, version_id, record, changed)
  select 'benchmark-' || n, version_id, replace(record, 'skogdir-felling', 'benchmark-' || n), changed
  from resource, generate_series(0, $1::int - 1) n where identifier = 'skogdir-felling'`;
const POLICIES = `insert into resource_policy (resource_id, version, xml, changed)
  select 'benchmark-' || n, version, replace(xml, 'skogdir-felling', 'benchmark-' || n), changed
  from resource_policy, generate_series(0, $1::int - 1) n where resource_id = 'skogdir-felling'`;
/** Every delegation is from another organisation to another person, as long as there are any: see the generator's UUIDs. */
const DELEGATIONS = `insert into delegated_right (to_uuid, from_uuid, resource_id, action, instance_id, by_uuid, created)
  select '30000000-0000-4000-8000-' || lpad((n % $2::int)::text, 12, '0'),
    '40000000-0000-4000-8000-' || lpad(((n * 7919::bigint) % $3::int)::text, 12, '0'),
    'benchmark-' || (n % $4::int), 'read', '', null, 0
  from generate_series(0, $1::int - 1) n on conflict do nothing`;

/** @returns what there is now, counted */
export async function fillLarge(url: string, size: Size, checkout?: string): Promise<Readonly<Record<string, number>>> {
  // The first start makes the tables and the synthetic world.
  await end(await servePlatform(url, {}, checkout));
  await fillParties(url, { parties: size.parties, rolesEach: size.rolesEach }, checkout);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const organizations = Math.floor((size.parties * 2) / 3);
  await client.query(RESOURCES, [size.resources]);
  await client.query(POLICIES, [size.resources]);
  await client.query(DELEGATIONS, [size.delegations, size.parties - organizations, organizations, size.resources]);
  await client.query('vacuum analyze');
  const counts: Record<string, number> = {};
  for (const table of ['party', 'party_role', 'resource', 'delegated_right'])
    counts[table] = Number((await client.query(`select count(*) from ${table}`)).rows[0]?.count);
  await client.end();
  return counts;
}

const NUMBERED = `select o.organization_number as organization, p.person_number as person, r.resource_id as resource
  from (select * from delegated_right where from_uuid like '4000%' order by md5(from_uuid || to_uuid || $2::text) limit $1::int) r
  join party o on o.uuid = r.from_uuid join party p on p.uuid = r.to_uuid`;
const HOLDERS = `select o.organization_number as organization, p.person_number as person
  from (select * from party_role where of_uuid like '4000%' and holder_uuid like '3000%'
    order by md5(of_uuid || holder_uuid || $2::text) limit $1::int) r
  join party o on o.uuid = r.of_uuid join party p on p.uuid = r.holder_uuid`;

/**
 * Questions in a random order that is the same each time: a third about a role that is held, a third about a delegation, and a third about a
 * party with which the person has nothing to do; no party comes twice as long as there are enough.
 */
export async function largeQuestions(url: string, count: number, resources: number): Promise<readonly Asked[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const rows = async (sql: string) =>
    (await client.query<{ organization: string; person: string; resource?: string }>(sql, [count, 'seed'])).rows;
  const [given, held] = [await rows(NUMBERED), await rows(HOLDERS)];
  await client.end();
  const pick = spread(3);
  const asked: Asked[] = [];
  const seen = new Set<string>();
  for (let index = 0; asked.length < count && index < 4 * count; index += 1) {
    const resource = resourceId(pick(resources));
    const [one, other, third] = [given[index % given.length], held[index % held.length], held[pick(held.length)]];
    if (!one || !other || !third) break;
    const kind = index % 3;
    const found: Asked =
      kind === 0
        ? { person: one.person, organization: one.organization, resource: one.resource ?? resource }
        : kind === 1
          ? { ...other, resource }
          : { person: other.person, organization: third.organization, resource };
    const key = count > 10_000 ? found.organization : `${found.person} ${found.organization} ${found.resource}`;
    if (seen.has(key)) continue;
    seen.add(key);
    asked.push(found);
  }
  return asked;
}
