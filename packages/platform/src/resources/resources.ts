import type { Transaction } from 'kysely';
import { type Announce, chunks, type Database, type Tables, tell } from '../database/index.ts';
import { BoundedCache, type Clock, attributeIds as ids, uuidOfText } from '../foundation/index.ts';
import { compilePolicy, type PolicyDemand, type PolicyReading } from './engine.ts';
import { connectedLists, findApplication, findPolicy, findResource, listsOf } from './reads.ts';
import {
  allApplications,
  allResources,
  findResourceVersion,
  removeApplication,
  removeResource,
  resourcesNaming,
  subjectsNamedBy,
  writeApplication,
  writePolicyRow,
  writeResource,
  writeSubjects,
} from './store.ts';
import type { Application, CompetentAuthority, CompiledPolicy, ListMembership, ResourceRecord } from './types.ts';

/** The resource registry: resources, their policies, apps and access lists. */
export interface Resources {
  /** A resource of the registry, apps as `app_{org}_{app}` included. */
  resource(id: string): Promise<ResourceRecord | undefined>;
  /** An earlier version of a resource. */
  resourceVersion(id: string, versionId: number): Promise<ResourceRecord | undefined>;
  /** The policy of a resource, compiled; undefined when there is none. */
  policy(id: string): Promise<CompiledPolicy | undefined>;
  application(org: string, app: string): Promise<Application | undefined>;
  applications(): Promise<readonly Application[]>;
  /** Every resource, apps included, by identifier. */
  list(): Promise<readonly ResourceRecord[]>;
  /** Identifiers of the resources whose policy names a subject, e.g. `urn:altinn:accesspackage:skogbruk`, in any case. */
  withSubject(subjectUrn: string): Promise<readonly string[]>;
  /** Each resource with each of the subjects that its policy names, in lower case. */
  withSubjects(
    subjectUrns: readonly string[],
  ): Promise<readonly { readonly resourceId: string; readonly subject: string }[]>;
  /** The subjects that the policies of any of the resources name, in lower case; of no policy, none. */
  subjectsOf(ids: readonly string[]): Promise<readonly string[]>;
  /** The lists an organisation is on; with a resource, only lists connected to it, with their action filters. */
  memberships(organizationNumber: string, resourceId?: string): Promise<readonly ListMembership[]>;
  /** Adds a resource or stores its next version. */
  saveResource(
    trx: Transaction<Tables>,
    announce: Announce,
    record: Omit<ResourceRecord, 'versionId'>,
    options?: { readonly isNew: boolean },
  ): Promise<void>;
  /** Takes a resource and its policy away. @returns false when there was none */
  deleteResource(trx: Transaction<Tables>, announce: Announce, id: string): Promise<boolean>;
  /**
   * Stores a policy after compiling it.
   * @throws Refusal `policy-unusable` when it is not valid, or a rule does not name the resource
   */
  savePolicy(trx: Transaction<Tables>, announce: Announce, resourceId: string, xml: string): Promise<CompiledPolicy>;
  /** Stores a policy that `compile` has made. */
  saveCompiled(trx: Transaction<Tables>, announce: Announce, policy: CompiledPolicy): Promise<CompiledPolicy>;
  /**
   * A policy as it would be stored, without storing it.
   * @param demand what is asked of it; left out = as of a resource's
   * @throws Refusal `policy-unusable` as `savePolicy`
   */
  compile(resourceId: string, version: number, xml: string, demand?: PolicyDemand): CompiledPolicy;
  /** Takes an app away, with its entry in the registry and its policy. @returns false when there was none */
  deleteApplication(trx: Transaction<Tables>, announce: Announce, org: string, app: string): Promise<boolean>;
  /** Adds or replaces an app, and its entry `app_{org}_{app}` in the registry. */
  saveApplication(
    trx: Transaction<Tables>,
    announce: Announce,
    application: Application,
    authority: CompetentAuthority,
  ): Promise<void>;
}

export interface ResourcesOptions {
  /** Most compiled policies held in memory. Default 5,000. */
  readonly policyCacheSize?: number;
  /** Most resources, apps and list memberships held in memory, each. Default 20,000. */
  readonly cacheSize?: number;
  /** How the targets of policies are read. Default `xacml`. */
  readonly policyReading?: PolicyReading;
}

/** `app_{org}_{app}`: an app's name in the registry. */
export const appResourceId = (org: string, app: string): string => `app_${org}_${app}`;

/** The UUID by which access management calls a resource: made of its id, and the same for ever. */
export const resourceUuid = (id: string): string => uuidOfText(`resource:${id}`);

/** The registry id that attributes name: that of org and app, or the id itself. */
export function namedResource(
  attributes: readonly { readonly id: string; readonly value: string }[],
): string | undefined {
  const value = (id: string) => attributes.find((one) => one.id === id)?.value;
  const [org, app] = [value('urn:altinn:org'), value('urn:altinn:app')];
  return org !== undefined && app !== undefined ? appResourceId(org, app) : value('urn:altinn:resource');
}

const DEFAULT_POLICIES = 5_000;
const DEFAULT_CACHE_SIZE = 20_000;

interface Slot<T> {
  readonly value: T | undefined;
}

class SqlResources implements Resources {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #reading: PolicyReading;
  readonly #resources: BoundedCache<Slot<ResourceRecord>>;
  readonly #policies: BoundedCache<Slot<CompiledPolicy>>;
  readonly #applications: BoundedCache<Slot<Application>>;
  readonly #memberships: BoundedCache<readonly ListMembership[]>;

  constructor(database: Database, clock: Clock, options: ResourcesOptions) {
    const size = options.cacheSize ?? DEFAULT_CACHE_SIZE;
    this.#database = database;
    this.#clock = clock;
    this.#reading = options.policyReading ?? 'xacml';
    this.#resources = new BoundedCache(size);
    this.#policies = new BoundedCache(options.policyCacheSize ?? DEFAULT_POLICIES);
    this.#applications = new BoundedCache(size);
    this.#memberships = new BoundedCache(size);
    const drop = (cache: BoundedCache<unknown>) => (key: string | undefined) =>
      key === undefined ? cache.clear() : cache.dropTag(key);
    database.onChange('resource', drop(this.#resources));
    database.onChange('policy', drop(this.#policies));
    database.onChange('application', drop(this.#applications));
    database.onChange('access-list', () => this.#memberships.clear());
  }

  resource(id: string): Promise<ResourceRecord | undefined> {
    return this.#remember(this.#resources, id, async () => {
      const row = await findResource(this.#database, id);
      return row && toRecord(row);
    });
  }

  async resourceVersion(id: string, versionId: number): Promise<ResourceRecord | undefined> {
    const row = await findResourceVersion(this.#database.db, id, versionId);
    return row?.record == null ? undefined : toRecord({ version_id: row.version_id, record: row.record });
  }

  policy(id: string): Promise<CompiledPolicy | undefined> {
    return this.#remember(this.#policies, id, async () => {
      const row = await findPolicy(this.#database, id);
      return row && compilePolicy(id, row.version, row.xml, 'stored', this.#reading);
    });
  }

  application(org: string, app: string): Promise<Application | undefined> {
    return this.#remember(this.#applications, `${org}/${app}`, async () => {
      const row = await findApplication(this.#database, org, app);
      return row && toApplication(row);
    });
  }

  async applications(): Promise<readonly Application[]> {
    return (await allApplications(this.#database.db)).map(toApplication);
  }

  async list(): Promise<readonly ResourceRecord[]> {
    return (await allResources(this.#database.db)).map(toRecord);
  }

  async withSubject(subjectUrn: string): Promise<readonly string[]> {
    const rows = await resourcesNaming(this.#database.db, [subjectUrn.toLowerCase()]);
    return rows.map((row) => row.resource_id);
  }

  async withSubjects(
    subjectUrns: readonly string[],
  ): Promise<readonly { readonly resourceId: string; readonly subject: string }[]> {
    const found = [];
    for (const part of chunks([...new Set(subjectUrns.map((urn) => urn.toLowerCase()))]))
      for (const row of await resourcesNaming(this.#database.db, part))
        found.push({ resourceId: row.resource_id, subject: row.subject_urn });
    return found;
  }

  subjectsOf(ids: readonly string[]): Promise<readonly string[]> {
    return subjectsNamedBy(this.#database.db, ids);
  }

  async memberships(organizationNumber: string, resourceId?: string): Promise<readonly ListMembership[]> {
    const key = `${organizationNumber} ${resourceId ?? ''}`;
    const known = this.#memberships.get(key);
    if (known) return known;
    const { generation } = this.#memberships;
    const rows =
      resourceId === undefined
        ? (await listsOf(this.#database, organizationNumber)).map((row) => ({ ...row, action_filters: null }))
        : await connectedLists(this.#database, organizationNumber, resourceId);
    const found = rows.map((row): ListMembership => {
      const { owner, identifier, since } = row;
      const filters = row.action_filters === null ? {} : { actionFilters: JSON.parse(row.action_filters) as string[] };
      return { urn: `urn:altinn:access-list:${owner}:${identifier}`, owner, identifier, since, ...filters };
    });
    this.#memberships.set(key, found, [], generation);
    return found;
  }

  async saveResource(
    trx: Transaction<Tables>,
    announce: Announce,
    record: Omit<ResourceRecord, 'versionId'>,
    { isNew } = { isNew: false },
  ): Promise<void> {
    const identifier = String(record['identifier']);
    await writeResource(trx, identifier, { record, now: this.#clock.now(), isNew });
    announce({ topic: 'resource', key: identifier });
    tell(trx, { kind: isNew ? 'resource.created' : 'resource.changed', subject: identifier });
  }

  async deleteResource(trx: Transaction<Tables>, announce: Announce, id: string): Promise<boolean> {
    const existed = await removeResource(trx, id, this.#clock.now());
    announce({ topic: 'resource', key: id });
    announce({ topic: 'policy', key: id });
    announce({ topic: 'access-list' });
    if (existed) tell(trx, { kind: 'resource.deleted', subject: id });
    return existed;
  }

  compile(resourceId: string, version: number, xml: string, demand: PolicyDemand = 'resource'): CompiledPolicy {
    return compilePolicy(resourceId, version, xml, demand, this.#reading);
  }

  async savePolicy(
    trx: Transaction<Tables>,
    announce: Announce,
    resourceId: string,
    xml: string,
  ): Promise<CompiledPolicy> {
    return this.saveCompiled(trx, announce, this.compile(resourceId, 0, xml));
  }

  async saveCompiled(trx: Transaction<Tables>, announce: Announce, policy: CompiledPolicy): Promise<CompiledPolicy> {
    const { resourceId, xml } = policy;
    const now = this.#clock.now();
    const version = await writePolicyRow(trx, resourceId, xml, now);
    const urns = policy.subjects.map((urn) => urn.toLowerCase());
    await writeSubjects(trx, resourceId, [...new Set(urns)], now);
    announce({ topic: 'policy', key: resourceId });
    tell(trx, { kind: 'policy.changed', subject: resourceId, data: { version } });
    return { ...policy, version };
  }

  async saveApplication(
    trx: Transaction<Tables>,
    announce: Announce,
    application: Application,
    authority: CompetentAuthority,
  ): Promise<void> {
    const { org, app, metadata, process } = application;
    const row = { org, app, metadata: JSON.stringify(metadata), process: JSON.stringify(process) };
    await writeApplication(trx, { ...row, changed: this.#clock.now() });
    announce({ topic: 'application', key: `${org}/${app}` });
    await this.saveResource(trx, announce, appRecord(application, authority));
  }

  async deleteApplication(trx: Transaction<Tables>, announce: Announce, org: string, app: string): Promise<boolean> {
    const existed = await removeApplication(trx, org, app);
    announce({ topic: 'application', key: `${org}/${app}` });
    await this.deleteResource(trx, announce, appResourceId(org, app));
    return existed;
  }

  async #remember<T>(
    cache: BoundedCache<Slot<T>>,
    key: string,
    find: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const known = cache.get(key);
    if (known) return known.value;
    const { generation } = cache;
    const value = await find();
    cache.set(key, { value }, [key], generation);
    return value;
  }
}

const toRecord = (row: { version_id: number; record: string }): ResourceRecord => ({
  ...(JSON.parse(row.record) as ResourceRecord),
  versionId: row.version_id,
});

const toApplication = (row: { org: string; app: string; metadata: string; process: string }): Application => ({
  org: row.org,
  app: row.app,
  metadata: JSON.parse(row.metadata) as Application['metadata'],
  process: JSON.parse(row.process) as Application['process'],
});

/** The registry's entry of an app, from its metadata. */
function appRecord(application: Application, authority: CompetentAuthority): Omit<ResourceRecord, 'versionId'> {
  const { org, app, metadata } = application;
  const titles = (metadata['title'] ?? {}) as Partial<Record<'nb' | 'nn' | 'en', string>>;
  const nb = titles.nb ?? `${org}/${app}`;
  const title = { nb, nn: titles.nn ?? nb, en: titles.en ?? nb };
  return {
    identifier: appResourceId(org, app),
    title,
    description: title,
    rightDescription: title,
    resourceReferences: [{ referenceSource: 'Altinn3', reference: `${org}/${app}`, referenceType: 'ApplicationId' }],
    hasCompetentAuthority: authority,
    resourceType: 'AltinnApp',
    delegable: true,
    visible: true,
    accessListMode: 'Disabled',
    authorizationReference: [
      { id: ids.ORG, value: org },
      { id: ids.APP, value: app },
    ],
  } as unknown as Omit<ResourceRecord, 'versionId'>;
}

/** Opens the resource registry on a database. */
export async function createResources(deps: {
  database: Database;
  clock: Clock;
  options?: ResourcesOptions;
}): Promise<Resources> {
  return new SqlResources(deps.database, deps.clock, deps.options ?? {});
}
