import type { Transaction } from 'kysely';
import { endSessions } from '../callers/index.ts';
import type { Announce, Database, Tables } from '../database/index.ts';
import { BoundedCache, type Clock } from '../foundation/index.ts';
import { type Catalogue, loadCatalogue } from './catalogue.ts';
import { holdersFor, withOwners } from './owners.ts';
import { packagesForAll } from './packages-for-all.ts';
import { findParty, keyOrganizationsOf, refKey, rolesFor, rolesForOwner } from './reads.ts';
import { related, withSubUnits } from './related.ts';
import { FOR_OWNER_TOO, type Holding, holdings, keptSince, packagesFrom, rolesFrom } from './relations.ts';
import { selfIdentifiedBy } from './self-identified.ts';
import {
  allServiceOwners,
  assignedTo,
  deleteRoles,
  drawParties,
  insertRoles,
  partiesBy,
  type RoleRow,
  rolesHeldBy,
  searchParties,
  subUnitsOf,
  upsertParties,
} from './store.ts';
import type { Assigned, HeldRole, Party, PartyRef, Relation, ServiceOwner, WhichReportees } from './types.ts';

export interface Register {
  party(ref: PartyRef): Promise<Party | undefined>;
  /** Parties by UUID; those that do not exist are left out. */
  parties(uuids: readonly string[]): Promise<ReadonlyMap<string, Party>>;
  /** Organisations by number; those that do not exist are left out. */
  organizations(numbers: readonly string[]): Promise<ReadonlyMap<string, Party>>;
  /** The user without a number who is called so: a user name, or an e-mail address. */
  selfIdentified(name: string): Promise<Party | undefined>;
  /** Persons whose name or number holds the text, at most 50: for the test ID-porten's picker. */
  persons(query?: string): Promise<readonly Party[]>;
  /** Persons that are users, or organisations, whose name or number holds the text, at most 50, by name: for the sandbox's pickers. */
  search(type: Party['type'], query?: string): Promise<readonly Party[]>;
  /** So many persons with a number, or organisations, drawn by lot: as many as there are. */
  some(type: Party['type'], count: number): Promise<readonly Party[]>;
  /** Every role that `holder` has for `of`: own, through the main unit, through one key role, `privatperson`, and Altinn 2 roles. */
  roles(holder: Party, of: Party): Promise<readonly HeldRole[]>;
  /** URNs of the access packages that `holder` has for `of` by role. */
  packages(holder: Party, of: Party): Promise<readonly string[]>;
  /** As `packages`, for many parties in as many statements as for one; by UUID of the party. */
  packagesForAll(holder: Party, parties: readonly Party[]): Promise<ReadonlyMap<string, readonly string[]>>;
  /** URNs of the access packages that `holder` may pass on for `of` by role. */
  delegablePackages(holder: Party, of: Party): Promise<readonly string[]>;
  /** UUIDs of the organisations in which the holder has a key role: it acts with what they have received. At most 1000. */
  keyOrganizations(holder: Party): Promise<readonly string[]>;
  /**
   * The persons and organisations that hold something for a party by role: directly, through the main unit, or as key-role holders of
   * an organisation that does. In the order of their UUIDs, at most 1000.
   */
  holders(of: Party): Promise<readonly Party[]>;
  /** Every party that a person (or enterprise user) has a role for, the person included. At most 1000. */
  reportees(person: Party, which?: WhichReportees): Promise<readonly Relation[]>;
  /** The parties that an organisation serves as accountant, auditor or business manager. At most 1000. */
  clientsOf(organization: Party): Promise<readonly Relation[]>;
  /** What is registered of these holders as it stands, without what follows from it; with `of`, for this party only. At most 20,000. */
  assigned(holders: readonly string[], of?: string): Promise<readonly Assigned[]>;
  /** With the owners of the sole proprietorships among them for which an accountant's or auditor's role is held: it counts for them too. */
  withOwners(related: readonly Relation[]): Promise<readonly Relation[]>;
  /** A sole proprietorship that was deleted after this moment (ms) still counts for its owner as a person. */
  keptSince(): number;
  /** The sub-units of a main unit, or of several. */
  subUnits(...mains: readonly Party[]): Promise<readonly Party[]>;
  serviceOwner(ref: { code: string } | { organization: string }): Promise<ServiceOwner | undefined>;
  serviceOwners(): Promise<readonly ServiceOwner[]>;
  /** Adds or changes parties inside a transaction; every node sees it at its next request. */
  saveParties(trx: Transaction<Tables>, announce: Announce, parties: readonly Party[]): Promise<void>;
  /** Gives `holder` roles (URNs) for `of`. @throws RangeError when the catalogue does not know a role */
  giveRoles(
    trx: Transaction<Tables>,
    announce: Announce,
    given: readonly { holder: string; role: string; of: string }[],
  ): Promise<void>;
  /** Takes one role, or all, from `holder`. @returns how many were taken */
  takeRoles(
    trx: Transaction<Tables>,
    announce: Announce,
    which: { holder: string; of: string; role?: string },
  ): Promise<number>;
  readonly catalogue: Catalogue;
}

export interface RegisterOptions {
  /** Most parties and most (holder, party) relations held in memory, each. Default 50,000. */
  readonly cacheSize?: number;
}

const DEFAULT_CACHE_SIZE = 50_000;
const MAX_PERSONS = 50;
const MAX_RELATIONS = 1000;
const CLIENT_ROLES: ReadonlySet<string> = new Set([
  'urn:altinn:external-role:ccr:regnskapsforer',
  'urn:altinn:external-role:ccr:revisor',
  'urn:altinn:external-role:ccr:forretningsforer',
]);

/** What is remembered of one (holder, party) pair. */
interface Known {
  readonly held: readonly Holding[];
  readonly roles: readonly HeldRole[];
  readonly packages: readonly string[];
}

class SqlRegister implements Register {
  readonly catalogue = loadCatalogue();
  readonly #database: Database;
  readonly #parties: BoundedCache<{ readonly party: Party | undefined }>;
  readonly #relations: BoundedCache<Known>;
  readonly #keyOrganizations: BoundedCache<readonly string[]>;
  #owners: Promise<readonly ServiceOwner[]> | undefined;
  readonly #keyRoles: readonly string[];
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock, options: RegisterOptions) {
    this.#database = database;
    this.#clock = clock;
    this.#parties = new BoundedCache(options.cacheSize ?? DEFAULT_CACHE_SIZE);
    this.#relations = new BoundedCache(options.cacheSize ?? DEFAULT_CACHE_SIZE);
    this.#keyOrganizations = new BoundedCache(options.cacheSize ?? DEFAULT_CACHE_SIZE);
    this.#keyRoles = this.catalogue.roles.filter((role) => role.isKeyRole).map((role) => role.urn);
    database.onChange('register-party', (key) => this.#partyChanged(key));
    database.onChange('register-role', (key) => this.#roleChanged(key));
    database.onChange('register-owner', () => {
      this.#owners = undefined;
    });
  }

  async party(ref: PartyRef): Promise<Party | undefined> {
    const key = refKey(ref);
    // PostgreSQL takes no NUL in a text, and no number or UUID has one.
    if (key.includes('\0')) return undefined;
    const known = this.#parties.get(key);
    if (known) return known.party;
    const { generation } = this.#parties;
    const acting = this.#keyOrganizations.generation;
    // For whom a person acts is mostly asked next: both come in one trip.
    const [party, keyOrganizations] = await Promise.all([
      findParty(this.#database, ref),
      'person' in ref || 'userId' in ref ? keyOrganizationsOf(this.#database, ref, this.#keyRoles) : undefined,
    ]);
    this.#parties.set(key, { party }, [party?.uuid ?? 'absent'], generation);
    if (party && keyOrganizations) this.#keyOrganizations.set(party.uuid, keyOrganizations, [party.uuid], acting);
    return party;
  }

  parties(uuids: readonly string[]): Promise<ReadonlyMap<string, Party>> {
    return partiesBy(
      this.#database.db,
      'uuid',
      uuids.map((uuid) => uuid.toLowerCase()),
    );
  }

  organizations(numbers: readonly string[]): Promise<ReadonlyMap<string, Party>> {
    return partiesBy(this.#database.db, 'organization_number', numbers);
  }

  async selfIdentified(name: string): Promise<Party | undefined> {
    const called = name.includes('@') ? name.toLowerCase() : name;
    if (called.includes('\0')) return undefined;
    return (await selfIdentifiedBy(this.#database.db, [called])).get(called);
  }

  persons(query = ''): Promise<readonly Party[]> {
    return searchParties(this.#database.db, {
      type: 'person',
      text: query,
      having: 'person_number',
      limit: MAX_PERSONS,
    });
  }

  some(type: Party['type'], count: number): Promise<readonly Party[]> {
    return drawParties(this.#database.db, type, count);
  }

  search(type: Party['type'], query = ''): Promise<readonly Party[]> {
    return searchParties(this.#database.db, {
      type,
      text: query,
      ...(type === 'person' ? { having: 'user_id' as const } : {}),
      limit: MAX_PERSONS,
    });
  }

  async roles(holder: Party, of: Party): Promise<readonly HeldRole[]> {
    return (await this.#relation(holder, of)).roles;
  }

  async packages(holder: Party, of: Party): Promise<readonly string[]> {
    return (await this.#relation(holder, of)).packages;
  }

  packagesForAll(holder: Party, parties: readonly Party[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const sources = {
      db: this.#database.db,
      catalogue: this.catalogue,
      since: this.keptSince(),
      keyOrganizations: () => this.keyOrganizations(holder),
    };
    return packagesForAll(sources, holder, parties);
  }

  async delegablePackages(holder: Party, of: Party): Promise<readonly string[]> {
    const { held } = await this.#relation(holder, of);
    return packagesFrom(this.catalogue, held, 'canDelegate').filter((urn) => this.catalogue.package(urn)?.isDelegable);
  }

  async keyOrganizations(holder: Party): Promise<readonly string[]> {
    const known = this.#keyOrganizations.get(holder.uuid);
    if (known) return known;
    const { generation } = this.#keyOrganizations;
    const found = await keyOrganizationsOf(this.#database, holder, this.#keyRoles);
    this.#keyOrganizations.set(holder.uuid, found, [holder.uuid], generation);
    return found;
  }

  async holders(of: Party): Promise<readonly Party[]> {
    const how = { keyRoles: this.#keyRoles, since: this.keptSince(), limit: MAX_RELATIONS };
    const found = await this.parties(await holdersFor(this.#database.db, of, how));
    return [...found.values()]
      .filter((party) => !party.isDeleted)
      .sort((a, b) => (a.uuid < b.uuid ? -1 : 1))
      .slice(0, MAX_RELATIONS);
  }

  async reportees(person: Party, which: WhichReportees = {}): Promise<readonly Relation[]> {
    const { viaKeyRoles = true, deletedToo = false } = which;
    const held = await rolesHeldBy(this.#database.db, [person.uuid], MAX_RELATIONS);
    const keyRoles = viaKeyRoles ? this.#keyRoles : [];
    const keyOrganizations = held.filter((row) => keyRoles.includes(row.role)).map((row) => row.of_uuid);
    const through = await rolesHeldBy(this.#database.db, [...new Set(keyOrganizations)], MAX_RELATIONS);
    const rows = [...held, ...through].map((row) => ({ of: row.of_uuid, role: row.role }));
    const oneself =
      person.personNumber && !person.isDeleted ? [{ of: person.uuid, role: 'urn:altinn:role:privatperson' }] : [];
    const { db } = this.#database;
    const own = await related(db, this.catalogue, [...oneself, ...rows], { limit: MAX_RELATIONS, deletedToo });
    return this.withOwners(await withSubUnits(db, own, { limit: MAX_RELATIONS, deletedToo }));
  }

  async clientsOf(organization: Party): Promise<readonly Relation[]> {
    const rows = await rolesHeldBy(this.#database.db, [organization.uuid], MAX_RELATIONS);
    const clients = rows.filter((row) => CLIENT_ROLES.has(row.role));
    const served = clients.map((row) => ({ of: row.of_uuid, role: row.role }));
    return related(this.#database.db, this.catalogue, served, { limit: MAX_RELATIONS });
  }

  assigned(holders: readonly string[], of?: string): Promise<readonly Assigned[]> {
    return assignedTo(this.#database.db, holders, of);
  }

  subUnits(...mains: readonly Party[]): Promise<readonly Party[]> {
    const uuids = mains.map((main) => main.uuid);
    return subUnitsOf(this.#database.db, uuids);
  }

  async serviceOwner(ref: { code: string } | { organization: string }): Promise<ServiceOwner | undefined> {
    const owners = await this.serviceOwners();
    return owners.find((owner) =>
      'code' in ref ? owner.code === ref.code : owner.organizationNumber === ref.organization,
    );
  }

  serviceOwners(): Promise<readonly ServiceOwner[]> {
    const loading =
      this.#owners ??
      allServiceOwners(this.#database.db).then((rows) =>
        rows.map((row) => ({ code: row.code, organizationNumber: row.organization_number, name: row.name })),
      );
    this.#owners = loading;
    loading.catch(() => {
      this.#owners = undefined;
    });
    return loading;
  }

  async saveParties(trx: Transaction<Tables>, announce: Announce, parties: readonly Party[]): Promise<void> {
    await upsertParties(trx, parties);
    // Who is no user any more has no session either.
    const gone = parties.filter(({ isDeleted, userId }) => isDeleted && userId !== undefined);
    await endSessions(trx, announce, { persons: gone.map(({ uuid }) => uuid) }, this.#clock.now());
    if (parties.length > 100) announce({ topic: 'register-party' });
    else for (const party of parties) announce({ topic: 'register-party', key: party.uuid });
  }

  async giveRoles(
    trx: Transaction<Tables>,
    announce: Announce,
    given: readonly { holder: string; role: string; of: string }[],
  ): Promise<void> {
    const rows = given.map((one): RoleRow => {
      const role = this.catalogue.role(one.role);
      if (!role)
        throw new RangeError(
          `there is no role "${one.role.slice(0, 80)}": see GET /accessmanagement/api/v1/meta/info/roles`,
        );
      return { of_uuid: one.of.toLowerCase(), holder_uuid: one.holder.toLowerCase(), role: role.urn };
    });
    await insertRoles(trx, rows);
    if (rows.length > 100) announce({ topic: 'register-role' });
    else for (const row of rows) announce({ topic: 'register-role', key: `${row.holder_uuid} ${row.of_uuid}` });
  }

  async takeRoles(
    trx: Transaction<Tables>,
    announce: Announce,
    which: { holder: string; of: string; role?: string },
  ): Promise<number> {
    const taken = await deleteRoles(trx, which);
    announce({ topic: 'register-role', key: `${which.holder.toLowerCase()} ${which.of.toLowerCase()}` });
    return taken;
  }

  async #relation(holder: Party, of: Party): Promise<Known> {
    const key = `${holder.uuid} ${of.uuid}`;
    const known = this.#relations.get(key);
    if (known) return known;
    const { generation } = this.#relations;
    const parent = of.parentUuid?.toLowerCase();
    const units = parent === undefined ? [of.uuid] : [of.uuid, parent];
    const [main, found, owned] = await Promise.all([
      parent === undefined ? undefined : this.party({ uuid: parent }),
      rolesFor(this.#database, holder.uuid, units, this.#keyRoles),
      this.#rolesForOwner(holder, of),
    ]);
    const rows = main ? found : found.filter((row) => row.of_uuid === of.uuid);
    const held = holdings(holder, of, main, [...rows, ...owned]);
    const value = {
      held,
      roles: rolesFrom(this.catalogue, held),
      packages: packagesFrom(this.catalogue, held, 'hasAccess'),
    };
    const enks = owned.map((row) => row.of_uuid);
    this.#relations.set(
      key,
      value,
      [`h:${holder.uuid}`, ...[...units, ...enks].map((uuid) => `o:${uuid}`)],
      generation,
    );
    return value;
  }

  /** What somebody holds for a person as accountant or auditor of the person's sole proprietorships. */
  async #rolesForOwner(holder: Party, of: Party): Promise<readonly RoleRow[]> {
    if (of.type !== 'person' || of.uuid === holder.uuid) return [];
    const roles = [...FOR_OWNER_TOO];
    const keys = { holder: holder.uuid, owner: of.uuid, since: this.keptSince(), roles, keyRoles: this.#keyRoles };
    return rolesForOwner(this.#database, keys);
  }

  withOwners(related: readonly Relation[]): Promise<readonly Relation[]> {
    return withOwners(this.#database.db, related, { limit: MAX_RELATIONS, since: this.keptSince() });
  }

  keptSince(): number {
    return keptSince(this.#clock.now());
  }

  #partyChanged(uuid: string | undefined): void {
    if (uuid === undefined) {
      this.#parties.clear();
      this.#keyOrganizations.clear();
      this.#relations.clear();
      return;
    }
    this.#parties.dropTag(uuid);
    this.#keyOrganizations.dropTag(uuid);
    this.#parties.dropTag('absent');
    this.#relations.dropTag(`h:${uuid}`);
    this.#relations.dropTag(`o:${uuid}`);
  }

  #roleChanged(key: string | undefined): void {
    const [holder, of] = key?.split(' ') ?? [];
    if (holder === undefined || of === undefined) {
      this.#relations.clear();
      this.#keyOrganizations.clear();
      return;
    }
    this.#keyOrganizations.dropTag(holder);
    // A new key role gives its holder what the organisation has elsewhere; a role of an organisation reaches those with a key role in it. Who
    // becomes an owner is reached by what others hold for the sole proprietorship.
    this.#relations.dropTag(`o:${holder}`);
    this.#relations.dropTag(`h:${holder}`);
    this.#relations.dropTag(`o:${of}`);
  }
}

/** Opens the register on a database. */
export async function createRegister(deps: {
  database: Database;
  clock: Clock;
  options?: RegisterOptions;
}): Promise<Register> {
  return new SqlRegister(deps.database, deps.clock, deps.options ?? {});
}
