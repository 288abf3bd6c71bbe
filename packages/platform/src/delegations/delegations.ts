import type { Transaction } from 'kysely';
import { type Announce, type Database, type Tables, tell } from '../database/index.ts';
import type { Clock } from '../foundation/index.ts';
import type { Party, Register } from '../register/index.ts';
import type { Resources } from '../resources/index.ts';
import { type AccessRequests, createAccessRequests } from './access-requests.ts';
import { inEffect } from './agent-effect.ts';
import { type AppInstances, createAppInstances } from './app-instances.ts';
import { type CheckDeps, type PassableRight, passableRights, planDelegation } from './check.ts';
import { type ClientAgents, createClientAgents, forgetAgents } from './client-agents.ts';
import { deleteAgents, deleteGrants } from './client-store.ts';
import { type Consents, createConsents } from './consents.ts';
import { type Given, GivenMemory, toRight } from './given.ts';
import { type Actor, type Passable, partyOf, passableOf } from './passable.ts';
import { type Givers, type Received, receivedBy } from './received.ts';
import { refuse } from './refusals.ts';
import { RIGHTHOLDER } from './role-names.ts';
import { createScopeDelegations, type ScopeDelegations } from './scope-delegations.ts';
import {
  deletePackages,
  deleteRights,
  type GivenRight,
  givers,
  hasRights,
  insertPackages,
  insertRights,
  missingResources,
  receivers,
} from './store.ts';
import type {
  Consent,
  DelegatedRight,
  DelegationFailure,
  DelegationPlan,
  Grant,
  RightsSetting,
  Wanted,
} from './types.ts';

export interface Delegations {
  /**
   * URNs of the access packages that `from` has given to `to`. What an agent has through its facilitator counts for as long as the
   * facilitator serves the client with that package.
   */
  packages(to: string, from: string): Promise<readonly string[]>;
  /** Single rights on a resource that `from` has given to any of `to`. */
  rights(question: {
    readonly to: readonly string[];
    readonly from: string;
    readonly resourceId: string;
  }): Promise<readonly DelegatedRight[]>;
  /** Everything that `to` has got from `from`, by resource. */
  allRights(to: string, from: string): Promise<readonly (DelegatedRight & { readonly resourceId: string })[]>;
  /** UUIDs of those who have given anything to any of `to`. At most 1000. */
  givers(to: readonly string[]): Promise<readonly string[]>;
  /** What any of `to` has got, by giver, from those who are known and the first so many others: for lists; `packages` and `rights` decide. */
  received(to: readonly string[], givers: Givers): Promise<ReadonlyMap<string, Received>>;
  /** UUIDs of those to whom `from` has given anything, system users too. At most 1000. */
  receivers(from: string): Promise<readonly string[]>;
  /** Which actions on a resource may the person pass on, and why not the others? Nothing when the resource itself may not be. */
  passable(
    actor: Actor,
    of: Party,
    resourceId: string,
    instanceId?: string,
  ): Promise<readonly PassableRight[] | DelegationFailure>;
  /** As `passable`, of a scheme of Maskinporten that is given to a supplier. */
  passableScopes(actor: Actor, of: Party, resourceId: string): Promise<readonly PassableRight[] | DelegationFailure>;
  /** Which access packages may be passed on for a party, and how the actor came to them. */
  passablePackages(actor: Actor, of: Party): Promise<Passable>;
  /** Adds these actions to what was given on the resource (or the instance of it). @throws Refusal `resource-gone` */
  giveRights(trx: Transaction<Tables>, announce: Announce, setting: RightsSetting): Promise<void>;
  /** Takes these actions, or all, that were given on the resource (or the instance of it). @returns how many */
  takeRights(
    trx: Transaction<Tables>,
    announce: Announce,
    which: Omit<RightsSetting, 'by' | 'actions'> & { readonly actions?: readonly string[] },
  ): Promise<number>;
  /** Gives exactly these actions, and takes others that were given on the same resource (or instance of it). */
  setRights(trx: Transaction<Tables>, announce: Announce, setting: RightsSetting): Promise<void>;
  /** May the person pass this on? @returns why not, or nothing */
  check(person: Party, of: Party, wanted: Wanted): Promise<DelegationFailure | undefined>;
  /** As `check`, with what a grant would write. Do this before the transaction, and give the plan to `grantPlanned` in it. */
  plan(actor: Actor, of: Party, wanted: Wanted): Promise<DelegationPlan | DelegationFailure>;
  /** Writes a checked plan inside the caller's transaction. @throws Refusal `resource-gone` when a resource has gone since the check */
  grantPlanned(trx: Transaction<Tables>, announce: Announce, grant: Grant): Promise<void>;
  /** Takes resources and packages that `from` gave. */
  revoke(
    trx: Transaction<Tables>,
    announce: Announce,
    which: { to: string; from: string; resources: readonly string[]; packages: readonly string[] },
  ): Promise<void>;
  /** Takes everything from `to`, or only what `from` gave. */
  revokeAll(trx: Transaction<Tables>, announce: Announce, which: { to: string; from?: string }): Promise<void>;
  /** Has the consumer given the scope to the supplier? Organisation numbers. (maskinporten.md 2.7) */
  scopeDelegation(question: { consumer: string; supplier: string; scope: string }): Promise<boolean>;
  readonly scopes: ScopeDelegations;
  /** A consent, whatever its status. (maskinporten.md 2.6) */
  consent(id: string): Promise<Consent | undefined>;
  readonly consents: Consents;
  readonly clientAgents: ClientAgents;
  readonly appInstances: AppInstances;
  readonly requests: AccessRequests;
}

export interface DelegationsDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly register: Register;
  readonly resources: Resources;
  /** Most (receiver, giver) pairs held in memory. Default 50,000. */
  readonly cacheSize?: number;
}

const MAX_GIVERS = 1000;

class SqlDelegations implements Delegations {
  readonly scopes: ScopeDelegations;
  readonly consents: Consents;
  readonly clientAgents: ClientAgents;
  readonly appInstances: AppInstances;
  readonly requests: AccessRequests;
  readonly #deps: DelegationsDeps;
  readonly #given: GivenMemory;

  constructor(deps: DelegationsDeps) {
    this.#deps = deps;
    this.#given = new GivenMemory(deps.database, deps.register, deps.cacheSize ?? 50_000);
    this.scopes = createScopeDelegations(deps);
    this.consents = createConsents(deps);
    this.clientAgents = createClientAgents(deps);
    this.appInstances = createAppInstances(deps);
    this.requests = createAccessRequests(deps);
  }

  async packages(to: string, from: string): Promise<readonly string[]> {
    const [given] = await this.#given.from([to], from);
    const urns = new Set(given?.packages.map((row) => row.package));
    if (given) for (const urn of (await this.#inEffect(given, from)).packages) urns.add(urn);
    return [...urns];
  }

  async rights(question: { readonly to: readonly string[]; readonly from: string; readonly resourceId: string }) {
    const given = await this.#given.from(question.to, question.from);
    const rows = await Promise.all(given.map((one) => this.#rightsOf(one, question.from, question.resourceId)));
    return rows.flat().map((row) => toRight(row));
  }

  async allRights(to: string, from: string) {
    const given = await this.#given.from([to], from);
    const rows = await Promise.all(given.map((one) => this.#rightsOf(one, from)));
    return rows.flat().map((row) => ({ ...toRight(row), resourceId: row.resource_id }));
  }

  /** Single rights, those that an agent has through its facilitators last. */
  async #rightsOf(given: Given, from: string, resourceId?: string): Promise<readonly GivenRight[]> {
    const isAsked = (id: string) => resourceId === undefined || id === resourceId;
    const grants = given.grants.filter((one) => one.kind === 'resource' && isAsked(one.item));
    const own = [...given.rights, ...given.appRights].filter((row) => isAsked(row.resource_id));
    if (grants.length === 0) return own;
    return [...own, ...(await this.#inEffect({ ...given, grants }, from)).rights];
  }

  #inEffect(given: Given, from: string) {
    const directOf = async (via: string) => (await this.#given.from([via], from))[0];
    return inEffect({ register: this.#deps.register, directOf }, given.grants);
  }

  givers(to: readonly string[]): Promise<readonly string[]> {
    return givers(
      this.#deps.database.db,
      to.map((one) => one.toLowerCase()),
      MAX_GIVERS,
    );
  }

  received(to: readonly string[], which: Givers): Promise<ReadonlyMap<string, Received>> {
    const { database, register } = this.#deps;
    return receivedBy({ db: database.db, register, clientAgents: this.clientAgents }, to, which);
  }

  receivers(from: string): Promise<readonly string[]> {
    return receivers(this.#deps.database.db, from.toLowerCase(), MAX_GIVERS);
  }

  passable(actor: Actor, of: Party, resourceId: string, instanceId?: string) {
    return passableRights(this.#checkDeps(), actor, of, resourceId, { instanceId });
  }

  passableScopes(actor: Actor, of: Party, resourceId: string) {
    return passableRights(this.#checkDeps(), actor, of, resourceId, { isScheme: true });
  }

  passablePackages(actor: Actor, of: Party): Promise<Passable> {
    return this.#checkDeps().passable(actor, of);
  }

  async setRights(trx: Transaction<Tables>, announce: Announce, setting: RightsSetting): Promise<void> {
    await deleteRights(trx, { ...placeOf(setting), exceptActions: setting.actions });
    await this.giveRights(trx, announce, setting);
  }

  async takeRights(
    trx: Transaction<Tables>,
    announce: Announce,
    which: Omit<RightsSetting, 'by' | 'actions'> & { readonly actions?: readonly string[] },
  ): Promise<number> {
    const taken = await deleteRights(trx, {
      ...placeOf(which),
      ...(which.actions === undefined ? {} : { actions: which.actions }),
    });
    const { resourceId, instanceId, actions } = { ...which, ...placeOf(which) };
    if (taken > 0)
      tell(trx, {
        kind: 'delegation.taken',
        subject: which.to,
        data: {
          from: placeOf(which).from,
          resources: [resourceId],
          ...(instanceId && { instanceId }),
          ...(actions && { actions }),
        },
      });
    if (instanceId === '' && !(await hasRights(trx, placeOf(which))))
      await forgetAgents(trx, announce, {
        facilitator: which.to,
        client: which.from.uuid,
        kind: 'resource',
        items: [resourceId],
      });
    announce({ topic: 'delegation', key: which.to });
    return taken;
  }

  async giveRights(trx: Transaction<Tables>, announce: Announce, setting: RightsSetting): Promise<void> {
    const { to, from, by, resourceId, actions } = setting;
    const [gone] = await missingResources(trx, [resourceId]);
    if (gone !== undefined) throw refuse('resource-gone', `the resource registry has no longer: ${gone}`);
    const { instanceId } = placeOf(setting);
    const common = { to_uuid: to, from_uuid: from.uuid, by_uuid: by, created: this.#deps.clock.now() };
    await insertRights(
      trx,
      actions.map((action) => ({ ...common, resource_id: resourceId, action, instance_id: instanceId })),
    );
    const data = { from: from.uuid, resources: [resourceId], ...(instanceId && { instanceId }), actions };
    tell(trx, { kind: 'delegation.given', subject: to, data });
    announce({ topic: 'delegation', key: to });
  }

  async check(person: Party, of: Party, wanted: Wanted): Promise<DelegationFailure | undefined> {
    const plan = await this.plan(person, of, wanted);
    return 'code' in plan ? plan : undefined;
  }

  plan(actor: Actor, of: Party, wanted: Wanted): Promise<DelegationPlan | DelegationFailure> {
    return planDelegation(this.#checkDeps(), actor, of, wanted);
  }

  #checkDeps(): CheckDeps {
    const { register, resources, database } = this.#deps;
    const received = async (actor: Actor, giver: Party, resourceId: string) => {
      const party = partyOf(actor);
      const organizations = party ? await register.keyOrganizations(party) : [];
      return this.rights({ to: [actor.uuid, ...organizations], from: giver.uuid, resourceId });
    };
    const passable = (actor: Actor, of: Party) => passableOf({ db: database.db, register }, actor, of);
    return { register, resources, received, passable };
  }

  async grantPlanned(trx: Transaction<Tables>, announce: Announce, grant: Grant): Promise<void> {
    const gone = await missingResources(
      trx,
      grant.rights.map((right) => right.resourceId),
    );
    if (gone.length > 0) throw refuse('resource-gone', `the resource registry has no longer: ${gone.join(', ')}`);
    const created = this.#deps.clock.now();
    const common = { to_uuid: grant.to, from_uuid: grant.from.uuid, by_uuid: grant.by, created };
    await insertRights(
      trx,
      grant.rights.map(({ resourceId, action }) => ({
        ...common,
        resource_id: resourceId,
        action,
        instance_id: '',
      })),
    );
    await insertPackages(
      trx,
      grant.packages.map((urn) => ({ ...common, package: urn, via_uuid: '' })),
    );
    const resources = [...new Set(grant.rights.map((right) => right.resourceId))];
    if (resources.length + grant.packages.length > 0)
      tell(trx, {
        kind: 'delegation.given',
        subject: grant.to,
        data: { from: grant.from.uuid, resources, packages: grant.packages },
      });
    announce({ topic: 'delegation', key: grant.to });
  }

  async revoke(
    trx: Transaction<Tables>,
    announce: Announce,
    {
      to,
      from,
      resources,
      packages,
    }: { to: string; from: string; resources: readonly string[]; packages: readonly string[] },
  ): Promise<void> {
    const taken =
      (resources.length > 0 ? await deleteRights(trx, { to, from, resources }) : 0) +
      (packages.length > 0 ? await deletePackages(trx, { to, from, packages }) : 0);
    if (taken > 0) tell(trx, { kind: 'delegation.taken', subject: to, data: { from, resources, packages } });
    const served = { facilitator: to, client: from };
    await forgetAgents(trx, announce, { ...served, kind: 'resource', items: resources });
    await forgetAgents(trx, announce, { ...served, kind: 'package', items: packages, role: RIGHTHOLDER });
    announce({ topic: 'delegation', key: to });
  }

  async revokeAll(trx: Transaction<Tables>, announce: Announce, which: { to: string; from?: string }): Promise<void> {
    const taken = (await deleteRights(trx, which)) + (await deletePackages(trx, which));
    if (taken > 0)
      tell(trx, { kind: 'delegation.taken', subject: which.to, data: { ...(which.from && { from: which.from }) } });
    if (which.from !== undefined)
      await forgetAgents(trx, announce, { facilitator: which.to, client: which.from, role: RIGHTHOLDER });
    else {
      await deleteGrants(trx, { agent: which.to });
      await deleteAgents(trx, which.to);
    }
    announce({ topic: 'delegation', key: which.to });
  }

  scopeDelegation(question: { consumer: string; supplier: string; scope: string }): Promise<boolean> {
    return this.scopes.has(question);
  }

  consent(id: string): Promise<Consent | undefined> {
    return this.consents.find(id);
  }
}

/** Where rights lie: on the resource as a whole, or on one instance of it. */
const placeOf = (which: Pick<RightsSetting, 'to' | 'from' | 'resourceId' | 'instanceId'>) => ({
  to: which.to,
  from: which.from.uuid,
  resources: [which.resourceId],
  instanceId: which.instanceId?.toLowerCase() ?? '',
});

/** Opens the delegations on a database. */
export const createDelegations = (deps: DelegationsDeps): Delegations => new SqlDelegations(deps);
