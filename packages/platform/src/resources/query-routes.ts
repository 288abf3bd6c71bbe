import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Database } from '../database/index.ts';
import { HttpProblem } from '../http/index.ts';
import type { Resources } from './resources.ts';
import { changedSubjects, changesAfter, resourcesNaming } from './store.ts';
import type { ResourceRecord } from './types.ts';

const BASE = '/resourceregistry/api/v1/resource';
const MAX_PAGE = 1000;
const schema = (summary: string) => ({ tags: ['resource registry'], summary });

type Query = { Querystring: Readonly<Record<string, string | undefined>> };

const invalid = (parameter: string, text: string): HttpProblem =>
  new HttpProblem(400, undefined, {
    title: 'One or more validation errors occurred.',
    errors: { [parameter]: [text] },
  });

const flag = (value: string | undefined, name: string, otherwise: boolean): boolean => {
  if (value === undefined) return otherwise;
  if (/^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  throw invalid(name, `"${value.slice(0, 40)}" is not true or false`);
};

const textIn = (record: ResourceRecord, term: string): boolean =>
  [record.identifier, ...Object.values(record.title ?? {}), ...Object.values(record.description ?? {})].some((text) =>
    String(text).toLowerCase().includes(term),
  );

interface Deps {
  readonly resources: Resources;
  readonly database: Database;
}

/** Lists, searches and change feeds over the whole registry, open to all (altinn-pdp.md 12.1). */
export function queryRoutes(scope: FastifyInstance, deps: Deps): void {
  listRoutes(scope, deps.resources);
  subjectRoutes(scope, deps);
}

function listRoutes(scope: FastifyInstance, resources: Resources): void {
  scope.get<Query>(`${BASE}/resourcelist`, { schema: schema('Every resource') }, async (request) => {
    const apps = flag(request.query['includeApps'], 'includeApps', true);
    const migrated = flag(request.query['includeMigratedApps'], 'includeMigratedApps', false);
    const kept = (type: string) => (type === 'AltinnApp' ? apps : type === 'MigratedApp' ? migrated : true);
    return (await resources.list()).filter((record) => kept(record.resourceType));
  });
  scope.get<Query>(
    `${BASE}/Search`,
    { schema: schema('Resources by id, text, type or reference') },
    async (request) => {
      const { query } = request;
      const [id, title, type, reference] = ['id', 'title', 'resourceType', 'reference'].map((name) =>
        query[name]?.toLowerCase(),
      );
      const referenced = (record: ResourceRecord) => JSON.stringify(record['resourceReferences'] ?? []).toLowerCase();
      return (await resources.list()).filter(
        (record) =>
          (id === undefined || record.identifier.includes(id)) &&
          (title === undefined || textIn(record, title)) &&
          (type === undefined || record.resourceType.toLowerCase() === type) &&
          (reference === undefined || referenced(record).includes(reference)),
      );
    },
  );
  scope.get(`${BASE}/orgs`, { schema: schema('Service owners with resources') }, async () => {
    const orgs: Record<string, { name: object; orgnr: string }> = {};
    for (const { hasCompetentAuthority: owner } of await resources.list())
      orgs[owner.orgcode] ??= { name: owner.name ?? { nb: owner.orgcode }, orgnr: owner.organization };
    return { orgs };
  });
  scope.get(`${BASE}/export`, { schema: schema('Every visible resource as RDF (Turtle)') }, async (_, reply) =>
    reply.type('text/turtle; charset=utf-8').send(turtle(await resources.list())),
  );
}

const literal = (text: string): string => JSON.stringify(text);

/** The registry as CPSV-AP public services. */
function turtle(records: readonly ResourceRecord[]): string {
  const lines = [
    '@prefix cpsv: <http://purl.org/vocab/cpsv#> .',
    '@prefix cv: <http://data.europa.eu/m8g/> .',
    '@prefix dct: <http://purl.org/dc/terms/> .',
  ];
  for (const record of records.filter((one) => one.visible)) {
    const texts = (values: object) =>
      Object.entries(values)
        .map(([language, text]) => `${literal(String(text))}@${language}`)
        .join(', ');
    lines.push(
      '',
      `<urn:altinn:resource:${record.identifier}> a cpsv:PublicService ;`,
      `  dct:identifier ${literal(record.identifier)} ;`,
      `  dct:title ${texts(record.title)} ;`,
      `  dct:description ${texts(record.description)} ;`,
      `  cv:hasCompetentAuthority <https://data.brreg.no/enhetsregisteret/api/enheter/${record.hasCompetentAuthority.organization}> .`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** `changed;resource;subject` as an opaque token. */
const tokenOf = (row: { changed: number; resource_id: string; subject_urn: string }): string =>
  Buffer.from(JSON.stringify([row.changed, row.resource_id, row.subject_urn])).toString('base64url');

function pointIn(token: string | undefined, since: string | undefined) {
  if (token === undefined) {
    const instant = since === undefined ? -1 : Date.parse(since);
    if (Number.isNaN(instant)) throw invalid('since', `"${since?.slice(0, 40)}" is not a date and time`);
    return { changed: instant, resourceId: '\uffff', subjectUrn: '' };
  }
  try {
    const value: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (
      Array.isArray(value) &&
      typeof value[0] === 'number' &&
      typeof value[1] === 'string' &&
      typeof value[2] === 'string'
    )
      return { changed: value[0], resourceId: value[1], subjectUrn: value[2] };
  } catch {
    // the same answer as for another wrong token
  }
  throw invalid('token', 'is not the token of an earlier answer');
}

function limitIn(text: string | undefined): number {
  if (text === undefined) return MAX_PAGE;
  if (!/^\d{1,6}$/.test(text) || Number(text) === 0)
    throw invalid('limit', `"${text.slice(0, 40)}" is not a number above 0`);
  return Math.min(Number(text), MAX_PAGE);
}

function subjectRoutes(scope: FastifyInstance, { database }: Deps): void {
  scope.post<{ Body: string[] }>(
    `${BASE}/bysubjects`,
    {
      schema: {
        ...schema('Resources whose policies name a subject'),
        body: Type.Array(Type.String({ maxLength: 500 }), { maxItems: 500 }),
      },
    },
    async (request) => {
      // In any case a subject is one: each of its spellings would be answered with everything again.
      const asked = new Map(request.body.map((urn) => [urn.toLowerCase(), urn] as const).reverse());
      const rows = asked.size === 0 ? [] : await resourcesNaming(database.db, [...asked.keys()]);
      const found = new Map<string, { type: string; value: string; urn: string }[]>();
      for (const { subject_urn, resource_id: value } of rows) {
        const resources = found.get(subject_urn) ?? [];
        found.set(subject_urn, resources);
        resources.push({ type: 'urn:altinn:resource', value, urn: `urn:altinn:resource:${value}` });
      }
      const data = [...asked].reverse().flatMap(([key, urn]) => {
        const at = urn.lastIndexOf(':');
        const resources = found.get(key);
        const subject = { type: urn.slice(0, at), value: urn.slice(at + 1), urn };
        return resources === undefined ? [] : [{ subject, resources }];
      });
      return { links: {}, data };
    },
  );
  scope.get<Query>(
    `${BASE}/updated`,
    { schema: schema('Changed pairs of subject and resource, oldest first') },
    async (request) => {
      const limit = limitIn(request.query['limit']);
      const rows = await changedSubjects(
        database.db,
        pointIn(request.query['token'], request.query['since']),
        limit + 1,
      );
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      const next = rows.length > limit && last ? { next: `${BASE}/updated?limit=${limit}&token=${tokenOf(last)}` } : {};
      return {
        links: next,
        data: page.map((row) => ({
          subjectUrn: row.subject_urn,
          resourceUrn: `urn:altinn:resource:${row.resource_id}`,
          updatedAt: new Date(row.changed).toISOString(),
          deleted: row.deleted === 1,
        })),
      };
    },
  );
  scope.get<Query>(`${BASE}/changes`, { schema: schema('Changed resources, oldest first') }, async (request) => {
    const limit = limitIn(request.query['limit']);
    const { changed, resourceId, subjectUrn } = pointIn(request.query['token'], request.query['since']);
    const rows = await changesAfter(
      database.db,
      { changed, identifier: resourceId, versionId: Number(subjectUrn) || 0 },
      limit + 1,
    );
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const token =
      last && tokenOf({ changed: last.changed, resource_id: last.identifier, subject_urn: String(last.version_id) });
    return {
      links: rows.length > limit ? { next: `${BASE}/changes?limit=${limit}&token=${token}` } : {},
      data: page.map((row) => ({
        identifier: row.identifier,
        versionId: row.version_id,
        changedAt: new Date(row.changed).toISOString(),
        deleted: row.record === null,
      })),
    };
  });
}
