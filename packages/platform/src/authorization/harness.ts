/** For tests: a PDP over the synthetic world, with real tokens, a real database and HTTP. */
import type { FastifyInstance } from 'fastify';
import { type MemoryLimits, makeRooms, openSurfaces, type PlatformOptions } from '../assembly/index.ts';
import type { Callers } from '../callers/index.ts';
import { type Database, openDatabase } from '../database/index.ts';
import type { Delegations } from '../delegations/index.ts';
import { type MovableClock, movableClock, platformUrls, seconds } from '../foundation/index.ts';
import { createHttp } from '../http/index.ts';
import { type Register, seedRegister } from '../register/index.ts';
import { type PolicyReading, type Resources, seedResources } from '../resources/index.ts';
import type { SigningKeys } from '../signing-keys/index.ts';
import { testDatabase } from '../testing/database.ts';
import { world } from '../world/index.ts';
import type { DecisionLog, DecisionPoint, Domain, InstanceInfo, Switches } from './index.ts';

export interface Grant {
  readonly to: string;
  readonly from: string;
  readonly resourceId: string;
  readonly action: string;
  readonly instanceId?: string;
}

/** Delegations as lists that a test fills. Nothing announces what it changes, so touching a list counts as a change. */
class ListedDelegations {
  readonly #grants: Grant[] = [];
  readonly #given: { to: string; from: string; package: string }[] = [];
  #failing = false;
  onTouch: () => void = () => {};

  get grants(): Grant[] {
    this.onTouch();
    return this.#grants;
  }

  get given(): { to: string; from: string; package: string }[] {
    this.onTouch();
    return this.#given;
  }

  set failing(failing: boolean) {
    this.onTouch();
    this.#failing = failing;
  }

  async packages(to: string, from: string): Promise<readonly string[]> {
    return this.#given.filter((one) => one.to === to && one.from === from).map((one) => one.package);
  }

  async rights(question: { to: readonly string[]; from: string; resourceId: string }): Promise<readonly Grant[]> {
    if (this.#failing) throw new Error('the delegation service does not answer');
    return this.#grants.filter(
      (one) => question.to.includes(one.to) && one.from === question.from && one.resourceId === question.resourceId,
    );
  }
}

export interface Harness {
  readonly app: FastifyInstance;
  readonly database: Database;
  readonly clock: MovableClock;
  readonly register: Register;
  readonly resources: Resources;
  readonly delegations: ListedDelegations;
  /** The delegations room itself; the PDP asks it when the option `stored` is set. */
  readonly stored: Delegations;
  readonly instances: Map<string, InstanceInfo>;
  /** Instance ids in the order in which they were asked for. */
  readonly instanceLookups: string[];
  readonly authorization: DecisionPoint;
  readonly decisionLog: DecisionLog;
  readonly callers: Callers;
  readonly keys: SigningKeys;
  token(scope: string, claims?: Record<string, unknown>): Promise<string>;
  close(): Promise<void>;
}

export interface HarnessOptions {
  readonly switches?: Partial<Switches>;
  readonly sandbox?: boolean;
  readonly domains?: readonly Domain[];
  /** The PDP asks the delegations room instead of lists. */
  readonly stored?: boolean;
  readonly policyReading?: PolicyReading;
  readonly memory?: MemoryLimits;
  /** One node of several on a database that outlives it; the first fills it. Default a database of its own. */
  readonly node?: { readonly url: string; readonly fills: boolean };
}

export async function startHarness(options: HarnessOptions = {}): Promise<Harness> {
  const clock = movableClock({ now: () => Date.UTC(2026, 10, 23, 12) });
  const { node, sandbox = true, domains = [], policyReading = 'xacml', memory = {}, switches = {} } = options;
  const database = node ? await openDatabase({ url: node.url }) : await testDatabase();
  const platform: PlatformOptions = {
    mode: sandbox ? 'sandbox' : 'production',
    authzen: domains,
    policyReading,
    memory,
  };
  const lists = new ListedDelegations();
  const instances = new Map<string, InstanceInfo>();
  const instanceLookups: string[] = [];
  const lookUp = async (id: string) => {
    instanceLookups.push(id);
    return instances.get(id);
  };
  const rooms = await makeRooms({ database, clock, urls: platformUrls('http://localhost:7070') }, platform, {
    pdp: { instances: lookUp, switches, ...(options.stored ? {} : { delegations: lists }) },
  });
  if (node?.fills ?? true)
    await database.transaction(async (trx) => {
      await seedRegister(trx, world);
      await seedResources(trx, rooms.resources, world);
    });
  lists.onTouch = () => rooms.authorization.recall.clear();
  const app = createHttp();
  await openSurfaces(app, rooms, platform, SURFACES);
  await app.ready();
  return {
    ...rooms,
    app,
    delegations: lists,
    stored: rooms.delegations,
    instances,
    instanceLookups,
    keys: rooms.signingKeys,
    token(scope, claims = {}) {
      const now = seconds(clock);
      const { urls, signingKeys } = rooms;
      return signingKeys.ring('altinn').sign({ iss: urls.altinnIssuer, scope, iat: now, exp: now + 1800, ...claims });
    },
    async close() {
      await app.close();
      await database.close();
    },
  };
}

const SURFACES = ['register', 'resources', 'authorization', 'accessMetadata', 'delegationRules'] as const;

const RESOURCE_CATEGORY = 'urn:oasis:names:tc:xacml:3.0:attribute-category:resource';
export type Pairs = Readonly<Record<string, string | readonly string[]>>;

const attributes = (pairs: Pairs) =>
  Object.entries(pairs).flatMap(([AttributeId, values]) => [values].flat().map((Value) => ({ AttributeId, Value })));

/** A XACML JSON request body. */
export const requestBody = (subject: Pairs, action: string, resource: Pairs) => ({
  Request: {
    AccessSubject: [{ Attribute: attributes(subject) }],
    Action: [{ Attribute: attributes({ 'urn:oasis:names:tc:xacml:1.0:action:action-id': action }) }],
    Resource: [{ CategoryId: RESOURCE_CATEGORY, Attribute: attributes(resource) }],
  },
});
