/** The APIs in memory, with the rules that matter to the order of steps: who breaks one is told as the real ones tell. */
import { type RegisteredSystem, SystemsError, type SystemUserRequestAnswer } from '@portvakt/client/systems';
import type { ApiClient, ApiKey, ApiScope } from '../self-service/api.ts';
import { ApiError } from '../self-service/http.ts';
import type { Apis } from './actual.ts';
import type { Fields } from './model.ts';

const MEMORY_OWNER = '310013579';
const MEMORY_SELF = 'self';

const refuse = (text: string): never => {
  throw new ApiError(text, 400);
};

/** Keys of a client are at no moment all others than those before: then none would be known everywhere. */
const requireOverlap = (before: readonly ApiKey[], after: readonly ApiKey[]): void => {
  if (after.length === 0 || after.length > 5) refuse(`${after.length} keys`);
  if (before.length > 0 && !after.some(({ kid }) => before.some((one) => one.kid === kid)))
    refuse('every key is another one');
};

interface World {
  readonly clients: Map<string, ApiClient>;
  readonly keys: Map<string, readonly ApiKey[]>;
  readonly scopes: Map<string, ApiScope>;
  readonly accesses: Map<string, Set<string>>;
  readonly resources: Map<string, Fields>;
  readonly policies: Map<string, string>;
  readonly systems: Map<string, RegisteredSystem>;
  readonly requests: Map<string, SystemUserRequestAnswer & { readonly kind: 'standard' | 'agent' }>;
}

const must = <T>(value: T | undefined, what: string): T => value ?? refuse(`there is no ${what}`);

function selfServiceIn({ clients, keys, scopes, accesses }: World): Apis['selfService'] {
  let made = 0;
  const isActive = ({ active }: { readonly active?: boolean }) => active !== false;
  const checkScopes = (names: unknown, had: readonly string[] = []) => {
    for (const name of names as readonly string[])
      if (!had.includes(name) && !isActive(must(scopes.get(name), `scope ${name}`))) refuse(`${name} is not active`);
  };
  return {
    clients: async ({ inactive = false } = {}) => [...clients.values()].filter((one) => inactive || isActive(one)),
    client: async (id) => clients.get(id),
    async createClient(body) {
      made += 1;
      const client = { active: true, client_id: `made-${made}`, client_orgno: MEMORY_OWNER, ...body } as ApiClient;
      if (clients.has(client.client_id)) refuse('the client is there');
      checkScopes(client.scopes);
      clients.set(client.client_id, client);
      return client;
    },
    async replaceClient(id, body) {
      const client = must(clients.get(id), id);
      const next = { ...body, client_id: id } as ApiClient;
      checkScopes(next.scopes, client.scopes);
      clients.set(id, next);
    },
    deactivateClient: async (id) => void clients.set(id, { ...must(clients.get(id), id), active: false }),
    keys: async (id) => keys.get(id) ?? [],
    async replaceKeys(id, next) {
      if (!isActive(must(clients.get(id), id))) refuse('the client is not active');
      requireOverlap(keys.get(id) ?? [], next as readonly ApiKey[]);
      keys.set(id, next as readonly ApiKey[]);
    },
    scopes: async ({ inactive = false } = {}) => [...scopes.values()].filter((one) => inactive || isActive(one)),
    async createScope(body) {
      const { prefix, subscope } = body as { prefix: string; subscope: string };
      const name = `${prefix}:${subscope}`;
      if (scopes.has(name)) refuse(`${name} is there`);
      scopes.set(name, { active: true, ...body, name });
    },
    replaceScope: async (name, body) =>
      void scopes.set(must(scopes.get(name), name).name, { ...body, name } as ApiScope),
    deactivateScope: async (name) => void scopes.set(name, { ...must(scopes.get(name), name), active: false }),
    accesses: async () =>
      [...accesses].flatMap(([scope, holders]) =>
        [...holders].map((consumer) => ({ scope, consumer_orgno: consumer, state: 'APPROVED' })),
      ),
    async giveAccess(name, consumer) {
      if (!isActive(must(scopes.get(name), name))) refuse(`${name} is not active`);
      const holders = accesses.get(name) ?? new Set();
      if (holders.has(consumer)) refuse('given already');
      accesses.set(name, holders.add(consumer));
    },
    takeAccess: async (name, consumer) => void (accesses.get(name)?.delete(consumer) || refuse('not given')),
  };
}

function registryIn({ resources, policies }: World): Apis['registry'] {
  const known = (id: string): string => (resources.has(id) ? id : refuse(`there is no resource ${id}`));
  return {
    list: async () => [...resources.values()],
    resource: async (id) => resources.get(id),
    policy: async (id) => policies.get(id),
    async create(body) {
      const { identifier } = body as { identifier: string };
      if (resources.has(identifier)) refuse('the resource is there');
      resources.set(identifier, { delegable: true, versionId: 1, ...body });
    },
    replace: async (id, body) => void resources.set(known(id), { ...body }),
    putPolicy: async (id, xml) => void policies.set(known(id), xml),
    async delete(id) {
      must(resources.get(id), id);
      resources.delete(id);
      policies.delete(id);
    },
  };
}

function systemsIn({ systems, requests, resources }: World): Apis['systems'] {
  const check = (system: RegisteredSystem) => {
    for (const other of systems.values())
      if (other.id !== system.id && !other.isDeleted && other.clientId?.some((id) => system.clientId?.includes(id)))
        refuse('the client has another system');
    for (const { resource } of system.rights ?? []) must(resources.get(resource[0]?.value ?? ''), 'resource');
  };
  const unknown = () => new SystemsError('no such system', { status: 404 });
  const never = () => {
    throw new Error('not asked for');
  };
  return {
    async register(system) {
      if (systems.has(system.id)) refuse('the id is taken');
      check(system);
      systems.set(system.id, { ...system, isDeleted: false });
      return system.id;
    },
    async update(system) {
      if (must(systems.get(system.id), system.id).isDeleted) refuse('deleted');
      check(system);
      systems.set(system.id, { ...system, isDeleted: false });
    },
    async get(id) {
      const system = systems.get(id);
      if (!system) throw unknown();
      return system;
    },
    list: async () => [...systems.values()].flatMap(({ id, isDeleted }) => (isDeleted ? [] : [{ systemId: id }])),
    delete: async (id) => void systems.set(id, { ...must(systems.get(id), id), clientId: [], isDeleted: true }),
    async request(body, kind = 'standard') {
      const system = must(systems.get(body.systemId), body.systemId);
      const has = new Set(system.rights?.map(({ resource }) => resource[0]?.value));
      if (system.isDeleted || body.rights?.some(({ resource }) => !has.has(resource[0]?.value)))
        refuse('more than the system');
      const request = { ...body, id: crypto.randomUUID(), status: 'New' as const, kind };
      requests.set(request.id, request);
      return { ...request, stood: false };
    },
    getRequest: async (id) => must(requests.get(id), id),
    deleteRequest: async (id) => void (requests.delete(id) || refuse('no such request')),
    async *requests(system, kind) {
      for (const request of requests.values()) if (request.systemId === system && request.kind === kind) yield request;
    },
    setRights: never,
    setAccessPackages: never,
    waitForApproval: never,
    requestChange: never,
    getChange: never,
    waitForChange: never,
    find: never,
    users: never,
  };
}

/** An empty world but for the client that asks. */
export function memoryApis(): Apis {
  const world: World = {
    clients: new Map([
      [MEMORY_SELF, { client_id: MEMORY_SELF, client_name: 'Self', client_orgno: MEMORY_OWNER, scopes: [] }],
    ]),
    keys: new Map(),
    scopes: new Map(),
    accesses: new Map(),
    resources: new Map(),
    policies: new Map(),
    systems: new Map(),
    requests: new Map(),
  };
  return {
    now: () => 1_800_000_000_000,
    who: async () => ({ organization: MEMORY_OWNER, self: MEMORY_SELF }),
    selfService: selfServiceIn(world),
    operator: { organization: async () => undefined, putOrganization: async () => refuse('no operator') },
    registry: registryIn(world),
    systems: systemsIn(world),
  };
}
