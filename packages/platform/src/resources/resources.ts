import type { Transaction } from 'kysely';
import type { Announce, Tables } from '../database/index.ts';
import type { Application, CompiledPolicy, ListMembership, ResourceRecord } from './types.ts';

/** The resource registry: resources, their policies, apps and access lists. */
export interface Resources {
  /** A resource of the registry, apps as `app_{org}_{app}` included. */
  resource(id: string): Promise<ResourceRecord | undefined>;
  /** The policy of a resource, compiled; undefined when there is none. */
  policy(id: string): Promise<CompiledPolicy | undefined>;
  application(org: string, app: string): Promise<Application | undefined>;
  applications(): Promise<readonly Application[]>;
  /** Every resource, apps included, by identifier. */
  list(): Promise<readonly ResourceRecord[]>;
  /** Identifiers of the resources whose policy names a subject, e.g. `urn:altinn:accesspackage:skogbruk`. */
  withSubject(subjectUrn: string): Promise<readonly string[]>;
  /** The lists an organisation is on; with a resource, only lists connected to it, with their action filters. */
  memberships(organizationNumber: string, resourceId?: string): Promise<readonly ListMembership[]>;
  /** Adds or replaces a resource. */
  saveResource(trx: Transaction<Tables>, announce: Announce, record: Omit<ResourceRecord, 'versionId'>): Promise<void>;
  /**
   * Stores a policy after compiling it.
   * @throws PolicyError when it is not valid, or a rule does not name the resource
   */
  savePolicy(trx: Transaction<Tables>, announce: Announce, resourceId: string, xml: string): Promise<CompiledPolicy>;
  saveApplication(trx: Transaction<Tables>, announce: Announce, application: Application): Promise<void>;
}
