/** What there is, read from the APIs. */
import { type SystemsClient, SystemsError, type UserKind } from '@portvakt/client/systems';
import type { ApiClient, SelfServiceApi } from '../self-service/api.ts';
import { ApiError } from '../self-service/http.ts';
import {
  type Actual,
  type ActualClient,
  type ActualOrganization,
  type ActualRequest,
  type ActualResource,
  type ActualScope,
  type ActualSystem,
  type Fields,
  SECTIONS,
  type Section,
  type Wanted,
} from './model.ts';
import type { OperatorApi } from './operator.ts';
import { IDENTIFIER, type RegistryApi } from './registry.ts';
import { ownerOf } from './resource-steps.ts';
import { resourcesNamed } from './unknown-names.ts';

/** What a set-up needs of self-service. */
export type SelfServiceOfSetup = Pick<
  SelfServiceApi,
  | 'clients'
  | 'client'
  | 'createClient'
  | 'replaceClient'
  | 'deactivateClient'
  | 'keys'
  | 'replaceKeys'
  | 'scopes'
  | 'createScope'
  | 'replaceScope'
  | 'deactivateScope'
  | 'accesses'
  | 'giveAccess'
  | 'takeAccess'
>;

/** The APIs of one environment, asked as one organisation's client. */
export interface Apis {
  /** Whose the credentials are. */
  readonly who: () => Promise<{ readonly organization: string; readonly self: string }>;
  readonly selfService: SelfServiceOfSetup;
  readonly systems: SystemsClient;
  readonly registry: RegistryApi;
  readonly operator: OperatorApi;
  /** ms since 1970. */
  readonly now: () => number;
}

/** So many questions at once: servers of others are spared. */
const AT_ONCE = 6;

async function each<T, R>(items: readonly T[], ask: (item: T) => Promise<R>): Promise<readonly R[]> {
  const answers: R[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE)
    answers.push(...(await Promise.all(items.slice(from, from + AT_ONCE).map(ask))));
  return answers;
}

/** Reads what a file is about; without one, all that the sections have. @throws ApiError, SystemsError */
export async function readActual(
  apis: Apis,
  wanted: Wanted | undefined,
  sections: ReadonlySet<Section>,
): Promise<Actual> {
  const { organization, self } = await apis.who();
  const has = (...names: readonly Section[]) => names.some((name) => sections.has(name));
  const systems = has('systems', 'systemUserRequests') ? await readSystems(apis, wanted) : [];
  const isAsked = has('clients') || namesOthers(wanted, systems);
  const clients = isAsked ? await readClients(apis, wanted, organization) : [];
  return {
    organization,
    self,
    now: Math.floor(apis.now() / 1000),
    ...(has('organizations') ? { organizations: await readOrganizations(apis, wanted) } : {}),
    scopes: has('scopes') ? await readScopes(apis, wanted) : [],
    clients,
    resources: has('resources') ? await readResources(apis, wanted, organization) : [],
    systems,
    systemUserRequests: has('systemUserRequests') ? await readRequests(apis, wanted, systems) : [],
    ...(wanted ? { missing: await readMissing(apis, wanted) } : {}),
  };
}

/** Which of the resources that the file gives rights to are nobody's. What cannot be an identifier is none. */
async function readMissing({ registry }: Apis, wanted: Wanted): Promise<ReadonlySet<string>> {
  const isThere = async (id: string) => IDENTIFIER.test(id) && (await registry.resource(id)) !== undefined;
  const asked = await each([...resourcesNamed(wanted)], async (id) => ({ id, isThere: await isThere(id) }));
  return new Set(asked.flatMap(({ id, isThere }) => (isThere ? [] : [id])));
}

/** Whether a system shall have a client that no system has yet. Else nobody's clients are read: a vendor's client need not be able to. */
function namesOthers(wanted: Wanted | undefined, systems: readonly ActualSystem[]): boolean {
  const known = new Set(systems.flatMap(({ record }) => record.clientId ?? []));
  return wanted?.systems.some(({ clients = [] }) => clients.some((word) => !known.has(word))) ?? false;
}

async function readOrganizations(
  { operator }: Apis,
  wanted: Wanted | undefined,
): Promise<readonly ActualOrganization[]> {
  const found = await each(wanted?.organizations ?? [], async ({ number }) => {
    const record = await operator.organization(number);
    return record ? [{ number, record }] : [];
  });
  return found.flat();
}

/** An organisation without a prefix is told so by a refusal (maskinporten.md 6.5). */
async function orNone<T>(read: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof ApiError && error.status === 400 && /does not have any/.test(error.message)) return [];
    throw error;
  }
}

async function readScopes({ selfService }: Apis, wanted: Wanted | undefined): Promise<readonly ActualScope[]> {
  const active = await orNone(selfService.scopes());
  const known = new Map(active.map((scope) => [scope.name, scope]));
  if (wanted?.scopes.some(({ name }) => !known.has(name)))
    for (const scope of await orNone(selfService.scopes({ inactive: true }))) known.set(scope.name, scope);
  const accesses = (await orNone(selfService.accesses())).filter(({ state }) => state === 'APPROVED');
  return [...known.values()].map((record) => ({
    name: record.name,
    record,
    access: accesses.flatMap(({ scope, consumer_orgno: consumer }) => (scope === record.name ? [consumer] : [])),
  }));
}

async function readClients(
  { selfService }: Apis,
  wanted: Wanted | undefined,
  organization: string,
): Promise<readonly ActualClient[]> {
  const known = new Map((await selfService.clients()).map((client) => [client.client_id, client]));
  if (wanted?.clients.some(({ id }) => id !== undefined && !known.has(id)))
    for (const client of await selfService.clients({ inactive: true })) known.set(client.client_id, client);
  // A supplier sees its customers' too.
  const own = [...known.values()].filter(({ client_orgno: owner }) => owner === undefined || owner === organization);
  const names = new Set(wanted?.clients.flatMap(({ name, id, keys }) => (keys === undefined ? [] : [id ?? name])));
  const isAsked = ({ client_id: id, client_name: name = '' }: ApiClient) => !wanted || names.has(id) || names.has(name);
  return each(own, async (record) => ({
    id: record.client_id,
    name: record.client_name ?? '',
    record,
    keys: isAsked(record) ? await selfService.keys(record.client_id) : [],
  }));
}

async function readResources(
  { registry }: Apis,
  wanted: Wanted | undefined,
  organization: string,
): Promise<readonly ActualResource[]> {
  const isWhole = !wanted || wanted.prune.has('resources');
  const all = isWhole ? (await registry.list()).filter((record) => ownerOf(record) === organization) : [];
  const known = new Map(all.map((record) => [String(record['identifier']), record]));
  const missing = (wanted?.resources ?? []).filter(({ id }) => !known.has(id));
  const found = await each(missing, async ({ id }) => ({ id, record: await registry.resource(id) }));
  for (const { id, record } of found) if (record) known.set(id, record);
  const withPolicy = new Set(wanted?.resources.flatMap(({ id, policy }) => (policy === undefined ? [] : [id])));
  return each([...known], async ([id, record]) => {
    const policy = !wanted || withPolicy.has(id) ? await registry.policy(id) : undefined;
    return { id, record, ...(policy === undefined ? {} : { policy }) };
  });
}

async function readSystems({ systems }: Apis, wanted: Wanted | undefined): Promise<readonly ActualSystem[]> {
  const listed = (await systems.list()).map(({ systemId }) => systemId);
  const asked = (wanted?.systems ?? []).map(({ id }) => id).filter((id) => !listed.includes(id));
  const found = await each([...listed, ...asked], async (id) => {
    try {
      return [{ id, record: await systems.get(id) }];
    } catch (error) {
      if (error instanceof SystemsError && error.status === 404) return [];
      throw error;
    }
  });
  return found.flat();
}

async function readRequests(
  { systems }: Apis,
  wanted: Wanted | undefined,
  there: readonly ActualSystem[],
): Promise<readonly ActualRequest[]> {
  const isWhole = !wanted || wanted.prune.has('systemUserRequests');
  const asked = new Set(wanted?.systemUserRequests.map(({ system, kind }) => `${kind} ${system}`));
  const pairs = there
    .filter(({ record }) => !record.isDeleted)
    .flatMap(({ id }) => (['standard', 'agent'] as const).map((kind) => ({ id, kind })))
    .filter(({ id, kind }) => isWhole || asked.has(`${kind} ${id}`));
  return (await each(pairs, ({ id, kind }) => requestsOf(systems, id, kind))).flat();
}

async function requestsOf(systems: SystemsClient, system: string, kind: UserKind): Promise<readonly ActualRequest[]> {
  const found: ActualRequest[] = [];
  for await (const one of systems.requests(system, kind)) {
    const { id, partyOrgNo: customer, externalRef = customer, status, timedOut = false } = one;
    const { rights = [], accessPackages = [], integrationTitle, redirectUrl } = one;
    const fields: Fields = { integrationTitle, redirectUrl };
    const packages = accessPackages.map(({ urn }) => urn);
    found.push({ id, system, customer, externalRef, kind, status, timedOut, fields, rights, accessPackages: packages });
  }
  return found;
}

/** Sections that the credentials may read: tried one after the other. @returns which, and what stood against the others */
export async function readable(apis: Apis, sections: readonly Section[] = SECTIONS) {
  const open = new Set<Section>();
  const closed: string[] = [];
  for (const section of sections) {
    try {
      await readActual(apis, undefined, new Set([section]));
      open.add(section);
    } catch (error) {
      closed.push(`${section}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { open, closed };
}
