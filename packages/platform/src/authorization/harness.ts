/** For tests: a PDP over the synthetic world, with real tokens, a real database and HTTP. */
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import type { FastifyInstance } from 'fastify';
import { accessMetadataRoutes } from '../access-metadata/index.ts';
import { type Callers, createCallers } from '../callers/index.ts';
import { type Database, openDatabase } from '../database/index.ts';
import { delegationRulesRoutes } from '../delegation-rules/index.ts';
import { createDelegations, type Delegations, mayActFor } from '../delegations/index.ts';
import { type MovableClock, movableClock, seconds } from '../foundation/index.ts';
import { createHttp } from '../http/index.ts';
import { createRegister, type Register, registerRoutes, seedRegister } from '../register/index.ts';
import {
  createResources,
  type PolicyReading,
  type Resources,
  resourcesRoutes,
  seedResources,
} from '../resources/index.ts';
import { createSigningKeys, type SigningKeys } from '../signing-keys/index.ts';
import { testDatabase } from '../testing/database.ts';
import { world } from '../world/index.ts';
import {
  authorizationRoutes,
  createAuthorization,
  createDecisionLog,
  type DecisionLog,
  type DecisionPoint,
  type Domain,
  type InstanceInfo,
  type Switches,
} from './index.ts';

import type { RecallLimits } from './recall.ts';

export interface Grant {
  readonly to: string;
  readonly from: string;
  readonly resourceId: string;
  readonly action: string;
  readonly instanceId?: string;
}

/** Delegations as lists that a test fills. Nothing announces what it changes, so touching a list counts as a change. */
export class ListedDelegations {
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

const ISSUERS = {
  maskinporten: 'http://localhost/maskinporten/',
  altinn: 'http://localhost/authentication/api/v1/openid/',
};

export async function startHarness(
  options: {
    switches?: Partial<Switches>;
    sandbox?: boolean;
    domains?: readonly Domain[];
    stored?: boolean;
    rememberedAnswers?: number;
    policyReading?: PolicyReading;
    memory?: Partial<RecallLimits> & { readonly decisions?: number };
    /** One node of several on a database that outlives it; the first fills it. Default a database of its own. */
    node?: { readonly url: string; readonly fills: boolean };
  } = {},
): Promise<Harness> {
  const clock = movableClock({ now: () => Date.UTC(2026, 10, 23, 12) });
  const { node } = options;
  const database = node ? await openDatabase({ url: node.url }) : await testDatabase();
  const register = await createRegister({ database, clock });
  const { policyReading = 'xacml' } = options;
  const resources = await createResources({ database, clock, options: { policyReading } });
  if (node?.fills ?? true)
    await database.transaction(async (trx) => {
      await seedRegister(trx, world);
      await seedResources(trx, resources, world);
    });
  const delegations = new ListedDelegations();
  const stored = createDelegations({ database, clock, register, resources });
  const instances = new Map<string, InstanceInfo>();
  const instanceLookups: string[] = [];
  const authorization = createAuthorization({
    database,
    clock,
    register,
    resources,
    delegations: options.stored ? stored : delegations,
    instances: async (id) => {
      instanceLookups.push(id);
      return instances.get(id);
    },
    switches: options.switches ?? {},
    memory: options.memory ?? {},
  });
  delegations.onTouch = () => authorization.recall.clear();
  const decisionLog = createDecisionLog({ database, clock });
  const keys = await createSigningKeys({ database, clock });
  const callers = createCallers({ signingKeys: keys, clock, issuers: ISSUERS });
  const app = createHttp();
  app.register(cookie);
  app.register(formbody);
  registerRoutes(app, {
    register,
    callers,
    mayActFor: (person, party) => mayActFor({ register, delegations: stored }, person, party),
  });
  const { sandbox = true } = options;
  resourcesRoutes(app, { resources, callers, database, register, clock, openTestOwner: sandbox });
  const urls = { base: 'http://localhost:7070' };
  const domains = options.domains ?? [];
  authorizationRoutes(app, {
    authorization,
    callers,
    clock,
    database,
    decisionLog,
    sandbox,
    urls,
    domains,
    ...(options.rememberedAnswers === undefined ? {} : { rememberedAnswers: options.rememberedAnswers }),
  });
  accessMetadataRoutes(app, { register, resources });
  delegationRulesRoutes(app, { callers, database, register, resources, store: stored });
  await app.ready();
  return {
    app,
    database,
    clock,
    register,
    resources,
    delegations,
    stored,
    instances,
    instanceLookups,
    authorization,
    decisionLog,
    callers,
    keys,
    token(scope, claims = {}) {
      const now = seconds(clock);
      return keys.ring('altinn').sign({ iss: ISSUERS.altinn, scope, iat: now, exp: now + 1800, ...claims });
    },
    async close() {
      await app.close();
      await database.close();
    },
  };
}

const RESOURCE_CATEGORY = 'urn:oasis:names:tc:xacml:3.0:attribute-category:resource';
export type Pairs = Readonly<Record<string, string | readonly string[]>>;

export const attributes = (pairs: Pairs) =>
  Object.entries(pairs).flatMap(([AttributeId, values]) => [values].flat().map((Value) => ({ AttributeId, Value })));

/** A XACML JSON request body. */
export const requestBody = (subject: Pairs, action: string, resource: Pairs) => ({
  Request: {
    AccessSubject: [{ Attribute: attributes(subject) }],
    Action: [{ Attribute: attributes({ 'urn:oasis:names:tc:xacml:1.0:action:action-id': action }) }],
    Resource: [{ CategoryId: RESOURCE_CATEGORY, Attribute: attributes(resource) }],
  },
});
