/**
 * What lies between a party and others, one record for each way in which somebody has something: a role, what comes by a key role, from a
 * main unit, by client delegation or by what a role brings along (access-management.md 6). Reads only; the routes write the records in
 * their forms.
 */
import type { Kysely } from 'kysely';
import type { Tables } from '../database/index.ts';
import { FOR_OWNER_TOO, ownersOf, type Party, type Register } from '../register/index.ts';
import {
  type Between,
  between,
  type GrantOf,
  grantsThrough,
  heldIn,
  holdersIn,
  type RightOf,
  type RoleRow,
  unitsOf,
} from './connection-store.ts';
import { AGENT_ROLE, OWNER, RIGHTHOLDER, SUPPLIER } from './role-names.ts';

export type Direction = 'toothers' | 'fromothers';

/** How it came about: the bits of the wire's `reason` (access-management.md 6.2). */
export const REASON = { direct: 1, clientDelegation: 2, keyRole: 4, roleMap: 8, parent: 16 } as const;
export type Reason = (typeof REASON)[keyof typeof REASON];

/** UUIDs of parties, and URNs of roles. */
export interface ConnectionRecord {
  readonly from: string;
  readonly to: string;
  readonly role: string;
  readonly via?: string;
  readonly viaRole?: string;
  readonly reason: Reason;
  /** Of whom the role is registered: the giver, its main unit, or a sole proprietorship that it owns. */
  readonly of: string;
  readonly isKeyRole: boolean;
  readonly isMainUnit: boolean;
  readonly isRoleMap: boolean;
  /** URNs of what was given without a role, or to an agent. */
  readonly packages: readonly string[];
  readonly rights: readonly RightOf[];
  /** Ids of resources that an agent has. */
  readonly resources: readonly string[];
}

export interface RecordSources {
  readonly db: Kysely<Tables>;
  readonly register: Register;
}

/** A direct connection, before what follows from it. */
interface Assignment {
  readonly of: string;
  readonly holder: string;
  readonly role: string;
  readonly packages: readonly string[];
  readonly rights: readonly RightOf[];
}

const NOTHING = { packages: [], rights: [], resources: [] } as const;

/** Joint municipal companies: who shares the responsibility does not pass on what it has. */
const SHARED = 'urn:altinn:external-role:ccr:deltaker-delt-ansvar';

const keyRolesOf = ({ catalogue }: Register): readonly string[] =>
  catalogue.roles.filter((role) => role.isKeyRole).map((role) => role.urn);

/** Roles, rightholders and agents: whoever was given something without a role is a rightholder by it. */
function assignmentsOf({ roles, packages, rights, agents }: Between): readonly Assignment[] {
  const pair = (from: string, to: string) => `${from} ${to}`;
  const packagesOf = Map.groupBy(packages, (row) => pair(row.from_uuid, row.to_uuid));
  const rightsOf = Map.groupBy(rights, (row) => pair(row.from_uuid, row.to_uuid));
  const holders = new Set(
    roles.filter((row) => row.role === RIGHTHOLDER).map((row) => pair(row.of_uuid, row.holder_uuid)),
  );
  const implied = new Map<string, RoleRow>();
  for (const { from_uuid: of, to_uuid: holder } of [...packages, ...rights])
    if (!holders.has(pair(of, holder)))
      implied.set(pair(of, holder), { of_uuid: of, holder_uuid: holder, role: RIGHTHOLDER });
  const serving = agents.map(({ of, agent }) => ({ of_uuid: of, holder_uuid: agent, role: AGENT_ROLE }));
  return [...roles, ...implied.values(), ...serving]
    .filter((row) => row.role !== SUPPLIER)
    .map(({ of_uuid: of, holder_uuid: holder, role }) => {
      const key = pair(of, holder);
      const isHolder = role === RIGHTHOLDER;
      return {
        of,
        holder,
        role,
        packages: isHolder ? (packagesOf.get(key) ?? []).map((row) => row.package) : [],
        rights: isHolder ? (rightsOf.get(key) ?? []) : [],
      };
    });
}

/** What an agent has of a client through a facilitator, by the role that the facilitator has for the client. */
function delegationsOf(grants: readonly GrantOf[], from: (grant: GrantOf) => string): readonly ConnectionRecord[] {
  const groups = Map.groupBy(grants, (row) => `${row.from_uuid} ${row.to_uuid} ${row.via_uuid} ${row.via_role}`);
  return [...groups.values()].flatMap((rows) => {
    const [first] = rows;
    if (!first) return [];
    const items = (kind: GrantOf['kind']) => rows.filter((row) => row.kind === kind).map((row) => row.item);
    return {
      from: from(first),
      to: first.to_uuid,
      role: first.via_role,
      via: first.via_uuid,
      viaRole: AGENT_ROLE,
      reason: REASON.clientDelegation,
      of: first.from_uuid,
      isKeyRole: false,
      isMainUnit: false,
      isRoleMap: false,
      packages: items('package'),
      rights: [],
      resources: items('resource'),
    };
  });
}

/** The Altinn 2 roles that come with a role; they bring what their own packages are, and nothing that was given. */
const mapped = ({ catalogue }: Register, record: ConnectionRecord): readonly ConnectionRecord[] =>
  catalogue
    .legacyRolesOf(record.role)
    .map(({ urn }) => ({ ...record, ...NOTHING, role: urn, reason: REASON.roleMap, isRoleMap: true }));

const withMapped = (register: Register, records: readonly ConnectionRecord[]): readonly ConnectionRecord[] => [
  ...records,
  ...records.flatMap((record) => mapped(register, record)),
];

/**
 * What `from` has given to others, or to those in `to`.
 * @param isOne to `to` alone, whichever way it came; otherwise also to their key-role holders and agents by it
 */
export async function recordsToOthers(
  { db, register }: RecordSources,
  from: Party,
  to?: readonly string[],
  isOne = false,
): Promise<readonly ConnectionRecord[]> {
  const keyRoles = keyRolesOf(register);
  const units = from.parentUuid === undefined ? [from.uuid] : [from.uuid, from.parentUuid];
  // One receiver has also what the organisations have in which it holds a key role.
  const own = isOne && to ? (await Promise.all(to.map((uuid) => heldIn(db, uuid, keyRoles)))).flat() : [];
  const receivers = to && [...new Set([...to, ...own.map((row) => row.of_uuid)])];
  const found = await between(db, { from: units, ...(receivers ? { to: receivers } : {}) });
  const direct = assignmentsOf(found).map((one): ConnectionRecord => {
    const isMainUnit = one.of !== from.uuid;
    return {
      from: from.uuid,
      to: one.holder,
      role: one.role,
      ...(isMainUnit ? { via: one.of } : {}),
      reason: isMainUnit ? REASON.parent : REASON.direct,
      of: one.of,
      isKeyRole: false,
      isMainUnit,
      isRoleMap: false,
      packages: one.packages,
      rights: one.rights,
      resources: [],
    };
  });
  const all = withMapped(register, direct);
  const organizations = [...new Set(all.map((one) => one.to))].filter((uuid) => uuid !== from.uuid);
  const holding = isOne ? own : await holdersIn(db, organizations, keyRoles);
  const through = Map.groupBy(holding, (row) => row.of_uuid);
  const byKeyRole = all.flatMap((one) =>
    (through.get(one.to) ?? [])
      .filter((row) => !(one.role === SHARED && row.role === SHARED))
      .map(({ holder_uuid: holder, role }) => ({
        ...one,
        to: holder,
        via: one.to,
        viaRole: role,
        reason: REASON.keyRole,
        isKeyRole: true,
      })),
  );
  const grants = isOne || !to ? found.grants : await grantsThrough(db, to, units);
  const wanted = isOne && to ? new Set(to) : undefined;
  return [...all, ...delegationsOf(grants, () => from.uuid), ...byKeyRole].filter(
    (one) => one.to !== from.uuid && (wanted?.has(one.to) ?? true),
  );
}

/**
 * What `to` has got from others, or from those in `from`. Sub-units have what their main units have given.
 * @param isOne of `from` alone, whichever way it came; otherwise also what their sub-units and owners have given by it
 */
export async function recordsFromOthers(
  { db, register }: RecordSources,
  to: Pick<Party, 'uuid'>,
  from?: readonly Party[],
  isOne = false,
): Promise<readonly ConnectionRecord[]> {
  const keyRoles = keyRolesOf(register);
  const key = await heldIn(db, to.uuid, keyRoles);
  const receivers = [...new Set([to.uuid, ...key.map((row) => row.of_uuid)])];
  const owned = from && isOne ? await ownedByAny(db, from) : undefined;
  const parents = isOne ? (from ?? []).flatMap((one) => one.parentUuid ?? []) : [];
  const givers = from && [
    ...new Set([...from.map((one) => one.uuid), ...parents, ...(owned ?? []).map((row) => row.of_uuid)]),
  ];
  const found = await between(db, { to: receivers, ...(givers ? { from: givers } : {}) });
  const rolesIn = Map.groupBy(key, (row) => row.of_uuid);
  const direct = assignmentsOf(found).flatMap((one): readonly ConnectionRecord[] => {
    const record = {
      from: one.of,
      to: to.uuid,
      role: one.role,
      of: one.of,
      isMainUnit: false,
      isRoleMap: false,
      packages: one.packages,
      rights: one.rights,
      resources: [],
    };
    if (one.holder === to.uuid) return [{ ...record, reason: REASON.direct, isKeyRole: false }];
    return (rolesIn.get(one.holder) ?? [])
      .filter((row) => !(one.role === SHARED && row.role === SHARED))
      .map((row) => ({ ...record, via: one.holder, viaRole: row.role, reason: REASON.keyRole, isKeyRole: true }));
  });
  const grants = found.grants.filter((grant) => grant.to_uuid === to.uuid);
  const all = [...withMapped(register, direct), ...delegationsOf(grants, (grant) => grant.from_uuid)];
  const units =
    from && isOne
      ? from.flatMap(({ uuid, parentUuid }) => (parentUuid === undefined ? [] : [{ uuid, parent: parentUuid }]))
      : await unitsOf(db, [...new Set(all.map((one) => one.from))]);
  const wanted = from && isOne ? new Set(from.map((one) => one.uuid)) : undefined;
  const records = [...all, ...ofUnits(all, units), ...(await ofOwners({ db, register }, all, wanted))];
  return records.filter((one) => one.from !== to.uuid && (wanted?.has(one.from) ?? true));
}

/** What a main unit has given counts for its sub-units. */
function ofUnits(
  all: readonly ConnectionRecord[],
  units: readonly { readonly uuid: string; readonly parent: string }[],
): readonly ConnectionRecord[] {
  const below = Map.groupBy(units, (unit) => unit.parent);
  return all.flatMap((one) =>
    (below.get(one.from) ?? []).map((unit) => ({
      ...one,
      from: unit.uuid,
      via: one.from,
      reason: REASON.parent,
      isMainUnit: true,
    })),
  );
}

async function ownedByAny(db: Kysely<Tables>, owners: readonly Party[]): Promise<readonly RoleRow[]> {
  const persons = owners.filter((one) => one.type === 'person');
  return (await Promise.all(persons.map((one) => heldIn(db, one.uuid, [OWNER])))).flat();
}

/**
 * Who keeps the books or audits for a sole proprietorship does it for its owner as a person too (altinn-pdp.md 14.2).
 * @param asked UUIDs of the owners that are looked for; undefined: all
 */
async function ofOwners(
  { db, register }: RecordSources,
  all: readonly ConnectionRecord[],
  asked: ReadonlySet<string> | undefined,
): Promise<readonly ConnectionRecord[]> {
  const serving = all.filter((one) => FOR_OWNER_TOO.has(one.role.toLowerCase()));
  const served = [...new Set(serving.map((one) => one.from))];
  if (served.length === 0) return [];
  const rows = await ownersOf(db, served, register.keptSince());
  const owners = Map.groupBy(
    rows.filter((row) => asked?.has(row.holder_uuid) ?? true),
    (row) => row.of_uuid,
  );
  return serving.flatMap((one) =>
    (owners.get(one.from) ?? []).map((row) => ({
      ...one,
      from: row.holder_uuid,
      via: row.of_uuid,
      viaRole: OWNER,
      reason: REASON.parent,
    })),
  );
}
