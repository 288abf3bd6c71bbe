import { Type } from 'typebox';
import type { Database } from '../database/index.ts';
import { isoTime } from '../foundation/index.ts';
import { anyText, flag, invalid, pageLimit } from './readers.ts';
import type { Resources } from './resources.ts';
import { Owners, Resource, ResourceChanges, ResourcesBySubject, SubjectChanges } from './schemas.ts';
import { changedSubjects, changesAfter, resourcesNaming } from './store.ts';
import { OPEN, type RegistrySurface } from './surface.ts';
import type { ResourceRecord } from './types.ts';

const BASE = '/resourceregistry/api/v1/resource';

const textIn = (record: ResourceRecord, term: string): boolean =>
  [record.identifier, ...Object.values(record.title ?? {}), ...Object.values(record.description ?? {})].some((text) =>
    String(text).toLowerCase().includes(term),
  );

interface Deps {
  readonly resources: Resources;
  readonly database: Database;
}

/** Lists, searches and change feeds over the whole registry, open to all (altinn-pdp.md 12.1). */
export function queryRoutes(registry: RegistrySurface, deps: Deps): void {
  listRoutes(registry, deps.resources);
  summaryRoutes(registry, deps.resources);
  subjectRoute(registry, deps);
  changeRoutes(registry, deps);
}

function listRoutes({ route }: RegistrySurface, resources: Resources): void {
  route({
    method: 'GET',
    path: `${BASE}/resourcelist`,
    operationId: 'listResources',
    summary: 'Every resource',
    access: OPEN,
    query: {
      includeApps: flag('With apps', true),
      includeMigratedApps: flag('With apps from Altinn 2', false),
    },
    answers: { 200: { description: 'The resources', schema: Type.Array(Resource) } },
    async handle({ query: { includeApps: apps, includeMigratedApps: migrated } }) {
      const kept = (type: string) => (type === 'AltinnApp' ? apps : type === 'MigratedApp' ? migrated : true);
      return (await resources.list()).filter((record) => kept(record.resourceType));
    },
  });
  route({
    method: 'GET',
    path: `${BASE}/Search`,
    operationId: 'searchResources',
    summary: 'Resources by id, text, type or reference',
    access: OPEN,
    query: {
      id: anyText('Part of the identifier'),
      title: anyText('Part of identifier, title or description'),
      resourceType: anyText('The type'),
      reference: anyText('Part of a reference'),
    },
    answers: { 200: { description: 'What fits all of it', schema: Type.Array(Resource) } },
    async handle({ query }) {
      const [id, title, type, reference] = [query.id, query.title, query.resourceType, query.reference].map((one) =>
        one?.toLowerCase(),
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
  });
}

function summaryRoutes({ route }: RegistrySurface, resources: Resources): void {
  route({
    method: 'GET',
    path: `${BASE}/orgs`,
    operationId: 'listResourceOwners',
    summary: 'Service owners with resources',
    access: OPEN,
    answers: { 200: { description: 'The owners, by code', schema: Owners } },
    async handle() {
      const orgs: Record<string, { name: object; orgnr: string }> = {};
      for (const { hasCompetentAuthority: owner } of await resources.list())
        orgs[owner.orgcode] ??= { name: owner.name ?? { nb: owner.orgcode }, orgnr: owner.organization };
      return { orgs };
    },
  });
  route({
    method: 'GET',
    path: `${BASE}/export`,
    operationId: 'exportResources',
    summary: 'Every visible resource as RDF (Turtle)',
    access: OPEN,
    answers: { 200: { description: 'CPSV-AP public services', type: 'text/turtle' } },
    handle: async (_, reply) => reply.type('text/turtle; charset=utf-8').send(turtle(await resources.list())),
  });
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

function subjectRoute({ route }: RegistrySurface, { database }: Deps): void {
  route({
    method: 'POST',
    path: `${BASE}/bysubjects`,
    operationId: 'findResourcesBySubjects',
    summary: 'Resources whose policies name a subject',
    access: OPEN,
    body: Type.Array(Type.String({ maxLength: 500 }), { maxItems: 500 }),
    answers: { 200: { description: 'The resources of each subject that has any', schema: ResourcesBySubject } },
    async handle({ body }) {
      // In any case a subject is one: each of its spellings would be answered with everything again.
      const asked = new Map(body.map((urn) => [urn.toLowerCase(), urn] as const).reverse());
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
  });
}

/** `changed;resource;subject` as an opaque token. */
const tokenOf = (row: { changed: number; resource_id: string; subject_urn: string }): string =>
  Buffer.from(JSON.stringify([row.changed, row.resource_id, row.subject_urn])).toString('base64url');

function pointIn(token: string | undefined, since: string | undefined) {
  if (token === undefined) {
    const instant = since === undefined ? -1 : isoTime(since);
    if (Number.isNaN(instant)) throw invalid({ since: [`"${since?.slice(0, 40)}" is not a date and time`] });
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
  throw invalid({ token: ['is not the token of an earlier answer'] });
}

const PAGE = {
  since: anyText('Only later changes', Type.String({ format: 'date-time', description: 'Only later changes' })),
  token: anyText('Where the page before ended'),
  limit: pageLimit,
};

function changeRoutes({ route }: RegistrySurface, { database }: Deps): void {
  route({
    method: 'GET',
    path: `${BASE}/updated`,
    operationId: 'listSubjectChanges',
    summary: 'Changed pairs of subject and resource, oldest first',
    access: OPEN,
    query: PAGE,
    answers: { 200: { description: 'A page of them', schema: SubjectChanges } },
    async handle({ query: { limit, token, since } }) {
      const rows = await changedSubjects(database.db, pointIn(token, since), limit + 1);
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
  });
  route({
    method: 'GET',
    path: `${BASE}/changes`,
    operationId: 'listResourceChanges',
    summary: 'Changed resources, oldest first',
    access: OPEN,
    query: PAGE,
    answers: { 200: { description: 'A page of them', schema: ResourceChanges } },
    async handle({ query: { limit, token, since } }) {
      const { changed, resourceId, subjectUrn } = pointIn(token, since);
      const after = { changed, identifier: resourceId, versionId: Number(subjectUrn) || 0 };
      const rows = await changesAfter(database.db, after, limit + 1);
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      const ended =
        last && tokenOf({ changed: last.changed, resource_id: last.identifier, subject_urn: String(last.version_id) });
      return {
        links: rows.length > limit ? { next: `${BASE}/changes?limit=${limit}&token=${ended}` } : {},
        data: page.map((row) => ({
          identifier: row.identifier,
          versionId: row.version_id,
          changedAt: new Date(row.changed).toISOString(),
          deleted: row.record === null,
        })),
      };
    },
  });
}
