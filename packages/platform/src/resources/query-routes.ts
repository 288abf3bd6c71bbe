import type { FastifyInstance } from 'fastify';
import { HttpProblem } from '../http/index.ts';
import type { Resources } from './resources.ts';
import type { ResourceRecord } from './types.ts';

const BASE = '/resourceregistry/api/v1/resource';
const schema = (summary: string) => ({ tags: ['resource registry'], summary });

type Query = { Querystring: Readonly<Record<string, string | undefined>> };

const flag = (value: string | undefined, name: string, otherwise: boolean): boolean => {
  if (value === undefined) return otherwise;
  if (/^true$/i.test(value)) return true;
  if (/^false$/i.test(value)) return false;
  throw new HttpProblem(400, undefined, { errors: { [name]: [`"${value.slice(0, 40)}" is not true or false`] } });
};

const textIn = (record: ResourceRecord, term: string): boolean =>
  [record.identifier, ...Object.values(record.title ?? {}), ...Object.values(record.description ?? {})].some((text) =>
    String(text).toLowerCase().includes(term),
  );

/** Lists and searches over the whole registry. */
export function queryRoutes(scope: FastifyInstance, deps: { resources: Resources }): void {
  const { resources } = deps;
  scope.get<Query>(`${BASE}/resourcelist`, { schema: schema('Every resource') }, async (request) => {
    const apps = flag(request.query['includeApps'], 'includeApps', true);
    const migrated = flag(request.query['includeMigratedApps'], 'includeMigratedApps', false);
    const kept = (type: string) => (type === 'AltinnApp' ? apps : type === 'MigratedApp' ? migrated : true);
    return (await resources.list()).filter((record) => kept(record.resourceType));
  });
  scope.get<Query>(`${BASE}/Search`, { schema: schema('Resources by id, text, type or owner') }, async (request) => {
    const { query } = request;
    const [id, title, type, reference] = ['id', 'title', 'resourceType', 'reference'].map((name) =>
      query[name]?.toLowerCase(),
    );
    return (await resources.list()).filter(
      (record) =>
        (id === undefined || record.identifier.includes(id)) &&
        (title === undefined || textIn(record, title)) &&
        (type === undefined || record.resourceType.toLowerCase() === type) &&
        (reference === undefined ||
          JSON.stringify(record['resourceReferences'] ?? [])
            .toLowerCase()
            .includes(reference)),
    );
  });
}
